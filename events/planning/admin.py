"""Events for the secretariat: enter, announce, change, and see who comes."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.sharing.admin import WHO_CAN_SEE_THIS, SharedAdmin
from events.places import actions
from events.places.models import Registration
from events.planning import sentences
from events.planning.actions import audience, changes, entries
from events.planning.actions.entries import SCHEDULE
from events.planning.forms import EventForm, MoveForm, WhyForm
from events.programme import rules
from events.programme.models import Event, Speaker
from icaforum.audit.admin import Verb
from icaforum.audit.inlines import FewRows
from icaforum.words.tags import place

Answer = Registration.Answer


DECIDES_PLACES = {"capacity", "level", "open_to_partners", "chosen_cities", "chosen_people"}


def times_of(event: Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in SCHEDULE}


class SpeakerInline(FewRows, admin.TabularInline):
    model = Speaker
    extra = 1
    fields = ("name", "city", "role", "position")


@admin.register(Event)
class EventAdmin(SharedAdmin):
    form = EventForm
    edit = staticmethod(partial(entries.edit, settling=False))
    create = entries.create
    choose = staticmethod(partial(audience.choose, settling=False))
    can_take_back = gettext_lazy("Change it back before then, and nobody is told.")
    list_display = ("title", "when_", "state", "places_")
    list_filter = ("state", "kind", "level", "themes")
    search_fields = ("title", "slug")
    date_hierarchy = "starts_at"
    filter_horizontal = ("host_cities",)
    inlines = (SpeakerInline,)
    fieldsets = (
        (None, {"fields": (("state", "places_"), "kind", "title", "summary", "description", "take_home")}),
        (gettext_lazy("When"), {"fields": (("local_date", "local_time"), ("time_zone", "duration"))}),
        (
            gettext_lazy("Way in"),
            {"fields": ("capacity", "join_url", ("passcode", "dial_in"), "place")},
        ),
        (gettext_lazy("Themes"), {"fields": ("themes",), "classes": ("collapse",)}),
        (gettext_lazy("Host cities"), {"fields": ("host_cities",), "classes": ("collapse",)}),
        (
            gettext_lazy("Languages and recording"),
            {"fields": ("languages", "interpretation", "recording_note"), "classes": ("collapse",)},
        ),
        (gettext_lazy("Address"), {"fields": ("slug", "is_sample"), "classes": ("collapse",)}),
        WHO_CAN_SEE_THIS,
    )
    verbs = (
        Verb(
            name="publish",
            label=gettext_lazy("Publish"),
            do=entries.publish,
            done=gettext_lazy("It is announced. Places can be taken."),
            offered=lambda event: event.is_draft,
            consequence=sentences.before_publishing,
        ),
        Verb(
            name="undo-move",
            label=gettext_lazy("Undo the move"),
            do=changes.undo_move,
            done=gettext_lazy("The move is undone."),
            offered=sentences.may_be_undone,
            consequence=sentences.before_undoing,
        ),
        Verb(
            name="move",
            label=gettext_lazy("Move"),
            do=changes.move,
            done=sentences.after_moving,
            form=MoveForm,
            offered=rules.may_change,
            consequence=sentences.before_moving,
            mails=True,
            warning=sentences.whom_a_move_tells,
            initial=times_of,
        ),
        Verb(
            name="postpone",
            label=gettext_lazy("Postpone"),
            do=changes.postpone,
            done=gettext_lazy("It is postponed. Use “Move” when there is a new date."),
            form=WhyForm,
            offered=lambda event: event.is_published and rules.may_change(event),
            consequence=sentences.before_postponing,
            mails=True,
        ),
        Verb(
            name="duplicate",
            label=gettext_lazy("Duplicate"),
            do=entries.duplicate,
            done=gettext_lazy("Here is the copy, a draft. Correct the day and add a joining link."),
            consequence=sentences.before_copying,
        ),
        Verb(
            name="cancel",
            label=gettext_lazy("Cancel the event"),
            do=changes.cancel,
            done=gettext_lazy("It is cancelled, and people are told."),
            form=WhyForm,
            offered=sentences.may_be_cancelled,
            consequence=sentences.before_cancelling,
            mails=True,
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
        """Who has a place is decided once all is said, so that nobody moves up or out in between."""
        super().save_model(request, obj, form, change)
        if change and DECIDES_PLACES & set(form.changed_data):
            actions.settle(obj, by=request.user)

    def cautions(self, form: EventForm) -> list[str]:
        return sentences.what_saving_means(form.instance, form.cleaned_data) if form.changed_data else []

    def after_verb_url(self, request: HttpRequest, verb: Verb, obj: Event) -> str:
        """A copy is what one wants to see next."""
        return self._page_of(request.made if verb.name == "duplicate" else obj)

    def view_on_site(self, obj: Event) -> str:
        return obj.get_absolute_url()

    @admin.display(description=gettext_lazy("begins"), ordering="starts_at")
    def when_(self, event: Event) -> str:
        """On the clock of the event, with the place whose clock it is."""
        local = date_format(event.starts_at.astimezone(event.zone), "DATETIME_FORMAT")
        return f"{local} ({place(event.time_zone)})"

    @admin.display(description=gettext_lazy("places"))
    def places_(self, event: Event) -> str:
        """«48 of 60, 3 waiting», and the way to who they are."""
        if event.pk is None:
            return "–"
        of = _("%(going)d of %(all)d") % {"going": event.going, "all": event.capacity or 0}
        said = of if event.capacity else str(event.going)
        if event.waiting:
            said = _("%(places)s, %(waiting)d waiting") % {"places": said, "waiting": event.waiting}
        address = reverse("admin:events_registration_changelist")
        return format_html('<a href="{}?event__id__exact={}">{}</a>', address, event.pk, said)
