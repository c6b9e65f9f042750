"""The pages of events for the secretariat: enter, announce, change, and see who comes."""

from datetime import timedelta
from functools import partial
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Now
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.fields import found_by
from cities.models import User
from cities.sharing.admin import SharedAdmin
from events.places import actions
from events.places.models import Registration
from events.planning import sentences
from events.planning.actions import audience, entries
from events.planning.actions.entries import SCHEDULE_FIELDS
from events.planning.admin.adding import AddPage, may_give_places
from events.planning.admin.people import in_days, people_of
from events.planning.admin.programme import ProgrammePage
from events.planning.admin.publishing import SaveAndPublish
from events.planning.admin.times import FairTimes
from events.planning.admin.verbs import VERBS
from events.planning.admin.writing import SEES_WHO_COMES, WritePage, may_write
from events.planning.forms import EventForm
from events.programme.fields import EVENT
from events.programme.models import Event, Speaker
from icaforum.audit.admin import Verb
from icaforum.audit.inlines import FewRows, OrderedRows
from icaforum.audit.ordering import COMES, order_field
from icaforum.words.admin_filters import DayFilter, QuestionFilter
from icaforum.words.times import reader_today, request_now, year_of, zone_city

Answer = Registration.Answer


# A save that touches one of these may move people in or out, so the places are settled after it.
FIELDS_DECIDING_PLACES = {"capacity", "level", "open_to_partners", "chosen_cities", "chosen_people"}


# What the page says of an event that stands, beside what is typed.
SHOWN = ("state", "places_")


class SpeakerForm(forms.ModelForm):
    """A speaker, and after whom they stand on the page."""

    comes = order_field()

    class Meta:
        model = Speaker
        fields = ("name", "city", "role")


class SpeakerInline(FewRows, admin.TabularInline):
    """The speakers of an event, one row each."""

    model = Speaker
    extra = 1
    form = SpeakerForm
    formset = OrderedRows
    fields = (*SpeakerForm.Meta.fields, COMES)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Return the field with its choices read once, where Django reads them again for each row."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if isinstance(field, forms.ModelChoiceField):
            field.choices = list(field.choices)  # type: ignore[arg-type]
        return field


class SoonFilter(QuestionFilter):
    """A filter of the events that Today counts."""

    title = gettext_lazy("when")
    parameter_name = "soon"
    questions: ClassVar = {
        "week": (gettext_lazy("Within seven days"), lambda events: events.within(Now(), timedelta(days=7))),
        "held": (
            gettext_lazy("Took place this year"),
            lambda events: events.held_between(*year_of(reader_today())),
        ),
    }


