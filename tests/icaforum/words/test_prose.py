"""What people write, as a page shows it: nothing runs, nothing hides, and no word is left out."""

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from icaforum.words.prose import DEEPEST, MOST_LINKS, in_a_line, prose

TAGS = {"p", "br", "ul", "ol", "li", "a"}


def link(address, shown=None):
    return f'<a href="{address}" rel="nofollow ugc">{shown or address}</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        (None, ""),
        ("One.\r\n\r\nTwo\nlines.", "<p>One.</p><p>Two<br>lines.</p>"),
        ("Three:\n- a\n- b\n\nEnd", "<p>Three:</p><ul><li>a</li><li>b</li></ul><p>End</p>"),
        ("• a\n•\tb", "<ul><li>a</li><li>b</li></ul>"),
        ("– a\n– b", "<ul><li>a</li><li>b</li></ul>"),
        ("3. a\n4. b", '<ol start="3"><li value="3">a</li><li value="4">b</li></ol>'),
        # What was counted by hand keeps its numbers.
        ("1. a\n1. b", '<ol><li value="1">a</li><li value="1">b</li></ol>'),
        ("a - b\n-c", "<p>a - b<br>-c</p>"),
        ("# a\n> b\n**c** `d`", "<p># a<br>&gt; b<br>**c** `d`</p>"),
        ("    indented", "<p>indented</p>"),
        ("<b>x</b> &amp;", "<p>&lt;b&gt;x&lt;/b&gt; &amp;amp;</p>"),
    ],
)
def test_paragraphs_and_points(text, html):
    assert re.sub(r"\n", "", prose(text)) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("See https://a.example/x.", f"<p>See {link('https://a.example/x')}.</p>"),
        ("(http://a.example/x_(y))", f"<p>({link('http://a.example/x_(y)')})</p>"),
        ("https://a.example/?x=1&y=2", f"<p>{link('https://a.example/?x=1&amp;y=2')}</p>"),
        # Our own pages are vouched for.
        (
            "http://testserver/events/",
            '<p><a href="http://testserver/events/">http://testserver/events/</a></p>',
        ),
        ("http://testserver.example/", f"<p>{link('http://testserver.example/')}</p>"),
    ],
)
def test_an_address_that_was_typed_out_is_a_link(text, html, settings):
    settings.BASE_URL = "http://testserver"

    assert prose(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "[words](https://a.example/)",
        "https://forum.example@b.example/",
        "//a.example/x",
        "mailto:a@b.example",
        "ftp://a.example/",
        "a@b.example",
        "www.a.example report.it",
        "data:text/html,x",
        "https://[/",
    ],
)
def test_nothing_else_is(text):
    found = [(it["href"], it.get_text()) for it in BeautifulSoup(prose(text), "html.parser").select("a")]

    # What stands in words that look like Markdown is a link by itself, with its address as its words.
    assert found == ([("https://a.example/", "https://a.example/")] if "[words]" in text else [])


def test_letters_of_another_script_are_shown_as_they_were_typed():
    assert ">https://xn--80ak6aa92e.com/<" in prose("https://xn--80ak6aa92e.com/")


SIGNS = [
    "\n",
    "\n\n",
    "- ",
    "1. ",
    "  ",
    "\t",
    "* ",
    "> ",
    "# ",
    "[a](",
    "http://",
    "<p>",
    "&lt;",
    "\\",
    "`",
    "•\t",
]
LETTERS = "aZ09äßاب気\u200b\u2028\r\x1f-.)(:/'\""
WRITTEN = st.lists(st.sampled_from([*SIGNS, *LETTERS]), max_size=60).map("".join)


def words(text):
    return re.findall(r"[^\W_]+", text)


@given(WRITTEN)
def test_no_word_is_lost_and_no_other_element_is_made(text):
    text = text.replace("\x00", "")  # no form takes it
    html = BeautifulSoup(prose(text), "html.parser")

    assert {tag.name for tag in html.find_all()} <= TAGS
    assert {name for tag in html.find_all() for name in tag.attrs} <= {"href", "rel", "value", "start"}
    shown = html.get_text(" ") + " ".join(tag["value"] for tag in html.select("li[value]"))
    assert sorted("".join(words(shown))) == sorted("".join(words(text)))


@pytest.mark.parametrize(
    "text",
    [
        "- " * DEEPEST + "deep",
        "\n".join(" " * 2 * depth + "- deep" for depth in range(DEEPEST)),
        "1. " * DEEPEST + "deep",
    ],
)
def test_points_within_too_many_points_stand_as_they_were_typed(text):
    assert "<li" not in prose(text)
    assert prose(text).count("deep") == text.count("deep")


def test_of_very_many_addresses_none_is_a_link():
    assert prose("http://a.example/ " * MOST_LINKS).count("<a ") == MOST_LINKS
    assert "<a " not in prose("http://a.example/ " * (MOST_LINKS + 1))


def test_in_a_line_points_stand_apart():
    text = "We did:\n\n- paid hosts\n2. kept keys\n• swept\n\nIt held\nfor a year."
    assert in_a_line(text) == "We did: paid hosts · kept keys · swept · It held for a year."
    assert in_a_line("One.\nTwo.") == "One. Two."
    assert in_a_line("- One.\n- Two") == "One. Two"
    assert in_a_line("") == ""
