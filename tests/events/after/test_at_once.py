"""Two of the secretariat at the same report at once, in threads with connections of their own."""

import threading
from contextlib import suppress

import pytest

from events.after.actions import reports
from events.after.actions.mails import write_after
from events.after.models import AttendanceReport, AttendanceRow
from events.programme.models import EventQuerySet
from icaforum.outbox.models import Message
from tests.events.after.conftest import Held
from tests.events.after.reports import zoom, zoom_line
from tests.events.places.test_races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

UNKNOWN = zoom(zoom_line("A iPhone", "", 30), zoom_line("B iPhone", "", 50, begin=(14, 35)))


def meet(monkeypatch):
    """What is written is read first by both, where nothing keeps one of them waiting."""
    gate, said_by = threading.Barrier(2), reports.said_by

    def wait_for_the_other(event, source, **more):
        said = said_by(event, source, **more)
        with suppress(threading.BrokenBarrierError):
            gate.wait(timeout=1)
        return said

    monkeypatch.setattr(reports, "said_by", wait_for_the_other)


def two_answer(monkeypatch, *, with_the_lock):
    """Two rows, which are both Ana, are answered at the same moment; what is written of her afterwards."""
    held = Held()
    reports.read_report(held.event, content=UNKNOWN, name="r.csv", by=held.staff)
    reports.write_presence(held.event, by=held.staff)
    first, second = AttendanceRow.objects.of(held.event).order_by("number")
    meet(monkeypatch)
    if not with_the_lock:
        monkeypatch.setattr(EventQuerySet, "locked", lambda events, pk: events.get(pk=pk))
    raised = at_once(
        [
            lambda row=row: reports.answer_row(row, answer="person", chosen=held.ana, by=held.staff)
            for row in (first, second)
        ]
    )
    return held.said(held.ana), raised


def test_of_two_answers_at_once_none_is_lost(monkeypatch):
    assert two_answer(monkeypatch, with_the_lock=True) == ([(True, 80)], [])


def test_without_the_lock_one_would_be_lost(monkeypatch):
    said, _raised = two_answer(monkeypatch, with_the_lock=False)

    assert said in ([(True, 30)], [(True, 50)])


def test_two_who_read_the_same_report_and_send_the_mails_at_once_do_it_once():
    held = Held()
    read = [lambda: reports.read_report(held.event, content=UNKNOWN, name="r.csv", by=held.staff)] * 2
    twice = at_once(read)
    reports.write_presence(held.event, by=held.staff)

    refused = at_once([lambda: write_after(held.event, by=held.staff)] * 2)

    assert (twice, AttendanceReport.objects.count()) == ([], 1)
    assert (len(refused), Message.objects.count()) == (1, 2)
