"""The text part of a mail, made from its HTML."""

import pytest

from icaforum.outbox.plaintext import from_html

LONG = "https://forum.example/invitation/" + "a1-b2." * 60 + "/?answer=give_up&place=1"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<p>Try <a href="https://a.example/">that one</a>.</p>', "Try that one <https://a.example/>."),
        ('<p>Or <b><a href="https://a.example/">one</a></b>, two</p>', "Or one <https://a.example/>, two"),
        ('<p>Write to <a href="mailto:a@b.example">Ana</a>.</p>', "Write to Ana <a@b.example>."),
        ('<p>To <a href="mailto:a@b.example">a@b.example</a></p>', "To a@b.example"),
        ('<td><a href="https://a.example/">Sign in</a></td>', "Sign in:\nhttps://a.example/"),
        ('<p><a href="https://a.example/">It is here.</a></p>', "It is here:\nhttps://a.example/"),
        (f'<p><a href="{LONG}"><strong>Go</strong></a></p>'.replace("&", "&amp;"), f"Go:\n{LONG}"),
    ],
)
def test_a_link_is_its_words_and_its_address(html, text):
    assert from_html(html) == f"{text}\n"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one</p>\n\n\n<p></p><div><div><p>two</p></div></div>", "one\n\ntwo"),
        ('<p style="margin:0;">one</p><p style="margin:0;">two</p><p>three</p>', "one\ntwo\n\nthree"),
        ("<p>one\n  line<br>and &nbsp;another<br></p>", "one line\nand another"),
        ("<h1>A title</h1>words<hr>more", "A title\n\nwords\n\n---\n\nmore"),
        ("<ul><li>one</li><li>two</li></ul><ol><li>first</li></ol>", "- one\n- two\n\n1. first"),
        (
            "<blockquote><p>one<br>two</p><p>three</p></blockquote><p>Ana</p>",
            "> one\n> two\n>\n> three\n\nAna",
        ),
        ("<table><tr><td>one</td><td>two</td></tr></table>", "one\n\ntwo"),
        ("<p>" + "many words " * 100 + "</p>", ("many words " * 100).strip()),
    ],
)
def test_paragraphs_stand_apart_and_no_line_is_broken(html, text):
    assert from_html(html) == f"{text}\n"


def test_what_is_hidden_stays_out_and_what_a_stroke_says_is_said():
    html = """<!doctype html><html><head><title>t</title><style>p {}</style></head><body>
        <div style="display:none;max-height:0;">preheader</div><!-- comment --><img src="x" alt="">
        <p><span aria-hidden="true">&#9679;</span>&nbsp;&nbsp;Moved</p>
        <p data-before="It was:"><del>Monday</del></p><p data-text="omit">copy</p></body></html>"""

    assert from_html(html) == "Moved\n\nIt was: Monday\n"


@pytest.mark.parametrize(
    "written",
    [
        "*stars* **more** _lines_ __init__ `ticks` ~~waves~~",
        "# hash, 1. one, - dash, + plus, > mark, | pipe, = equals",
        r"back\slash \* \_ [so](http://else.example) ![x](y)",
        "&lt;b&gt;tags&lt;/b&gt; &amp;amp; &amp; &#39;quotes&#39; {{ braces }} {% x %}",
        "مرحبا (بكم) 123، עברית",
        "住宅の暑さ、涼しい部屋。　全角",
    ],
)
def test_what_people_write_comes_out_as_they_wrote_it(written):
    plain = written.replace("&lt;", "<").replace("&gt;", ">").replace("&#39;", "'").replace("&amp;", "&")

    assert from_html(f"<p>{written}</p>") == f"{plain}\n"


def test_nobodys_words_pass_for_ours():
    """Whatever ends a line has the mark of the quote after it."""
    text = from_html("<blockquote><p>one<br>Sign in:<br>https://else.example/</p></blockquote>")

    assert text == "> one\n> Sign in:\n> https://else.example/\n"
