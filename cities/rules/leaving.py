"""What follows when somebody leaves a team, said before it happens."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Ties:
    """What hangs on a seat, or on all the seats of a city.

    `people`: those who have no other seat; `places`: at coming events, waiting ones included, that are given
    up with it; `pairings`: those it leaves without anybody of the city; `invitations`: those that end;
    `mails`: those that wait and are stopped; `other_cities`: where the person has a seat besides; `told`:
    those whose seats are at stake; `is_empty`: nobody of the city is left; `leaderless`: cities left without
    a lead.
    """

    people: int = 0
    places: int = 0
    pairings: int = 0
    invitations: int = 0
    mails: int = 0
    other_cities: Collection[str] = ()
    told: int = 0
    is_empty: bool = False
    leaderless: Collection[str] = ()


def plan_for_oneself(city: str, ties: Ties) -> list[str]:
    """For the one who leaves."""
    if ties.other_cities:
        stay = _("You stay in the team of %(cities)s, and see what its members see.")
        sees = stay % {"cities": ", ".join(ties.other_cities)}
    else:
        sees = _("You see what everyone on the web sees; the library and webinars for members close to you.")
    places = ngettext(
        "%(places)d place you took at a coming webinar is given up.",
        "%(places)d places you took at coming webinars are given up.",
        ties.places,
    )
    return [
        sees,
        *([places % {"places": ties.places}] if ties.places else []),
        *_nobody(city, ties),
        *_pairings(city, ties),
        *_mails(ties),
        _("What you wrote and shared for %(city)s stays with the city.") % {"city": city},
        _("Your account stays. The secretariat can invite you again.")
        if ties.is_empty
        else _("Your account stays. A colleague can invite you again."),
    ]


def plan_for_colleague(name: str, city: str, ties: Ties) -> list[str]:
    """For the lead who takes somebody out."""
    facts = {"name": name, "city": city, "cities": ", ".join(ties.other_cities), "places": ties.places}
    if ties.other_cities:
        sees = _("%(name)s stays in the team of %(cities)s.") % facts
    else:
        sees = _("%(name)s sees what everyone on the web sees, from the next page on.") % facts
    places = ngettext(
        "%(places)d place %(name)s took at a coming webinar is given up.",
        "%(places)d places %(name)s took at coming webinars are given up.",
        ties.places,
    )
    return [
        sees,
        *([places % facts] if ties.places else []),
        *_nobody(city, ties),
        *_pairings(city, ties),
        *_mails(ties),
        _("What %(name)s wrote and shared for %(city)s stays with the city.") % facts,
        _("%(name)s is told by mail, and keeps the account.") % facts,
    ]


def plan_for_city(city: str, ties: Ties) -> list[str]:
    """For the secretariat, when a city leaves the Forum."""
    people = ngettext(
        "%(n)d person sees from now on what everyone on the web sees.",
        "%(n)d people see from now on what everyone on the web sees.",
        ties.people,
    )
    places = ngettext(
        "%(n)d place at a coming webinar is given up, which a mail says.",
        "%(n)d places at coming webinars are given up, which mails say.",
        ties.places,
    )
    invitations = ngettext("%(n)d open invitation ends.", "%(n)d open invitations end.", ties.invitations)
    pairings = ngettext(
        "%(n)d pairing ends, which the other city is told by mail.",
        "%(n)d pairings end, which the other cities are told by mail.",
        ties.pairings,
    )
    told = ngettext(
        "%(n)d person of the team of %(city)s is told by mail.",
        "%(n)d people of the team of %(city)s are told by mail.",
        ties.told,
    )
    counted = (
        *((people, ties.people), (places, ties.places), (pairings, ties.pairings)),
        *((invitations, ties.invitations), (told, ties.told)),
    )
    return [
        *(sentence % {"n": number, "city": city} for sentence, number in counted if number),
        *_mails(ties),
        _("What the city shared stays."),
        *([] if ties.places or ties.pairings or ties.told else [_("Nobody is mailed.")]),
    ]


def plan_for_account(ties: Ties) -> list[str]:
    """For the secretariat, when it closes somebody's account."""
    places = ngettext(
        "%(n)d place at a coming webinar is given up.",
        "%(n)d places at coming webinars are given up.",
        ties.places,
    )
    return [
        _("This person is signed out everywhere, cannot sign in and gets no more mails."),
        *([places % {"n": ties.places}] if ties.places else []),
        *(_("%(city)s is then without a lead contact.") % {"city": city} for city in ties.leaderless),
        _("Seats and all that was written stay."),
    ]


def _nobody(city: str, ties: Ties) -> list[str]:
    words = _("%(city)s is then without anybody in the Forum, until the secretariat invites somebody.")
    return [words % {"city": city}] if ties.is_empty else []


def _pairings(city: str, ties: Ties) -> list[str]:
    words = ngettext(
        "%(pairings)d pairing of %(city)s is left without anybody to work on it.",
        "%(pairings)d pairings of %(city)s are left without anybody to work on them.",
        ties.pairings,
    )
    return [words % {"pairings": ties.pairings, "city": city}] if ties.pairings else []


def _mails(ties: Ties) -> list[str]:
    words = ngettext(
        "%(mails)d mail that waits to be sent is stopped.",
        "%(mails)d mails that wait to be sent are stopped.",
        ties.mails,
    )
    return [words % {"mails": ties.mails}] if ties.mails else []
