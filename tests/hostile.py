"""Finding every page of the portal and every form on it, and hostile things to send to them."""

import re
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

from django.core.cache import cache as limits
from django.db import connection, transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT
from django.urls import Resolver404, URLPattern, get_resolver, resolve

HERE = "http://testserver"
LONG = "x" * 1_000_000

# What is sent into each field. Bytes are sent as they are: a browser could not, an attacker can.
PAYLOADS = {
    "nul": "be\x00fore",
    "surrogate": b"be\xed\xa0\x80fore",
    "not utf-8": b"\xff\xfe\xfa",
    "markup": "\"'><script>alert(4711)</script><img src=x onerror=alert(4711)>",
    "template": "{{ 4000|add:1234 }}{% now 'Y' %}${7*7}%(x)s%s{0}",
    "huge number": "9" * 400,
    "odd number": "NaN,1e999",
    "no day": "2027-02-30",
    "year 0": "0000-00-00",
    "year 99999": "99999-12-31",
    "controls": "\u202e\u2028\ufeff\x1b[31m\x7f",
    "query": "a & | ! ( ' \" \\ :* <-> --",
    "nothing": "",
}
NEVER_KEPT = {"password", "file", "hidden", "checkbox", "radio", "submit", "button", "select"}


@dataclass
class Field:
    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)

    @property
    def usual(self):
        """What a reader might fill in."""
        examples = {
            "email": "somebody@city.example",
            "url": "https://city.example/plan",
            "number": "3",
            "date": "2027-05-05",
            "time": "10:00",
            "datetime-local": "2027-05-05T10:00",
            "textarea": "We reach people who are often left out. " * 8,
        }
        return self.value or next(filter(None, self.choices), "") or examples.get(self.kind, "Some words")


@dataclass
class Form:
    page: str
    action: str
    method: str
    multipart: bool
    fields: dict[str, Field] = field(default_factory=dict)

    @property
    def key(self):
        # In the admin a new thing and a changed one share their form.
        same = route(self.action).replace("<path:object_id>/change/", "add/")
        return (same, self.method, tuple(name for name in self.fields if "__prefix__" not in name))


class Page(HTMLParser):
    """The links and forms of one page."""

    def __init__(self, address, text):
        super().__init__(convert_charrefs=True)
        self.address, self.links, self.forms = address, [], []
        self._form = self._open = self._detached = None
        self._by_id = {}
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "a" and given.get("href"):
            self.links.append(urljoin(self.address, given["href"]))
        elif tag == "form":
            action = urljoin(self.address, given.get("action") or self.address)
            self._form = Form(
                self.address,
                action,
                (given.get("method") or "get").lower(),
                given.get("enctype") == "multipart/form-data",
            )
            self.forms.append(self._form)
            if given.get("id"):
                self._by_id[given["id"]] = self._form
        else:
            self._handle_field(tag, given)

    def _handle_field(self, tag, given):
        form = self._by_id.get(given["form"]) if given.get("form") else self._form
        name = given.get("name")
        if tag == "option" and self._open:
            self._open.choices.append(given.get("value", ""))
            if "selected" in given:
                self._open.value = given.get("value", "")
        if not form or not name or tag not in ("input", "select", "textarea", "button"):
            return
        kind = given.get("type", "text" if tag == "input" else tag).lower()
        known = form.fields.setdefault(name, Field(name, kind))
        if kind in ("radio", "checkbox"):
            known.choices.append(given.get("value", "on"))
        elif tag in ("input", "button"):
            known.value = given.get("value", "") or known.value
        else:
            self._open = known

    def handle_data(self, data):
        if self._open and self._open.kind == "textarea":
            self._open.value += data.lstrip("\r\n")

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag in ("select", "textarea"):
            self._open = None


@cache
def route(address):
    """The pattern behind an address, such as cities/<slug:slug>/."""
    try:
        return resolve(urlsplit(address).path).route
    except Resolver404:
        return address


def all_routes(patterns=None, before=""):
    for pattern in patterns or get_resolver().url_patterns:
        here = before + str(pattern.pattern).removeprefix("^" if before else "")
        if isinstance(pattern, URLPattern):
            yield here
        else:
            yield from all_routes(pattern.url_patterns, here)


