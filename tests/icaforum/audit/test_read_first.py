"""Staff publish no words that they have not read: their page sends along which words stood on it."""

import pytest
from django.test import Client
from django.urls import reverse

from cities.directory.tiers import Tier
from pilots.models import Revision
from resources.contributions.actions import writing
from resources.lessons import actions as lessons
from resources.models import Brief, Contribution
from tests import factories as make
from tests.pages import Page

pytestmark = pytest.mark.django_db


def a_contribution():
    row = make.contribute()
    return row, lambda: writing.change(row, by=row.author, did_not_work="Our mayor.")


def a_revision():
    project = make.make_project()
    lead = make.make_lead(project.hosts.get())
    row = make.make_revision(project, by=lead)
    return row, lambda: make.make_revision(project, by=lead, approach="Other words.")


def a_lesson():
    lead = make.make_lead(make.make_city(tier=Tier.GENERAL))
    question = make.ask_the_forum(lead)
    make.answer_it(question)
    row = make.make_lesson(question, by=lead)
    quote = row.quotes.exclude(city=row.question.city).get()

    def agrees():
        lessons.agree(quote, seal=quote.seal, by=make.make_lead(quote.city))

    return row, agrees


def a_brief():
    row = make.make_brief()
    # No verb changes it today, and nothing says so to the page.
    return row, lambda: Brief.objects.filter(pk=row.pk).update(text="Other words.")


@pytest.mark.parametrize(
    ("begin", "verb", "typed", "still"),
    [
        (a_contribution, "publish", {}, {"state": Contribution.State.SUBMITTED}),
        (a_revision, "publish", {}, {"state": Revision.State.SUBMITTED}),
        (a_lesson, "paper", {"summary": "What guards cost."}, {"in_library_at": None}),
        (a_brief, "check", {}, {"checked_at": None}),
    ],
)
def test_what_changes_after_its_page_was_opened_is_read_again(begin, verb, typed, still):
    make.open_rooms()
    row, change = begin()
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
    page, press = reverse(f"{name}_change", args=[row.pk]), reverse(f"{name}_verb", args=[row.pk, verb])
    staff = Client()
    staff.force_login(make.make_staff())

    def button():
        return next(url for url in Page(staff.get(page)).links if url.startswith(press))

    before, opened = button(), staff.get(button())
    form = Page(opened).sent_by("form.form") | typed
    change()

    led = staff.get(before, follow=True)
    assert led.redirect_chain[-1][0] == page
    assert "The words were changed after you opened them" in led.text
    answer = staff.post(press, form, follow=True)
    assert "The words were changed after you opened them" in answer.text
    row.refresh_from_db()
    assert {column: getattr(row, column) for column in still} == still
    # From its page anew it is done.
    assert button() != before
    staff.post(press, Page(staff.get(button())).sent_by("form.form") | typed)
    row.refresh_from_db()
    assert {column: getattr(row, column) for column in still} != still
