"""`make year`: live through a whole year of the Forum, and write it down as a page."""

import argparse
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime

from icaforum.embedded.folders import state_folder
from tests.year.days import YEAR, live
from tests.year.forum import a_forum
from tests.year.page import page


def main() -> int:
    """Return 1 where something did not hold; the page says what."""
    parser = argparse.ArgumentParser(prog="make year", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same year")
    parser.add_argument("--days", type=int, default=YEAR.days, help="for a shorter one with as much in a day")
    chosen = parser.parse_args()
    share = chosen.days / YEAR.days
    counted = ("papers", "events", "questions", "applications", "pairings", "removals", "departures", "kills")
    plan = replace(
        YEAR, days=chosen.days, **{name: max(1, round(getattr(YEAR, name) * share)) for name in counted}
    )
    file, begun = state_folder() / "year.html", time.monotonic()
    with a_forum(seed=chosen.seed, begins=datetime(2027, 1, 4, 6, tzinfo=UTC)) as forum:
        try:
            live(forum, plan, told=True)
        finally:
            file.write_text(page(forum, seed=chosen.seed, seconds=time.monotonic() - begun), encoding="utf-8")
            print(f"{len(forum.faults)} things did not hold. The year as a page: {file}")
    return 1 if forum.faults else 0


if __name__ == "__main__":
    sys.exit(main())
