"""Two colleagues who say at once what came of a use, in threads with connections of their own."""

import threading
from contextlib import suppress

import pytest
from django.test import Client
from django.urls import reverse

from resources.models import FollowUp
from resources.uses.actions import coming
from resources.uses.models import UseQuerySet
from tests import factories as make
from tests.events.places.test_races import at_once
from tests.pages import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def two_answer(monkeypatch, *, with_the_lock):
    """What the two are told by the codes of their pages: 302 where it stands there, 200 where it does not."""
    lead = make.make_lead(make.make_city())
    row = make.use_it(None, lead, asked=True)
    gate, say = threading.Barrier(2), coming.say_what_came

    def wait_for_the_other(*args, **more):
        with suppress(threading.BrokenBarrierError):
            gate.wait(timeout=1)
        return say(*args, **more)

    monkeypatch.setattr(coming, "say_what_came", wait_for_the_other)
    if not with_the_lock:
        monkeypatch.setattr(UseQuerySet, "locked", lambda rows, pk: rows.get(pk=pk))
    page, codes = reverse("resources:use_came", args=[row.pk]), []
    sent = []
    for number, person in enumerate((lead, make.make_officer(row.city))):
        client = Client()
        client.force_login(person)
        form = Page(client.get(page)).sent_by("main form")
        sent.append((client, form | {"outcome": "goes-on", "text": f"{number} houses."}))
    raised = at_once([lambda to=to: codes.append(to[0].post(page, to[1]).status_code) for to in sent])
    assert raised == []
    assert FollowUp.objects.up().count() == 1
    return sorted(codes)


def test_of_two_at_once_the_second_reads_that_a_colleague_has_answered(monkeypatch):
    assert two_answer(monkeypatch, with_the_lock=True) == [200, 302]


def test_without_the_lock_one_would_write_over_the_other(monkeypatch):
    assert two_answer(monkeypatch, with_the_lock=False) == [302, 302]
