"""Tasks that only wake: of each, one waits at most, however often it is asked for.

Whoever asks takes the one waiting place, a key in the cache that names the task; it gives it back before it
looks at the first row. So what was committed before the asking is seen, by this run or by the next, and a
broker that holds up its workers holds no thousands of the same task in front of others. While no worker runs
one is asked for each minute, and of these only the last works.
"""

import logging
import uuid
from typing import Any

from celery import Task
from celery.exceptions import Ignore
from django.core.cache import cache

from icaforum.audit.mishaps import note_mishap
from icaforum.forum.reading import read_once

log = logging.getLogger(__name__)

# Should the broker lose a task that waits, or a worker die with it in its hands, it is asked for anew after
# so many seconds.
WAITS_FOR = 60


def may_wait(task: str, turn: str) -> bool:
    """Take the waiting place of a task, by its name, for this turn; return False where one waits already."""
    try:
        return cache.add(f"waits:{task}", turn, WAITS_FOR)
    except Exception:  # of redis or the socket: one task too many does no harm, one too few does
        log.warning("The cache is not there; %s is asked for without it.", task, exc_info=True)
        return True


def begins(task: str) -> None:
    """Give the waiting place back: whoever asks from now on is not seen by this run for sure."""
    try:
        cache.delete(f"waits:{task}")
    except Exception:
        log.warning("The cache is not there; %s may wait a minute.", task, exc_info=True)


def is_superseded(task: str, turn: str) -> bool:
    """Return whether a later turn of a task waits, which will see all that this one would."""
    try:
        return cache.get(f"waits:{task}", turn) != turn
    except Exception:
        log.warning("The cache is not there; %s runs.", task, exc_info=True)
        return False


class Planner(Task):
    """Base of the tasks that take nothing and look at rows: one waits at most, and a failure is shown."""

    def apply_async(self, args: Any = None, kwargs: Any = None, **options: Any) -> Any:
        """Publish the task, unless one waits already; then return None."""
        turn = options.setdefault("task_id", str(uuid.uuid4()))
        if not may_wait(self.name, turn):
            return None
        try:
            return super().apply_async(args, kwargs, **options)
        except Exception:
            begins(self.name)
            raise

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run it, with the Forum's settings read at most once."""
        with read_once():
            return super().__call__(*args, **kwargs)

    def before_start(self, task_id: str, _args: Any, _kwargs: Any) -> None:
        """Give the waiting place back, in the worker, before the first row is looked at.

        Raises Ignore, which ends the task, where a later one waits.
        """
        if is_superseded(self.name, task_id):
            raise Ignore
        begins(self.name)

    def on_failure(self, exc: Exception, *_more: Any) -> None:
        """Note that the whole run failed, for the secretariat."""
        note_mishap(self.name, None, exc)
