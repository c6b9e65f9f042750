"""The columns of the sheet: how each is headed, what may stand in it, and the example of the template."""

from dataclasses import dataclass
from difflib import get_close_matches

from django.conf import settings
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from icaforum.audit.verbs import Words
from icaforum.words.names import plain_words

# What fits into the columns of the rows that are made; longer texts are refused, never cut.
SHORT, LONG = 120, 4000


@dataclass(frozen=True)
class Column:
    """One column: `key` in our rows, `heading` in the template, `others` that people write in its place."""

    key: str
    heading: Words
    help: Words
    others: tuple[str, ...] = ()
    example: str = ""
    longest: int = SHORT

    @cached_property
    def headings(self) -> frozenset[str]:
        """Return all headings by which it is known, as `plain_words` writes them, in each language."""
        found = set(self.others)
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                found.add(str(self.heading))
        return frozenset(plain_words(heading) for heading in found)


# An example may be left standing: rows that begin with this are no rows.
EXAMPLE = "(example)"

COLUMNS = (
    Column(
        "city",
        _("City"),
        _("The name of the city, or of the partner."),
        ("City name", "Member", "Member city", "Organisation", "Organization", "City or organisation"),
        f"{EXAMPLE} Lisbon",
    ),
    Column("country", _("Country"), _("Only for cities that are not in the directory yet."), (), "Portugal"),
    Column(
        "kind",
        _("Kind"),
        _("C40 member city, City outside C40 or Partner. Only for those that are not in the directory yet."),
        ("Type",),
    ),
    Column(
        "tier",
        _("Tier"),
        _("Forum member, Peer city or Pilot city; for a partner: Partner."),
        ("Membership", "Level", "Part in the Forum"),
        "Peer city",
    ),
    Column(
        "since",
        _("In the Forum since"),
        _("The day it joined, for example 2026-01-12 or 12 January 2026."),
        ("Since", "Member since", "Joined", "Joined on", "Date joined", "Start date", "From"),
        "2026-01-12",
    ),
    Column(
        "name",
        _("Name"),
        _("The person, in the order in which the name is said. A row for each person."),
        ("Person", "Full name", "Contact", "Contact person", "Contact name"),
        "Ana Sousa",
    ),
    Column(
        "email",
        _("E-mail"),
        _("The person’s own address at work."),
        ("Email address", "E-mail address", "Mail", "Email", "Address"),
        "ana.sousa@city.example",
        254,
    ),
    Column("role", _("Role"), _("Lead contact or City contact."), ("Function",), "Lead contact"),
    Column(
        "language",
        _("Language"),
        _("In which we write to the person. Empty means English."),
        ("Language of mails", "Lang"),
        "English",
    ),
    Column(
        "interest",
        _("Why it takes part"),
        _("What an application would have said; for cities."),
        ("Interest",),
        longest=LONG,
    ),
    Column(
        "commitment",
        _("What it puts into it"),
        _("What an application would have said; for cities."),
        ("Commitment",),
        longest=LONG,
    ),
    Column(
        "evidence",
        _("Leadership in inclusion and equity"),
        _("For cities outside C40: what it has done, where one can see it."),
        ("Leadership", "Evidence"),
        longest=LONG,
    ),
    Column(
        "need",
        _("Need of member cities"),
        _("For partners: which need of member cities it answers."),
        ("Need",),
        longest=LONG,
    ),
    Column(
        "backed_by",
        _("Backed by"),
        _("For partners: the member cities that back it, with semicolons between."),
        ("Backing cities",),
        longest=1000,
    ),
)
BY_KEY = {column.key: column for column in COLUMNS}
PERSON = ("name", "email", "role", "language")
GROUNDS = ("interest", "commitment", "evidence", "need", "backed_by")


# How alike a heading that nobody knows is to one that we know: a slip of one or two letters.
ALIKE = 0.8


def near_column(heading: str) -> str:
    """Return the key of the column that a mistyped heading is most like, or an empty text."""
    known = {name: column.key for column in COLUMNS for name in column.headings}
    found = get_close_matches(plain_words(heading), known, n=1, cutoff=ALIKE)
    return known[found[0]] if found else ""


def column_of(heading: str) -> str:
    """Return the key of the column that a heading stands for, or an empty text."""
    wanted = plain_words(heading)
    return next((column.key for column in COLUMNS if wanted and wanted in column.headings), "")
