"""The clock process: it goes on whatever the machine's clock did, and shows that it does.

`python -m icaforum.beat PULSE` asks whether it has beaten lately, for the health check of its container.
"""

import logging
import sys
import time
from pathlib import Path
from typing import Any

from celery.beat import Scheduler

log = logging.getLogger(__name__)

TICK = 15
"""So often, in seconds, it looks at the schedule at least, and beats."""

SILENT = 90
"""After so many seconds without a beat something is wrong."""


class SteadyScheduler(Scheduler):
    """Celery's scheduler without a memory on disk, and without trust in a time that lies ahead.

    What was run «in eight days», because the machine's clock was wrong, would not run again before that day.
    All planners can catch up, so nothing is lost by beginning anew at each start. The file that `--schedule`
    names holds the last beat instead.
    """

    max_interval = TICK

    def __init__(self, *args: Any, schedule_filename: str = "", **kwargs: Any) -> None:
        self.pulse = Path(schedule_filename)
        super().__init__(*args, **kwargs)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Run what is due, and return in how many seconds to look again; beats."""
        for entry in self.schedule.values():
            now = entry.default_now()
            if entry.last_run_at > now:
                entry.last_run_at = now
                self._heap = None  # made anew from the entries
        try:
            self.pulse.write_text(str(time.monotonic()))
        except OSError:  # a full disk stops no planner
            log.warning("The beat could not be written down.", exc_info=True)
        return min(super().tick(*args, **kwargs), TICK)


def is_alive(pulse: Path) -> bool:
    """Return whether there was a beat lately, by a clock that nobody sets."""
    try:
        return 0 <= time.monotonic() - float(pulse.read_text()) < SILENT
    except (OSError, ValueError):
        return False


if __name__ == "__main__":
    sys.exit(0 if is_alive(Path(sys.argv[1])) else "The clock has not beaten lately.")
