"""A page by its structure: where it leads, what it sends, what it holds; not how it words things."""

from functools import cached_property
from urllib.parse import urlsplit

from bs4 import BeautifulSoup


class Page:
    """What stands in an answer, for a test that cares for no wording."""

    def __init__(self, answer):
        self.html = BeautifulSoup(answer.content, "html.parser")

    @cached_property
    def links(self):
        """Where it leads: each address with the words of its last link."""
        return {link["href"]: " ".join(link.get_text().split()) for link in self.html.select("a[href]")}

    @cached_property
    def paths(self):
        """Where it leads and where its forms are sent, without what follows the path."""
        sent = {form["action"] for form in self.html.select("form[action]")}
        return {urlsplit(address).path for address in {*self.links, *sent}}

    @cached_property
    def typed(self):
        """What its fields hold, by name; of choices, the chosen one."""
        return {field["name"]: _value(field) for field in self.html.select("[name]") if _is_filled(field)}

    @cached_property
    def buttons(self):
        """The words on its buttons."""
        buttons = self.html.select("button, input[type=submit]")
        return [button.get_text(strip=True) or button.get("value", "") for button in buttons]

    def texts(self, selector):
        """What each element says that the selector finds."""
        return [" ".join(found.get_text().split()) for found in self.html.select(selector)]


def _is_filled(field):
    if field.name == "input":
        kind = field.get("type", "text")
        return kind not in {"checkbox", "radio", "submit", "button"} or field.has_attr("checked")
    return field.name in {"select", "textarea"}


def _value(field):
    if field.name == "textarea":
        return field.get_text().removeprefix("\n")
    if field.name == "select":
        chosen = field.select_one("option[selected]")
        return chosen.get("value") if chosen else ""
    return field.get("value", "")
