"""The sentences that say what follows when somebody leaves a team, before it happens."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Losses:
    """What ends with a seat, or with all the seats of a city.

    `people`: those who have no other seat; `places`: at coming events, waiting ones included, that are given
    up with it; `pairings`: those it leaves without anybody of the city; `invitations`: those that end;
    `exceptions`: what was shared with the person by name; `requests`: those for access that end with a city,
    or that nobody of it is left to answer; `mails`: those that wait and are stopped; `other_cities`: where
    the person has a seat besides; `told`: those whose seats are at stake; `leads`: whether any lead contact
    is there to be told; `is_empty`: nobody is left.
    """

    people: int = 0
    places: int = 0
    pairings: int = 0
    invitations: int = 0
    exceptions: int = 0
    requests: int = 0
    mails: int = 0
    other_cities: Collection[str] = ()
    told: int = 0
    leads: bool = True
    is_empty: bool = False

    @property
    def tells_leads(self) -> bool:
        """Whether lead contacts who stay are told by mail."""
        return self.leads and not self.is_empty


def plan_for_oneself(city: str, losses: Losses) -> list[str]:
    """Return the sentences for somebody who leaves the team of `city` (its name)."""
    if losses.other_cities:
        stay = _("You stay in the team of %(cities)s, and see what its members see.")
        sees = stay % {"cities": ", ".join(losses.other_cities)}
    else:
        sees = _("You see what everyone on the web sees; the library and webinars for members close to you.")
    # Whole sentences for each reader, and no parts put together: other languages order and inflect them anew.
    places = ngettext(
        "%(places)d place you took at a coming webinar is given up.",
        "%(places)d places you took at coming webinars are given up.",
        losses.places,
    )
    # What ends comes first, then what stays; a sentence about nothing is left out.
    return [
        sees,
        *([places % {"places": losses.places}] if losses.places else []),
        *ending_with_a_seat(city, losses),
        *_stopped_mails(losses),
        _("What you wrote and shared for %(city)s stays with the city.") % {"city": city},
        _("You get a mail about it.")
        if not losses.tells_leads
        else _("You and the lead contacts of %(city)s get a mail about it.") % {"city": city},
        _("Your account stays. The secretariat can invite you again.")
        if losses.is_empty
        else _("Your account stays. A colleague can invite you again."),
    ]


def plan_for_colleague(name: str, city: str, losses: Losses) -> list[str]:
    """Return the sentences for a lead who takes a colleague out of the team; `name` is the colleague's."""
    facts = {"name": name, "city": city, "cities": ", ".join(losses.other_cities), "places": losses.places}
    if losses.other_cities:
        sees = _("%(name)s stays in the team of %(cities)s.") % facts
    else:
        sees = _("%(name)s sees what everyone on the web sees, from the next page on.") % facts
    places = ngettext(
        "%(places)d place %(name)s took at a coming webinar is given up.",
        "%(places)d places %(name)s took at coming webinars are given up.",
        losses.places,
    )
    return [
        sees,
        *([places % facts] if losses.places else []),
        *ending_with_a_seat(city, losses),
        *_stopped_mails(losses),
        _("What %(name)s wrote and shared for %(city)s stays with the city.") % facts,
        _("%(name)s is told by mail, and keeps the account.") % facts,
        *([_("So are the other lead contacts of %(city)s.") % facts] if losses.tells_leads else []),
    ]


def plan_for_city(city: str, losses: Losses, *, becomes: Collection[str] = ()) -> list[str]:
    """Return the sentences for the secretariat, or for a lead of the city itself, when a city leaves.

    `becomes` says what becomes of what it has written and asked.
    """
    stays = _("What the city shared and wrote stays under its name, with until when it was a member.")
    return [
        *_counted_of_city(city, losses),
        *_stopped_mails(losses),
        stays,
        *becomes,
        *([] if losses.places or losses.pairings or losses.told else [_("Nobody is mailed.")]),
    ]


def ending_with_a_seat(city: str, losses: Losses) -> list[str]:
    """Return the sentences about what ends beside a seat, whoever ends it; none where that is nothing."""
    return [*_left_empty(city, losses), *_stopped_pairings(city, losses), *_hanging_on_a_seat(losses)]


