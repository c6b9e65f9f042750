"""The rules of joining: pure functions, each of which gives a sentence, an answer and a reason for staff.

They judge and do not decide: `ok` False only warns, since the secretariat may know more than the form says.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cities.directory.gazetteer import zone_meant
from cities.directory.models import City
from cities.joining.models import Application
from cities.joining.numbers import Number
from cities.people.models import User
from icaforum.words import times
from icaforum.words.addresses import domain_in_ascii, domain_of, is_free_mail, plain_address
from icaforum.words.names import name_keys
from icaforum.words.zones import only_zone_of

# Below this many words an answer refuses nothing, but staff are asked to look at it.
FEW_WORDS = 12


# Names of cities up to this length stand in too many domains by chance («Ulm», «Rio») to prove anything.
SHORT_NAME = 3


# What the secretariat reads -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Check:
    """The result of one rule for one application.

    `sentence` is the rule, `reason` what the result follows from; `ok` is None where a person has to decide.
    """

    ok: bool | None
    sentence: str
    reason: str


@dataclass(frozen=True)
class Background:
    """What the portal holds beside an application, as `background.backgrounds_of` reads it.

    `same_city`: other applications of the same city; `in_directory`: the entry of its city, chosen or found
    by name; `backing`: the cities that want a partner, each with its open membership; `others_in`: how many
    cities outside C40 are in, of how many.
    """

    same_city: Sequence[Application] = ()
    in_directory: City | None = None
    backing: Sequence[City] = ()
    others_in: Number | None = None


def checks(application: Application, background: Background) -> list[Check]:
    """Return the results of all rules for this kind of applicant, in the order in which staff would ask."""
    judged = (check(application, background) for check in _CHECKS[application.kind])
    return [check for check in judged if check]


def pledge_note(application: Application, background: Background) -> str:
    """Say whether the city signed the Equity Pledge.

    It is no `Check`: nobody is admitted or refused for it.
    """
    city = application.city or background.in_directory
    if city and city.pledge:
        return _("Equity Pledge: signed. This is not a condition.")
    return _("Equity Pledge: not signed, as far as we know. This is not a condition.")


def _is_c40_member(application: Application, _background: Background) -> Check:
    # The form offers the entries of the directory only, so the name alone is no proof here.
    city = application.city
    return Check(
        city is not None and city.kind == City.Kind.C40,
        _("%(city)s is a C40 member city.") % {"city": application.local_name},
        _("Every C40 member city may join. It stands in the directory as one.")
        if city and city.kind == City.Kind.C40
        else _("The directory does not hold it as one."),
    )


def _is_outside_c40(application: Application, background: Background) -> Check:
    city = application.city or background.in_directory
    is_c40 = city is not None and city.kind == City.Kind.C40
    return Check(
        not is_c40,
        _("%(city)s is not a C40 member city.") % {"city": application.local_name},
        _("The directory holds it as one: it may join without showing leadership.")
        if is_c40
        else _("A selected number of cities outside C40 may join."),
    )


def _states_interest_and_commitment(application: Application, _background: Background) -> Check:
    sentence = _("Interest and commitment are stated.")
    words = (count_words(application.interest), count_words(application.commitment))
    if not all(words):
        return Check(ok=False, sentence=sentence, reason=_("An answer is missing."))
    if min(words) < FEW_WORDS:
        reason = _("In few words: %(interest)s and %(commitment)s. You decide, or ask.")
        return Check(None, sentence, reason % {"interest": words[0], "commitment": words[1]})
    return Check(ok=True, sentence=sentence, reason=_("In the answers below, questions 1 and 2."))


def _finds_room(application: Application, background: Background) -> Check | None:
    number = background.others_in
    if number is None or number.limit is None or not application.is_undecided:
        return None
    sentence = _("One more city outside C40 may join.")
    if number.is_full:
        return Check(ok=False, sentence=sentence, reason=number.beyond)
    return Check(ok=True, sentence=sentence, reason=_("%(number)s are in.") % {"number": number})


def _shows_leadership(application: Application, _background: Background) -> Check:
    sentence = _("Leadership in inclusion and equity is shown.")
    if not application.evidence.strip():
        return Check(ok=False, sentence=sentence, reason=_("Nothing is told about it."))
    if not application.links:
        return Check(ok=False, sentence=sentence, reason=_("It is told, but no link shows it."))
    # Never True: whether it is strong enough is judged by people, whatever is told.
    told = ngettext(
        "Told below, with %(number)s link. Whether it is strong enough is yours to decide.",
        "Told below, with %(number)s links. Whether it is strong enough is yours to decide.",
        len(application.links),
    )
    return Check(None, sentence, told % {"number": len(application.links)})


def _meets_a_need(application: Application, _background: Background) -> Check:
    sentence = _("It answers a need of member cities.")
    if not application.need.strip():
        return Check(ok=False, sentence=sentence, reason=_("No need is named."))
    return Check(ok=True, sentence=sentence, reason=_("Named in the invitation: “%s”") % application.need)


def _is_backed(_application: Application, background: Background) -> Check:
    sentence = _("Member cities back it.")
    members = [str(city) for city in background.backing if city.membership]
    others = [str(city) for city in background.backing if not city.membership]
    if members:
        return Check(ok=True, sentence=sentence, reason=_listed(members))
    if others:  # staff choose among members, so these have left since
        reason = _("%(cities)s: not in the Forum now. You decide.") % {"cities": _listed(others)}
        return Check(None, sentence, reason)
    return Check(ok=False, sentence=sentence, reason=_("No city is named."))


def _has_own_address(application: Application, background: Background) -> Check:
    sentence = (
        _("The contact writes from the organisation's own address.")
        if application.is_partner
        else _("The contact writes from the city's own address.")
    )
    domain = domain_of(application.email)
    if is_free_mail(application.email):
        reason = _("Anybody can have an address at %(domain)s. You decide, or ask for one at work.")
        return Check(None, sentence, reason % {"domain": domain})
    reason = (
        _("%(domain)s, address confirmed on %(day)s.")
        % {"domain": domain, "day": day_in_words(application.confirmed_at)}
        if application.confirmed_at
        else _("%(domain)s, not confirmed yet.") % {"domain": domain}
    )
    if _belongs(domain, application, background.in_directory):
        # Not confirmed it proves nothing yet, and is no reason against the applicant either: None, not False.
        return Check(application.confirmed_at is not None or None, sentence, reason)
    return Check(None, sentence, " ".join((reason, _("Nothing we hold ties it to them. You decide."))))


def _is_entitled(application: Application, _background: Background) -> Check:
    # No data can answer this: the rule is there so that staff ask themselves.
    sentence = _("Is %(person)s entitled to speak for them?") % {
        "person": application.person_name or _("this person")
    }
    position = application.position
    told = _("Signs as “%s”.") % position if position else _("No position is named.")
    return Check(None, sentence, " ".join((told, _("You decide, or ask."))))


def _is_the_only_one(_application: Application, background: Background) -> Check:
    sentence = _("No other application from here is open.")
    others = [other for other in background.same_city if other.is_undecided]
    if not others:
        return Check(ok=True, sentence=sentence, reason=_("None is."))
    told = ngettext("One is, see below.", "%(number)s are, see below.", len(others))
    return Check(ok=False, sentence=sentence, reason=told % {"number": len(others)})


def _is_not_in_the_forum(application: Application, background: Background) -> Check:
    city = application.city or background.in_directory
    membership = city.membership if city else None
    # After the decision the same membership is its result, and no longer speaks against it.
    if membership and not application.is_undecided:
        sentence = _("%(city)s is in the Forum.") % {"city": application.local_name}
        return Check(ok=True, sentence=sentence, reason=_("As: %s.") % membership.label)
    sentence = _("%(city)s is not in the Forum yet.") % {"city": application.local_name}
    if membership:
        return Check(ok=False, sentence=sentence, reason=_("It is, as: %s.") % membership.label)
    return Check(ok=True, sentence=sentence, reason=_("No membership is open."))


_Rule = Callable[[Application, Background], Check | None]


_FOR_EVERYBODY: tuple[_Rule, ...] = (
    _states_interest_and_commitment,
    _has_own_address,
    _is_entitled,
    _is_the_only_one,
    _is_not_in_the_forum,
)


_CHECKS: dict[str, tuple[_Rule, ...]] = {
    City.Kind.C40: (_is_c40_member, *_FOR_EVERYBODY),
    City.Kind.OTHER: (_is_outside_c40, _finds_room, _shows_leadership, *_FOR_EVERYBODY),
    City.Kind.PARTNER: (_meets_a_need, _is_backed, *_FOR_EVERYBODY),
}


# What stands in for an application ------------------------------------------------------------------------

GROUNDS_OF: dict[str, tuple[str, ...]] = {
    City.Kind.C40: ("interest", "commitment"),
    City.Kind.OTHER: ("interest", "commitment", "evidence"),
    City.Kind.PARTNER: ("need", "backed_by"),
}
"""By kind: what an application would have said, in the names of the fields of `Grounds`."""


def missing_grounds(kind: str, stated: Mapping[str, Any]) -> list[str]:
    """Return which of the grounds for this kind are not stated, by the names of the fields of `Grounds`."""
    return [name for name in GROUNDS_OF[kind] if not stated.get(name)]


# Who may decide -------------------------------------------------------------------------------------------


def may_decide(user: User, application: Application, entry: City | None = None) -> bool:
    """Whether this person may decide it: staff, but not on an application of their own address or city.

    `entry` is that of the directory, where an application that was typed may mean one.
    """
    # Who somebody is, and no right: the admin alone leads here, and asks for right and second step.
    if not (user.is_active and user.is_staff):
        return False
    # Addresses that are not proved count too: whoever typed one as their own is not to decide about it.
    addresses = user.emailaddress_set.all()  # type: ignore[attr-defined]  # allauth ships no types
    own = {plain_address(user.email), *(plain_address(row.email) for row in addresses)}
    if plain_address(application.email) in own:
        return False
    meant = {application.city_id, entry.pk if entry else None} - {None}
    # In Python and not by a query, so that seats that the caller has fetched are not asked for again.
    return not meant or meant.isdisjoint(seat.city_id for seat in user.seats.all() if seat.until is None)


# Words ----------------------------------------------------------------------------------------------------


def count_words(text: str) -> int:
    """Return the number of words; in scripts without spaces between words two letters are taken for one.

    Otherwise an answer in Chinese, Japanese, Thai or Lao would be one word, and be refused as too short.
    """
    # U+2E80 to U+9FFF: Chinese characters and kana. U+0E00 to U+0EFF: Thai and Lao. Korean sets spaces.
    unspaced = sum(1 for letter in text if "\u2e80" <= letter <= "\u9fff" or "\u0e00" <= letter <= "\u0eff")
    # A Chinese name in an English sentence must not make one word of the two around it.
    spaced = "".join(" " if "\u2e80" <= letter <= "\u9fff" else letter for letter in text).split()
    return len(spaced) + unspaced // 2 if unspaced else len(spaced)


def day_in_words(moment: datetime) -> str:
    """Return the day in the reader's time zone and language, such as «3 April», without the year.

    For a reader who may be anywhere it is that of UTC, and says so: the other day that a deadline may be on
    is said once a page, by `times.day_in_words`.
    """
    day = formats.date_format(
        timezone.localtime(moment),
        pgettext("day without its weekday, in the letters of Django's date filter", "j F"),
    )
    return f"{day} (UTC)" if times.reader_is_somewhere() else day


def zone_of(application: Application) -> str:
    """Return the time zone of the applicant: that of its city, or the only one of its country; else empty."""
    city, country = application.city, str(application.country or "")
    own = city.known_zone if city else ""
    found = "" if own or application.is_partner else zone_meant(application.city_name, country)
    return own or found or only_zone_of(country)


def _belongs(domain: str, application: Application, found: City | None) -> bool:
    """Whether the domain of an address is that of a known website, or contains the city's name."""
    city = application.city or found
    sites = [host_of(site) for site in (city.website if city else "", application.website) if site]
    if any(are_related(domain, site) for site in sites):
        return True
    # Keys have no accents and signs, as domains do; «koebenhavn» is another name of Copenhagen.
    keys = {*name_keys(application.city_name), *(city.keys if city else ())}
    plain = domain.replace("-", "").replace(".", "")
    return any(len(key) > SHORT_NAME and key in plain for key in keys)


def are_related(one: str, other: str) -> bool:
    """Whether two domains are the same, or one stands below the other."""
    # Either may be the longer one: mail from nairobi.go.ke and a site at climate.nairobi.go.ke, or reversed.
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def host_of(site: str) -> str:
    """Return the host of a web address, written as that of a mail address is, without port and «www.»."""
    host = re.split(r"[/?#]", site.partition("://")[2])[0].rpartition("@")[2].partition(":")[0]
    return domain_in_ascii(host.lower().removeprefix("www."))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
