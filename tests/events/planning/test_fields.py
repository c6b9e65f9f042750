"""A field of an event is declared once: form, admin page and actions read it there."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Event
from events.planning.actions import entries
from events.planning.forms import EventForm
from events.programme.fields import EVENT, WHEN
from tests.declared import a_value, forgotten, stored
from tests.factories import make_city, make_event, make_staff, make_theme

EACH_NAME = pytest.mark.parametrize("name", EVENT.names)


def needed():
    """The facts without which there is no event."""
    day = timezone.now() + timedelta(days=10)
    return {"title": "Cool rooms", "local_date": day.date(), "local_time": day.time()}


def test_an_event_has_no_field_that_is_not_declared():
    assert forgotten(Event, EVENT) == set()


def test_a_field_that_is_not_declared_is_seen():
    without = tuple(section for section in EVENT.sections if section is not WHEN)

    assert forgotten(Event, replace(EVENT, sections=without)) == set(WHEN.names)


@EACH_NAME
def test_the_form_asks_for_it(name):
    assert name in EventForm.base_fields


@pytest.mark.django_db
def test_the_admin_page_shows_each(client):
    make_theme(), make_city()
    client.force_login(make_staff())

    page = client.get("/admin/events/event/add/").text

    assert set(EVENT.names) - set(re.findall(r'name="([\w-]+)"', page)) == set()


@pytest.mark.django_db
@EACH_NAME
def test_it_is_entered_by_an_action(name):
    value = a_value(Event, name)

    event = entries.create(by=make_staff(), **needed() | {name: value})

    assert stored(event, name) == value


@pytest.mark.django_db
@EACH_NAME
def test_it_is_changed_by_an_action(name):
    value = a_value(Event, name)

    event = entries.edit(make_event(published=False), by=make_staff(), **{name: value})

    assert stored(event, name) == value


@pytest.mark.django_db
def test_what_is_not_declared_is_entered_and_changed_by_no_action():
    with pytest.raises(TypeError, match="state"):
        entries.create(by=make_staff(), **needed(), state=Event.State.PUBLISHED)
    with pytest.raises(TypeError, match="state"):
        entries.edit(make_event(published=False), by=make_staff(), state=Event.State.PUBLISHED)


@pytest.mark.django_db
@EACH_NAME
def test_a_copy_takes_it_over_unless_it_is_one_meetings(name):
    staff, value = make_staff(), a_value(Event, name)
    event = entries.create(by=staff, **needed() | {name: value})

    copy = entries.duplicate(event, by=staff)

    if name == "local_date":
        assert copy.local_date == value + timedelta(weeks=4)
    else:
        assert (stored(copy, name) == value) is (name not in {"slug", "join_url", "passcode", "dial_in"})