class Visitor:
    """One kind of reader, who looks at every page there is and then sends hostile things to it."""

    def __init__(self, name, person):
        self.name = name
        self.client = Client(raise_request_exception=False)
        if person:
            self.client.force_login(person)
        self.pages, self.forms, self.seen = {}, {}, set()

    def explore(self, starts, *, each=1):
        """Visit the starts, and all pages that links lead to, at most `each` of a pattern."""
        waiting, visited = list(starts), {}
        always = set(starts)
        while waiting:
            address = waiting.pop(0)
            parts = urlsplit(address)
            pattern = route(address)
            if f"{parts.scheme}://{parts.netloc}" not in ("://", HERE) or parts.path.startswith("/static/"):
                continue
            known = visited.setdefault(pattern, set())
            if parts.path in known or (len(known) >= each and address not in always):
                continue
            known.add(parts.path)
            waiting += self._look(address, pattern)

    def _look(self, address, pattern):
        answer = self.client.get(address)
        self.seen.add(pattern)
        if answer.status_code in (301, 302):
            return [urljoin(HERE + address, answer.url)]
        if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
            return []
        page = Page(urljoin(HERE, address), answer.text)
        self.pages.setdefault(pattern, address)
        for form in page.forms:
            self.seen.add(route(form.action))
            self.forms.setdefault(form.key, form)
        return page.links + [form.action for form in page.forms]

    def leave_out(self, others):
        """Keep only the pages and forms that no other visitor has."""
        for other in others:
            self.pages = {key: page for key, page in self.pages.items() if key not in other.pages}
            self.forms = {key: form for key, form in self.forms.items() if key not in other.forms}

    def asked(self, pattern):
        """The parameters that forms send to a page."""
        forms = (form for form in self.forms.values() if form.method == "get")
        return [name for form in forms if route(form.action) == pattern for name in form.fields]

    def send(self, form, data):
        """Send a form and take back whatever it did."""
        limits.clear()
        cookies = deepcopy(self.client.cookies)
        with transaction.atomic():
            if form.multipart:
                body = multipart(data)
                answer = self.client.generic("POST", form.action, body, content_type=MULTIPART_CONTENT)
            else:
                kind = "application/x-www-form-urlencoded"
                answer = self.client.post(form.action, urlencode(data, doseq=True), content_type=kind)
            rows = count_rows() if answer.status_code == 200 else None
            transaction.set_rollback(True)
        self.client.cookies = cookies
        return answer, rows

    def ask(self, address):
        limits.clear()
        with transaction.atomic():
            answer = self.client.get(address)
            transaction.set_rollback(True)
        return answer


def multipart(data):
    """The body of a form with files; Django's own encoder would take bytes for a list of numbers."""
    parts = []
    for name, value in data.items():
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'.encode()
        if hasattr(value, "read"):
            value.seek(0)
            head += f'; filename="{value.name}"\r\nContent-Type: {value.content_type}'.encode()
            value = value.read()  # noqa: PLW2901
        parts += [head, b"", value if isinstance(value, bytes) else str(value).encode()]
    return b"\r\n".join([*parts, f"--{BOUNDARY}--".encode(), b""])


def count_rows():
    """How many rows each table has; sessions and drafts come and go."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in tables()))
        return dict(cursor.fetchall())


@cache
def tables():
    # A draft keeps what is typed into an application also where it is refused.
    coming_and_going = {"django_session", "usersessions_usersession", "cities_applicationdraft"}
    return sorted(set(connection.introspection.table_names()) - coming_and_going)


def refused(answer):
    """Whether the answer is the same page again with what is wrong."""
    signs = ('role="alert"', "errorlist", "errornote", "banner--need")
    return answer.status_code == 200 and any(sign in answer.text for sign in signs)


def as_read(payload):
    """What Django makes of a payload when it reads the form."""
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else payload


def without_tokens(text):
    return re.sub(r'(csrfmiddlewaretoken" value=)"\w+"', r"\1", text)
