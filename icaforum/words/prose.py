"""What people write, as HTML: paragraphs, points and links; the one small markup of the portal.

Everything else that Markdown knows stays as it was typed, and so does HTML. Only an address that was typed
out becomes a link: one with words of its own could hide where it leads.
"""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

# Signs that programs put before a point, beside the dash, the star and the plus that Markdown takes.
POINT = re.compile(r"^([ \t]*)[•◦▪●–—][ \t]+", re.MULTILINE)
# A list and its point are a level each. Markdown leaves out what lies deeper than it is told to look: such a
# text stands without points, since nothing that was written may be left out.
DEEPEST = 40
# Looking for addresses takes as long as the square of their number: nobody writes so many.
MOST_LINKS = 100


class _Prose(MarkdownIt):
    """Markdown, but for all that hides something from a reader."""

    def __init__(self, *rules: str) -> None:
        # «zero» knows paragraphs alone, and each rule more is named.
        options = {"html": False, "breaks": True, "linkify": "linkify" in rules, "maxNesting": DEEPEST}
        super().__init__("zero", options)
        self.enable(["newline", *rules])
        self.add_render_rule("link_open", _link)
        self.add_render_rule("list_item_open", _item)
        if self.linkify is None:
            raise ImportError("linkify-it-py")
        # Without a scheme, «report.it» is a mistake in typing.
        self.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
        for scheme in ("ftp:", "mailto:", "//"):
            self.linkify.add(scheme, None)

    def validateLink(self, url: str) -> bool:  # noqa: N802 -- as the library calls it
        """Whether an address may become a link: not where a name before an @ looks like the host."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        return parts.scheme in {"http", "https"} and "@" not in parts.netloc

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        """Return the address as it was typed: letters of another script may look like ours."""
        return link


def _link(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, _env: Any
) -> str:
    """Write the beginning of a link; of one to another place it says that we do not vouch for it."""
    token = tokens[index]
    if not str(token.attrs["href"]).startswith(f"{settings.BASE_URL}/"):
        token.attrSet("rel", "nofollow ugc")
    return renderer.renderToken(tokens, index, options, _env)


def _item(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, _env: Any
) -> str:
    """Write the beginning of a point with the number that was typed, where one was."""
    token = tokens[index]
    if token.info:
        token.attrSet("value", token.info)
    return renderer.renderToken(tokens, index, options, _env)


_FULL, _WITHOUT_LINKS, _PLAIN = _Prose("list", "linkify"), _Prose("list"), _Prose()


def prose(text: str, with_links: bool = True) -> SafeString:
    """Return what somebody wrote as HTML, of `<p>`, `<br>`, `<ul>`, `<ol>`, `<li>` and `<a>` alone.

    Without links where one could tell who wrote it.
    """
    lines = POINT.sub(r"\1- ", re.sub(r"\r\n?", "\n", text or ""))
    parser = _FULL if with_links and lines.count("://") <= MOST_LINKS else _WITHOUT_LINKS
    tokens = parser.parse(lines)
    if any(token.level >= DEEPEST - 1 for token in tokens):
        tokens = _PLAIN.parse(lines)
    return mark_safe(parser.renderer.render(tokens, parser.options, {}).strip())  # noqa: S308 -- it escapes all


# Of a line: that it is a point, by its sign or number.
_ENDS = (".", "!", "?", ":", ";", "…", "。")
_SIGN = re.compile(r"^\s*(?:[-*+•◦▪●–—]|\d{1,3}[.)])\s+")


def in_a_line(text: str) -> str:
    """Return what somebody wrote as one line for a list, its points apart: by a dot where no sign is."""
    line, after_point = "", False
    for written in (text or "").splitlines():
        said = _SIGN.sub("", written).strip()
        if not said:
            continue
        is_point = _SIGN.match(written) is not None
        # What leads to the points, a sentence, and what goes on in a paragraph need no dot.
        apart = " · " if (after_point or is_point) and not line.endswith(_ENDS) else " "
        line = f"{line}{apart}{said}" if line else said
        after_point = is_point
    return line