class EventAdmin(FairTimes, SaveAndPublish, ProgrammePage, WritePage, AddPage, SharedAdmin):
    """Events: facts are edited by the form, the time and the state of announced ones by the verbs.

    Registered by `events.after.admin`, which adds what comes after an event.
    """

    change_form_template = "admin/events/event/change_form.html"
    nothing_yet = gettext_lazy("No event yet. Add the first one.")
    form = EventForm

    class Media:
        js = (Script("js/fairtimes.js", type="module"),)

    # Without settling: `save_model` does it once, after the facts and the choice of people are both saved. In
    # between somebody would move up and out again, with two mails.
    edit = staticmethod(partial(entries.edit, settling=False))
    create = entries.create
    choose = staticmethod(partial(audience.choose, settling=False))
    # Lazy, where the base class has an empty string: it is said in the reader's language.
    can_take_back: Any = gettext_lazy("Change it back before then, and nobody is told.")
    list_display = ("title", "when_", "state", "places_")
    list_filter = (SoonFilter, "state", "kind", "level", "themes", ("starts_at", DayFilter))
    needs: ClassVar = dict.fromkeys(("places_", "registrations__person__email"), "events.view_registration")
    search_fields = ("title", "slug", *found_by("host_cities"), "registrations__person__email")
    search_help_text = gettext_lazy("A title, a host city or a part of the address of somebody with a place")
    date_hierarchy = "starts_at"
    inlines = (SpeakerInline,)
    fieldsets = EVENT.fieldsets()
    verbs = VERBS

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """As Django's, with the ways to its people."""
        event: Any = self.get_object(request, unquote(object_id))
        extra = (extra_context or {}) | ({} if event is None else self._ways(request, event))
        return super().change_view(request, object_id, form_url, extra)

    def _ways(self, request: HttpRequest, event: Event) -> dict[str, Any]:
        """Return what stands above the entry: where it stands, its people, and what to do about them."""
        may = self.has_change_permission(request, event)
        adds = may and may_give_places(request, event)
        writes = may and may_write(request, event)
        return {
            "in_days": in_days(event),
            "tells": may and sentences.may_be_told_of(event),
            "people": people_of(request, event) if request.user.has_perm(SEES_WHO_COMES) else None,
            "write_url": reverse("admin:events_event_write", args=[event.pk]) if writes else "",
            "add_url": reverse("admin:events_event_add_person", args=[event.pk]) if adds else "",
            "guests_url": _guests_url(request, event),
            "programme_url": _programme_url(event) if may else "",
        }

    def next_step(self, request: HttpRequest, row: Any) -> tuple[str, str] | None:
        """Return the page that writes to those who come, of an event ahead that somebody comes to."""
        ahead = row.is_published and not row.has_ended(request_now()) and (row.going or row.waiting)
        if not ahead or not may_write(request, row) or not self.has_change_permission(request, row):
            return None
        return _("Write to these people"), reverse("admin:events_event_write", args=[row.pk])

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Return the page as the others do; the ways to its people stand first among the buttons."""
        ways = [*context.get("ways_before", ()), (_("Write to these people"), context.get("write_url"))]
        if context.get("programme_url"):
            ways.append((_("Programme"), context["programme_url"]))
        if context.get("guests_url"):
            ways.append((_("Guests"), context["guests_url"]))
        if people := context.get("people"):
            ways.append((_("Download list"), people["download_url"]))
        context["ways"] = [{"label": label, "url": url} for label, url in ways if url]
        return super().render_change_form(request, context, *args, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """Return the events with `going` and `waiting`, which the column of places reads."""

        # Both counts go over one join, each with its own filter, so they do not multiply each other.
        def how_many(answer: str) -> Count:
            return Count("registrations", filter=Q(registrations__answer=answer))

        return (
            super()
            .get_queryset(request)
            .annotate(going=how_many(Answer.GOING), waiting=how_many(Answer.WAITING))
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Event | None = None) -> tuple[str, ...]:  # noqa: ARG002
        """Return what only verbs change: the state, and the time and address of an announced event."""
        if obj is None:
            return ()
        # The address is known to people by then, and the time is changed by the verb that tells them.
        return SHOWN if obj.is_draft else (*SHOWN, *sorted(SCHEDULE_FIELDS), "slug")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """As the others do; a new event has no state to show, and begins with its title."""
        given: list[Any] = list(super().get_fieldsets(request, obj))
        if obj is not None:
            return given
        return [
            (title, {**options, "fields": tuple(it for it in options["fields"] if it not in (*SHOWN, SHOWN))})
            for title, options in given
        ]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save the facts and the choice of people, then settle the places once.

        Raises Refused where the actions do; the page shows it as an error of the form.
        """
        super().save_model(request, obj, form, change)
        if change and FIELDS_DECIDING_PLACES & set(form.changed_data):
            # The admin lets nobody in who is not signed in.
            actions.settle(obj, by=cast(User, request.user))

    def cautions(self, form: forms.ModelForm) -> list[str]:
        """Return what one may not expect of a save; the page then asks before it is done."""
        return sentences.what_saving_means(form.instance, form.cleaned_data) if form.changed_data else []

    def after_verb_url(self, request: HttpRequest, verb: Verb, obj: Any) -> str:
        """Return the page of a copy after it was made, else that of the event."""
        # `made` is what the verb returned; `ActionAdmin` leaves it on the request.
        return self._page_of(cast(Any, request).made if verb.name == "duplicate" else obj)

    def view_on_site(self, obj: Event) -> str:
        """Return the address of the event's page, for the button in the admin."""
        return obj.get_absolute_url()

    @admin.display(description=gettext_lazy("begins"), ordering="starts_at")
    def when_(self, event: Event) -> str:
        """Return the start on the clock of the event, with the city that its zone is named after."""
        local = date_format(event.starts_at.astimezone(event.zone), "DATETIME_FORMAT")
        return f"{local} ({zone_city(event.time_zone)})"

    @admin.display(description=gettext_lazy("places"))
    def places_(self, event: Event) -> str:
        """Return how many come and wait, «48 of 60, 3 waiting», as a link to who they are."""
        # The form of a new event shows the field too, and has no annotations.
        if event.pk is None:
            return "–"
        of = _("%(going)d of %(all)d") % {"going": event.going, "all": event.capacity or 0}
        said = of if event.capacity else str(event.going)
        if event.waiting:
            said = _("%(places)s, %(waiting)d waiting") % {"places": said, "waiting": event.waiting}
        address = reverse("admin:events_registration_changelist")
        return format_html('<a href="{}?event__id__exact={}">{}</a>', address, event.pk, said)


def _programme_url(event: Event) -> str:
    """Return the page of an event's programme; empty for a cancelled one, which stays as it is."""
    return "" if event.is_cancelled else reverse("admin:events_event_programme", args=[event.pk])


def _guests_url(request: HttpRequest, event: Event) -> str:
    """Return the list of an event's guests; empty where there is none, or for who may not see them."""
    if not request.user.has_perm("events.view_guest") or not event.guests.exists():
        return ""
    return f"{reverse('admin:events_guest_changelist')}?event__id__exact={event.pk}"
