"""Answers that are kept while somebody types, field by field, so that two who write at once lose nothing.

A page brings along the mark of each answer that it showed. What was not touched there stays as it stands by
now, and where both changed the same, whoever writes is shown what the other one said.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping

from django import forms
from django.http import QueryDict
from django.utils.text import normalize_newlines
from django.utils.translation import gettext as _

Answers = Mapping[str, list[str]]
"""What was typed: the name of a field -> its values."""

# The longest answer that is kept, in letters, all values of a field together: well above what the forms take.
# Fields are few, so this bounds the row.
ANSWER_AT_MOST = 10_000


def typed_into(sent: QueryDict, names: Iterable[str]) -> dict[str, list[str]]:
    """Return what was sent for these fields; lines end as they do in the page."""
    return {name: [normalize_newlines(value) for value in sent.getlist(name) if value] for name in names}


def mark_of(values: Collection[str]) -> str:
    """Return a short mark by which a page can tell whether an answer is still the one it showed."""
    return hashlib.sha256(json.dumps(list(values)).encode()).hexdigest()[:16]


def marks_in(shown: str) -> dict[str, str]:
    """Return the marks of the answers that a page showed, as `marks_for` wrote them."""
    pairs = (part.split(":", 1) for part in shown.split()[:80] if ":" in part)
    return {pair[0]: pair[1] for pair in pairs}


def marks_for(names: Iterable[str], answers: Answers) -> str:
    """Return the marks of these answers, for a hidden field of their page."""
    return " ".join(f"{name}:{mark_of(answers.get(name, []))}" for name in names)


def unkept(typed: Answers) -> set[str]:
    """Return the names of answers that cannot be kept: far too long, or with signs no database holds."""
    return {name for name, values in typed.items() if not _can_be_kept(values)}


def _can_be_kept(values: list[str]) -> bool:
    text = "".join(values)
    storable = "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)
    return storable and len(text) + len(values) <= ANSWER_AT_MOST


def merged(
    stands: Answers, typed: Answers, shown: Mapping[str, str], *, overwrite: bool
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return what is to be kept of what was typed over what `stands`, and what stands where both changed it.

    `shown` are the marks of the answers that the page showed. What another one changed too is kept only if
    `overwrite`; what `unkept` names is left as it stands.
    """
    left_out, kept, elsewhere = unkept(typed), {}, {}
    for name, values in typed.items():
        there, base = stands.get(name, []), shown.get(name)
        if name in left_out or values == there or mark_of(values) == base:
            continue
        if base is not None and base != mark_of(there):
            elsewhere[name] = list(there)
        if overwrite or name not in elsewhere:
            kept[name] = values
    return kept, elsewhere


def say_elsewhere(form: forms.BaseForm, elsewhere: Answers, *, with_text: str, without: str) -> None:
    """Show what the other one said beside what was typed here; `with_text` quotes it as %(text)s."""
    for name, values in elsewhere.items():
        field = form.fields.get(name)
        if field is None:
            continue
        quotes = values and isinstance(field, forms.CharField)
        there = with_text % {"text": "\n".join(values)} if quotes else without
        form.add_error(name, there + " " + _("Press the button again to keep what stands here."))
