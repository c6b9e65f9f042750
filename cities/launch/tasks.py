"""What the worker does for an import: a planner that goes on with whatever waits, and one that forgets."""

import logging

from celery import shared_task
from django.db import transaction

from cities.launch.actions import answering, importing
from icaforum.outbox.waking import Planner

log = logging.getLogger(__name__)


@shared_task(base=Planner)
def go_on_with_imports() -> int:
    """Check and import the sheets that wait; return how many."""
    return importing.go_on()


@shared_task(base=Planner)
def forget_old_sheets() -> int:
    """Delete the sheets that nobody imported; return how many."""
    return answering.forget_old()


def wake() -> None:
    """Have a worker go on once this is committed. Raises nothing: the clock asks for the same each minute."""
    transaction.on_commit(_ask)


def _ask() -> None:
    try:
        go_on_with_imports.apply_async(retry=False)
    except Exception:  # of kombu, redis or the socket
        log.warning("The broker is not there; the import waits for the clock.", exc_info=True)
