import json
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from events.models import Event, Notice, Registration
from events.places import actions, emails, tasks
from events.planning.actions import changes
from icaforum.outbox.models import Message
from tests.factories import make_city, make_event, make_officer, make_registration, make_staff
from tests.icaforum.outbox.mailserver import MailServer

ROOT = Path(__file__).parents[3]
Answer = Registration.Answer
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def queued():
    return Counter(Message.objects.values_list("kind", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "kinds"),
    [
        (DAY + MINUTE, {}),
        (DAY, {"reminder_day": 1}),
        (HOUR + MINUTE, {"reminder_day": 1}),
        (HOUR, {"reminder_hour": 1}),
        (31 * MINUTE, {"reminder_hour": 1}),
        (30 * MINUTE, {}),
        (-MINUTE, {}),
    ],
)
def test_a_reminder_is_queued_in_its_time_and_only_once(before, kinds):
    event = make_event()
    make_registration(event)

    for late in (timedelta(), timedelta(seconds=20)):
        tasks.plan_reminders(event.starts_at - before + late * (before > 30 * MINUTE))

    assert queued() == kinds


@pytest.mark.django_db
def test_reminders_are_for_people_with_a_place_in_good_standing_only():
    event = make_event()
    going = make_registration(event)
    for answer in (Answer.WAITING, Answer.RECORDING, Answer.GAVE_UP):
        make_registration(event, answer=answer)
    make_registration(event, city=make_city(member=False))
    for state in (Event.State.POSTPONED, Event.State.CANCELLED):
        make_registration(make_event(state=state))

    tasks.plan_reminders(event.starts_at - DAY)

    assert list(Message.objects.values_list("person", flat=True)) == [going.person_id]


@pytest.mark.django_db
def test_who_took_a_place_after_the_moment_is_not_reminded_of_it():
    event = make_event()
    make_registration(event, answered_at=event.starts_at - 10 * HOUR)

    tasks.plan_reminders(event.starts_at - 9 * HOUR)
    day = queued()
    tasks.plan_reminders(event.starts_at - HOUR)

    assert (day, queued()) == ({}, {"reminder_hour": 1})


@pytest.mark.django_db
def test_a_time_set_after_the_moment_is_not_reminded_of_either():
    event, staff = make_event(), make_staff()
    make_registration(event)
    start = event.starts_at.astimezone(event.zone) - DAY * 9
    moved = changes.move(event, by=staff, local_date=start.date(), local_time=start.time())
    Notice.objects.update(made_at=moved.starts_at - 5 * HOUR)
    Message.objects.all().delete()

    tasks.plan_reminders(moved.starts_at - 4 * HOUR)
    day = queued()
    tasks.plan_reminders(moved.starts_at - HOUR)

    assert (day, queued()) == ({}, {"reminder_hour": 1})


@pytest.mark.django_db
def test_a_reminder_of_a_time_that_was_moved_meanwhile_is_not_sent():
    event, staff = make_event(), make_staff()
    make_registration(event)
    tasks.plan_reminders(event.starts_at - DAY)
    start = event.starts_at + 3 * DAY

    moved = changes.move(event, by=staff, local_date=start.date(), local_time=start.time())
    tasks.plan_reminders(moved.starts_at - DAY)

    reminders = Message.objects.filter(kind="reminder_day").order_by("pk")
    assert [bool(emails.reminder_day(mail.ids)) for mail in reminders] == [False, True]


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["gave up", "cancelled", "left the Forum", "level raised"])
def test_a_reminder_that_is_no_longer_wanted_is_not_sent(change):
    event, staff = make_event(), make_staff()
    registration = make_registration(event)
    tasks.plan_reminders(event.starts_at - DAY)
    mail = Message.objects.get()
    assert emails.reminder_day(mail.ids) is not None

    {
        "gave up": lambda: actions.give_up(event, by=registration.person),
        "cancelled": lambda: changes.cancel(event, by=staff),
        "left the Forum": lambda: registration.person.seats.update(until=timezone.now()),
        "level raised": lambda: Event.objects.update(level=3),
    }[change]()

    assert emails.reminder_day(mail.ids) is None


@pytest.mark.django_db
def test_whether_a_reminder_is_still_for_somebody_is_asked_of_their_permissions(settings):
    event, staff = make_event(), make_staff()
    registrations = [make_registration(event), make_registration(event, person=staff, city=make_city())]
    about = [{"registration": it.pk, "version": event.schedule_version} for it in registrations]
    # A mail carries no rights of staff: whoever has no seat is reminded of nothing.
    assert [bool(emails.reminder_hour(ids)) for ids in about] == [True, False]

    settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]

    # Nobody answers for a single object then.
    assert [bool(emails.reminder_hour(ids)) for ids in about] == [False, False]


