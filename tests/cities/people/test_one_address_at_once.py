"""Two colleagues give two people the same address at the same moment: one of the two is refused in words."""

import threading

import pytest
from django.db import IntegrityError, connection

from cities.people.actions import accounts
from tests.factories import make_staff, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def both_at_once(email):
    """What became of two corrections to one address: the names of the errors, empty where there was none."""
    gate, said = threading.Barrier(2), []

    def run(person, by):
        try:
            gate.wait(timeout=30)
            accounts.correct_address(person, email=email, by=by)
            said.append("")
        except (accounts.AddressTaken, IntegrityError) as error:
            said.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(make_user(), make_staff())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(said)


def test_the_second_is_refused():
    assert [both_at_once(f"same{number}@city.example") for number in range(5)] == [["", "AddressTaken"]] * 5


def test_without_the_savepoint_the_second_is_an_error(monkeypatch):
    def plainly(person, email):
        person.email = email
        person.save(update_fields=["email"])

    monkeypatch.setattr(accounts, "_write_address", plainly)

    assert any("IntegrityError" in both_at_once(f"same{number}@city.example") for number in range(30))
