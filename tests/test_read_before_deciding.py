"""Who ends a text decides about what they read: a colleague may have changed it since the page was opened."""

import pytest
from django.test import Client
from django.urls import reverse

from cities.directory.tiers import Tier
from cities.wants.actions import change_want
from icaforum.audit.models import Entry
from resources.contributions.actions import writing
from tests import factories as make
from tests.pages import Page

pytestmark = pytest.mark.django_db


def a_want(person, colleague):
    row = make.make_want(person)
    yield reverse("cities:want_take_away", args=[row.city.slug, row.pk])
    change_want(row, text="Somebody who has done it.", by=colleague)


def a_contribution(person, colleague):
    row = make.contribute(person)
    yield reverse("resources:contribution_take_back", args=[row.pk])
    writing.change(row, title="Keys", by=colleague)


def a_project(person, colleague):
    row = make.make_revision(make.make_project(person.seats.get().city), by=person)
    yield reverse("pilots:edit_take_back", args=[row.project.slug, row.pk])
    type(row).objects.filter(pk=row.pk).update(changed_at="2030-01-01T00:00Z", author=colleague)


# Verbs that end a text in which colleagues of one city write, and the page before each. Requests for help
# (`withdraw`), calls for peers, uses, figures and plans have tests of their own with their stories; of
# letters, questions, answers and comments only their own writer ends one.
@pytest.mark.parametrize("begin", [a_want, a_contribution, a_project])
def test_what_a_colleague_changed_since_is_read_first(begin):
    make.open_rooms()
    city = make.make_city(tier=Tier.PILOT)
    person, colleague = make.make_lead(city), make.make_lead(city)
    client = Client()
    client.force_login(person)
    steps = begin(person, colleague)
    address = next(steps)
    page = Page(client.get(address))
    next(steps, None)
    before = Entry.objects.count()

    client.post(address, page.sent_by("form.form[method=post]"))
    assert Entry.objects.count() == before

    # Read again, it is done.
    client.post(address, Page(client.get(address)).sent_by("form.form[method=post]"))
    assert Entry.objects.count() > before
