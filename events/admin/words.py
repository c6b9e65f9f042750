"""What the pages before the verbs say, and when the verbs are offered."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cities.admin import sharing
from events import rules
from events.actions.announce import whom_to_tell
from events.models import Event, Notice

# What the pages before the verbs say ------------------------------------------------------------------------


def before_publishing(event: Event) -> str:
    words = sharing.before_publishing(event)
    missing = "" if event.join_url or event.kind != Event.Kind.WEBINAR else _("There is no joining link yet.")
    return f"{words} {missing}".strip()


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


# When they are offered --------------------------------------------------------------------------------------


def may_change(event: Event) -> bool:
    return event.is_postponed or (event.is_published and not event.has_started(timezone.now()))


def may_be_undone(event: Event) -> bool:
    last = event.notices.standing().filter(kind=Notice.Kind.MOVED).first()
    return may_change(event) and last is not None and last.is_held(timezone.now())


def may_be_cancelled(event: Event) -> bool:
    return not event.is_cancelled and not (event.is_published and event.has_ended(timezone.now()))
