"""The path of a request for help, for the drawing and in words."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cities.partners.due import due_at
from cities.partners.models import HelpRequest
from icaforum.forum.workdays import Span
from icaforum.words.stations import Station
from icaforum.words.times import day_in_words

State = HelpRequest.State


def path_of(request: HelpRequest, *, closed: Iterable[Span]) -> list[Station]:
    """Return the stations of a request, those behind it, the present one, and those ahead."""
    first = _first(request, closed)
    if request.state in (State.LOOKING, State.ASKED):
        return [
            *first,
            Station(_("Accepted"), _("With a person and a date, or declined with a reason")),
            Station(_("Done"), _("When %(city)s says what came of it") % {"city": request.city}),
        ]
    if request.state == State.WITHDRAWN:
        accepted = (
            [Station(_("Accepted"), _on(request.answered_at), done=True)] if request.answered_at else []
        )
        last = Station(request.state_in_words, _on(request.ended_at), current=True)
        return [*first, *accepted, last]
    if request.state == State.DECLINED:
        return [*first, Station(_("Declined"), _on(request.answered_at), current=True)]
    is_done = request.state == State.DONE
    until = (
        _on(request.ended_at) if is_done else _("When %(city)s says what came of it") % {"city": request.city}
    )
    ended = _("Ended early") if request.ended_early else _("Done")
    return [
        *first,
        Station(_("Accepted"), _on(request.answered_at), done=is_done, current=not is_done),
        Station(ended if is_done else _("Done"), until, current=is_done),
    ]


def _first(request: HelpRequest, closed: Iterable[Span]) -> list[Station]:
    if request.put_at is None:
        is_now = request.state == State.LOOKING
        text = _("The secretariat looks for a partner.") if is_now else _on(request.asked_at)
        return [Station(_("Asked"), text, done=not is_now, current=is_now)]
    is_now = request.state == State.ASKED
    text = _on(request.put_at)
    due = due_at(request, closed=closed)
    if is_now and due is not None and request.partner is not None:
        day = day_in_words(due, request.partner.time_zone)
        text = _("%(on)s. A first answer is due by %(day)s.") % {"on": text, "day": day}
    return [Station(_("Asked"), text, done=not is_now, current=is_now)]


def _on(moment: datetime | None) -> str:
    return _("On %(day)s") % {"day": date_format(timezone.localdate(moment), "DATE_FORMAT")} if moment else ""
