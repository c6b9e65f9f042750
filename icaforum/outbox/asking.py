"""Admin pages that say whom they would mail, and show the mail, before anything is done."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from icaforum.audit.admin import ActionAdmin, Verb, person_of
from icaforum.audit.as_read import mark_of
from icaforum.audit.record import Refused
from icaforum.forum.models import Room
from icaforum.forum.rooms import is_behind_a_closed_door
from icaforum.outbox import preview
from icaforum.outbox.compose import queued_mails
from icaforum.outbox.models import Message
from icaforum.outbox.own_words import OWN_WORDS, own_words, with_own_words
from icaforum.outbox.preview import Preview


class _MailingRequest(HttpRequest):
    """A request while a `MailingAdmin` answers it: the mails queued so far, and their previews."""

    queued: list[Message]
    mails: list[Preview]


class AskFirst(Refused):
    """A save that would mail somebody, or has a consequence one may not expect, and was not confirmed.

    It is a refusal, so that what was saved is undone and the form is shown again with all that was typed.
    """

    def __init__(self, mails: list[Preview], cautions: list[str]) -> None:
        self.mails = mails
        self.readers = {reader for mail in mails for reader in mail.readers}
        self.cautions = cautions

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """All that the page says, in one text."""
        mailed = [f"{mail.title}: {', '.join(mail.readers)}" for mail in self.mails]
        return " / ".join([*self.cautions, *mailed])

    @property
    def mark(self) -> str:
        """What the page sends back: if what it says has changed, it asks again."""
        return mark_of(self.words)

    @property
    def title(self) -> str:
        """The heading of the question, with the number of people who would be mailed."""
        if not self.readers:
            return _("Before you save")
        return ngettext("Saving mails %(n)d person", "Saving mails %(n)d people", len(self.readers)) % {
            "n": len(self.readers)
        }

    @property
    def button(self) -> str:
        """The words of the button that saves all the same."""
        if not self.readers:
            return _("Save all the same")
        return ngettext("Save and mail %(n)d person", "Save and mail %(n)d people", len(self.readers)) % {
            "n": len(self.readers)
        }


class MailingAdmin(ActionAdmin):
    """Base of the pages whose edits and verbs may mail people.

    An edit is tried first, and undone: if it would mail anybody, or a caution applies, the page says so and
    is saved by the next press. `can_take_back` says how mails that wait can be kept from going out.
    """

    can_take_back = ""
    # The room it is of: while that is closed it stands in no menu and no search, and leads to no page of it.
    room: Room | None = None
    # The kinds of mails of a new row in which the note of its form can stand.
    note_in_new: tuple[str, ...] = ()

    def get_view_on_site_url(self, obj: models.Model | None = None) -> str | None:
        """Return the way to the page of a row; none while its room is closed."""
        return None if is_behind_a_closed_door(self) else super().get_view_on_site_url(obj)

    def cautions(self, form: forms.ModelForm) -> list[str]:  # noqa: ARG002
        """Return sentences that one should read about what was typed before it is saved."""
        return []

    def mails_of(self, act: Callable[[], Any]) -> list[Preview]:
        """Return the mails that calling `act` would queue; raises what `act` raises."""
        return preview.mails_of(act)

    def with_note(self, form: type[forms.Form]) -> type[forms.Form]:
        """Return the class of a form with the field of a note at its end."""
        return with_own_words(form)

    def with_words(
        self, verb: Verb, person: AbstractBaseUser, act: Callable[..., Any], typed: Mapping[str, Any]
    ) -> Any:
        """Call `act` with what was typed but the note, which goes into the mails that the verb names."""
        facts = dict(typed)
        with own_words(facts.pop(OWN_WORDS, ""), by=person, kinds=verb.note_in):
            return act(**facts)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show and save the page; a save that would mail people is undone and asks first (`AskFirst`)."""
        with queued_mails() as cast(_MailingRequest, request).queued:
            return super().changeform_view(request, *args, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: models.Model, form: forms.ModelForm, change: bool
    ) -> None:
        """Save as the base does; a note in the form of a new row goes into the mails of `note_in_new`."""
        note = "" if change else form.cleaned_data.pop(OWN_WORDS, "")
        with own_words(note, by=person_of(request), kinds=self.note_in_new):
            super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: forms.ModelForm, formsets: list[Any], change: bool
    ) -> None:
        """Save the inlines, then ask: only now all mails of this save are queued.

        Raises AskFirst unless nobody is mailed, or the question was read as it stands.
        """
        super().save_related(request, form, formsets, change)
        mailing = cast(_MailingRequest, request)
        mailing.mails = preview.previews_of(mailing.queued)
        question = AskFirst(mailing.mails, self.cautions(form))
        if question.words and self.asks(request, question):
            raise question

    def asks(self, request: HttpRequest, question: AskFirst) -> bool:
        """Whether to ask before this save: unless the question was read as it stands."""
        return request.POST.get("_asked") != question.mark

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """Return the page as Django's; a question stands where the errors would."""
        refusal = getattr(request, "refusal", None)
        if isinstance(refusal, AskFirst):
            context |= {"question": refusal, "errors": None}
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(
        self, request: HttpRequest, obj: models.Model, *more: Any, **kwargs: Any
    ) -> HttpResponse:
        """Return the redirect after a new row was saved, with a message on whom it mailed."""
        response = super().response_add(request, obj, *more, **kwargs)
        self._say_mailed(request)
        return response

    def response_change(self, request: HttpRequest, obj: models.Model) -> HttpResponse:
        """Return the redirect after a change, with a message on whom it mailed."""
        response = super().response_change(request, obj)
        self._say_mailed(request)
        return response

    def _say_mailed(self, request: HttpRequest) -> None:
        mails = cast(_MailingRequest, request).mails
        # Mails that wait can still be taken back, which their message says, so they are counted apart.
        held = [mail for mail in mails if mail.held_until]
        for group in (held, [mail for mail in mails if not mail.held_until]):
            count = len({reader for mail in group for reader in mail.readers})
            if count:
                messages.info(request, self._mailed(count, group[0]))

    def _mailed(self, count: int, mail: Preview) -> str:
        if not mail.held_until:
            return ngettext("%(n)d person is mailed.", "%(n)d people are mailed.", count) % {"n": count}
        clock = date_format(timezone.localtime(mail.held_until), "TIME_FORMAT")
        said = ngettext("%(n)d person is told at %(time)s.", "%(n)d people are told at %(time)s.", count)
        return f"{said % {'n': count, 'time': clock}} {self.can_take_back}".strip()


class VerbsOnlyAdmin(MailingAdmin):
    """Base of the lists of rows that come and change by verbs alone, so that none is added by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Return False."""
        return False
