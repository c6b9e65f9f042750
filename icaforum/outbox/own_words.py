"""«Your note»: a few own words of whoever presses, in the mails that the press queues.

One mechanism for every verb: the action knows nothing of it, and mails of other kinds than those named, to
others than the person meant, stay without.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icaforum.audit.record import Refused
from icaforum.outbox.models import OwnWords
from icaforum.words.forms import Prose

# The name of the field in forms, and of the key in the `ids` of a mail.
OWN_WORDS = "own_words"


class UnheardError(Refused):
    """Words were written for a mail that is not sent: what was pressed is undone, and the form says so."""


@dataclass
class _Spoken:
    """The words of one press: the mails that carry them, and the row once the first of these is queued."""

    text: str
    by: AbstractBaseUser
    kinds: Collection[str]
    row: OwnWords | None = None


# A context variable, since a web process serves several presses at the same time.
_spoken: ContextVar[_Spoken | None] = ContextVar("spoken", default=None)


@contextmanager
def own_words(text: str, *, by: AbstractBaseUser, kinds: Collection[str]) -> Iterator[None]:
    """Put words of `by` into the mails of these kinds that are queued inside the `with`, if there are any.

    Raises UnheardError, and undoes all that was done inside, where there are words and no such mail.
    """
    if not text.strip():
        yield
        return
    spoken = _Spoken(text.strip(), by, kinds)
    with transaction.atomic():
        token = _spoken.set(spoken)
        try:
            yield
        finally:
            _spoken.reset(token)
        if spoken.row is None:
            raise UnheardError(_("No mail leaves now in which your note could stand. Take it out."))


def words_for(kind: str) -> dict[str, int]:
    """Return what to add to the `ids` of a mail of this kind: the key of this press's words, or nothing."""
    spoken = _spoken.get()
    if spoken is None or kind not in spoken.kinds:
        return {}
    if spoken.row is None:
        spoken.row = OwnWords.objects.create(text=spoken.text, writer_id=spoken.by.pk)
    return {OWN_WORDS: spoken.row.pk}


def words_in(ids: Mapping[str, Any]) -> OwnWords | None:
    """Return the words that a mail carries; None for one without, and once they are deleted."""
    if OWN_WORDS not in ids:
        return None
    return OwnWords.objects.filter(pk=ids[OWN_WORDS]).select_related("writer").first()


def own_words_field() -> forms.CharField:
    """Return the field in which they are written."""
    return Prose(
        label=gettext_lazy("Your note"),
        help_text=gettext_lazy("Some words of your own in the mail, with your name. Plain text."),
        max_length=OwnWords.LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def with_own_words(form: type[forms.Form]) -> Any:
    """Return the class of a form with the field at its end."""
    # Django's metaclass gathers the fields, whichever it is.
    made: Any = type(form)
    return made(form.__name__, (form,), {OWN_WORDS: own_words_field()})