@pytest.mark.django_db
def test_planning_costs_little_when_all_is_queued(django_assert_num_queries):
    event = make_event()
    for _ in range(10):
        make_registration(event)
    tasks.plan_reminders(event.starts_at - DAY)

    with django_assert_num_queries(3):
        tasks.plan_reminders(event.starts_at - 23 * HOUR)


@pytest.mark.django_db
def test_the_clock_settles_places_that_became_free():
    event = make_event(capacity=1)
    leaving = make_officer()
    actions.take_place(event, by=leaving)
    waiting = make_officer()
    actions.take_place(event, by=waiting)
    leaving.seats.update(until=timezone.now())

    settled = tasks.plan_settling()

    assert settled == 1
    assert event.registrations.get(person=waiting).answer == Answer.GOING


# A week with two beats and two workers -------------------------------------------------------------------


@pytest.fixture
def mailserver():
    server = MailServer()
    server.start()
    yield server
    server.stop()


class Clockwork:
    """Two beats and two workers as real processes."""

    def __init__(self, environment, server):
        address = f"smtp://{server.hostname}:{server.port}"
        self.environment = environment | {"EMAIL_URL": address, "PYTHONPATH": str(ROOT)}
        self.workers = [self.start("worker"), self.start("worker")]

    def start(self, *words):
        command = [sys.executable, "tests/events/places/clockwork.py", *words]
        process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE)
        assert process.stdout.readline() == b"ready\n"
        return process

    def run(self, plan):
        first = plan | {"name": "first", "other": "second"}
        second = plan | {"name": "second", "other": "first", "acts": []}
        beats = [self.start("beat", json.dumps(own)) for own in (first, second)]
        return [beat.wait(timeout=400) for beat in beats]

    def end(self):
        for process in self.workers:
            process.kill()
            process.wait()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_in_a_week_of_two_beats_and_two_workers_each_reminder_goes_out_once(process_environment, mailserver):
    """With moves and a cancellation in its middle, and all beats off for six hours."""
    make_staff()
    now = (timezone.now() + HOUR).replace(second=0, microsecond=0)
    off = now + 4 * DAY
    on = off + 6 * HOUR
    city = make_city()

    def event(name, start):
        made = make_event(title=name, starts_in=start - timezone.now() + timedelta(seconds=1))
        assert made.starts_at == start
        for _ in range(3):
            make_registration(made, city=city)
        return made

    plain = event("plain", now + 2 * DAY)
    make_registration(plain, city=city, answered_at=plain.starts_at - 10 * HOUR)
    told_then_moved = event("told, then moved", now + 3 * DAY)
    moved = event("moved", now + 3 * DAY + 20 * HOUR)
    cancelled = event("cancelled", now + 2 * DAY + 5 * HOUR)
    event("its day while the beats are off", off + 26 * HOUR)
    event("its hour just in time", on + 45 * MINUTE)
    event("its hour too late", on + 20 * MINUTE)
    plan = {
        "start": now.isoformat(),
        "end": (now + 7 * DAY).isoformat(),
        "off": off.isoformat(),
        "on": on.isoformat(),
        "acts": [
            ((now + DAY).isoformat(), "move", moved.pk, (now + 6 * DAY).isoformat()),
            ((now + 2 * DAY).isoformat(), "cancel", cancelled.pk, ""),
            (
                (now + 2 * DAY + 12 * HOUR).isoformat(),
                "move",
                told_then_moved.pk,
                (now + 5 * DAY).isoformat(),
            ),
        ],
    }
    clockwork = Clockwork(process_environment, mailserver)

    try:
        ended = clockwork.run(plan)
    finally:
        clockwork.end()

    reminders = Message.objects.filter(kind__startswith="reminder_", state="sent")
    rows = {row.pk: row for row in Registration.objects.select_related("event")}
    sent = Counter(
        (rows[mail.ids["registration"]].event.title, mail.kind, mail.ids["version"]) for mail in reminders
    )
    assert ended == [0, 0]
    assert sent == {
        ("plain", "reminder_day", 0): 3,
        ("plain", "reminder_hour", 0): 4,
        ("told, then moved", "reminder_day", 0): 3,
        ("told, then moved", "reminder_day", 1): 3,
        ("told, then moved", "reminder_hour", 1): 3,
        ("moved", "reminder_day", 1): 3,
        ("moved", "reminder_hour", 1): 3,
        ("cancelled", "reminder_day", 0): 3,
        ("its day while the beats are off", "reminder_day", 0): 3,
        ("its day while the beats are off", "reminder_hour", 0): 3,
        ("its hour just in time", "reminder_day", 0): 3,
        ("its hour just in time", "reminder_hour", 0): 3,
        ("its hour too late", "reminder_day", 0): 3,
    }
    arrived = Counter(mailserver.message_ids)
    assert {arrived[mail.message_id] for mail in reminders} == {1}
    assert set(arrived.values()) == {1}
