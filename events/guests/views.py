"""What the personal link of a guest opens: one event, its door, a button to decline, the calendar entry."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.guests.actions import decline_as_guest
from events.guests.emails import entry_of
from events.guests.models import DOOR, LINK, Guest
from events.places.door import led_to, let_forms_lead_to
from events.programme.days import programme_of
from events.programme.rules import meeting_service, time_left
from icaforum.audit.record import Refused
from icaforum.outbox.links import BadLink, read
from icaforum.words.decorators import form_page
from icaforum.words.times import request_now


@login_not_required
@require_safe
def guest(request: HttpRequest, token: str) -> HttpResponse:
    """Show a guest the event; a page that says so for a link that does not work, or not any more."""
    found = _guest_of(token)
    if found is None:
        return _dead(request)
    event, now = found.event, request_now()
    is_open, opens_at = found.may_go_in(now), event.starts_at - DOOR
    context = {
        "guest": found,
        "event": event,
        "programme": programme_of(event, event.time_zone),
        "is_open": is_open,
        "is_over": event.has_ended(now),
        "is_running": event.has_started(now),
        "service": meeting_service(event.join_url),
        "left": time_left((event.ends_at if event.has_started(now) else event.starts_at) - now),
        "opens_at": opens_at,
        "has_opened": now >= opens_at,
    }
    response = render(request, "events/guests/guest.html", context)
    let_forms_lead_to([event.join_url] if is_open else [], response)
    return response


@login_not_required
@form_page
def guest_join(request: HttpRequest, token: str) -> HttpResponse:
    """Lead a guest to the meeting while the door is open; otherwise to their page. Only by POST."""
    found = _guest_of(token)
    if found is None:
        return _dead(request)
    if request.method != "POST" or not found.may_go_in(request_now()):
        return redirect(found)
    return led_to(found.event.join_url)


@login_not_required
@form_page
def guest_decline(request: HttpRequest, token: str) -> HttpResponse:
    """Ask a guest once whether they do not come; on POST, note it."""
    found = _guest_of(token)
    if found is None:
        return _dead(request)
    if request.method != "POST":
        question = {
            "title": _("You do not come?"),
            "text": _("We take you off the list of “%(event)s”.") % {"event": found.event},
            "action": _("I do not come"),
            "back_url": found.get_absolute_url(),
        }
        return render(request, "components/confirm.html", question)
    try:
        decline_as_guest(found, by=None)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thank you for telling us."))
    return redirect(found)


@login_not_required
@require_safe
def guest_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Give a guest the calendar entry as a file."""
    found = _guest_of(token)
    if found is None:
        return _dead(request)
    return HttpResponse(
        entry_of(found).to_ical(),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="event.ics"'},
    )


def _guest_of(token: str) -> Guest | None:
    """Return the guest whose link this is; None for a bad one, and one that ended."""
    try:
        link = read(LINK, token)
    except BadLink:
        return None
    rows = Guest.objects.exclude(answer=Guest.Answer.TAKEN_BACK).select_related("event")
    return rows.filter(pk=link.key, link_version=link.version, event__published_at__isnull=False).first()


def _dead(request: HttpRequest) -> HttpResponse:
    return render(request, "events/guests/dead.html", status=404)
