"""The clock process of the year: it looks at its schedule far more often, since the clock may have jumped."""

from typing import Any

from icaforum.beat import SteadyScheduler


class HurriedScheduler(SteadyScheduler):
    """The portal's own scheduler, which never waits long."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Run what is due, and return in how many seconds to look again."""
        return min(super().tick(*args, **kwargs), 0.2)
