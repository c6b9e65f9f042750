"""The calendar that programs read, and the page on which a person makes and ends its address."""

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from cities.directory.viewer import Viewer
from cities.people.requests import MemberRequest
from cities.sharing.viewers import viewer_of
from events.feeds import actions
from events.feeds.entries import MOST, calendar_of, events_for, events_seen
from events.feeds.forms import FeedForm
from events.feeds.models import CalendarFeed, feed_of
from events.places.models import Registration
from events.programme.models import Event
from icaforum.forum.reading import the_forum
from icaforum.words.decorators import form_page
from icaforum.words.times import request_now


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001
    """Give a person's events as their calendar program reads them: what they may see now, in their language.

    Raises Http404 for an address that does not work, or not any more.
    """
    found = feed_of(token)
    if found is None:
        raise Http404
    # Without `verified`: the secretariat's second step was shown to no calendar program.
    viewer, now = viewer_of(found.person), request_now()
    with override(found.person.language):
        events = list(events_for(found, viewer, now)[:MOST])
        places = {
            it.event_id: it
            for it in Registration.objects.of(found.person).filter(event__in=events).select_related("event")
        }
        return _calendar(events, places)


@login_not_required
@require_safe
def public_feed(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Give the events that are open to everyone."""
    return _calendar(list(events_seen(Viewer.public(), request_now())[:MOST]), {})


def _calendar(events: Iterable[Event], places: dict[int, Registration]) -> HttpResponse:
    return HttpResponse(
        calendar_of(the_forum().name, events, places, request_now()).to_ical(),
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": 'inline; filename="ica-forum.ics"',
            "Cache-Control": "private, no-store",
            "X-Robots-Tag": "noindex",
        },
    )


@form_page
def own_feed(request: MemberRequest) -> HttpResponse:
    """Show what the reader's calendar reads and its address; save what they choose."""
    found = CalendarFeed.objects.filter(person=request.user).prefetch_related("themes").first()
    chosen = {"scope": found.scope, "themes": found.themes.all()} if found else None
    form = FeedForm(request.POST if request.method == "POST" else None, initial=chosen)
    if form.is_valid():
        actions.choose_feed(request.user, by=request.user, **form.cleaned_data)
        if found:
            words = _("Saved. Your calendar program sees it when it asks the next time.")
        else:
            words = _("Here is your address. Add it in your calendar program.")
        messages.success(request, words)
        return redirect("events:own_feed")
    return render(request, "events/feeds/own.html", {"feed": found, "form": form})


@form_page
def renew(request: MemberRequest) -> HttpResponse:
    """Ask before the address changes; on POST, change it."""
    return _confirmed(
        request,
        actions.renew_feed,
        done=_("This is your new address. The one before opens nothing any more."),
        title=_("Make a new address for your calendar?"),
        text=_("The address of today opens nothing from then on. Add the new one in your calendar program."),
        action=_("Make a new address"),
    )


@form_page
def end(request: MemberRequest) -> HttpResponse:
    """Ask before the address ends; on POST, end it."""
    return _confirmed(
        request,
        actions.end_feed,
        done=_("Switched off. You can make a new address at any time."),
        title=_("Switch your calendar’s address off?"),
        text=_("Your calendar program finds nothing there from then on. Take it out there as well."),
        action=_("Switch it off"),
    )


def _confirmed(
    request: MemberRequest, verb: Callable[..., None], *, done: str, **question: str
) -> HttpResponse:
    """Show the question; on POST, do it to the reader's own feed and say so."""
    back = reverse("events:own_feed")
    if request.method == "POST":
        verb(request.user, by=request.user)
        messages.success(request, done)
        return redirect(back)
    return render(request, "components/confirm.html", {**question, "back_url": back})
