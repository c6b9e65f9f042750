"""Whatever reads what people write takes a time that grows with its length, and not with the square of it."""

import time

import pytest

from icaforum.inbound.quotes import without_quotes, words_of_html
from icaforum.logs import without_secrets
from icaforum.outbox.answers import Step, judge
from icaforum.words.addresses import clean_address
from icaforum.words.names import name_keys
from icaforum.words.searching import indexed
from icaforum.words.text import one_line

LENGTH = 12_000
READERS = {
    "search": indexed,
    "logs": without_secrets,
    "quotes": without_quotes,
    "html": words_of_html,
    "names": name_keys,
    "addresses": clean_address,
    "lines": one_line,
    "answers of servers": lambda text: judge(Step.RCPT, 550, text),
}
# What comes first, what comes again and again, what comes last.
TEXTS = [
    *(("", it, "!") for it in ("a", "1", " ", "/", "-", "<", "&", "(", "\u200b", "\u1100", ".", "@a", "#")),
    *(
        ("", it, "!")
        for it in ("a-, ", "a-", "a- ", "1.", "1 000 ", "E.", "a, ", "a/", "a@", "&a", "<a", "a - ")
    ),
    ("a-", "\n", "!"),
    ("a-", " \n", "!"),
    ("a", "\u0301", "!"),
    ("f-", "a", "!"),
    ("On 1 ", "wrote", "!"),
]


@pytest.mark.parametrize("name", READERS)
def test_no_text_takes_long_to_read(name):
    slow = {}
    for first, again, last in TEXTS:
        began = time.monotonic()
        READERS[name](first + again * (LENGTH // len(again)) + last)
        if (took := time.monotonic() - began) > 2:
            slow[first, again] = took

    assert slow == {}
