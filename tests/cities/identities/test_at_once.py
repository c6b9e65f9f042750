"""Two identities of one city come to one account at the same moment: one is bound, the other refused."""

import threading

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import connection

from cities.people.actions import identities
from tests.factories import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def both_at_once():
    """How many identities one account has in the end."""
    person, gate = make_user(), threading.Barrier(2)

    def run(sub):
        try:
            gate.wait(timeout=30)
            identities.link_identity(person, provider="wien", sub=sub, address=person.email, by=person)
        except identities.IdentityOfAnother:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(f"{person.pk}-{number}",)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return SocialAccount.objects.filter(user=person).count()


def test_one_account_has_one_identity_of_a_city():
    assert [both_at_once() for _time in range(5)] == [1] * 5


def test_without_the_lock_it_would_have_two(monkeypatch):
    monkeypatch.setattr(identities, "lock_row", lambda person: person)
    # Made beforehand, so that nothing but the lock holds the two apart.
    monkeypatch.setattr(identities, "mark_address_proved", lambda _person, _address: None)

    assert 2 in [both_at_once() for _time in range(30)]
