"""The text part of a mail, made from its HTML: the same words and addresses in the same order."""

import re

from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

# What has no words for readers of the text part.
UNSEEN = 'head, [aria-hidden="true"], [style*="display:none"], [data-text="omit"]'
# The elements that stand on lines of their own: a link that is all of one gets its address on the next line.
BLOCKS = ("p", "div", "li", "blockquote", "h1")


def from_html(html: str) -> str:
    """Return the words of a mail for readers who see text only.

    Left out is what `UNSEEN` selects: what the HTML hides, what is a mark and no word, what text says anyway.
    An attribute `data-before` holds words that stand in front in the text, where a stroke or a colour says it
    in the HTML; `data-after` holds words that follow, such as an address to type. A link is its words with
    the address behind them, or below where it stands alone.

    Nothing that people wrote is escaped, and no line is broken. A quote has its mark on each line, so that
    nobody's words pass for ours.
    """
    page = BeautifulSoup(html.replace("&nbsp;", " ").replace("\xa0", " "), "html.parser")
    for unseen in page.select(UNSEEN):
        unseen.decompose()
    for told in page.select("[data-before]"):
        told.insert(0, f"{told['data-before']} ")
    for told in page.select("[data-after]"):
        told.append(f" {told['data-after']}")
    for cell in page.select("table, tbody, tr, td"):
        cell.name = "div"  # they lay out, and tell nothing
    text = "\n".join(line.rstrip() for line in _Text().convert_soup(page).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


class _Text(MarkdownConverter):
    """Paragraphs, quotes and lists as Markdown sets them, without any other mark."""

    class Options:
        """The options of markdownify, which reads them by these names."""

        bullets = "-"
        escape_asterisks = False
        escape_underscores = False
        strip = ("b", "strong", "i", "em", "del", "code", "img")
        wrap, wrap_width = True, None  # a line break of the template is a space, and no line is broken

    # markdownify calls `convert_<element>` with the element, its converted text and the names of its parents.

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return the words with the address behind or below them; the address alone where it is the words."""
        address = str(el["href"]).removeprefix("mailto:")
        if text.strip() == address:
            return text
        block = el.find_parent(BLOCKS)
        if block and block.get_text(strip=True) == el.get_text(strip=True):
            return f"{text.rstrip(' .:')}:\n{address}"
        return f"{text} <{address}>"

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return a line break, without the two spaces that Markdown needs before one."""
        return "\n"

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002, N802
        """Return a heading of any level as a paragraph."""
        return f"\n\n{text.strip()}\n\n"

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return a paragraph; one without a margin in the HTML follows the one before it without a gap."""
        gap = "\n" if str(el.get("style", "")).startswith("margin:0;") else "\n\n"
        return f"{gap}{text.strip()}{gap}"
