"""The pages under /events/: the list, an event with its booking card, a place at it, the way in."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.directory.viewer import ReaderRequest
from cities.models import City
from cities.people.requests import MemberRequest
from cities.sharing.decorators import sign_in_or_404
from cities.sharing.preview import whose_own
from events.places import actions, calendar
from events.places.booking import Booking
from events.places.door import led_to, let_forms_lead_to
from events.places.forms import PlaceForm
from events.places.listing import Listing
from events.places.models import Registration
from events.places.speakers import speakers_of
from events.programme.days import programme_of
from events.programme.models import Event
from icaforum.audit.record import Refused
from icaforum.words.decorators import form_page
from icaforum.words.languages import translated_names
from icaforum.words.times import request_now
from resources.models import Resource

Answer = Registration.Answer


# Which verb each answer of `PlaceForm` calls; the form refuses any other answer.
ACTION_OF: Mapping[str, Callable[..., Registration]] = {
    PlaceForm.TAKE: actions.take_place,
    PlaceForm.RECORDING: actions.recording_only,
    PlaceForm.GIVE_UP: actions.give_up,
}


@login_not_required
@require_safe
def event_list(request: ReaderRequest) -> HttpResponse:
    """Show the events to come, or those past; visitors see what is public."""
    listing = Listing(request.GET, request.viewer, request.user, request_now(), own=whose_own(request))
    return render(request, "events/places/list.html", {"listing": listing})


@sign_in_or_404
@require_safe
def event_detail(request: ReaderRequest, slug: str) -> HttpResponse:
    """Show one event with the booking card of its reader; 404 when they may not see it."""
    event = get_object_or_404(Event.objects.visible_to(request.viewer).for_page(), slug=slug)
    booking = Booking.of(event, whose_own(request), request_now(), clock_city=request.viewer.clock_city)
    context = {
        "event": event,
        "booking": booking,
        "programme": programme_of(event, booking.zone),
        "speakers": speakers_of(event),
        "languages": translated_names(event.languages),
        "papers": _papers_of(event, request),
    }
    response = render(request, "events/places/detail.html", context)
    if booking.is_open:
        # Only this page and My Forum, only for people with a place, only while the door is open.
        let_forms_lead_to([event.join_url], response)
    return response


def _papers_of(event: Event, request: ReaderRequest) -> list[Resource]:
    """Return the recording and the slides, where they are in the library and open to this reader."""
    keys = [key for key in (event.recording_id, event.slides_id) if key]
    if not keys:
        return []
    return list(Resource.objects.visible_to(request.viewer).filter(pk__in=keys).order_by("pk"))


@form_page
def event_place(request: MemberRequest, slug: str) -> HttpResponse:
    """Take a place, keep only the recording, or give up; then lead back to the event.

    A link in a mail comes here with GET and is asked once before anything is done.
    """
    event = get_object_or_404(Event.objects.visible_to(request.viewer), slug=slug)
    # The page that asks once posts to its own address, where the answer stands in the query.
    typed = request.POST if "answer" in request.POST else request.GET
    form = PlaceForm(typed, cities=_cities_of(request))
    if not form.is_valid():
        if request.method == "POST":
            messages.error(request, _("That did not work. Please choose again."))
        return redirect(event)
    answer = form.cleaned_data["answer"]
    if request.method != "POST":
        return _confirm_first(request, event, answer)
    # What they had before: the message afterwards depends on it, and the action returns only what is so now.
    held = Registration.objects.of(request.user).filter(event=event).values_list("answer", flat=True).first()
    try:
        registration = ACTION_OF[answer](
            event, by=request.user, **_city_for(answer, form.cleaned_data["city"])
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        _report(request, registration, held=held)
    return redirect(event)


@form_page
def event_join(request: MemberRequest, slug: str) -> HttpResponse:
    """Lead a person with a place to the meeting while the door is open; all others to the event's page.

    Only by POST, so that the joining link stands in no page and no address.
    """
    event = get_object_or_404(Event.objects.visible_to(request.viewer), slug=slug)
    if request.method != "POST":
        return redirect(event)
    place = Registration.objects.of(request.user).going().filter(event=event).first()
    if place and event.is_open(request_now()) and event.join_url:
        actions.enter(place, by=request.user)
        return led_to(event.join_url)
    messages.error(request, _("The way in is open for people with a place, from 30 minutes before."))
    return redirect(event)


@require_safe
def event_calendar(request: MemberRequest, slug: str) -> HttpResponse:
    """Give the calendar entry as a file, to people with a place; 404 for all others."""
    event = get_object_or_404(Event.objects.visible_to(request.viewer).published(), slug=slug)
    places = Registration.objects.of(request.user).going().select_related("event")
    registration = get_object_or_404(places, event=event)
    return HttpResponse(
        calendar.to_download(registration, request_now()).to_ical(),
        content_type="text/calendar; charset=utf-8",
        # A slug holds letters, digits, dashes and underscores only, so it needs no escaping here.
        headers={"Content-Disposition": f'attachment; filename="{event.slug}.ics"'},
    )


def _cities_of(request: MemberRequest) -> QuerySet[City]:
    """Return the cities that the person may take a place for."""
    return City.objects.filter(pk__in=request.user.seats.standing().values("city_id"))


def _city_for(answer: str, city: City | None) -> dict[str, City | None]:
    """Return the argument `city` for verbs that take one; a place is given up without it."""
    return {} if answer == PlaceForm.GIVE_UP else {"city": city}


def _confirm_first(request: MemberRequest, event: Event, answer: str) -> HttpResponse:
    """Show the page that asks before a place is lost; where nothing would be lost, lead to the event."""
    held = Registration.objects.of(request.user).filter(event=event, answer__in=Registration.COMING).first()
    # To take a place one presses the button on the event's page, which shows all about it.
    if held is None or answer == PlaceForm.TAKE:
        return redirect(event)
    if answer == PlaceForm.GIVE_UP:
        title, action = _("Give up your place?"), _("Give up my place")
        if held.is_waiting:
            title, action = _("Leave the waiting list?"), _("Leave the waiting list")
    else:
        title, action = _("Keep only the recording?"), _("Keep only the recording")
    context = {
        "title": title,
        "text": event.title,
        "consequences": _consequences(held, answer),
        "action": action,
        "back_url": event.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


def _consequences(held: Registration, answer: str) -> list[str]:
    """Return what will happen, for the page that asks: a sentence each."""
    said = []
    if held.is_going:
        said = [_("Whoever waits the longest gets your place at once."), _("The entry leaves your calendar.")]
    if answer == PlaceForm.RECORDING:
        said.append(_("We write to you when the recording is in the library."))
    return said


def _report(request: MemberRequest, registration: Registration, *, held: str | None) -> None:
    """Say how it went, in a message; `held` is the former answer, or None.

    A place that was taken is said by the booking card itself.
    """
    given_up: dict[str | None, str] = {
        Answer.WAITING: _("You are off the waiting list. Thank you for telling us."),
        Answer.RECORDING: _("We do not write to you about the recording."),
    }
    words = {
        Answer.WAITING: _("You are on the waiting list. We write as soon as a place is yours."),
        Answer.RECORDING: _("You get the recording. No place is kept for you."),
        Answer.GAVE_UP: given_up.get(held, _("Your place is given up. Thank you for telling us.")),
    }
    if said := words.get(Answer(registration.answer)):
        messages.success(request, said)
