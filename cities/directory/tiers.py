"""What each tier of membership includes. Nothing else in the portal compares tiers by name."""

import enum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tier(models.IntegerChoices):
    """How deep a city's part in the Forum is: a dated fact of its membership. Partners have none."""

    # Stored in memberships; the order is that of the lists, deepest last.
    GENERAL = 1, _("Forum member")
    PEER = 2, _("Peer city")
    PILOT = 3, _("Pilot city")


class Level(models.IntegerChoices):
    """Who can see a shared object. Each level includes those above it; the numbers are never shown."""

    # A viewer sees what is at most their own level: the comparison of these numbers is the rule of sight
    # (`cities/sharing/models.py`), so a new level has to stand in order.
    PUBLIC = 0, _("Everyone on the web")
    GENERAL = 1, _("All members")
    PEER = 2, _("Peer and pilot cities")
    PILOT = 3, _("Pilot cities")
    # Above every viewer's level, so that nobody sees it without an exception; the gap leaves room for
    # levels between.
    NAMED = 9, _("Only those I choose")


class Benefit(enum.Enum):
    """What the Forum offers, so that code asks for the offer and never for the tier."""

    LIBRARY = "library"
    EVENTS = "events"
    DIRECTORY = "directory"
    BE_PAIRED = "be paired with a pilot city"
    TAKE_PEERS = "take on peer cities"


# What no tier is without.
_EVERYONE = frozenset({Benefit.LIBRARY, Benefit.EVENTS, Benefit.DIRECTORY})

INCLUDES: dict[Tier | None, frozenset[Benefit]] = {
    None: _EVERYONE,
    Tier.GENERAL: _EVERYONE,
    Tier.PEER: _EVERYONE | {Benefit.BE_PAIRED},
    Tier.PILOT: _EVERYONE | {Benefit.BE_PAIRED, Benefit.TAKE_PEERS},
}
"""Tier on the left, offers on the right; None is a partner. A pilot may itself learn from another."""

SELECTED = frozenset({Tier.PEER})
"""The tiers that a selected number of cities get: the Forum's settings say how many."""

LEVEL_OF: dict[Tier | None, Level] = {
    None: Level.PUBLIC,
    Tier.GENERAL: Level.GENERAL,
    Tier.PEER: Level.PEER,
    Tier.PILOT: Level.PILOT,
}
"""The highest level a tier sees. A partner sees what is public and what is opened to partners."""

SLUGS: dict[Tier | None, str] = {
    None: "partner",
    Tier.GENERAL: "general",
    Tier.PEER: "peer",
    Tier.PILOT: "pilot",
}
"""The tier's word in addresses, filters and class names."""

OFFERS_IN_WORDS = {
    Benefit.BE_PAIRED: _("Learning with a pilot city, as a pair."),
    Benefit.TAKE_PEERS: _("Taking on peer cities in a pilot project of the city."),
}
LEVELS_IN_WORDS = {
    Level.PEER: _("Papers, webinars and projects for peer and pilot cities."),
    Level.PILOT: _("Papers, webinars and projects for pilot cities."),
}
"""What not every tier has, as its people are told when it begins or ends for them."""

TIER_OF: dict[str, Tier | None] = {slug: tier for tier, slug in SLUGS.items()}
"""The tier that such a word means; for «partner» it is None."""

TIER_CHOICES = [
    *((SLUGS[tier], tier.label) for tier in sorted(Tier, reverse=True)),
    (SLUGS[None], _("Partner")),
]
"""Each part in the Forum as a filter offers it: its word in the address and on the page."""


def includes(tier: int | None, benefit: Benefit) -> bool:
    """Whether a membership of this tier (None for a partner's) comes with this offer."""
    # Rows carry a bare number; Tier() raises ValueError for one that is none of ours.
    return benefit in INCLUDES[None if tier is None else Tier(tier)]


def more_than(tier: Tier, other: Tier) -> list[str]:
    """Return in words what a tier has beyond another one: nothing where it includes less."""
    levels = range(LEVEL_OF[other] + 1, LEVEL_OF[tier] + 1)
    offers = INCLUDES[tier] - INCLUDES[other]
    return [
        *(str(words) for level, words in LEVELS_IN_WORDS.items() if level in levels),
        *(str(words) for offer, words in OFFERS_IN_WORDS.items() if offer in offers),
    ]
