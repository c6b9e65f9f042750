"""The name beside an address survives the head of a mail, whatever it is."""

import pytest

from icaforum.outbox.letter import Letter, _answers_to
from icaforum.words.addresses import with_name

LONGEST = f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 58}.org"


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("Ana Ruiz", "Ana Ruiz <ana@forum.example>"),
        ("Ruiz, Ana (C40)", '"Ruiz, Ana (C40)" <ana@forum.example>'),
        ("Åse", "=?utf-8?q?=C3=85se?= <ana@forum.example>"),
        ('Eve" <eve@else.example>, "', '"Eve <eve@else.example>," <ana@forum.example>'),
        ("=?utf-8?b?w4VzZQ==?=", "= ?utf-8?b?w4VzZQ== ?= <ana@forum.example>"),
        ("", "ana@forum.example"),
    ],
)
def test_answers_go_to_the_person_by_name(name, head):
    letter = Letter("", "", "", reply_to=with_name(name, "ana@forum.example"))

    assert _answers_to(letter) == head


def test_the_longest_name_and_address_fit_the_column_of_a_mail():
    assert len(with_name("n" * 120, LONGEST)) <= 320
