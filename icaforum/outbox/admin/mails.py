"""The admin of mails: the list, with what did not arrive on top, and the verbs of one mail."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from icaforum.audit.admin import Verb, person_of
from icaforum.audit.record import Refused
from icaforum.outbox import actions
from icaforum.outbox.admin.readonly import ReadOnlyAdmin, moment_in_words
from icaforum.outbox.kinds import kinds
from icaforum.outbox.letter import unsubscribe_url, written
from icaforum.outbox.models import Attempt, Gate, Message, MessageQuerySet
from icaforum.outbox.preview import PERSONAL
from icaforum.outbox.readers import url_of_reader
from icaforum.outbox.states import (
    AGAIN,
    State,
    advice_of,
    has_expired,
    may_be_sent_again,
    may_move,
    reason_of,
)
from icaforum.words.admin_filters import DayFilter, QuestionFilter
from icaforum.words.columns import short_moment
from icaforum.words.times import request_now

# By name, since cities stand above mails.
CITY_OF_READER = ("person__seats__city__name", "person__seats__city__other_names")
# Could not be delivered, may not have arrived or not be written, not mailed, all others. In SQL, so that it
# sorts all pages of the list.
WORRY = Case(
    When(state=State.DEAD, then=Value(0)),
    When(Q(state=State.UNCERTAIN) | Q(unwritten_at__isnull=False), then=Value(1)),
    When(state=State.SUPPRESSED, then=Value(2)),
    default=Value(3),
)


class _ListRequest(HttpRequest):
    """A request for the list of mails: whether any mail on the page can be sent again."""

    offers_sending: bool


def _part(name: str) -> Callable[[MessageQuerySet], MessageQuerySet]:
    return lambda mails: mails.part_to_look_at(name, Now())


class WorryFilter(QuestionFilter):
    """A filter of the mails that Today counts."""

    title = gettext_lazy("to look after")
    parameter_name = "look"
    questions: ClassVar = {
        "after": (gettext_lazy("Did not leave or arrive"), lambda mails: mails.to_look_at(Now())),
        "undelivered": (gettext_lazy("Could not be delivered"), _part("undelivered")),
        "uncertain": (gettext_lazy("May not have arrived"), _part("uncertain")),
        "unwritten": (gettext_lazy("Could not be written"), _part("unwritten")),
        "late": (gettext_lazy("Too late to send, in the last seven days"), _part("late")),
        "held": (
            gettext_lazy("Held back by us"),
            lambda mails: mails.filter(pk__in=Gate.the().held_back().order_by().values("pk")),
        ),
        "stuck": (gettext_lazy("Waiting while no mail leaves"), lambda mails: mails.stuck(Now())),
    }


class KindFilter(admin.SimpleListFilter):
    """A filter by the kind of mail; a kind that is gone shows all mails."""

    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, _request: HttpRequest, _model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        """Return the kinds with their titles, in the order of these."""
        return sorted(((name, str(kind.title)) for name, kind in kinds().items()), key=lambda row: row[1])

    def queryset(self, _request: HttpRequest, queryset: models.QuerySet[Message]) -> models.QuerySet[Message]:
        """Return the mails of the chosen kind."""
        return queryset.filter(kind=self.value()) if self.value() in kinds() else queryset


class AttemptInline(admin.TabularInline):
    """The tries of a mail, to read."""

    model = Attempt
    fields = readonly_fields = ("at", "outcome", "code", "detail", "worker")
    extra = 0
    can_delete = False

    def has_add_permission(self, *_arguments: Any) -> bool:
        """Return False."""
        return False

    def has_change_permission(self, *_arguments: Any) -> bool:
        """Return False."""
        return False


def _will_be_sent(message: Message) -> str:
    return _("%(reader)s gets this mail. If it arrived before, mail programs that know it show it once.") % {
        "reader": message.reader
    }


def may_be_sent_once_more(mail: Message) -> bool:
    """Return whether a mail that was sent can be sent a second time: no code, and not too late."""
    is_code = mail.kind in kinds() and kinds()[mail.kind].once
    return mail.state == State.SENT and not is_code and not has_expired(mail, request_now())


MAIL_VERBS = (
    Verb(
        "send-again",
        gettext_lazy("Send again"),
        actions.send_again,
        gettext_lazy("The mail is on its way again."),
        offered=lambda mail: may_be_sent_again(mail, request_now()),
        consequence=_will_be_sent,
    ),
    Verb(
        "send-now",
        gettext_lazy("Send now"),
        actions.send_again,
        gettext_lazy("The mail is on its way."),
        offered=lambda mail: mail.state == State.PENDING,
        consequence=_will_be_sent,
    ),
    Verb(
        "once-more",
        gettext_lazy("Send it once more"),
        actions.send_once_more,
        gettext_lazy("A second mail is on its way."),
        offered=may_be_sent_once_more,
        consequence=lambda mail: (
            _("%(reader)s gets this mail a second time, written anew.") % {"reader": mail.reader}
        ),
    ),
    Verb(
        "was-delivered",
        gettext_lazy("It was delivered"),
        actions.confirm_delivered,
        gettext_lazy("Noted: this mail has arrived."),
        offered=lambda mail: mail.state == State.UNCERTAIN,
        consequence=lambda _mail: _("Nobody gets a mail; this one counts as sent."),
    ),
    Verb(
        "hold",
        gettext_lazy("Put on hold"),
        actions.hold,
        gettext_lazy("The mail waits until somebody sends it."),
        offered=lambda mail: mail.state == State.PENDING,
    ),
    Verb(
        "cancel",
        gettext_lazy("Take back"),
        actions.cancel,
        gettext_lazy("The mail was taken back."),
        offered=lambda mail: mail.state not in Message.LEASED and may_move(mail, State.CANCELLED),
        consequence=lambda _mail: _("This mail will never be sent. That cannot be undone."),
        danger=True,
    ),
)


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """All mails; those that need somebody stand on top."""

    nothing_yet = gettext_lazy("No mail yet. Mails are written by what happens in the Forum.")
    list_display = ("named", "reader", "became", "moment")
    list_filter = (WorryFilter, "state", ("created_at", DayFilter), KindFilter)
    search_fields = ("address", "=message_id", "person__name", "person__email", *CITY_OF_READER)
    search_help_text = gettext_lazy("A name, a city, a part of an address or a whole Message-ID")
    list_select_related = ("person", "returned")
    ordering = (WORRY, "-pk")
    actions = ("send_these_again",)
    inlines = (AttemptInline,)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    *("title", "whom", "became", "reason", "advice"),
                    *("created_at", "next_try", "accepted_at"),
                )
            },
        ),
        (gettext_lazy("The mail"), {"fields": ("letter",)}),
        (
            gettext_lazy("For whoever looks for a mail on its way"),
            {
                "classes": ("collapse",),
                "fields": (
                    *("address", "message_id", "dedupe_key", "attempts", "last_code", "last_error"),
                    "expires_at",
                ),
            },
        ),
    )
    readonly_fields = (
        *("title", "whom", "became", "reason", "advice", "created_at", "next_try", "accepted_at", "letter"),
        *("address", "message_id", "dedupe_key", "attempts", "last_code", "last_error", "expires_at"),
    )
    verbs = MAIL_VERBS

    def get_queryset(self, request: HttpRequest) -> MessageQuerySet:
        """Return all mails, without those between others that arrived or are on their way."""
        return cast(MessageQuerySet, super().get_queryset(request)).for_staff(Now())

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list, and above it that no mail leaves just now, where that is so."""
        gate = Gate.the()
        if not gate.is_open and request.method == "GET":
            messages.warning(request, str(gate))
        return super().changelist_view(request, extra_context)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Return the list as Django's, without boxes to tick where no mail on the page can be sent again."""
        changelist = super().get_changelist_instance(request)
        now = request_now()
        for mail in changelist.result_list:  # on the rows, which are this request's own
            mail.can_be_sent_again = may_be_sent_again(mail, now)
        offers = any(mail.can_be_sent_again for mail in changelist.result_list)
        # Django asks for the actions later in this request, by `has_send_again_permission`.
        cast(_ListRequest, request).offers_sending = offers
        if not offers:
            changelist.list_display = [it for it in changelist.list_display if it != "action_checkbox"]
        return changelist

    def has_send_again_permission(self, request: HttpRequest) -> bool:
        """Return whether the action is offered: not on a page where no mail can be sent again.

        On POST it always is: what was chosen on a page of a minute ago gets an answer in words.
        """
        offered = request.method == "POST" or getattr(request, "offers_sending", True)
        return offered and self.has_change_permission(request)

    def action_checkbox(self, obj: Message) -> Any:
        """Return the box to tick; none at a mail that cannot be sent again."""
        if not obj.can_be_sent_again:
            return ""
        return super().action_checkbox(obj)

    @admin.display(description=gettext_lazy("mail"), ordering="kind")
    def named(self, message: Message) -> str:
        """What kind of mail it is, and below it its subject, in its reader's language, once it is written."""
        if not message.subject:
            return message.title
        words = '{}<br><span class="soft" lang="{}">{}</span>'
        return format_html(words, message.title, message.language, message.subject)

    @admin.display(description=gettext_lazy("mail"), ordering="kind")
    def title(self, message: Message) -> str:
        """What kind of mail it is."""
        return message.title

    @admin.display(description=gettext_lazy("to"), ordering="person__name")
    def reader(self, message: Message) -> str:
        """The person or the address that it is for."""
        return message.reader

    @admin.display(description=gettext_lazy("to"))
    def whom(self, message: Message) -> str:
        """The person, or what an address without an account is about, as a link to where it is corrected."""
        name, url = message.reader, url_of_reader(message)
        if message.person:
            name = f"{name}, {message.address}"
        return format_html('<a href="{}">{}</a>', url, name) if url else name

    @admin.display(description=gettext_lazy("what became of it"), ordering="state")
    def became(self, message: Message) -> str:
        """Its state, and below it why where there is a reason."""
        if not message.last_error and not message.came_back:
            return message.became
        return format_html('{}<br><span class="soft">{}</span>', message.became, self.reason(message))

    @admin.display(description=gettext_lazy("what to do"))
    def advice(self, message: Message) -> str:
        """What somebody of the secretariat can do about it."""
        return advice_of(message) or "–"

    @admin.display(description=gettext_lazy("reason"))
    def reason(self, message: Message) -> str:
        """Why it is in its state, in our words or the mail server's."""
        return reason_of(message) or "–"

    @admin.display(description=gettext_lazy("when"), ordering="created_at")
    def moment(self, message: Message) -> str:
        """When it was sent, else when it was caused."""
        return short_moment(message.accepted_at or message.created_at)

    @admin.display(description=gettext_lazy("next try"))
    def next_try(self, message: Message) -> str:
        """When a mail that waits is tried again."""
        return moment_in_words(message.due_at if message.state == State.PENDING else None)

    @admin.display(description=gettext_lazy("what it says"))
    def letter(self, message: Message) -> str:
        """The text as its reader gets it; what only the reader may open is left out."""
        if message.sensitive:
            return _("This mail holds something that only its reader may see, so nobody can look at it here.")
        subject, text = _subject_and_text(message)
        if not text:
            return _("The words of this mail are not kept, or it was never written.")
        # Whoever opens this address switches the reader's mails off, signed in or not.
        if link := unsubscribe_url(message):
            text = text.replace(link, "…")
        # And whoever opens another personal one answers as the reader, and reads what was answered.
        text = PERSONAL.sub("…", text)
        return format_html('<strong>{}</strong><pre class="letter">{}</pre>', subject, text)

    @admin.action(description=gettext_lazy("Send again"), permissions=["send_again"])
    def send_these_again(self, request: HttpRequest, queryset: models.QuerySet[Message]) -> None:
        """Send the chosen mails again, and say how many were and how many could not be."""
        chosen, done = queryset.count(), 0
        for message in queryset.filter(state__in=AGAIN):
            with suppress(Refused):  # it has expired or was taken by the sender since; it counts as left
                actions.send_again(message, by=person_of(request))
                done += 1
        if done:
            words = ngettext("%d mail is on its way again.", "%d mails are on their way again.", done)
            messages.success(request, words % done)
        if left := chosen - done:
            words = ngettext(
                "%d mail stays as it is: it cannot be sent again.",
                "%d mails stay as they are: they cannot be sent again.",
                left,
            )
            messages.warning(request, words % left)


def _subject_and_text(message: Message) -> tuple[str, str]:
    """Return the words that were sent; for a mail that waits, those that would be sent now."""
    if message.text or message.kind not in kinds() or message.state != State.PENDING:
        return message.subject, message.text
    try:
        letter = written(message)
    except Exception as error:  # noqa: BLE001 -- whatever keeps the mail from being written, say it here
        return type(error).__name__, str(error)
    return (letter.subject, letter.text) if letter else ("", "")
