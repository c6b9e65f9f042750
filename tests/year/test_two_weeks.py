"""Two weeks of the Forum in minutes: real processes, real pages, real mails, and a clock that jumps."""

import os
from datetime import UTC, datetime

import pytest

from tests.year.clock import library
from tests.year.days import TWO_WEEKS, live
from tests.year.forum import a_forum

pytestmark = pytest.mark.slow


def test_two_weeks_pass_and_all_holds_each_evening():
    if not library():
        (pytest.fail if os.environ.get("REQUIRE_FAKETIME") else pytest.skip)("no libfaketime on this machine")

    with a_forum(seed=1, begins=datetime(2027, 1, 4, 6, tzinfo=UTC)) as forum:
        live(forum, TWO_WEEKS)

    assert forum.faults == []
    assert forum.days == TWO_WEEKS.days
    # So that a plan which does nothing does not pass.
    assert {"answer by mail", "backup restored", "event cancelled", "event moved", "pairing made"} <= set(
        forum.done
    )
