"""What can be done with events and with places at them."""

from events.actions.audience import choose
from events.actions.changes import cancel, move, postpone, undo_move
from events.actions.entries import create, duplicate, edit, publish
from events.actions.places import give_up, recording_only, settle, take_place

__all__ = [
    "cancel",
    "choose",
    "create",
    "duplicate",
    "edit",
    "give_up",
    "move",
    "postpone",
    "publish",
    "recording_only",
    "settle",
    "take_place",
    "undo_move",
]
