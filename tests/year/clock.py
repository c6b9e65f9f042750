"""One clock for PostgreSQL, Valkey, web, worker and beat, which the year moves on: libfaketime reads a file.

Only the time of day is moved. The monotonic clock, by which programs wait, goes as ever.
"""

import time
from datetime import UTC, datetime
from pathlib import Path

PLACES = ("usr/lib/*/faketime", "usr/lib/faketime", "usr/lib64/faketime", "opt/homebrew/lib/faketime")
NAME = "libfaketimeMT.so.1"


def library() -> Path | None:
    """Return where libfaketime lies on this machine; None where it is not installed."""
    return next((file for place in PLACES for file in Path("/").glob(f"{place}/{NAME}")), None)


class Clock:
    """How far the moved time is ahead of the machine's, in seconds, in a file that all programs read."""

    def __init__(self, file: Path, *, begins: datetime) -> None:
        self.file = file
        self._ahead = 0
        self.move_to(begins)

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs in its environment to go by this clock."""
        found = library()
        if not found:
            raise SystemExit("libfaketime is missing: install it (Debian: apt install libfaketime).")
        return {
            "LD_PRELOAD": str(found),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",  # else a program believes the old time for some seconds
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }

    def now(self) -> datetime:
        """Return the moved time."""
        return datetime.fromtimestamp(time.time() + self._ahead, UTC)

    def move_to(self, moment: datetime) -> None:
        """Move on to a moment; one that has passed changes nothing, but for the very first."""
        ahead = round(moment.timestamp() - time.time())
        if self._ahead and ahead <= self._ahead:
            return
        half = self.file.with_suffix(".new")
        half.write_text(f"{ahead:+d}")
        half.chmod(0o644)  # PostgreSQL runs as another account
        half.replace(self.file)
        self._ahead = ahead
