"""The sections of the sidebar: headings over lists, and no pages of their own."""

import pytest

from tests.factories import make_staff
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
