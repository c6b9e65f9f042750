"""The clock process: a time that was ahead once silences nothing, and a beat that stops is noticed."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from celery import Celery
from celery.beat import PersistentScheduler

from icaforum import beat
from icaforum.beat import SteadyScheduler, is_alive

NOW = datetime(2031, 3, 3, 9, tzinfo=UTC)


@pytest.fixture
def clock(tmp_path):
    """A scheduler of one task each minute, and the moments at which it ran it."""
    app = Celery("test", broker="memory://", set_as_current=False)
    app.conf.beat_schedule = {"plan": {"task": "plan", "schedule": 60.0}}
    return app, str(tmp_path / "pulse")


def ran_within(scheduler, minutes, monkeypatch):
    """How often the task runs in that many minutes, from the moment at which the process stands."""
    runs = []
    monkeypatch.setattr(scheduler, "apply_entry", lambda entry, producer=None: runs.append(entry.name))
    monkeypatch.setattr(type(scheduler), "producer", None)
    with time_machine.travel(datetime.now(tz=UTC), tick=False) as now:
        for _ in range(minutes * 60 // 5):
            while scheduler.tick() == 0:
                pass
            now.shift(timedelta(seconds=5))
    return len(runs)


def test_a_clock_that_was_ahead_once_does_not_go_silent(clock, monkeypatch):
    app, pulse = clock
    with time_machine.travel(NOW, tick=False):
        scheduler = SteadyScheduler(app, schedule_filename=pulse)
        before = ran_within(scheduler, 5, monkeypatch)
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        ahead = ran_within(scheduler, 5, monkeypatch)
    with time_machine.travel(NOW + timedelta(minutes=10), tick=False):
        after = ran_within(scheduler, 5, monkeypatch)

    assert min(before, ahead, after) >= 4


def test_the_scheduler_of_celery_would_be_silent(clock, monkeypatch):
    app, pulse = clock
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        scheduler = PersistentScheduler(app, schedule_filename=pulse)
        ahead = ran_within(scheduler, 5, monkeypatch)
        scheduler.close()
    with time_machine.travel(NOW, tick=False):
        restarted = PersistentScheduler(app, schedule_filename=pulse)
        after = ran_within(restarted, 5, monkeypatch)
        restarted.close()

    assert (ahead >= 4, after) == (True, 0)


def test_a_restart_of_ours_remembers_no_wrong_time(clock, monkeypatch):
    app, pulse = clock
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        ran_within(SteadyScheduler(app, schedule_filename=pulse), 5, monkeypatch)
    with time_machine.travel(NOW, tick=False):
        after = ran_within(SteadyScheduler(app, schedule_filename=pulse), 5, monkeypatch)

    assert after >= 4


def test_a_beat_that_stops_is_noticed_whatever_the_clock_says(clock, tmp_path, monkeypatch):
    app, pulse = clock
    never = is_alive(tmp_path / "pulse")
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        ran_within(SteadyScheduler(app, schedule_filename=pulse), 1, monkeypatch)
    beating = is_alive(tmp_path / "pulse")
    (tmp_path / "pulse").write_text(str(time.monotonic() - beat.SILENT - 1))

    assert (never, beating, is_alive(tmp_path / "pulse")) == (False, True, False)


def test_a_full_disk_stops_no_planner(clock, tmp_path, monkeypatch):
    app, _pulse = clock
    with time_machine.travel(NOW, tick=False):
        ran = ran_within(SteadyScheduler(app, schedule_filename=str(tmp_path)), 3, monkeypatch)

    assert ran >= 2
