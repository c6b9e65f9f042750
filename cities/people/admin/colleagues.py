"""Colleagues of the secretariat in the admin: who they are, what they may do, and a page to invite one."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.people.actions import colleagues
from cities.people.forms.staff import ColleagueForm, PresetsForm
from cities.people.locks import lock_both
from cities.people.models import Colleague, User
from cities.people.presets import presets_of, rights_in_words
from cities.people.vouching import offers_in_words
from icaforum.audit.admin import Verb
from icaforum.outbox.asking import AskFirst, MailingAdmin
from icaforum.words.columns import short_day, short_moment

STEPS = {
    Authenticator.Type.TOTP: gettext_lazy("app"),
    Authenticator.Type.WEBAUTHN: gettext_lazy("passkey"),
}

# Beneath the form of a new one; the list has all of them.
COLLEAGUES_SHOWN = 20


def _is_invited(person: User) -> bool:
    return person.staff_invitation_ends_at is not None


def _before_taking_away(person: User) -> str:
    words = _(
        "%(person)s sees from the next click on what somebody without a seat sees. The account "
        "stays, and so does what was done in the history. Nobody is mailed."
    )
    return " ".join(filter(None, [words % {"person": person}, offers_in_words(person)]))


def _offers_if_no_more(person: User) -> str:
    """Say what ends where the right to add colleagues is taken; empty where nothing hangs on it."""
    if not (offers := offers_in_words(person)):
        return ""
    return _("Without the right to add colleagues:") + " " + offers


def _has_come(person: User) -> bool:
    return not _is_invited(person)


@admin.register(Colleague)
class ColleagueAdmin(MailingAdmin):
    """The people of the secretariat, and those who are invited into it."""

    nothing_yet = gettext_lazy("No colleague yet. Add the first one.")
    verbs = (
        Verb(
            name="rights",
            label=gettext_lazy("Change what they may do"),
            do=colleagues.set_rights,
            done=gettext_lazy("Set. It counts from the next click on."),
            form=PresetsForm,
            consequence=_offers_if_no_more,
            initial=lambda person: {
                "presets": presets_of(person.groups.all()),
                "adds_colleagues": person.is_superuser,
                "until": person.staff_until,
            },
            lock=lock_both,
        ),
        Verb(
            name="send-again",
            label=gettext_lazy("Send again"),
            do=colleagues.invite_again,
            done=gettext_lazy("On its way, and open for 7 days from now."),
            offered=_is_invited,
            consequence=lambda person: (
                _("This mails %(person)s the invitation once more, and leaves it open for 7 more days.")
                % {"person": person}
            ),
            mails=True,
            note_in=("colleague_added",),
        ),
        Verb(
            name="take-back",
            label=gettext_lazy("Take back"),
            do=colleagues.take_rights,
            done=gettext_lazy("Taken back."),
            offered=_is_invited,
            consequence=lambda person: (
                _(
                    "The invitation of %(person)s ends: no right is left, and a mail that waits is not sent. "
                    "Nobody is mailed. You can invite the same address again."
                )
                % {"person": person}
            ),
            danger=True,
        ),
        Verb(
            name="take-away",
            label=gettext_lazy("Take away"),
            do=colleagues.take_rights,
            done=gettext_lazy("No longer in the secretariat."),
            offered=_has_come,
            consequence=_before_taking_away,
            danger=True,
        ),
    )
    create = staticmethod(colleagues.add_colleague)
    note_in_new = ("colleague_added",)
    change_form_template = "admin/cities/colleague/change_form.html"
    list_display = ("name", "email", "may_do", "second_step", "last_here", "staff_until")
    list_filter = ("is_active",)
    search_fields = ("name", "email")
    search_help_text = gettext_lazy("A name or an address")
    add_fields = ColleagueForm.field_order
    fields = readonly_fields = (
        *("name", "email", "may_do", "second_step", "last_here", "invitation", "staff_until", "is_active"),
    )

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form of a new colleague; one who is there changes by the verbs alone."""
        if obj is None:
            kwargs["form"] = ColleagueForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields of that form, or what stands of a colleague."""
        return super().get_fields(request, obj) if obj else self.add_fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:  # noqa: ARG002
        """Return all fields of a colleague who is there."""
        return self.readonly_fields if obj else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Colleague]:
        """Return them with their presets and second steps, in two more queries for the whole list."""
        return super().get_queryset(request).prefetch_related("groups", "authenticator_set")

    def offered_verbs(self, request: HttpRequest, obj: Any) -> list[Verb]:
        """Return no verb for oneself: one's own rights are for a colleague to change."""
        return [] if obj.pk == request.user.pk else super().offered_verbs(request, obj)

    def asks(self, request: HttpRequest, question: AskFirst) -> bool:  # noqa: ARG002
        """Whether «See the mail» was pressed: whom the invitation mails stands in the form itself."""
        return "_see" in request.POST

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the form of a new colleague, with the others beneath it."""
        rows = list(self.get_queryset(request).order_by("name", "email")[:COLLEAGUES_SHOWN])
        extra = {"colleagues": [self._row(request, person) for person in rows], "title": _("Add a colleague")}
        return super().add_view(request, form_url, {**(extra_context or {}), **extra})

    def _row(self, request: HttpRequest, person: Colleague) -> dict[str, Any]:
        """What the table beneath the form says of a colleague, and what may be done."""
        return {
            "person": person,
            "is_reader": person.pk == request.user.pk,
            "url": reverse("admin:cities_colleague_change", args=[person.pk]),
            "may_do": self.may_do(person),
            "second_step": self.second_step(person),
            "has_step": bool(person.authenticator_set.all()),  # type: ignore[attr-defined]  # of allauth
            "last_here": self.last_here(person),
            "verbs": self._verbs_for(request, person),
        }

    def _verbs_for(self, request: HttpRequest, person: Colleague) -> list[tuple[str, Any]]:
        return [
            (reverse("admin:cities_colleague_verb", args=[person.pk, verb.name]), verb.label)
            for verb in self.offered_verbs(request, person)
        ]

    def after_verb_url(self, request: HttpRequest, verb: Verb, obj: Any) -> str:
        """Return where a verb leads: to the list for somebody who is no colleague any more."""
        if verb.name in {"take-away", "take-back"}:
            return reverse("admin:cities_colleague_changelist")
        return super().after_verb_url(request, verb, obj)

    @admin.display(description=gettext_lazy("may do"))
    def may_do(self, person: User) -> str:
        """What the colleague may do, by the names of the presets."""
        return rights_in_words(person)

    @admin.display(description=gettext_lazy("second step"))
    def second_step(self, person: Any) -> str:
        """Which second steps the colleague has; without one nothing can be done."""
        kinds = {step.type for step in person.authenticator_set.all()}
        said = [str(words) for kind, words in STEPS.items() if kind in kinds]
        return ", ".join(said) or _("not set up yet")

    @admin.display(description=gettext_lazy("last here"), ordering="last_login")
    def last_here(self, person: User) -> str:
        """When the colleague signed in last; of one who has not come, since when they are invited."""
        if _is_invited(person):
            return format_html(_("invited on {}"), short_day(person.staff_invited_at))
        return short_moment(person.last_login)

    @admin.display(description=gettext_lazy("invitation"))
    def invitation(self, person: User) -> str:
        """Since when and until when it is open, or that it was accepted."""
        if not person.staff_invited_at:
            return "–"
        since = short_day(person.staff_invited_at)
        if not _is_invited(person):
            return format_html(_("of {}, accepted"), since)
        return format_html(_("of {}, open until {}"), since, short_moment(person.staff_invitation_ends_at))
