"""A press on a member's page that mails somebody: with a note, and the mail to see before."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django import forms

from icaforum.audit.record import Refused
from icaforum.outbox.own_words import OWN_WORDS, own_words
from icaforum.outbox.preview import Preview, mails_of

# The button that only shows the mails, as on the pages of verbs in the admin.
PREVIEW = "_preview"


@dataclass(frozen=True)
class Pressed:
    """What came of a press: whether it was done; else the mails it would send, if these were asked for."""

    done: bool = False
    mails: list[Preview] | None = None


def press(request: Any, form: forms.Form, act: Callable[[], Any], *, kinds: Collection[str]) -> Pressed:
    """Call `act`, with the note of a valid form in its mails of these kinds, or show its mails.

    A refusal becomes an error of the form, so that nothing that was typed is lost.
    """

    def spoken() -> None:
        with own_words(form.cleaned_data.get(OWN_WORDS, ""), by=request.user, kinds=kinds):
            act()

    try:
        if PREVIEW in request.POST:
            return Pressed(mails=mails_of(spoken))
        spoken()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return Pressed()
    return Pressed(done=True)
