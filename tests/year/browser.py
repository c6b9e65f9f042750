"""A browser without a screen: pages over HTTP, links and buttons by their words, forms as they are sent."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

VOID = {"input", "br", "img", "hr", "meta", "link", "source", "wbr"}


@dataclass
class Field:
    """One field of a form; `value` is what it sends as it stands, None where that is nothing."""

    name: str
    kind: str
    value: str | None = None
    options: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Button:
    """A button that sends a form, and what it sends with it."""

    words: str
    name: str
    value: str
    action: str


@dataclass
class Form:
    """A form of a page; `fields` in their order, as several may have one name."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)

    def names(self) -> set[str]:
        """The names of its fields."""
        return {one.name for one in self.fields}

    def filled(self, known: dict[str, str]) -> dict[str, str | list[str]]:
        """Return what somebody types who fills in all that is empty: what is known, else some words.

        Of several choices it is the first one.
        """
        typed: dict[str, str | list[str]] = {}
        for one in self.fields:
            if one.name in known:
                typed[one.name] = known[one.name]
            elif one.name in typed or one.value or one.kind in ("hidden", "file"):
                continue
            elif one.kind in ("checkbox", "radio"):
                typed[one.name] = [one.options[0][0]]
            elif one.kind == "select":
                typed[one.name] = next((value for value, _words in one.options if value), "")
            elif one.kind == "textarea":
                typed[one.name] = "Rooms that stay cool, for people under hot roofs. " * 6
            else:
                typed[one.name] = "Rooms that stay cool"
        return {name.replace("-", "__"): value for name, value in typed.items()}

    def option(self, name: str, words: str) -> str:
        """Return the value behind the words of a choice; raises LookupError where there is none such."""
        for one in self.fields:
            if one.name == name:
                for value, said in one.options:
                    if said == words or words in said:
                        return value
        raise LookupError(f"{name} offers no {words!r}")


class RefusedError(AssertionError):
    """The portal did not do what it was asked for; the message is what its page says."""


class _Reader(HTMLParser):
    """Reads links, forms and words of a page."""

    def __init__(self, address: str, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.links: list[tuple[str, str]] = []
        self.forms: list[Form] = []
        self.alerts: list[str] = []
        self.words: list[str] = []
        self._by_id: dict[str, Form] = {}
        self._form: Form | None = None
        self._select: Field | None = None
        self._into: list[tuple[str, list[str]]] = []  # open elements whose words are gathered
        self._silent = 0
        self._alert_depth = 0
        self._depth = 0
        self._late: list[tuple[str, Field | Button]] = []
        self.feed(text)
        for owner, thing in self._late:
            if owner in self._by_id:
                self._put(self._by_id[owner], thing)

    def _put(self, form: Form, thing: Field | Button) -> None:
        (form.buttons if isinstance(thing, Button) else form.fields).append(thing)  # type: ignore[attr-defined]

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attributes}
        self._depth += tag not in VOID
        if tag in ("script", "style", "template"):
            self._silent += 1
        role = given.get("role") == "alert" or {"errorlist", "errornote", "banner--need"} & set(
            given.get("class", "").split()
        )
        if role and not self._alert_depth:
            self._alert_depth = self._depth
            self.alerts.append("")
        if tag == "a" and "href" in given:
            gathered: list[str] = [given.get("aria-label", "")]
            self._into.append(("a", gathered))
            self.links.append(("", urljoin(self.address, given["href"])))
        elif tag == "form":
            self._form = Form(
                urljoin(self.address, given.get("action") or self.address), given.get("method", "get").lower()
            )
            self.forms.append(self._form)
            if "id" in given:
                self._by_id[given["id"]] = self._form
        elif tag == "option" and self._select is not None:
            self._select.options.append((given.get("value", ""), ""))
            self._into.append(("option", []))
            if "selected" in given:
                self._select.value = given.get("value", "")
        elif tag in ("input", "select", "textarea", "button"):
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:  # noqa: C901 -- as below
        kind = given.get("type", "submit" if tag == "button" else "text" if tag == "input" else tag).lower()
        thing: Field | Button
        if kind in ("submit", "image"):
            action = urljoin(self.address, given["formaction"]) if "formaction" in given else ""
            thing = Button(given.get("value", ""), given.get("name", ""), given.get("value", ""), action)
            if tag == "button":
                self._into.append(("button", []))
                thing.words = ""
            self._button = thing
        elif kind in ("button", "reset") or "disabled" in given or not given.get("name"):
            if tag == "button":
                self._into.append(("button", []))
                self._button = Button("", "", "", "")
            return
        else:
            value: str | None = given.get("value", "")
            if kind in ("checkbox", "radio"):
                value = given.get("value", "on")
            thing = Field(given["name"], kind, value)
            if kind in ("checkbox", "radio"):
                thing.options = [(value or "", "")]
                thing.value = value if "checked" in given else None
            if tag == "select":
                thing.value = None
                self._select = thing
            if tag == "textarea":
                thing.value = ""
                self._into.append(("textarea", []))
                self._area = thing
        if owner := given.get("form"):
            self._late.append((owner, thing))
        elif self._form is not None:
            self._put(self._form, thing)

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        for _tag, gathered in self._into:
            gathered.append(data)
        self.words.append(data)
        if self._alert_depth:
            self.alerts[-1] += data

    def handle_endtag(self, tag: str) -> None:  # noqa: C901 -- one branch for each kind of element
        if tag in ("script", "style", "template"):
            self._silent -= 1
        if tag == "form":
            self._form = None
        if tag == "select" and self._select is not None:
            one = self._select
            if one.value is None and one.options:
                one.value = one.options[0][0]
            self._select = None
        if self._into and self._into[-1][0] == tag:
            words = "".join(self._into.pop()[1])
            tidy = " ".join(words.split())
            if tag == "a":
                self.links[-1] = (tidy, self.links[-1][1])
            elif tag == "option" and self._select is not None:
                self._select.options[-1] = (self._select.options[-1][0], tidy)
            elif tag == "button":
                self._button.words = tidy
            elif tag == "textarea":
                self._area.value = words.removeprefix("\n")
        if tag not in VOID:
            if self._alert_depth == self._depth:
                self._alert_depth = 0
            self._depth -= 1


