"""The sections of the sidebar: headings over lists, and no pages of their own."""

import pytest

from icaforum.forum.models import Room
from tests.factories import make_call, make_staff, open_rooms
from tests.pages import Page

pytestmark = pytest.mark.django_db


def test_a_section_is_a_heading_that_leads_nowhere(client):
    client.force_login(make_staff())

    page = Page(client.get("/admin/cities/city/"))

    assert page.texts("#nav-sidebar caption")[:2] == ["Cities", "Pilots"]
    assert page.html.select("#nav-sidebar caption a") == []
    crumbs = Page(client.get("/admin/cities/membership/")).texts(".crumbs li")
    assert crumbs == ["Today", "Cities", "Memberships"]


@pytest.mark.parametrize(("section", "status"), [("cities", 302), ("outbox", 302), ("nothing", 404)])
def test_the_address_of_a_section_leads_to_today(client, section, status):
    client.force_login(make_staff())

    answer = client.get(f"/admin/{section}/")

    assert (answer.status_code, answer.headers.get("Location", "/admin/")) == (status, "/admin/")


def test_lists_of_a_closed_room_are_in_no_menu_but_answer_and_lead_to_no_page(client):
    client.force_login(make_staff())
    of_rooms = {"Questions", "Answers", "Lessons-learned drafts", "Joint calls", "Signatures"}
    of_rooms |= {"Comments on joint calls", "Requests for help", "Needs of member cities"}
    of_rooms |= {"Calls for peers", "Interests"}
    call = make_call()
    address = f"/admin/cities/jointcall/{call.pk}/change/"

    open_rooms()
    opened, page = Page(client.get("/admin/")).texts("#nav-sidebar th a"), client.get(address).text
    open_rooms(Room.MEASURES)
    closed, behind = Page(client.get("/admin/")).texts("#nav-sidebar th a"), client.get(address).text

    assert set(opened) - set(closed) == of_rooms
    assert set(closed) >= {"Expertise of partners", "Contributions"}
    assert ("View on site" in page, "View on site" in behind) == (True, False)
    assert call.get_absolute_url() in page
    assert call.get_absolute_url() not in behind
