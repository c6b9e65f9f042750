"""A beat or a worker as a process of its own, in a time that a test makes.

`python clockwork.py beat PLAN` walks through the plan's days, plans what is due at each step, and waits until
the mails are out; `python clockwork.py worker` sends by the clock that the beats show.
"""

import json
import os
import sys
import time
from contextlib import contextmanager
from datetime import datetime, timedelta

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icaforum.settings")
settings.LOGGING_CONFIG = None
django.setup()

from django.core.cache import cache  # noqa: E402 -- after the settings
from django.db import connection  # noqa: E402

from cities.models import User  # noqa: E402
from events.models import Event  # noqa: E402
from events.places import tasks  # noqa: E402
from events.planning.actions import changes  # noqa: E402
from icaforum.outbox.models import Message  # noqa: E402
from icaforum.outbox.send import drain  # noqa: E402

STEP = timedelta(minutes=20)
APART = timedelta(hours=1)
UNDER_WAY = ("pending", "claimed", "sending")
CLOCK = 1107


def beat(plan):
    now, end = (datetime.fromisoformat(plan[name]) for name in ("start", "end"))
    off, on = (datetime.fromisoformat(plan[name]) for name in ("off", "on"))
    acts = [(datetime.fromisoformat(at), *act) for at, *act in plan["acts"]]
    while now < end:
        while acts and acts[0][0] <= now:
            do(*acts.pop(0)[1:])
        show(now)
        keep_together(plan["name"], plan["other"], now)
        if not off <= now < on:
            tasks.plan_reminders(now)
        while Message.objects.filter(state__in=UNDER_WAY, due_at__lte=now).exists():
            time.sleep(0.02)
        now += STEP
    cache.set(plan["name"], now + timedelta(days=1), timeout=None)


def show(now):
    """Turn the hands while no mail is in hand: twenty minutes at once outlast every lease."""
    with clock("pg_advisory_lock", "pg_advisory_unlock"):
        cache.set("now", now.isoformat(), timeout=None)


@contextmanager
def clock(take, leave):
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 0")
        cursor.execute(f"SELECT {take}(%s)", [CLOCK])
        try:
            yield
        finally:
            cursor.execute(f"SELECT {leave}(%s)", [CLOCK])


def keep_together(name, other, now):
    """No beat runs further ahead of the other than two clocks would."""
    cache.set(name, now, timeout=None)
    while (cache.get(other) or now) < now - APART:
        time.sleep(0.002)


def do(verb, event, start):
    """The secretariat moves or cancels an event in the middle of the week."""
    event, staff = Event.objects.get(pk=event), User.objects.filter(is_staff=True).get()
    if verb == "cancel":
        changes.cancel(event, by=staff)
    else:
        start = datetime.fromisoformat(start)
        changes.move(event, local_date=start.date(), local_time=start.time(), by=staff)


def worker():
    while True:
        with clock("pg_advisory_lock_shared", "pg_advisory_unlock_shared"):
            if now := cache.get("now"):
                drain(now=datetime.fromisoformat(now))
        time.sleep(0.1)  # nothing is due at nearly every look, and each look costs the beats their time


sys.stdout.write("ready\n")
sys.stdout.flush()
if sys.argv[1] == "beat":
    beat(json.loads(sys.argv[2]))
else:
    worker()
