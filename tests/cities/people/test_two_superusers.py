"""Two superusers who act on each other's account at the same moment: one of them always stays."""

import threading

import pytest
from django.db import connection

from cities.models import User
from cities.people import locks
from cities.people.actions.accounts import deactivate
from cities.people.actions.colleagues import set_rights
from cities.people.locks import NotYours
from tests.factories import make_staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def close(person, by):
    deactivate(person, by=by)


def take_rights(person, by):
    set_rights(person, presets=[], adds_colleagues=False, by=by)


def each_at_the_other(act):
    """Let two superusers act on each other at once; return how many superusers who may sign in are left."""
    one, other = make_staff(), make_staff()
    gate = threading.Barrier(2)

    def run(person, by):
        try:
            gate.wait(timeout=30)
            act(User.objects.get(pk=person.pk), User.objects.get(pk=by.pk))
        except NotYours:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    pair = User.objects.filter(pk__in=[one.pk, other.pk])
    return pair.filter(is_superuser=True, is_active=True).count()


@pytest.mark.parametrize("act", [close, take_rights])
def test_one_of_them_stays(act):
    assert [each_at_the_other(act) for _ in range(5)] == [1] * 5


@pytest.mark.parametrize("act", [close, take_rights])
def test_without_the_lock_nobody_is_left(monkeypatch, act):
    monkeypatch.setattr(locks, "lock_both", lambda person, by: (person, by))

    assert any(each_at_the_other(act) == 0 for _ in range(30))
