"""What the secretariat does most at an event, counted in clicks and loaded pages from Today."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Event, Registration
from tests.factories import make_city, make_event, make_officer, make_registration, make_staff, make_user
from tests.journeys.test_launch import Counted

pytestmark = pytest.mark.browser


def test_adding_somebody_writing_to_people_and_a_new_webinar_take_few_clicks(visit, mails_to):
    event = make_event(title="Cool roofs", starts_in=timedelta(days=3))
    bo = make_registration(event, person=make_officer(person=make_user(name="Bo"))).person
    make_officer(make_city(name="Lima"), person=make_user(name="Luz Haddad"))
    visit.as_(make_staff(name="Ana Ruiz"))

    desk = Counted(visit.open("/admin/"))
    desk.press("Cool roofs")
    visit.page.get_by_label("Whom to add").fill("luz")
    desk.press("Add a person")
    desk.press("Add Luz Haddad")
    assert Registration.objects.get(person__name="Luz Haddad").is_going
    assert (desk.clicks, desk.loads) == (3, 3)

    desk = Counted(visit.open("/admin/"))
    desk.press("Cool roofs")
    desk.press("Write to these people")
    visit.write("Subject", "One photo").write("Your words", "Bring one photo.")
    # The mail beside it follows what is typed, without a load.
    visit.page.locator(".mail-sheet").get_by_text("Bring one photo.").wait_for()
    visit.look()
    desk.press("Send to 2 people")
    assert "One photo" in [mail.subject for mail in mails_to(bo.email)]
    assert (desk.clicks, desk.loads) == (3, 3)

    desk = Counted(visit.open("/admin/"))
    visit.page.locator("a[href$='/events/event/add/']").first.click()
    desk.clicks, desk.loads = 1, 1
    visit.write("Title:", "Shade for bus stops").write("Start:", "15:00")
    visit.write("Day:", (timezone.localdate() + timedelta(days=20)).isoformat())
    desk.press("Save and publish")
    visit.sees("It is announced. Places can be taken.")
    assert Event.objects.get(title="Shade for bus stops").is_published
    assert (desk.clicks, desk.loads) == (2, 2)
