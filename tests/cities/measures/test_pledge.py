"""The Equity Pledge: who signed, whose measures are shown, to whom; and the Global Green New Deal."""

import pytest
from django.urls import reverse

from cities.directory.actions import edit_city
from cities.directory.tiers import Level, Tier
from cities.joining.actions.memberships import end_membership
from cities.measures.actions.keeping import feature
from cities.measures.actions.writing import change_measure
from tests.factories import (
    make_city,
    make_lead,
    make_measure,
    make_officer,
    make_partner,
    make_project,
    make_staff_at_work,
    make_theme,
    make_user,
    open_rooms,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db
PLEDGE, ALL = "/pledge/", "/pledge/measures/"


def signed(city):
    return edit_city(city, pledge=True, by=None)


def rows_of(page):
    """The table of cities: name, and the counts by strand."""
    found = [row.select("th, td") for row in page.html.select("table.figures tbody tr")]
    return {row[0].get_text(): [int(cell.get_text()) for cell in row[2:5]] for row in found}


def test_signatories_come_from_the_directory_and_lead_to_pages_that_open(client):
    member = signed(make_city(name="Accra", region="africa", latitude=5.6, longitude=-0.2))
    signed(make_city(name="Denver", kind="other", region="north-america", member=False))
    make_city(name="Lagos", region="africa")

    page = Page(client.get(PLEDGE))

    lists = {
        section.h3.get_text(" ", strip=True): section.get_text(" ", strip=True)
        for section in page.html.select(".world__regions section")
    }
    assert lists["Africa 1"].endswith("Accra")
    assert lists["North America 1"].endswith("Denver (not a C40 city)")
    assert lists["Europe 0"].endswith("None on the list")
    assert page.texts("#signers-title") == ["2 cities have signed"]
    assert member.get_absolute_url() in page.links
    assert "Denver" not in page.links.values()
    assert page.texts(".map__dot title") == ["Accra"]


def test_counts_and_rows_follow_what_the_reader_may_open(client):
    open_rooms()
    lead = make_lead(make_city(name="Hillford"))
    other = make_lead(make_city(name="Riverport"))
    make_measure(lead, title="On the web", strands=[1, 2], public=True)
    make_measure(lead, title="For members", strands=[2])
    make_measure(lead, title="A draft", strands=[3], shown=False)
    make_measure(other, title="Of no strand", strands=[])

    public = Page(client.get(PLEDGE))
    assert rows_of(public) == {"Hillford": [1, 1, 0]}
    assert public.texts(".measure-row h3") == ["On the web"]
    client.force_login(make_officer(make_city()))
    inside = Page(client.get(PLEDGE))
    assert rows_of(inside) == {"Hillford": [1, 2, 0], "Riverport": [0, 0, 0]}
    assert inside.texts(".strand-card p:last-child") == [
        "1 measure of strand 1",
        "2 measures of strand 2",
        "No measure yet",
    ]
    assert Page(client.get(f"{ALL}?strand=2")).texts(".measure-row h2") == ["For members", "On the web"]
    assert len(Page(client.get(ALL)).texts(".measure-row h2")) == 3
    for odd in ("strand=9", "strand=x", "strand=%00", "page=x", "page=99"):
        assert client.get(f"{ALL}?{odd}").status_code == 200
        assert client.get(f"{PLEDGE}?{odd}").status_code == 200


def test_an_edit_makes_no_measure_newer_and_what_staff_chose_stands_apart(client):
    open_rooms()
    lead = make_lead(make_city())
    first, second = make_measure(lead, title="First"), make_measure(lead, title="Second")
    chosen = make_measure(lead, title="Chosen")
    change_measure(first, text="We paid for it.", by=lead)
    feature(chosen, by=make_staff_at_work())
    client.force_login(lead)

    page = Page(client.get(PLEDGE))

    assert page.texts("[aria-labelledby=newest-title] h3") == [second.title, first.title]
    assert page.texts("[aria-labelledby=chosen-title] h3") == ["Chosen"]


def test_each_reader_has_one_next_step(client):
    open_rooms()
    city = make_city(name="Riverport")
    lead = make_lead(city)
    make_measure(lead)
    assert reverse("cities:join") in Page(client.get(PLEDGE)).links
    for person, new in (
        (lead, reverse("cities:measure_new", args=[city.slug])),
        (make_lead(make_partner()), None),
        (make_user(), None),
    ):
        client.force_login(person)
        head = Page(client.get(PLEDGE)).html.select_one(".page-head")
        assert [link["href"] for link in head.select("a.button")] == ([new] if new else [])
    client.force_login(lead)
    assert "Riverport shows 1" in Page(client.get(PLEDGE)).texts(".page-head .tiny")[0]


def test_a_closed_room_leaves_the_list_of_signatories_alone(client):
    open_rooms()
    lead = make_lead(signed(make_city(name="Accra", region="africa")))
    make_measure(lead, public=True)
    open_rooms("questions")
    client.force_login(lead)

    page = Page(client.get(PLEDGE))

    assert page.texts("#signers-title") == ["1 city has signed"]
    assert "measure" not in page.html.main.get_text().lower()
    assert client.get(ALL).status_code == 404


def test_a_city_that_left_says_so(client):
    open_rooms()
    city = make_city(name="Hillford", tier=Tier.PEER)
    make_measure(make_lead(city), public=True)
    end_membership(city.membership, by=make_staff_at_work())

    page = Page(client.get(PLEDGE))

    assert list(rows_of(page)) == ["Hillford"]
    assert "was a member until" in page.texts("table.figures tbody td")[0]
    address = next(address for address, words in page.links.items() if words == "Hillford")
    assert client.get(address).status_code == 200


def test_a_principle_is_served_by_the_themes_of_published_projects_alone(client):
    heating, jobs = make_theme("clean-heating-air"), make_theme("good-green-jobs")
    for title, theme, facts in (
        ("Clean stoves", heating, {"level": Level.PUBLIC}),
        ("Good jobs", jobs, {"level": Level.PUBLIC}),
        ("Not out yet", heating, {"level": Level.PUBLIC, "published": False}),
        ("For pilots", heating, {"level": Level.PILOT}),
    ):
        make_project(title=title, **facts).themes.add(theme)

    page = Page(client.get("/new-deal/"))

    served = [[link.get_text() for link in one.select("li a")] for one in page.html.select(".principle")]
    assert served == [[], ["Clean stoves"], ["Good jobs"], []]
    assert page.texts(".result h3") == ["Clean stoves", "Good jobs"]