class Page:
    """A page as it was answered."""

    def __init__(self, answer: requests.Response) -> None:
        self.status, self.address, self.content = answer.status_code, answer.url, answer.content
        self.kind = answer.headers.get("Content-Type", "")
        self.html = answer.text if "html" in self.kind else ""
        read = _Reader(self.address, self.html)
        self.links, self.forms, self.alerts = (
            read.links,
            read.forms,
            [" ".join(it.split()) for it in read.alerts if it.strip()],
        )
        self.words = " ".join(" ".join(read.words).split())

    @property
    def path(self) -> str:
        """The path of its address."""
        return urlsplit(self.address).path

    def link(self, words: str) -> str:
        """Return where the first link with these words in it leads; raises LookupError where none is."""
        for said, address in self.links:
            if words in said:
                return address
        raise LookupError(f"{self.path} has no link «{words}», but {[said for said, _ in self.links]}")

    def form(self, button: str = "", *, having: str = "") -> Form:
        """Return the form with that button, or with a field of that name; raises LookupError."""
        for form in self.forms:
            if (not button or any(re.search(button, it.words) for it in form.buttons)) and (
                not having or having in form.names()
            ):
                return form
        told = [[it.words for it in form.buttons] for form in self.forms]
        raise LookupError(f"{self.path} has no form with «{button}» {having}, but {told}: {self.words[:600]}")


class Browser:
    """Somebody's browser; it remembers cookies and the page that it shows."""

    def __init__(self, site: str, language: str = "en") -> None:
        self.site = site
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Accept-Language"] = language
        self.page: Page

    def open(self, address: str, *, expect: int = 200) -> Page:
        """Open an address of the site; raises RefusedError where the answer is another than expected."""
        answer = self.session.get(urljoin(self.site, address), timeout=60)
        return self._shown(answer, expect)

    def follow(self, words: str) -> Page:
        """Follow the link with these words."""
        return self.open(self.page.link(words))

    def press(self, button: str, *, having: str = "", refused: bool = False, **typed: Any) -> Page:
        """Press a button, with what was typed into its form by names of fields; `__` stands for a dash.

        A list chooses several, True and False tick and untick, a tuple is a file. Raises RefusedError where
        the page comes back with a complaint, unless that is expected.
        """
        form = self.page.form(button, having=having)
        pressed = next(it for it in form.buttons if re.search(button, it.words))
        typed = {name.replace("__", "-"): value for name, value in typed.items()}
        if unknown := set(typed) - form.names():
            raise LookupError(f"{self.page.path} has no field {unknown}, but {form.names()}")
        data, files = _sent(form, typed)
        if pressed.name:
            data.append((pressed.name, pressed.value))
        address = pressed.action or form.action
        head = {"Referer": self.page.address}
        if form.method == "get":
            answer = self.session.get(address, params=data, timeout=60)
        else:
            answer = self.session.post(address, data=data, files=files or None, headers=head, timeout=60)
        page = self._shown(answer, 200)
        asked = next((it for it in page.forms if "_asked" in it.names()), None)
        if asked and "_asked" not in form.names():  # it says first whom that mails
            return self.press(f"^{re.escape(asked.buttons[0].words)}$", having="_asked", refused=refused)
        # A page of the administration that asks what to do comes back where it was not done.
        again = page.path == urlsplit(address).path and (page.alerts or "/do/" in page.path)
        if again and not refused:
            raise RefusedError(
                f"{page.path} «{button}» {typed}: {' | '.join(page.alerts) or page.words[:1500]}"
            )
        return page

    def _shown(self, answer: requests.Response, expect: int) -> Page:
        page = Page(answer)
        if page.status != expect:
            raise RefusedError(
                f"{answer.request.method} {answer.url} was answered by {page.status}: {page.words[:900]}"
            )
        self.page = page
        return page


def _sent(form: Form, typed: dict[str, Any]) -> tuple[list[tuple[str, str]], list[tuple[str, Any]]]:
    """What a form sends: what was typed, else what stands in it."""
    data: list[tuple[str, str]] = []
    files: list[tuple[str, Any]] = []
    done = set()
    for one in form.fields:
        if one.name not in typed:
            if one.value is not None and one.kind != "file":
                data.append((one.name, one.value))
            continue
        if one.name in done:
            continue
        done.add(one.name)
        value = typed[one.name]
        if isinstance(value, tuple):
            files.append((one.name, value))
        elif isinstance(value, bool):
            if value:
                data.append((one.name, one.options[0][0] if one.options else "on"))
        elif isinstance(value, (list, set)):
            data += [(one.name, str(it)) for it in value]
        elif value is not None:
            data.append((one.name, str(value)))
    return data, files
