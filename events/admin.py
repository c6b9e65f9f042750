"""Events for the secretariat: enter, announce, change, and see who comes."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.access import audience
from cities.models import User
from events import actions, rules
from events.actions.announce import whom_to_tell
from events.actions.entries import SCHEDULE
from events.forms import EventForm, MoveForm, WhyForm
from events.models import Event, Notice, Registration, Speaker
from icaforum.audit.admin import ActionAdmin, Verb

Answer = Registration.Answer

# What the pages before the verbs say ------------------------------------------------------------------------


def before_publishing(event: Event) -> str:
    people = audience(level=event.level, open_to_partners=event.open_to_partners).count()
    words = _("It will stand in the list of events. People of the Forum who see it: %(n)d. Nobody is mailed.")
    missing = "" if event.join_url or event.kind != Event.Kind.WEBINAR else _("There is no joining link yet.")
    return f"{words % {'n': people}} {missing}".strip()


def before_moving(event: Event) -> str:
    told = len(whom_to_tell(event, Notice.Kind.MOVED))
    return _("%(told)s Before it is done you see for how many the new time falls at night.") % {
        "told": rules.whom_told(told, 0, "")
    }


def whom_a_move_tells(event: Event, typed: Mapping[str, Any]) -> str:
    """The numbers for the time that was typed: how many are told, for how many it falls at night."""
    start = rules.moment(typed["local_date"], typed["local_time"], typed["time_zone"])
    people = [row.person for row in whom_to_tell(event, Notice.Kind.MOVED)]
    asleep = [person.time_zone for person in people if rules.is_night(start, person.time_zone)]
    return rules.whom_told(len(people), len(asleep), rules.in_words(start, asleep))


def before_undoing(event: Event) -> str:  # noqa: ARG001
    return _("Nobody has been told yet. The event goes back to the time people know.")


def before_postponing(event: Event) -> str:
    told = rules.whom_told(len(whom_to_tell(event, Notice.Kind.POSTPONED)), 0, "")
    return _("%(told)s Places are kept, and the entry leaves their calendars.") % {"told": told}


def before_cancelling(event: Event) -> str:
    told = rules.whom_told(len(whom_to_tell(event, Notice.Kind.CANCELLED)), 0, "")
    return _("%(told)s This cannot be undone.") % {"told": told}


def before_copying(event: Event) -> str:  # noqa: ARG001
    return _("A draft with the same facts, four weeks later. Nobody is in it, and nobody is mailed.")


def before_giving_up(registration: Registration) -> str:
    return _("This mails %(person)s. Whoever waits the longest gets the place.") % {
        "person": registration.person
    }


# When they are offered --------------------------------------------------------------------------------------


def may_change(event: Event) -> bool:
    return event.is_postponed or (event.is_published and not event.has_started(timezone.now()))


def may_be_undone(event: Event) -> bool:
    last = event.notices.standing().filter(kind=Notice.Kind.MOVED).first()
    return may_change(event) and last is not None and last.is_held(timezone.now())


def may_be_cancelled(event: Event) -> bool:
    return not event.is_cancelled and not (event.is_published and event.has_ended(timezone.now()))


def may_be_given_up(registration: Registration) -> bool:
    return registration.answer in Registration.COMING and may_change(registration.event)


def give_up_for(registration: Registration, *, by: User) -> Registration:
    return actions.give_up(registration.event, by=by, person=registration.person)


def times_of(event: Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in SCHEDULE}


class SpeakerInline(admin.TabularInline):
    model = Speaker
    extra = 1
    fields = ("name", "city", "role", "position")


@admin.register(Event)
class EventAdmin(ActionAdmin):
    form = EventForm
    edit = actions.edit
    create = actions.create
    list_display = ("title", "when_", "state", "places_")
    list_filter = ("state", "kind", "level", "themes")
    search_fields = ("title", "slug")
    date_hierarchy = "starts_at"
    filter_horizontal = ("host_cities", "themes")
    inlines = (SpeakerInline,)
    fieldsets = (
        (None, {"fields": (("state", "places_"), "kind", "title", "summary", "description", "take_home")}),
        (gettext_lazy("When"), {"fields": (("local_date", "local_time"), ("time_zone", "duration"))}),
        (
            gettext_lazy("Way in"),
            {"fields": ("capacity", "join_url", ("passcode", "dial_in"), "place")},
        ),
        (
            gettext_lazy("About it"),
            {
                "fields": (
                    *("host_cities", "themes", "languages", "interpretation", "recording_note"),
                    *("slug", "is_sample"),
                )
            },
        ),
        (
            gettext_lazy("Who can see this"),
            {"fields": ("who", "open_to_partners", "chosen_cities", "chosen_people")},
        ),
    )
    verbs = (
        Verb(
            name="publish",
            label=gettext_lazy("Publish"),
            do=actions.publish,
            done=gettext_lazy("It is announced. Places can be taken."),
            offered=lambda event: event.is_draft,
            consequence=before_publishing,
        ),
        Verb(
            name="undo-move",
            label=gettext_lazy("Undo the move"),
            do=actions.undo_move,
            done=gettext_lazy("The move is undone."),
            offered=may_be_undone,
            consequence=before_undoing,
        ),
        Verb(
            name="move",
            label=gettext_lazy("Move"),
            do=actions.move,
            done=gettext_lazy(
                "It has its new time. People are told in five minutes; until then you can undo it."
            ),
            form=MoveForm,
            offered=may_change,
            consequence=before_moving,
            warning=whom_a_move_tells,
            initial=times_of,
        ),
        Verb(
            name="postpone",
            label=gettext_lazy("Postpone"),
            do=actions.postpone,
            done=gettext_lazy("It is postponed. Use “Move” when there is a new date."),
            form=WhyForm,
            offered=lambda event: event.is_published and may_change(event),
            consequence=before_postponing,
        ),
        Verb(
            name="duplicate",
            label=gettext_lazy("Duplicate"),
            do=actions.duplicate,
            done=gettext_lazy("Here is the copy, a draft. Correct the day and add a joining link."),
            consequence=before_copying,
        ),
        Verb(
            name="cancel",
            label=gettext_lazy("Cancel"),
            do=actions.cancel,
            done=gettext_lazy("It is cancelled, and people are told."),
            form=WhyForm,
            offered=may_be_cancelled,
            consequence=before_cancelling,
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        def how_many(answer: str) -> Count:
            return Count("registrations", filter=Q(registrations__answer=answer))

        return (
            super()
            .get_queryset(request)
            .annotate(going=how_many(Answer.GOING), waiting=how_many(Answer.WAITING))
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Event | None = None) -> tuple[str, ...]:  # noqa: ARG002
        shown = ("state", "places_")
        return shown if obj is None or obj.is_draft else (*shown, *sorted(SCHEDULE), "slug")

    def save_model(self, request: HttpRequest, obj: Event, form: EventForm, change: bool) -> None:
        if change:
            stored = Event.objects.get(pk=obj.pk)
            if changes := form.changes():
                actions.edit(stored, by=request.user, **changes)
        else:
            stored = actions.create(by=request.user, **form.facts())
            obj.pk, obj.slug, obj._state.adding = stored.pk, stored.slug, False
        if (choice := form.choice()) is not None:
            actions.choose(stored, by=request.user, **choice)

    def after_verb_url(self, request: HttpRequest, verb: Verb, obj: Event) -> str:
        """A copy is what one wants to see next."""
        return self._page_of(request.made if verb.name == "duplicate" else obj)

    def view_on_site(self, obj: Event) -> str:
        return obj.get_absolute_url()

    @admin.display(description=gettext_lazy("begins"), ordering="starts_at")
    def when_(self, event: Event) -> str:
        """On the clock of the event, with its zone."""
        local = date_format(event.starts_at.astimezone(event.zone), "DATETIME_FORMAT")
        return f"{local}, {event.time_zone}"

    @admin.display(description=gettext_lazy("places"))
    def places_(self, event: Event) -> str:
        """«48 of 60, 3 waiting», and the way to who they are."""
        if event.pk is None:
            return "–"
        of = _("%(going)d of %(all)d") % {"going": event.going, "all": event.capacity or 0}
        words = of if event.capacity else str(event.going)
        if event.waiting:
            words = _("%(places)s, %(waiting)d waiting") % {"places": words, "waiting": event.waiting}
        address = reverse("admin:events_registration_changelist")
        return format_html('<a href="{}?event__id__exact={}">{}</a>', address, event.pk, words)


@admin.register(Registration)
class RegistrationAdmin(ActionAdmin):
    """Who comes, waits, or wants the recording: to read, and to give a place up for somebody."""

    list_display = ("person", "answer", "city", "queued_at", "event")
    list_filter = ("answer",)
    list_select_related = ("person", "event", "city")
    search_fields = ("person__name", "person__email", "event__title", "city__name")
    readonly_fields = ("person", "event", "city", "answer", "created_at", "answered_at", "queued_at")
    fields = readonly_fields
    verbs = (
        Verb(
            name="give-up",
            label=gettext_lazy("Give the place up"),
            do=give_up_for,
            done=gettext_lazy("The place is given up."),
            form=forms.Form,
            offered=may_be_given_up,
            consequence=before_giving_up,
            danger=True,
        ),
    )

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "event__id__exact" or super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False
