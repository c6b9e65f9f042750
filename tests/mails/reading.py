"""A mail as its reader sees it, read with Python's own parser: nothing of the portal takes part."""

import re
from html.parser import HTMLParser

BLOCKS = frozenset(("h1", "p", "div", "td", "tr", "table", "ul", "li", "blockquote", "hr", "br"))
UNSEEN = frozenset(("head", "script"))
VOID = frozenset(("br", "hr", "img", "meta", "link"))

ADDRESS = re.compile(r"https?://[^\s<>]*[^\s<>.,;:!?)\]]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
WORD = re.compile(rf"{ADDRESS.pattern}|\w+")
_TOKEN = re.compile(r"/[0-9a-f]+-[0-9a-f]+-[0-9a-f]+\.[\w-]+/")
_KEY = re.compile(r"/\d+/")


class _Reader(HTMLParser):
    """Collects the lines of a mail: words, and after those of a link its address in angle brackets."""

    def __init__(self, *, for_text):
        super().__init__()
        self.for_text = for_text
        self.lines, self.preheader = [""], ""
        self._open, self._links = [], []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in BLOCKS:
            self.lines.append("")
        if self.for_text:
            self.lines[-1] += attrs.get("data-before", "") + " "
        after = attrs.get("data-after", "") if self.for_text else ""
        if tag not in VOID:
            omitted = self.for_text and attrs.get("data-text") == "omit"
            unseen = omitted or tag in UNSEEN or attrs.get("aria-hidden") == "true"
            hidden = "display:none" in attrs.get("style", "")
            self._open.append((tag, "unseen" if unseen else "preheader" if hidden else "", after))
        if tag == "a":
            self._links.append(attrs["href"].removeprefix("mailto:"))

    def handle_endtag(self, tag):
        if tag == "a":
            self.lines[-1] += f" <{self._links.pop()}>"
        after = next((after for name, _, after in reversed(self._open) if name == tag), "")
        self.lines[-1] += f" {after}" if after else ""
        if tag in BLOCKS:
            self.lines.append("")
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        states = {state for _, state, _ in self._open}
        if "preheader" in states:
            self.preheader += data
        elif "unseen" not in states:
            self.lines[-1] += data


def read(html, *, for_text=False):
    """The hidden line beside the subject, and the lines that the reader sees, or that the text part says."""
    reader = _Reader(for_text=for_text)
    reader.feed(html)
    reader.close()
    return _flat(reader.preheader), [line for line in map(_flat, reader.lines) if line]


def steady(text):
    """The text without what differs from run to run: keys of rows, and the signed links made of them."""
    return _KEY.sub("/1/", _TOKEN.sub("/TOKEN/", text))


def words(text):
    """Its words and addresses in their order, whatever the layout."""
    return WORD.findall(text)


def addresses(text):
    return ADDRESS.findall(text)


def _flat(text):
    return " ".join(text.replace("\xa0", " ").split())
