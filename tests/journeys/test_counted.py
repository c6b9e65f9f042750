"""What the secretariat does in few clicks and pages from Today, as issue 8 counts it: see `COUNTED`.

A choice from a list and what is typed are no clicks, a download loads no page.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from cities.models import Membership
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Message
from tests.factories import make_city, make_lead, make_staff, make_user
from tests.journeys.test_person import Counted

pytestmark = pytest.mark.browser

# The paragraph «Counted» of issue 8: clicks and loaded pages at most, and the file that counts them.
COUNTED = {
    "find a person": (1, 1, "test_person"),
    "find a city": (1, 1, "here"),
    "send any mail again": (3, 2, "here"),
    "correct an address": (3, 3, "test_person"),
    "replace a lead": (4, 4, "test_person"),
    "change a tier from a date": (4, 3, "here"),
    "add somebody to an event": (3, 3, "test_person and test_event_people"),
    "write to an event's people": (4, 3, "test_event_people"),
    "webinar from nothing to published": (4, 3, "test_event_people"),
    "export what is on the screen": (1, 0, "here"),
    "joined this year, by region": (3, 3, "here"),
    "what happened in Lisbon last week": (2, 2, "here"),
    "import 92 members": (12, 6, "test_launch"),
}


def within(desk, what):
    clicks, loads, _where = COUNTED[what]
    assert desk.clicks <= clicks
    assert desk.loads <= loads


def test_what_is_asked_most_takes_few_clicks_and_pages(visit):
    lisbon = make_city(name="Lisbon", region="europe")
    make_city(name="Lima", region="latin-america")
    last_year = make_city(name="Lagos", region="africa")
    Membership.objects.filter(city=last_year).update(since=timezone.now() - timedelta(days=500))
    lead = make_lead(lisbon, person=make_user(name="Rui Sousa", email="rui@lisbon.example"))
    queue_mail("handed_over", to=lead, key="a", ids={"seat": lead.seats.get().pk})
    Message.objects.update(state="dead", last_error="5.2.2 mailbox full")
    staff = make_staff(name="Ana Ruiz")
    visit.as_(staff)

    desk = Counted(visit)
    desk.search("lisbon")
    visit.sees("Lisbon")
    within(desk, "find a city")

    desk.press("Change tier from a date : Lisbon")
    visit.tick("Peer city")
    desk.clicks += 1
    visit.write("Reason", "They asked for it.")
    visit.page.get_by_role("button", name="Change tier from a date").click()
    desk.clicks, desk.loads = desk.clicks + 1, desk.loads + 1
    visit.sees("Changed. The people of Lisbon are told by mail.")
    within(desk, "change a tier from a date")

    desk = Counted(visit)
    desk.search("rui@lisbon.example")
    desk.press("Send again : New lead contact")
    visit.sees("The mail is on its way again.")
    within(desk, "send any mail again")

    desk = Counted(visit)
    desk.press("Memberships")
    desk.press("This year")
    # How many there are stands beside it.
    with visit.page.expect_navigation():
        visit.page.locator("#changelist-filter").get_by_role("link", name="Europe").click()
    desk.counts()
    visit.sees("Lisbon")
    assert "Lagos" not in visit.page.locator("#result_list").inner_text()
    within(desk, "joined this year, by region")

    desk.clicks, desk.loads = 0, 0
    with visit.page.expect_download():
        visit.page.get_by_role("link", name="as CSV").first.click()
    desk.clicks += 1
    within(desk, "export what is on the screen")

    desk = Counted(visit)
    desk.press("History")
    visit.page.locator("#searchbar").fill("Lisbon")
    desk.press("Last week")
    # What it finds is held in tests/icaforum/audit/test_history.py.
    assert "q=Lisbon" in visit.path
    assert "at__span=last-week" in visit.path
    within(desk, "what happened in Lisbon last week")
