"""Joint calls, for the secretariat: opened for signing, handed over, answered, ended."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.advocacy.actions import commenting, drafting, outcomes, signing
from cities.advocacy.losses import what_becomes
from cities.advocacy.models import CallComment, JointCall, Signature, Undecided
from cities.advocacy.rules import fingerprint_of
from cities.directory.fields import found_by
from cities.leaving.losses import tells_of_departure
from cities.talking.forms import BecauseForm
from icaforum.audit.admin import Verb
from icaforum.forum.models import Room
from icaforum.forum.rooms import is_behind_a_closed_door
from icaforum.outbox.asking import MailingAdmin
from icaforum.words.admin_filters import DayFilter, QuestionFilter
from icaforum.words.forms import Day, Prose, WrittenIn
from icaforum.words.languages import language_of_reader
from icaforum.words.prose import prose
from icaforum.words.times import request_now

tells_of_departure(what_becomes)

# The latest comments on the sheet of a call; all stand on its page.
COMMENTS_SHOWN = 30


class DropForm(forms.Form):
    """Why a call is dropped."""

    because = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Everybody who could read the call reads this; who signed gets it by mail."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    language = WrittenIn()


class HandOverForm(forms.Form):
    """When a call was handed over, by whom, and what is awaited."""

    on = forms.DateField(label=gettext_lazy("Handed over on"), widget=Day)
    handed_over_by = forms.CharField(
        label=gettext_lazy("By whom"),
        help_text=gettext_lazy("Such as: the mayors of Riverport and Hillford."),
        max_length=200,
    )
    answer_due_on = forms.DateField(label=gettext_lazy("Answer asked for by"), required=False, widget=Day)
    look_on = forms.DateField(
        label=gettext_lazy("We look what changed on"),
        help_text=gettext_lazy("The page promises it; on that day it is a line of Today."),
        widget=Day,
    )


class AnswerForm(forms.Form):
    """What the addressee answered."""

    on = forms.DateField(label=gettext_lazy("Answered on"), widget=Day)
    answer = Prose(
        label=gettext_lazy("What they answered"),
        help_text=gettext_lazy("Two or three sentences, also where it is a no. Who signed gets it by mail."),
        max_length=4000,
    )
    language = WrittenIn()
    look_on = forms.DateField(label=gettext_lazy("We look what changed on"), required=False, widget=Day)


class OutcomeForm(forms.Form):
    """What changed."""

    outcome = Prose(
        label=gettext_lazy("What changed"),
        help_text=gettext_lazy("Also where nothing did, or no answer came. Who signed gets it by mail."),
        max_length=4000,
    )
    language = WrittenIn()


class LookFilter(QuestionFilter):
    """A filter of calls by what the secretariat looks for: the numbers of Today."""

    title = gettext_lazy("where it stands")
    parameter_name = "look"
    questions: ClassVar = {
        "draft": (gettext_lazy("Draft"), lambda rows: rows.drafts()),
        "to-open": (gettext_lazy("Ready to be opened"), lambda rows: rows.to_open()),
        "open": (gettext_lazy("Open for signing"), lambda rows: rows.signable(request_now())),
        "to-hand-over": (gettext_lazy("To hand over"), lambda rows: rows.to_hand_over(request_now())),
        "outcome": (gettext_lazy("Waits for its outcome"), lambda rows: rows.waiting_for_outcome()),
        "closed": (gettext_lazy("Over"), lambda rows: rows.closed()),
    }


def _noted(call: JointCall) -> dict[str, Any]:
    language = call.answer_language or language_of_reader()
    return {"on": call.answered_on, "answer": call.answer, "language": language, "look_on": call.look_on}


def _signed_words(call: JointCall) -> str:
    return _("Everybody who signed is mailed.") if call.opened_at else ""


@admin.register(JointCall)
class JointCallAdmin(MailingAdmin):
    """Joint calls: written and changed on their page, and moved on here."""

    room = Room.JOINT_CALLS
    nothing_yet = gettext_lazy("Nobody has drafted a joint call yet.")
    list_display = (
        "title",
        "page",
        "addressee",
        "city",
        "opened_at",
        "closes",
        "handed_over_on",
        "ended_at",
    )
    list_filter = (LookFilter, "is_public", ("sign_by", DayFilter))
    list_select_related = ("city",)
    search_fields = ("title", "addressee", "text", *found_by("city"))
    fields = readonly_fields = (
        *("title", "page", "addressee", "decides", "language", "text", "comments", "city", "author"),
        *(
            "drafted_at",
            "shown_at",
            "ready_at",
            "opened_at",
            "closes",
            "is_public",
            "not_signing",
            "handed_over_on",
        ),
        *("handed_over_by", "answer_due_on", "answered_on", "answer", "look_on", "outcome", "ended_at"),
        *("dropped_at", "dropped_because"),
    )
    verbs = (
        Verb(
            name="open",
            label=gettext_lazy("Open it for signing"),
            do=drafting.open_for_signing,
            done=gettext_lazy("Cities can sign it now."),
            consequence=lambda _row: _(
                "The text stands as version 1, and the lead contacts of all cities are asked to sign it. "
                "Any later change of the text asks all who signed again."
            ),
            # What stands is signed: not what its city wrote while somebody was about to press.
            reads=fingerprint_of,
            offered=lambda row: row.is_draft,
            mails=True,
            note_in=("call_opened",),
        ),
        Verb(
            name="web",
            label=gettext_lazy("Show on the web"),
            do=outcomes.show_on_web,
            done=gettext_lazy("Everyone on the web can read it."),
            consequence=lambda _row: _(
                "Everyone can read the text, and the names of the cities that agreed, two of their working "
                "days after they signed."
            ),
            offered=lambda row: bool(row.opened_at and not row.dropped_at and not row.is_public),
        ),
        Verb(
            name="off-web",
            label=gettext_lazy("Take off the web"),
            do=outcomes.take_off_web,
            done=gettext_lazy("Members alone read it."),
            consequence=lambda _row: _(
                "From now on only members and partners read it. Nobody is mailed, and you can show it again."
            ),
            offered=lambda row: row.is_public,
        ),
        Verb(
            name="hand-over",
            label=gettext_lazy("Note that it was handed over"),
            do=outcomes.hand_over,
            done=gettext_lazy("The list is closed. Today reminds you of the outcome."),
            form=HandOverForm,
            consequence=lambda _row: _("The list closes, and nobody can sign any more."),
            offered=lambda row: bool(row.opened_at and not row.handed_over_on and not row.is_over),
            mails=True,
            note_in=("call_handed_over",),
        ),
        Verb(
            name="answer",
            label=gettext_lazy("Note the answer"),
            do=outcomes.note_answer,
            done=gettext_lazy("The answer stands on its page."),
            form=AnswerForm,
            initial=_noted,
            consequence=_signed_words,
            offered=lambda row: bool(row.handed_over_on and not row.is_over),
            mails=True,
            note_in=("call_answered",),
        ),
        Verb(
            name="end",
            label=gettext_lazy("Write what changed"),
            do=outcomes.end_call,
            done=gettext_lazy("The call is over, with its outcome."),
            form=OutcomeForm,
            consequence=_signed_words,
            offered=lambda row: bool(row.handed_over_on and not row.is_over),
            mails=True,
            note_in=("call_ended",),
        ),
        Verb(
            name="drop",
            label=gettext_lazy("Drop it"),
            do=outcomes.drop_call,
            done=gettext_lazy("The call is dropped."),
            form=DropForm,
            consequence=_signed_words,
            offered=lambda row: not row.handed_over_on and not row.is_over,
            mails=True,
            danger=True,
        ),
    )

    def has_add_permission(self, request: Any) -> bool:  # noqa: ARG002
        """A call is drafted on the page of joint calls, by members and staff alike."""
        return False

    @admin.display(description=gettext_lazy("its page"))
    def page(self, row: JointCall) -> str:
        """A link to where it is read, changed and printed, while there is such a page."""
        if is_behind_a_closed_door(self):
            return "–"
        return format_html('<a href="{}">{}</a>', row.get_absolute_url(), _("Read or change it"))

    @admin.display(description=gettext_lazy("last day to sign"), ordering="sign_by")
    def closes(self, row: JointCall) -> str:
        """The day with which the list closes, the same on every clock."""
        return date_format(row.last_day, "DATE_FORMAT")

    @admin.display(description=gettext_lazy("comments on the draft"))
    def comments(self, row: JointCall) -> str:
        """What cities said of the draft, the latest last, for whoever opens it for signing."""
        newest = row.comments.up().select_related("city").order_by("-pk")[: COMMENTS_SHOWN + 1]
        shown = list(newest)[:COMMENTS_SHOWN]
        said = format_html_join(
            "",
            '<li><strong>{}</strong>, {}<div lang="{}" dir="auto">{}</div></li>',
            (
                (it.city, date_format(localdate(it.written_at), "DATE_FORMAT"), it.language, prose(it.text))
                for it in reversed(shown)
            ),
        )
        if not said:
            return "–"
        more = (
            format_html("<p>{}</p>", _("Earlier ones stand on its page.")) if len(newest) > len(shown) else ""
        )
        return format_html("<ul>{}</ul>{}", said, more)

    @admin.display(description=gettext_lazy("does not sign"))
    def not_signing(self, row: JointCall) -> str:
        """The cities that say that they do not sign, which nobody else sees."""
        found = Undecided.objects.filter(call=row, declined_at__isnull=False).select_related("city")
        return ", ".join(str(it.city) for it in found) or "–"


@admin.register(Signature)
class SignatureAdmin(MailingAdmin):
    """Signatures: of which city, by whom, under which version."""

    room = Room.JOINT_CALLS
    nothing_yet = gettext_lazy("Nobody has signed anything yet.")
    list_display = ("city", "version", "decided_by", "signed_at", "agrees_public", "withdrawn_at")
    list_filter = ("decided_by", "agrees_public", ("signed_at", DayFilter))
    list_select_related = ("city", "version__call")
    search_fields = ("version__call__title", *found_by("city"))
    fields = readonly_fields = (
        *("city", "version", "tier", "signed_by", "signed_at", "decided_by", "decided_by_whom", "decided_on"),
        *("agrees_public", "public_from", "went_public_at", "withdrawn_at", "withdrawn_by"),
    )
    verbs = (
        Verb(
            name="take-back",
            label=gettext_lazy("Take it back in the city’s name"),
            do=signing.take_signature_back,
            done=gettext_lazy("The signature is taken back."),
            consequence=lambda _row: _(
                "Only where the city told you so. The list no longer names it, and its contacts get a mail."
            ),
            offered=lambda row: not row.withdrawn_at,
            mails=True,
            note_in=("call_signature_back",),
            danger=True,
        ),
        Verb(
            name="off-web",
            label=gettext_lazy("Take the name off the web"),
            do=lambda row, *, by: signing.choose_name_on_web(row, agrees=False, by=by),
            done=gettext_lazy("The web no longer names it. Members still do."),
            consequence=lambda _row: _(
                "The signature stands. Nobody is mailed, and only a lead of the city can agree again."
            ),
            offered=lambda row: bool(row.agrees_public and not row.withdrawn_at),
        ),
    )

    def has_add_permission(self, request: Any) -> bool:  # noqa: ARG002
        """Lead contacts sign, on the page of the call."""
        return False


class HiddenFilter(QuestionFilter):
    """A filter of comments by whether others read them."""

    title = gettext_lazy("where it stands")
    parameter_name = "look"
    questions: ClassVar = {
        "up": (gettext_lazy("On the page"), lambda rows: rows.filter(hidden_at__isnull=True)),
        "hidden": (gettext_lazy("Hidden"), lambda rows: rows.filter(hidden_at__isnull=False)),
    }


@admin.register(CallComment)
class CallCommentAdmin(MailingAdmin):
    """Comments on drafts of joint calls."""

    room = Room.JOINT_CALLS
    nothing_yet = gettext_lazy("Nobody has commented on a joint call yet.")
    list_display = ("beginning", "call", "city", "written_at", "hidden_at")
    list_filter = (HiddenFilter, ("written_at", DayFilter))
    list_select_related = ("city", "call")
    search_fields = ("text", "call__title", *found_by("city"))
    fields = readonly_fields = (
        *("call", "text", "city", "author", "tier", "language", "use", "written_at"),
        *("hidden_at", "hidden_because"),
    )
    verbs = (
        Verb(
            name="hide",
            label=gettext_lazy("Hide"),
            do=commenting.hide_comment,
            done=gettext_lazy("Nobody reads it any more."),
            form=BecauseForm,
            consequence=lambda _row: _("This mails whoever wrote it. You can show it again."),
            offered=lambda row: row.is_up,
            mails=True,
            danger=True,
        ),
        Verb(
            name="show",
            label=gettext_lazy("Show again"),
            do=commenting.show_comment,
            done=gettext_lazy("It stands on the page of its call again."),
            consequence=lambda _row: _("Everybody who opens the call reads it again. Nobody is mailed."),
            offered=lambda row: bool(row.hidden_at),
        ),
    )

    def has_add_permission(self, request: Any) -> bool:  # noqa: ARG002
        """Members comment, on the page of the call."""
        return False

    def get_queryset(self, request: Any) -> Any:
        """Without those that their writers took back: they are theirs."""
        rows: Any = super().get_queryset(request)
        return rows.filter(taken_back_at__isnull=True)

    @admin.display(description=gettext_lazy("comment"), ordering="text")
    def beginning(self, row: CallComment) -> str:
        """The first words."""
        return row.text if len(row.text) <= 80 else f"{row.text[:79]}…"
