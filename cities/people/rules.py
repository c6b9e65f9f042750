"""When the work of a colleague ends by itself, and what follows when an account is closed, in sentences."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.people.models import User
from icaforum.words.times import clock_of


def end_of_day(day: date, zone: str) -> datetime:
    """Return the moment at which a day is over on the clocks of a zone, by its name."""
    return datetime.combine(day + timedelta(days=1), time.min, clock_of(zone))


def work_has_ended(person: User, now: datetime) -> bool:
    """Whether a colleague's invitation has run out, or the last day in the secretariat is over."""
    if person.staff_invitation_ends_at and person.staff_invitation_ends_at <= now:
        return True
    return person.staff_until is not None and end_of_day(person.staff_until, person.time_zone) <= now


def plan_for_closing(*, places: int, leaderless: Iterable[str]) -> list[str]:
    """Say what closing an account means, for the secretariat.

    `places` counts the person's places at coming events, waiting ones included; `leaderless` names the
    cities that are left without a lead contact.
    """
    given_up = ngettext(
        "%(n)d place at a coming webinar is given up.",
        "%(n)d places at coming webinars are given up.",
        places,
    )
    return [
        _("This person is signed out everywhere, cannot sign in and gets no more mails."),
        *([given_up % {"n": places}] if places else []),
        *(_("%(city)s is then without a lead contact.") % {"city": city} for city in leaderless),
        _("Seats and all that was written stay."),
    ]
