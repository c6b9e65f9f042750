"""Who may join: each rule as a sentence with its answer and the reason, for people to read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cities.directory.models import City
from cities.joining.models import Application
from cities.people.models import User
from icaforum.words.addresses import domain_of, is_free_mail, plain_address
from icaforum.words.names import sort_key

PROMISED = timedelta(days=10)
"""How long the secretariat takes at most. The time that an applicant takes to answer does not count."""


FEW_WORDS = 12


# What the secretariat reads -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Check:
    """One rule held against one application. `ok` is None where a person has to decide."""

    ok: bool | None
    sentence: str
    reason: str


@dataclass(frozen=True)
class Background:
    """What the portal knows around an application: others of the same city, and where its city stands."""

    same_city: Sequence[Application] = ()
    in_directory: City | None = None
    backing: Sequence[City] = ()


def checks(application: Application, around: Background) -> list[Check]:
    """The rules of this way in, in the order in which one would ask."""
    return [check(application, around) for check in _CHECKS[application.kind]]


def pledge_note(application: Application, around: Background) -> str:
    """The Equity Pledge is a fact beside the rules: nobody is admitted or refused for it."""
    city = application.city or around.in_directory
    if city and city.pledge:
        return _("Equity Pledge: signed. This is not a condition.")
    return _("Equity Pledge: not signed, as far as we know. This is not a condition.")


def _on_the_list(application: Application, _around: Background) -> Check:
    city = application.city
    return Check(
        city is not None and city.kind == City.Kind.C40,
        _("%(city)s is a C40 member city.") % {"city": application.city_name},
        _("Every C40 member city may join. It stands in the directory as one.")
        if city and city.kind == City.Kind.C40
        else _("The directory does not hold it as one."),
    )


def _not_on_the_list(application: Application, around: Background) -> Check:
    city = application.city or around.in_directory
    on_it = city is not None and city.kind == City.Kind.C40
    return Check(
        not on_it,
        _("%(city)s is not a C40 member city.") % {"city": application.city_name},
        _("The directory holds it as one: it may join without showing leadership.")
        if on_it
        else _("A selected number of cities outside C40 may join."),
    )


def _says_why(application: Application, _around: Background) -> Check:
    sentence = _("Interest and commitment are stated.")
    words = (count_words(application.interest), count_words(application.commitment))
    if not all(words):
        return Check(ok=False, sentence=sentence, reason=_("An answer is missing."))
    if min(words) < FEW_WORDS:
        reason = _("In few words: %(interest)s and %(commitment)s. You decide, or ask.")
        return Check(None, sentence, reason % {"interest": words[0], "commitment": words[1]})
    return Check(ok=True, sentence=sentence, reason=_("In the answers below, questions 1 and 2."))


def _shows_leadership(application: Application, _around: Background) -> Check:
    sentence = _("Leadership in inclusion and equity is shown.")
    if not application.evidence.strip():
        return Check(ok=False, sentence=sentence, reason=_("Nothing is told about it."))
    if not application.links:
        return Check(ok=False, sentence=sentence, reason=_("It is told, but no link shows it."))
    told = ngettext(
        "Told below, with %(number)s link. Whether it is strong enough is yours to decide.",
        "Told below, with %(number)s links. Whether it is strong enough is yours to decide.",
        len(application.links),
    )
    return Check(None, sentence, told % {"number": len(application.links)})


def _meets_a_need(application: Application, _around: Background) -> Check:
    sentence = _("It answers a need of member cities.")
    if not application.need.strip():
        return Check(ok=False, sentence=sentence, reason=_("No need is named."))
    return Check(ok=True, sentence=sentence, reason=_("Named in the invitation: “%s”") % application.need)


def _is_backed(_application: Application, around: Background) -> Check:
    sentence = _("Member cities back it.")
    members = [city.name for city in around.backing if city.membership]
    others = [city.name for city in around.backing if not city.membership]
    if members:
        return Check(ok=True, sentence=sentence, reason=_comma(members))
    if others:
        reason = _("%(cities)s: not in the Forum now. You decide.") % {"cities": _comma(others)}
        return Check(None, sentence, reason)
    return Check(ok=False, sentence=sentence, reason=_("No city is named."))


def _own_address(application: Application, around: Background) -> Check:
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
    if _belongs(domain, application, around.in_directory):
        return Check(application.confirmed_at is not None or None, sentence, reason)
    return Check(None, sentence, f"{reason} {_('Nothing we hold ties it to them. You decide.')}")


def _entitled(application: Application, _around: Background) -> Check:
    sentence = _("Is %(person)s entitled to speak for them?") % {
        "person": application.person_name or _("this person")
    }
    position = application.position
    told = _("Signs as “%s”.") % position if position else _("No position is named.")
    return Check(None, sentence, f"{told} {_('You decide, or ask.')}")


def _alone(_application: Application, around: Background) -> Check:
    sentence = _("No other application from here is open.")
    others = [other for other in around.same_city if other.is_undecided]
    if not others:
        return Check(ok=True, sentence=sentence, reason=_("None is."))
    told = ngettext("One is, see below.", "%(number)s are, see below.", len(others))
    return Check(ok=False, sentence=sentence, reason=told % {"number": len(others)})


def _not_in_yet(application: Application, around: Background) -> Check:
    city = application.city or around.in_directory
    membership = city.membership if city else None
    if membership and not application.is_undecided:
        sentence = _("%(city)s is in the Forum.") % {"city": application.city_name}
        return Check(ok=True, sentence=sentence, reason=_("As: %s.") % membership.label)
    sentence = _("%(city)s is not in the Forum yet.") % {"city": application.city_name}
    if membership:
        return Check(ok=False, sentence=sentence, reason=_("It is, as: %s.") % membership.label)
    return Check(ok=True, sentence=sentence, reason=_("No membership is open."))


_CHECKS: dict[str, tuple[Callable[[Application, Background], Check], ...]] = {
    City.Kind.C40: (_on_the_list, _says_why, _own_address, _entitled, _alone, _not_in_yet),
    City.Kind.OTHER: (
        _not_on_the_list,
        _shows_leadership,
        _says_why,
        _own_address,
        _entitled,
        _alone,
        _not_in_yet,
    ),
    City.Kind.PARTNER: (_meets_a_need, _is_backed, _says_why, _own_address, _entitled, _alone, _not_in_yet),
}


# Who may decide -------------------------------------------------------------------------------------------


def may_decide(user: User, application: Application) -> bool:
    """Staff decide, but nobody about an application from an address of their own, or for their own city."""
    if not (user.is_active and user.is_staff):
        return False
    own = {plain_address(user.email), *(plain_address(row.email) for row in user.emailaddress_set.all())}
    if plain_address(application.email) in own:
        return False
    return application.city_id is None or application.city_id not in {
        seat.city_id for seat in user.seats.all() if seat.until is None
    }


# The clock ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Clock:
    """How long an application has waited for us, against what was promised."""

    day: int
    of: int
    due: datetime

    @property
    def is_overdue(self) -> bool:
        return self.day > self.of

    @property
    def tone(self) -> str:
        """The colour of the dot beside it: fresh, past half of the days, late."""
        if self.is_overdue:
            return "need"
        return "soon" if self.day > self.of // 2 else "done"

    @property
    def overdue_days(self) -> int:
        return max(self.day - self.of, 0)

    @property
    def words(self) -> str:
        """«day 6 of 10 promised», «2 days late»: the same wherever it is read."""
        if self.is_overdue:
            late = ngettext("%(days)s day late", "%(days)s days late", self.overdue_days)
            return late % {"days": self.overdue_days}
        return _("day %(day)s of %(of)s promised") % {"day": self.day, "of": self.of}


def clock(application: Application, now: datetime) -> Clock | None:
    """None before the address is confirmed. While a question waits for its answer the clock rests."""
    if application.confirmed_at is None:
        return None
    rested = sum(
        (
            (clarification.answered_at or now) - clarification.asked_at
            for clarification in application.clarifications.all()
        ),
        timedelta(),
    )
    until = application.decided_at or application.withdrawn_at or now
    waited = max(until - application.confirmed_at - rested, timedelta())
    return Clock(max(waited.days, 1), PROMISED.days, application.confirmed_at + PROMISED + rested)


# Words ----------------------------------------------------------------------------------------------------


def count_words(text: str) -> int:
    """Words; in scripts that set no spaces between them, about two letters make one."""
    unspaced = sum(1 for letter in text if "\u2e80" <= letter <= "\u9fff" or "\u0e00" <= letter <= "\u0eff")
    spaced = "".join(" " if "\u2e80" <= letter <= "\u9fff" else letter for letter in text).split()
    return len(spaced) + unspaced // 2 if unspaced else len(spaced)


def day_in_words(moment: datetime) -> str:
    return formats.date_format(
        timezone.localtime(moment),
        pgettext("day without its weekday, in the letters of Django's date filter", "j F"),
    )


def _belongs(domain: str, application: Application, found: City | None) -> bool:
    """Whether the domain is that of a known website, or carries the city's name."""
    city = application.city or found
    sites = [_host(site) for site in (city.website if city else "", application.website) if site]
    if any(domain == site or domain.endswith(f".{site}") or site.endswith(f".{domain}") for site in sites):
        return True
    name = "".join(letter for letter in sort_key(application.city_name) if letter.isalnum())
    return len(name) > 3 and name in domain.replace("-", "").replace(".", "")


def _host(site: str) -> str:
    return site.partition("://")[2].partition("/")[0].partition(":")[0].removeprefix("www.").casefold()


def _comma(names: Sequence[str]) -> str:
    return ", ".join(names)
