"""A text on one line."""

import pytest

from icaforum.words.text import one_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  two\r\nlines ", "two lines"),
        ("null\x00 next\x85line\u2028and\u2029more", "null next line and more"),
        ("half \ud800 a pair", "half a pair"),
        ("Łódź\u00a0東京\t📬", "Łódź 東京 📬"),
        ("\u202bשלום\u200f!", "\u202bשלום\u200f!"),
        ("\n", ""),
    ],
)
def test_a_text_is_put_on_one_line(text, line):
    assert one_line(text) == line
