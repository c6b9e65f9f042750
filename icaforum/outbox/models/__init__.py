"""The rows of the outbox."""

from icaforum.outbox.models.gate import Gate
from icaforum.outbox.models.message import Attempt, Message, MessageQuerySet, Moment
from icaforum.outbox.models.own_words import OwnWords
from icaforum.outbox.models.returned import Returned
from icaforum.outbox.models.unwanted import (
    Optout,
    OptoutQuerySet,
    Suppression,
    SuppressionQuerySet,
    address_hash,
)

__all__ = [
    "Attempt",
    "Gate",
    "Message",
    "MessageQuerySet",
    "Moment",
    "Optout",
    "OptoutQuerySet",
    "OwnWords",
    "Returned",
    "Suppression",
    "SuppressionQuerySet",
    "address_hash",
]
