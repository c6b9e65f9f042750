"""What can be wrong with a row, or should be looked at, in words: one table."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from cities.directory.models import City
from cities.directory.tiers import TIER_CHOICES
from cities.launch.columns import BY_KEY
from cities.people.models import Officer
from icaforum.audit.verbs import Words
from icaforum.words.languages import translated_name


@dataclass(frozen=True)
class Problem:
    """One thing that stands in the way of a row (`stops`), or that somebody should look at.

    `column` is where the answer goes, `value` what stands in the file, `offers` what it could mean, as it
    would be typed; `more` fills the words.
    """

    code: str
    column: str = ""
    value: str = ""
    offers: tuple[str, ...] = ()
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def stops(self) -> bool:
        """Whether nothing is imported while it stands."""
        return self.code in TO_FIX

    @property
    def words(self) -> str:
        """What the page says of it."""
        table = TO_FIX if self.stops else TO_LOOK_AT
        more = {key: shown(key, value) for key, value in self.more.items()}
        return str(table[self.code]) % {"value": self.value, **more}

    def as_json(self) -> dict[str, Any]:
        """Return it as a row keeps it."""
        return asdict(self) | {"offers": list(self.offers), "more": dict(self.more)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Problem":
        """Return what `as_json` made."""
        return cls(**{**kept, "offers": tuple(kept["offers"])})


def shown(column: str, value: str) -> str:
    """Return a value as people read it: «Peer city» for «peer», «12 January 2026» for 2026-01-12."""
    if column in {"since", "day"} and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        try:
            return date_format(date.fromisoformat(value))
        except ValueError:  # «2026-02-30» stands in the file as it was typed
            return value
    if column == "missing":
        return ", ".join(str(BY_KEY[name].heading) for name in value.split(","))
    if column == "language":
        return translated_name(value)
    labels: dict[str, dict[str, Any]] = {
        "tier": dict(TIER_CHOICES),
        "role": dict(Officer.Role.choices),
        "kind": dict(City.Kind.choices),
        "country": dict(countries.countries) if column == "country" else {},
    }
    return str(labels.get(column, {}).get(value, value))


class Unclear(Exception):  # noqa: N818 -- no error of the program: a cell that can mean several things
    """A cell that is not understood, with its problem."""

    def __init__(self, code: str, *offers: str, **more: str) -> None:
        self.code, self.offers, self.more = code, offers, more


TO_FIX: dict[str, Words] = {
    "broken_cell": _("“%(value)s” is an error of the spreadsheet. Please type what should stand there."),
    "formula": _(
        "A formula without a result stands here. Type what it should say, or save the file in Excel."
    ),
    "too_long": _("This text is too long: at most %(most)s letters fit."),
    "more_cells": _(
        "This row has more cells than there are headings. Perhaps a comma stands in a text without quotation "
        "marks: please correct it in the file."
    ),
    "no_city": _("No city is named."),
    "near_city": _("City “%(value)s” is not in the directory. Did you mean one of these?"),
    "unknown_city": _("City “%(value)s” is not in the directory. What is it?"),
    "which_city": _("There are several places called “%(value)s”. In which country is this one?"),
    "other_country": _("“%(value)s” is in another country in the directory. Is it the one of this country?"),
    "no_country": _("“%(city)s” is new in the directory. In which country is it?"),
    "country": _("Country “%(value)s” is not known."),
    "kind": _("Kind “%(value)s” is not known."),
    "no_tier": _("%(city)s has no tier in the file."),
    "tier": _("Tier “%(value)s” is not known."),
    "partner_tier": _("%(city)s is a partner, and partners have no tier."),
    "city_tier": _("%(city)s is a city, and not a partner."),
    "two_tiers": _("%(city)s has two tiers in the file: here “%(value)s”, in row %(row)s “%(other)s”."),
    "no_day": _("It is not said since when %(city)s is in the Forum."),
    "day": _("“%(value)s” is not a day that we understand."),
    "no_such_day": _("“%(value)s”: this day does not exist."),
    "which_day": _("“%(value)s” can be two days."),
    "no_whole_day": _("“%(value)s” is not a whole day."),
    "short_year": _("“%(value)s”: please write the year with four digits."),
    "number_day": _("“%(value)s” is a number, and not a day."),
    "day_to_come": _("“%(value)s” is still to come."),
    "two_days": _("%(city)s has two first days in the file: here “%(value)s”, in row %(row)s “%(other)s”."),
    "no_name": _("The person has no name."),
    "name": _("“%(value)s” is not a name: letters alone, please."),
    "no_address": _("%(name)s has no e-mail address."),
    "address": _("Address “%(value)s” is not complete."),
    "no_role": _("It is not said what this person is in the team."),
    "role": _("Role “%(value)s” is not known."),
    "language": _("Language “%(value)s” is not known."),
    "staff": _("%(value)s belongs to the secretariat, which has no place in a city’s team."),
    "closed": _("The account of %(value)s was closed. Open it again, or leave this row out."),
    "twice": _("%(value)s stands in row %(row)s already, for the same city."),
    "shared": _(
        "%(value)s stands in row %(row)s with another name, %(other)s. One address is one person’s own."
    ),
}
"""Without an answer to these nothing is imported."""

TO_LOOK_AT: dict[str, Words] = {
    "hidden": _("This row is hidden in the file. It is imported all the same."),
    "new_city": _(
        "%(city)s is new in the directory: it is entered there. Its time zone and region may be missing."
    ),
    "long_ago": _("In the Forum since “%(value)s”: is that right?"),
    "other_tier": _("%(city)s is here already, as %(tier)s. Its tier stays; change it on its page."),
    "other_day": _("%(city)s is here already, since %(day)s. That day stays."),
    "grounds": _("Nothing is written for “%(missing)s”, which an application would have said."),
    "beyond_peers": _("With this file %(all)s peer cities are in the Forum, and %(limit)s were agreed."),
    "beyond_others": _(
        "With this file %(all)s cities outside C40 are in the Forum, and %(limit)s were agreed."
    ),
    "backers": _("Backed by “%(value)s”: no member city of this name. It is left out."),
    "nobody": _("%(city)s has no contact, in this file or here. It is imported, and nobody gets its mails."),
    "no_lead": _("%(city)s has no lead contact, in this file or here. It is imported all the same."),
    "two_cities": _("%(name)s, %(value)s, stands for several cities: %(cities)s. One account gets them all."),
    "domain": _("Address “%(value)s”: others of this city end in %(domain)s."),
    "mail_language": _("We have no mails in this language yet: %(value)s. The person gets them in English."),
    "other_role": _("%(name)s is in this team already, as %(role)s. That stays."),
    "no_thanks": _("%(value)s asked us to be deleted, and is not invited again."),
}
"""These do not stop the import; each can be answered with «That is right»."""


TOGETHER: dict[str, Words] = {
    "other_tier": _("These are here already with another tier. It stays; change it on their pages."),
    "other_day": _("These are here already, since another day. That stays."),
    "other_role": _("These people are in their team already with another role. It stays."),
    "new_city": _("These are new in the directory and are entered there; zone and region may be missing."),
    "nobody": _(
        "These have no contact, in this file or here. They are imported, and nobody gets their mails."
    ),
    "no_thanks": _("These people asked us to be deleted, and are not invited again."),
    "no_day": _("It is not said since when these are in the Forum."),
    "no_tier": _("These have no tier in the file."),
}
"""What is said once of several rows, each of which says more in its own verdict."""