def gone_in_words(invitations: Collection[str], *, pairings: int, places: int) -> list[str]:
    """Return the sentences about what does not come back when a membership is opened again."""
    named = _("These invitations ended with it, and have to be sent anew: %(names)s.")
    ended = ngettext(
        "%(n)d pairing ended with it, and has to be proposed anew.",
        "%(n)d pairings ended with it, and have to be proposed anew.",
        pairings,
    )
    given_up = ngettext(
        "%(n)d place at an event was given up, and can be taken anew.",
        "%(n)d places at events were given up, and can be taken anew.",
        places,
    )
    return [
        *([named % {"names": ", ".join(invitations)}] if invitations else []),
        *(words % {"n": number} for words, number in ((ended, pairings), (given_up, places)) if number),
    ]


def plan_for_tier(tier: str, *, opens: Collection[str], ends: Collection[str], places: int) -> str:
    """Return in a sentence or two what a change to that tier means for the people of a city."""
    lost = ngettext(
        "%(n)d place at a coming webinar is given up, which a mail says.",
        "%(n)d places at coming webinars are given up, which mails say.",
        places,
    )
    parts = [
        *([_("New: %(what)s") % {"what": " ".join(opens)}] if opens else []),
        *([_("Ends: %(what)s") % {"what": " ".join(ends)}] if ends else []),
        *([lost % {"n": places}] if places else []),
    ]
    return _("As %(tier)s: %(what)s") % {"tier": tier, "what": " ".join(parts)}


def _counted_of_city(city: str, losses: Losses) -> list[str]:
    """The sentences with numbers, in the order of weight; what counts nothing is not said."""
    people = ngettext(
        "%(n)d person sees from now on what everyone on the web sees.",
        "%(n)d people see from now on what everyone on the web sees.",
        losses.people,
    )
    places = ngettext(
        "%(n)d place at a coming webinar is given up, which a mail says.",
        "%(n)d places at coming webinars are given up, which mails say.",
        losses.places,
    )
    invitations = ngettext("%(n)d open invitation ends.", "%(n)d open invitations end.", losses.invitations)
    requests = ngettext(
        "%(n)d request for access ends, which a mail says.",
        "%(n)d requests for access end, which mails say.",
        losses.requests,
    )
    pairings = ngettext(
        "%(n)d pairing ends, which the other city is told by mail.",
        "%(n)d pairings end, which the other cities are told by mail.",
        losses.pairings,
    )
    told = ngettext(
        "%(n)d person of the team of %(city)s is told by mail.",
        "%(n)d people of the team of %(city)s are told by mail.",
        losses.told,
    )
    counted = (
        *((people, losses.people), (places, losses.places), (pairings, losses.pairings)),
        *((invitations, losses.invitations), (requests, losses.requests), (told, losses.told)),
    )
    return [sentence % {"n": number, "city": city} for sentence, number in counted if number]


def _hanging_on_a_seat(losses: Losses) -> list[str]:
    """The sentences about what one person started, or was given: it ends with the seat."""
    invitations = ngettext(
        "%(n)d open invitation that hangs on this seat ends.",
        "%(n)d open invitations that hang on this seat end.",
        losses.invitations,
    )
    exceptions = ngettext(
        "%(n)d exception to see something beyond the city’s tier ends.",
        "%(n)d exceptions to see something beyond the city’s tier end.",
        losses.exceptions,
    )
    counted = (
        *((invitations, losses.invitations), (exceptions, losses.exceptions)),
        (requests_passed_on(losses.requests), losses.requests),
    )
    return [sentence % {"n": number} for sentence, number in counted if number]


def requests_passed_on(n: int) -> str:
    """Say of requests for access that nobody of the city is left to answer them."""
    return ngettext(
        "%(n)d request for access goes to the secretariat, since no lead contact is left to answer it.",
        "%(n)d requests for access go to the secretariat, since no lead contact is left to answer them.",
        n,
    ) % {"n": n}


def _left_empty(city: str, losses: Losses) -> list[str]:
    words = _("%(city)s is then without anybody in the Forum, until the secretariat invites somebody.")
    return [words % {"city": city}] if losses.is_empty else []


def _stopped_pairings(city: str, losses: Losses) -> list[str]:
    words = ngettext(
        "%(pairings)d pairing of %(city)s is left without anybody to work on it.",
        "%(pairings)d pairings of %(city)s are left without anybody to work on them.",
        losses.pairings,
    )
    return [words % {"pairings": losses.pairings, "city": city}] if losses.pairings else []


def _stopped_mails(losses: Losses) -> list[str]:
    words = ngettext(
        "%(mails)d mail that waits to be sent is stopped.",
        "%(mails)d mails that wait to be sent are stopped.",
        losses.mails,
    )
    return [words % {"mails": losses.mails}] if losses.mails else []
