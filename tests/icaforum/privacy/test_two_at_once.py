"""Two superusers who erase themselves at the same moment: one of them always stays."""

import threading

import pytest
from django.db import connection

from cities.models import User
from icaforum.privacy import actions
from icaforum.privacy.refusals import NotYet
from tests.factories import make_staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def both_at_once():
    """Return how many of two superusers are left when each erases the own account."""
    pair = [make_staff(), make_staff()]
    gate = threading.Barrier(2)

    def run(person):
        try:
            gate.wait(timeout=30)
            actions.erase(person, by=person)
        except NotYet:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(person,)) for person in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    found = User.objects.filter(pk__in=[person.pk for person in pair], is_superuser=True)
    left = found.count()
    User.objects.filter(is_superuser=True).update(is_superuser=False)
    return left


def test_one_of_them_stays():
    assert [both_at_once() for _ in range(3)] == [1] * 3


def test_without_the_lock_of_all_superusers_nobody_is_left(monkeypatch):
    def unlocked(person, _by):
        return User.objects.get(pk=person.pk)

    monkeypatch.setattr(actions, "_locked", unlocked)

    assert any(both_at_once() == 0 for _ in range(20))
