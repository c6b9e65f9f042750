"""Refusals that several verbs on applications and memberships raise, and the checks that they share.

Refusals of one verb alone stand beside it in `actions`.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from cities.directory.models import City, Membership
from cities.joining.models import Application
from icaforum.audit.record import Refused
from icaforum.forum.reading import the_forum

FURTHEST = timedelta(days=3 * 366)
"""No change is planned for a later day, so that a mistyped year is no plan for ever."""


class AnotherIsOpen(Refused):
    """The city has an undecided application already; the message does not tell who sent it."""


class AlreadyDecided(Refused):
    """The application was decided by somebody else, or withdrawn, meanwhile."""


class MembershipEnded(Refused):
    """Somebody else has closed this membership meanwhile."""


class WrongTier(Refused):
    """A city needs a tier, a partner has none, and a change of tier must change it."""


class WrongDay(Refused):
    """The day is over already, or so far away that it must be a slip."""


class NotOpen(Refused):
    """The application is closed, or in a state in which this is not done."""


class NotDeclined(NotOpen):
    """Only a declined application is taken up again."""


class WrongWayIn(Refused):
    """The applicant has to join another way: a C40 member city as one, a partner by invitation."""


class NotConfirmed(Refused):
    """The applicant has not confirmed the address, or an invited partner has not applied."""


class OwnApplication(Refused):
    """The application is from an address, or for a city, of the person who would decide it."""


def entry_of(application: Application) -> City | None:
    """Return the entry of its city in the directory: the one that was chosen, or the one of that name."""
    return application.city or City.objects.named(
        application.city_name, kind=application.kind, country=str(application.country or "")
    )


def refuse_another_open(application: Application, states: Iterable[str] = Application.OPEN) -> None:
    """Raise AnotherIsOpen where another application of the same city is in one of these states.

    The caller holds `lock_names` where the answer has to stay true until its own commit.
    """
    same = Application.objects.of_same_city(application, entry_of(application))
    if same.filter(state__in=states).exists():
        # Whoever sent the other one is not named: anybody can type the name of a city into the form.
        message = _(
            "An application from %(city)s is with us already. If it is yours, let us send you its link "
            "again; if not, ask your colleagues, or write to us."
        )
        raise AnotherIsOpen(message % {"city": application.local_name})


def refuse_wrong_tier(city: City, tier: int | None) -> None:
    """Raise WrongTier for a partner with a tier, or a city without one."""
    if city.is_partner and tier is not None:
        raise WrongTier(_("A partner has no tier."))
    if not city.is_partner and tier is None:
        raise WrongTier(_("Choose the tier of %(city)s.") % {"city": city})


def refuse_same_tier(membership: Membership, tier: int) -> None:
    """Raise WrongTier for a tier that is none for this city, or that it has already."""
    refuse_wrong_tier(membership.city, tier)
    if membership.tier == tier:
        message = _("%(city)s is that already: %(tier)s.")
        raise WrongTier(message % {"city": membership.city, "tier": membership.label})


def beginning_of(day: date, now: datetime) -> datetime:
    """Return the moment with which a day of the secretariat begins, today or later. Raises WrongDay."""
    days = the_forum().workdays
    if not days.day_of(now) <= day <= (now + FURTHEST).date():
        raise WrongDay(_("Choose a day from today on, and within three years."))
    return datetime.combine(day, time.min, days.zone)
