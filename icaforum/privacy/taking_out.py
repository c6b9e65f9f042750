"""Taking a person's name and addresses out of what others wrote, and out of mails that are kept for a while.

What the Forum publishes is left as it stands: whoever erases is told where it names the person, and changes
it by hand (`naming`).
"""

import re
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Cast
from django.utils.html import escape

from icaforum.audit.models import rows_to_name
from icaforum.audit.wording import BY_LANGUAGE, all_versions, texts_of, words_kept_of
from icaforum.outbox.models import Message
from icaforum.privacy.classes import classes_of, stored_models
from icaforum.privacy.registry import FIELDS
from icaforum.privacy.subjects import Subject, stands_in, whole, within
from icaforum.words.unions import union_of

# One sign, so that no column is too short for it.
IN_ITS_PLACE = "…"
WORDS_OF_A_MAIL = ("subject", "text", "html", "calendar", "reply_to", "sender_name")
THINGS_SHOWN = 20


def take_out(subject: Subject) -> None:
    """Put a sign in the place of the person's name and addresses, in all words that people wrote."""
    for model in stored_models():
        classes = classes_of(model, FIELDS)
        if not hasattr(model, "pgh_tracked_model"):
            _replace(model, classes.of("words", "notes"), (*subject.addresses, *subject.full_names))
            _replace(model, classes.of("names"), (*subject.addresses, *subject.full_names))
            _replace_entries(model, classes.of("names"), subject.short_name)


def naming(subject: Subject) -> list[models.Model]:
    """Return the published things whose texts name the person or hold an address; of each kind some."""
    texts = (*subject.addresses, *subject.full_names)
    kinds = {model._meta.label: model for model in _publishing()}
    hits = {label: _holding(classes_of(model, FIELDS).of("works"), texts) for label, model in kinds.items()}
    found = (
        kinds[label]
        ._base_manager.filter(hit)
        .annotate(_kind=Value(label, output_field=TextField()))
        .values_list("_kind", "pk")[:THINGS_SHOWN]
        for label, hit in hits.items()
    )
    keys: dict[str, list[int]] = {}
    for label, key in union_of(found, doubles=True):
        keys.setdefault(label, []).append(key)
    return [thing for label, some in keys.items() for thing in rows_to_name(kinds[label], map(str, some))]


def _publishing() -> list[type[models.Model]]:
    """Return the models with texts that are published."""
    tracked = (model for model in stored_models() if not hasattr(model, "pgh_tracked_model"))
    return [model for model in tracked if classes_of(model, FIELDS).works]


def _holding(fields: Iterable[str], texts: Iterable[str]) -> Q:
    """Return the condition that a column holds one of these texts; of no texts, none does."""
    hits = (Q(**{f"{name}__iregex": whole(text)}) for name in fields for text in texts if text)
    return reduce(or_, hits, Q(pk__in=()))


def _replace(model: type[models.Model], fields: Iterable[str], texts: Iterable[str]) -> None:
    """Replace whole names and addresses in these columns, whatever their letters' case."""
    wanted = [text for text in texts if text]
    for name in fields:
        if isinstance(model._meta.get_field(name), models.JSONField):
            _replace_in_json(model, name, wanted)
            continue
        for text in wanted:
            rows = model._base_manager.filter(**{f"{name}__icontains": text})
            rows.update(**{name: _without(name, whole(text), IN_ITS_PLACE)})


def _replace_in_json(model: type[models.Model], name: str, texts: list[str]) -> None:
    """Replace them in what a form has kept: a draft that colleagues share stays theirs, without the name."""
    rows = model._base_manager.annotate(_said=Cast(name, TextField()))
    for text in texts:
        for row in rows.filter(_said__icontains=text):
            setattr(row, name, without_text(text, getattr(row, name)))
            row.save(update_fields=[name])


def without_text(text: str, kept: Any) -> Any:
    """Return what JSON holds with a sign in the place of a whole name or address, in all texts of it."""
    if isinstance(kept, dict):
        return {key: without_text(text, value) for key, value in kept.items()}
    if isinstance(kept, list):
        return [without_text(text, value) for value in kept]
    return within(text).sub(IN_ITS_PLACE, kept) if isinstance(kept, str) else kept


def _replace_entries(model: type[models.Model], fields: Iterable[str], word: str) -> None:
    """Replace a name of one word where it is an entry of its own; «Ana Ruiz» is somebody else."""
    if not word:
        return
    pattern = rf"(^|[,;\n])(\s*){re.escape(word)}(?=\s*([,;\n]|$))"
    for name in fields:
        rows = model._base_manager.filter(**{f"{name}__icontains": word})
        rows.update(**{name: _without(name, pattern, rf"\1\2{IN_ITS_PLACE}")})


def _without(name: str, pattern: str, put: str) -> Func:
    told = (Value(pattern), Value(put), Value("gi"))
    return Func(F(name), *told, function="REGEXP_REPLACE", output_field=TextField())


def empty_versions(subject: Subject) -> None:
    """Empty each old wording that holds the name or an address, in whatever language it stands."""
    texts = [text.lower() for text in (*subject.addresses, *subject.full_names)]
    for model, versions in all_versions():
        for version in _versions_holding(model, versions, texts):
            for (field, language), words in texts_of(model, version).items():
                if any(stands_in(text, words) for text in texts):
                    value = getattr(version, field) | {language: ""} if language else ""
                    setattr(version, field, value)
            version.save(update_fields=words_kept_of(model))


def _versions_holding(model: type[models.Model], versions: Any, texts: list[str]) -> Iterator[Any]:
    rows = versions._default_manager.annotate(
        **{f"_{name}": Cast(name, TextField()) for name in BY_LANGUAGE[model]}
    )
    columns = [f"_{name}" if name in BY_LANGUAGE[model] else name for name in words_kept_of(model)]
    return iter(rows.filter(_holding(columns, texts)))


def empty_mails(subject: Subject) -> None:
    """Delete the words of mails to others that name the person; what has not left is written anew."""
    texts = (*subject.addresses, *subject.full_names, *map(escape, subject.full_names))
    rows = Message.objects.filter(_holding(WORDS_OF_A_MAIL, texts))
    rows.exclude(state=Message.State.SENT).update(frozen_at=None)
    rows.update(**dict.fromkeys(WORDS_OF_A_MAIL, ""))
