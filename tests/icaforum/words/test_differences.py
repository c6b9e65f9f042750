import pytest

from icaforum.words.differences import marked, together


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        ("", "", []),
        ("", "New.", [("in", "New.")]),
        ("a b c", "a c", [("same", "a "), ("out", "b "), ("same", "c")]),
        ("a b", "a x b", [("same", "a "), ("in", "x "), ("same", "b")]),
        ("one two", "one three", [("same", "one "), ("out", "two"), ("in", "three")]),
    ],
)
def test_marked(before, after, parts):
    assert marked(before, after) == parts


@pytest.mark.parametrize(
    ("before", "one", "other", "made"),
    [
        ("a b c d", "x b c d", "a b c y", "x b c y"),
        ("a b c d", "x b c d", "x b c d", "x b c d"),
        ("a b c", "x b c", "y b c", None),
        ("a b c", "a b c", "a b", "a b"),
        ("", "one", "two", None),
        ("a b", "x b", "a x b", None),
    ],
)
def test_two_changes_go_together_unless_they_touch(before, one, other, made):
    assert together(before, one, other) == together(before, other, one) == made
