"""Who is in the demo: accounts to sign in with, and the invented cities that they sit in.

The C40 cities are real, and of them stands here what is known: where they are, who signed the pledge, and the
five projects of the nine pilot cities. That they are in this Forum is sample data, and every page says so.
"""

from dataclasses import dataclass

from cities.directory.tiers import Tier

DOMAIN = "demo.example"
RIVERPORT, SALTMARSH = "Riverport", "Saltmarsh"
LAKEMOUTH, FAIRHAVEN, OAKVALE = "Lakemouth", "Fairhaven", "Oakvale"
HILLFORD, NORTHBRIDGE, STONEBRIDGE, MILLGATE = "Hillford", "Northbridge", "Stonebridge", "Millgate"
ASHMERE, ELMSWORTH = "Ashmere", "Elmsworth"
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
    Account("pilot", "Paula Sample", "lead contact of Riverport, a pilot city", city=RIVERPORT),
    Account("peer", "Mara Kim", "lead contact of Lakemouth, a peer city", city=LAKEMOUTH),
    Account("general", "Rui Sample", "lead contact of Hillford, a Forum member", city=HILLFORD),
    Account(
        "partner",
        "Lena Sample",
        "lead contact of a partner organisation",
        city="Sample Union Research Centre",
    ),
    Account(
        "former", "Former Sample", "was a city contact of Hillford, and left", city=HILLFORD, role="officer"
    ),
    Account("colleague", "Jon Abara", "city contact of Lakemouth", city=LAKEMOUTH, role="officer"),
    Account("lakemouth", "Maia Sample", "second lead contact of Lakemouth", city=LAKEMOUTH),
    Account("fairhaven", "Sade Sample", "lead contact of Fairhaven, a peer city", city=FAIRHAVEN),
    Account("oakvale", "Caio Sample", "lead contact of Oakvale, a peer city", city=OAKVALE),
    Account("northbridge", "Olive Sample", "lead contact of Northbridge", city=NORTHBRIDGE),
    Account(
        "shade",
        "Noa Sample",
        "lead contact of an invented partner organisation",
        city="Shade and Streets Institute",
    ),
    Account("saltmarsh", "Esi Sample", "lead contact of Saltmarsh, a pilot city", city=SALTMARSH),
    Account("ashmere", "Tove Sample", "lead contact of Ashmere, which came in days ago", city=ASHMERE),
    Account("elmsworth", "Per Sample", "led Elmsworth, a city that left the Forum", city=ELMSWORTH),
)
# Those that `make demo` prints: one for each sort of access. The others are there to meet.
PRINTED = (
    *("secretariat", "reviewer", "events", "pilot", "peer", "general", "partner", "former"),
    *("ashmere", "elmsworth"),
)

PILOTS = (
    "Accra", "Barcelona", "Cape Town", "Durban (eThekwini)", "Ekurhuleni", "Johannesburg", "Los Angeles",
    "Tshwane", "Warsaw",
)  # fmt: skip
OUTSIDE = ("Quito", "Dakar", "Curitiba", "Hanoi", "Karachi", "Lima", "Nairobi", "Phoenix", "Rome", "Tokyo")
"""C40 member cities that are not in the demo's Forum, so that whoever looks at it can apply for one."""


@dataclass(frozen=True)
class SampleCity:
    """A city that does not exist: its tier, and where it would be, away from every city that does.

    `days` is how long ago it came in.
    """

    tier: Tier
    region: str
    time_zone: str
    latitude: float | None = None
    longitude: float | None = None
    days: int = 540


SAMPLE_CITIES = {
    RIVERPORT: SampleCity(Tier.PILOT, "europe", "Europe/Dublin", 52.4, -8.9),
    SALTMARSH: SampleCity(Tier.PILOT, "africa", "Africa/Accra", 9.3, -2.2),
    LAKEMOUTH: SampleCity(Tier.PEER, "north-america", "America/Los_Angeles", 43.9, -120.6),
    FAIRHAVEN: SampleCity(Tier.PEER, "africa", "Africa/Lagos", 11.2, 8.6),
    OAKVALE: SampleCity(Tier.PEER, "latin-america", "America/Sao_Paulo", -19.5, -42.0),
    HILLFORD: SampleCity(Tier.GENERAL, "europe", "Europe/Lisbon", 39.8, -7.6),
    NORTHBRIDGE: SampleCity(Tier.GENERAL, "europe", "Europe/Dublin", 54.2, -8.1),
    STONEBRIDGE: SampleCity(Tier.GENERAL, "europe", "Europe/Dublin"),
    MILLGATE: SampleCity(Tier.GENERAL, "europe", "Europe/Dublin"),
    # In its first days: its pages offer it one step after the other.
    ASHMERE: SampleCity(Tier.PEER, "europe", "Europe/Copenhagen", 55.8, 3.9, days=12),
    # It has left, and what it wrote says so (`departures`).
    ELMSWORTH: SampleCity(Tier.GENERAL, "europe", "Europe/Dublin", days=700),
}
"""Cities in the Forum that do not exist: of them are all people, pairings, papers and answers of the demo."""

SAMPLE_C40 = ("Clearwater", "Eastmere", "Marlow Bay")
"""Cities that do not exist and are members of C40 in the demo alone, so that such a city can apply."""

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
