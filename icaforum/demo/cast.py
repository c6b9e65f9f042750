"""Who is in the demo: accounts to sign in with, the cities they sit in, and tiers that are sample data.

The nine pilot cities are real. Who is a peer city or a Forum member here is made up, and every page says so.
"""

from dataclasses import dataclass

from cities.directory.tiers import Tier

DOMAIN = "demo.example"
PASSWORD = "forum-demo-2026"  # noqa: S105 -- exists only where DEMO is set, and is printed there for everybody


@dataclass(frozen=True)
class Account:
    """One person to sign in as.

    `word` names them in the code and begins their address; `what` is printed beside it. Members have a `city`
    and their `role` in it; `staff` names the preset of what they may do in the admin.
    """

    word: str
    name: str
    what: str
    city: str = ""
    role: str = "lead"
    staff: str = ""

    @property
    def email(self) -> str:
        """The address; .example is reserved, so that no mail of the demo can reach anybody."""
        return f"{self.word}@{DOMAIN}"


ACCOUNTS = (
    Account("secretariat", "Ana Ruiz", "runs the Forum, in the admin", staff="secretariat"),
    Account("reviewer", "Ben Okafor", "staff who only decide applications", staff="reviewer"),
    Account("events", "Ines Falk", "staff who make events and papers", staff="events"),
    Account("pilot", "Paula Sample", "lead contact of Barcelona, a pilot city", city="Barcelona"),
    Account("peer", "Mara Kim", "lead contact of Seattle, a peer city", city="Seattle"),
    Account("general", "Rui Sample", "lead contact of Lisbon, a Forum member", city="Lisbon"),
    Account(
        "partner",
        "Lena Sample",
        "lead contact of a partner organisation",
        city="Sample Union Research Centre",
    ),
    Account(
        "former", "Former Sample", "was a city contact of Lisbon, and left", city="Lisbon", role="officer"
    ),
    Account("colleague", "Jon Abara", "city contact of Seattle", city="Seattle", role="officer"),
    Account("lagos", "Sade Sample", "lead contact of Lagos, a peer city", city="Lagos"),
    Account("rio", "Caio Sample", "lead contact of Rio de Janeiro, a peer city", city="Rio de Janeiro"),
    Account("lakemouth", "Maia Sample", "lead contact of Lakemouth, an invented city", city="Lakemouth"),
    Account(
        "northbridge", "Olive Sample", "lead contact of Northbridge, an invented city", city="Northbridge"
    ),
    Account(
        "shade",
        "Noa Sample",
        "lead contact of an invented partner organisation",
        city="Shade and Streets Institute",
    ),
    Account("accra", "Esi Sample", "lead contact of Accra, a pilot city", city="Accra"),
)
# Those that `make demo` prints: one for each sort of access. The others are there to meet.
PRINTED = ("secretariat", "reviewer", "events", "pilot", "peer", "general", "partner", "former")

PILOTS = (
    "Accra", "Barcelona", "Cape Town", "Durban (eThekwini)", "Ekurhuleni", "Johannesburg", "Los Angeles",
    "Tshwane", "Warsaw",
)  # fmt: skip
PEERS = ("Buenos Aires", "Jakarta", "Lagos", "Paris", "Quezon City", "Rio de Janeiro", "Salvador", "Seattle")
OUTSIDE = ("Quito", "Dakar", "Curitiba", "Hanoi", "Karachi", "Lima", "Nairobi", "Phoenix", "Rome", "Tokyo")
"""C40 member cities that are not in the demo's Forum, so that they can apply."""

SAMPLE_CITIES = {
    "Riverport": Tier.GENERAL,
    "Lakemouth": Tier.PEER,
    "Hillford": Tier.GENERAL,
    "Northbridge": Tier.GENERAL,
}
"""Cities that do not exist. All invented papers are theirs, so that no real city is quoted."""
SAMPLE_THEMES = ("extreme-heat", "energy-poverty", "inclusive-engagement")

PARTNER, SHADE = "Sample Union Research Centre", "Shade and Streets Institute"
SAMPLE_PARTNERS = {
    PARTNER: "Sample text. A partner says here what it knows about, and how cities can ask for it.",
    SHADE: (
        "Sample text. Eleven people who plan shade with those who wait for buses. We read tenders, walk "
        "streets with residents, and say when a tree is the wrong answer."
    ),
}
"""Organisations that do not exist, with what they say of themselves."""
