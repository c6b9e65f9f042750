"""A page by its structure: where it leads, what it sends, what it holds; not how it words things."""

import re
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

    def sent_by(self, selector="form[method=post]"):
        """What the form sends when nobody touches it, as a browser does: each name with all its values."""
        sent = {}
        for field in self.html.select_one(selector).select("[name]"):
            if field.name == "select":
                values = [option.get("value", "") for option in field.select("option[selected]")]
                if not values and not field.has_attr("multiple"):
                    values = [field.select_one("option").get("value", "")]
            else:
                values = [_value(field)] if _is_filled(field) and field.get("type") != "file" else []
            if values:
                sent.setdefault(field["name"], []).extend(map(_as_sent, values))
        return sent

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


def _as_sent(value):
    """A value with the line breaks that a browser makes of any when it sends a form."""
    return re.sub("\r\n|\r|\n", "\r\n", value)


def _value(field):
    if field.name == "textarea":
        return field.get_text().removeprefix("\n")
    if field.name == "select":
        chosen = field.select_one("option[selected]")
        return chosen.get("value") if chosen else ""
    return field.get("value", "")
