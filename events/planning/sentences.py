"""What the pages before the verbs of an event say, and when the verbs are offered."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.sharing import admin
from events.guests.emails import guests_to_tell
from events.planning.actions.announce import whom_to_tell
from events.planning.nights import fairness
from events.planning.recipients import readers_to_tell
from events.programme import rules
from events.programme.models import Event
from events.programme.notices import Notice, state_before
from icaforum.audit.admin import Asked
from icaforum.words.times import request_now, time_span, zone_city

# What the pages before the verbs say ------------------------------------------------------------------------


def before_publishing(event: Event) -> str:
    """Return who will see it, and that a webinar has no joining link yet."""
    words = admin.before_publishing(event)
    missing = "" if event.join_url or event.kind != Event.Kind.WEBINAR else _("There is no joining link yet.")
    return f"{words} {missing}".strip()


def may_be_told_of(event: Event) -> bool:
    """Return whether those who can see the event can be told: it is ahead, and they have not been."""
    return event.is_published and event.told_at is None and may_change(event)


def before_telling(event: Event) -> str:
    """Return who can see it, who is mailed and who is not."""
    return readers_to_tell(event).in_words + " " + _("This is done once.")


def whom_telling_tells(event: Event) -> str:
    """Return the words of the button, with the number of mails that leave."""
    count = len(readers_to_tell(event).people)
    return ngettext("Tell %(n)d person", "Tell %(n)d people", count) % {"n": count}


def _how_many_to_tell(event: Event, kind: str) -> int:
    """Return how many people a change of this kind is mailed to, with the guests."""
    return len(whom_to_tell(event, kind)) + len(guests_to_tell(event))


def before_moving(event: Event) -> str:
    """Return how many are told of a move; for how many it falls at night is known once a time is typed."""
    told = _how_many_to_tell(event, Notice.Kind.MOVED)
    return _("%(told)s Before it is done you see for how many the new time falls at night.") % {
        "told": rules.told_in_words(told, 0, "")
    }


def whom_a_move_tells(event: Event, typed: Mapping[str, Any]) -> Asked:
    """Return what is said of the time that was typed, and the words of the button.

    From when to when, how many are told, for how many it falls at night, and which times are fairer.
    """
    start = rules.utc_moment(typed["local_date"], typed["local_time"], typed["time_zone"])
    end = rules.end_moment(start, typed["duration"], typed["time_zone"])
    people = [row.person for row in whom_to_tell(event, Notice.Kind.MOVED)]
    # Who travels to a venue lives by its clock.
    awake = event.is_on_site
    asleep = [it.time_zone for it in people if not awake and rules.is_night(start, it.time_zone)]
    change = _("From %(old)s to %(new)s.") % {
        "old": _span_in_words(event.starts_at, event.ends_at, event.time_zone),
        "new": _span_in_words(start, end, typed["time_zone"]),
    }
    count = _how_many_to_tell(event, Notice.Kind.MOVED)
    told = rules.told_in_words(count, len(asleep), rules.clock_times_in_words(start, asleep))
    button = ngettext("Move and tell %(n)d person", "Move and tell %(n)d people", count)
    fair = "" if event.is_on_site else fairness(start, typed["time_zone"], of=event).in_words
    along = _programme_goes_along(event, start, end, typed["time_zone"])
    words = " ".join(filter(None, [change, told, along, fair]))
    return Asked(words, button % {"n": count} if count else _("Move"))


def _programme_goes_along(event: Event, start: datetime, end: datetime, zone: str) -> str:
    """Return what becomes of the programme at a new time; empty where there is none."""
    items = list(event.agenda.all())
    if not items:
        return ""
    first = start.astimezone(ZoneInfo(zone)).date()
    moments = [rules.utc_moment(first + timedelta(days=it.day), it.begins, zone) for it in items]
    outside = sum(not start <= moment < end for moment in moments)
    said = _("The programme moves along by days, and keeps its hours.")
    if not outside:
        return said
    words = ngettext(
        "%(n)d item of it would lie outside the event: look at it afterwards.",
        "%(n)d items of it would lie outside the event: look at them afterwards.",
        outside,
    )
    return f"{said} {words % {'n': outside}}"


def after_moving(event: Event) -> str:
    """Return the message after a move; one back to the time people know has undone the one before."""
    if not _how_many_to_tell(event, Notice.Kind.MOVED):
        return _("It has its new time. Nobody is registered, so nobody is told.")
    if may_be_undone(event):
        return _("It has its new time. People are told in five minutes; until then you can undo it.")
    return _("It has the time that people know again. Only those who took a place meanwhile are told.")


def _span_in_words(start: datetime, end: datetime, zone: str) -> str:
    """Return a span of time with the city of its zone: «Tuesday 18 March, 18:00–19:15 (Madrid)»."""
    return f"{time_span(start, end, zone)} ({zone_city(zone)})"


def before_undoing(event: Event) -> str:  # noqa: ARG001
    """Return what undoing a move does."""
    return _("Nobody has been told yet. The event goes back to the time people know.")


def before_postponing(event: Event) -> str:
    """Return how many are told, and what they keep."""
    told = rules.told_in_words(_how_many_to_tell(event, Notice.Kind.POSTPONED), 0, "")
    return _("%(told)s Places are kept, and the entry leaves their calendars.") % {"told": told}


def before_cancelling(event: Event) -> str:
    """Return how many are told, and what can be done afterwards."""
    told = rules.told_in_words(_how_many_to_tell(event, Notice.Kind.CANCELLED), 0, "")
    return _("%(told)s It can be published again later, which mails them again.") % {"told": told}


def before_publishing_again(event: Event) -> str:
    """Return how many are told that it takes place after all, and what has become of their places."""
    if state_before(event) == Event.State.DRAFT:
        return _("It is a draft again, and nobody is mailed.")
    told = rules.told_in_words(_how_many_to_tell(event, Notice.Kind.RESUMED), 0, "")
    kept = _(
        "Places and the waiting list are as they were; who may no longer come is out, and whoever waits "
        "moves up where there is room."
    )
    dateless = _("It has no date yet.") if state_before(event) == Event.State.POSTPONED else ""
    return " ".join(part for part in (told, kept, dateless) if part)


def may_be_published_again(event: Event) -> bool:
    """Return whether a cancellation can be taken back: its time has not passed, or it has none."""
    if not event.is_cancelled:
        return False
    return state_before(event) != Event.State.PUBLISHED or not event.has_started(request_now())


def before_copying(event: Event) -> str:  # noqa: ARG001
    """Return what a copy is made of."""
    return _("A draft with the same facts, four weeks later. Nobody is in it, and nobody is mailed.")


def what_saving_means(event: Event, typed: Mapping[str, Any]) -> list[str]:
    """Return what one may not expect of the facts that were typed, a sentence each.

    Fewer places than people who have one, and a draft that begins in the past.
    """
    said = []
    places, going = typed.get("capacity"), event.registrations.going().count() if event.pk else 0
    if places and going > places:
        said.append(
            _(
                "%(going)d people have a place, more than these %(places)d. Nobody loses theirs; nobody "
                "moves up from the waiting list until there is room again."
            )
            % {"going": going, "places": places}
        )
    when = rules.wall_clock_of(typed)
    if event.is_draft and when and rules.utc_moment(*when) <= request_now():
        said.append(_("It would begin in the past. A draft may, but it cannot be published like this."))
    return said


def may_be_added_to(event: Event) -> bool:
    """Return whether the recording or the slides of the event can be added: it is over and lacks one."""
    over = event.is_published and event.has_ended(request_now())
    return over and not (event.recording_id and event.slides_id)


def before_adding(event: Event) -> str:
    """Return whom adding the recording mails."""
    told = event.registrations.wanting_the_recording().count()
    return ngettext(
        "With the recording %(n)d person is mailed: who wanted it only, or waited in vain.",
        "With the recording %(n)d people are mailed: who wanted it only, or waited in vain.",
        told,
    ) % {"n": told}


def may_change(event: Event) -> bool:
    """Return whether places and time can still change."""
    return rules.may_change(event, request_now())


def may_be_undone(event: Event) -> bool:
    """Return whether there is a move of which nobody has been told yet."""
    last = event.notices.standing().filter(kind=Notice.Kind.MOVED).first()
    # For what the page offers; the action asks again under the lock, by the database's clock.
    return may_change(event) and last is not None and last.is_held(request_now())


def may_be_cancelled(event: Event) -> bool:
    """Return whether it can still be cancelled: not when it is already, or took place."""
    return not event.is_cancelled and not (event.is_published and event.has_ended(request_now()))
