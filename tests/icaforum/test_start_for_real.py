from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from cities.models import City, User

pytestmark = pytest.mark.django_db


def start(**options):
    facts = {"email": "Ana@forum.example", "name": "Ana Ruiz", "time_zone": "Europe/Copenhagen"} | options
    call_command("start_for_real", stdout=StringIO(), **facts)


def test_it_begins_with_the_real_directory_and_one_person_and_once():
    start()

    person = User.objects.get()
    assert (person.email, person.is_superuser, person.has_usable_password()) == (
        "ana@forum.example",
        True,
        False,
    )
    assert EmailAddress.objects.get(user=person).verified
    assert City.objects.count() == 100
    assert not City.objects.members().exists()

    with pytest.raises(CommandError, match="has people already"):
        start(email="ben@forum.example")


@pytest.mark.parametrize("options", [{"email": "no address"}, {"time_zone": "Mars/Olympus"}])
def test_it_refuses_what_cannot_be(options):
    with pytest.raises(CommandError):
        start(**options)

    assert not User.objects.exists()


def test_it_refuses_to_begin_in_the_demo(settings):
    settings.DEMO = True

    with pytest.raises(CommandError, match="DEMO"):
        start()
