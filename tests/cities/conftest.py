"""What several tests of the members' part begin with."""

import pytest

from tests.factories import make_staff


@pytest.fixture
def staff(client, settings):
    """Somebody of the secretariat, signed in."""
    settings.STAFF_SECOND_FACTOR = False
    person = make_staff(name="Ana Ruiz")
    client.force_login(person)
    return person
