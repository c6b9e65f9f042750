"""Shelves: shown as far as one may see their papers, in their order, and edited by the secretariat."""

import pytest
from django.urls import reverse

from cities.directory.tiers import Level, Tier
from icaforum.audit.models import Entry
from resources.models import Shelf
from resources.shelves.actions import NothingOnIt, StandsSo, show_shelf, take_shelf_down
from tests.factories import make_city, make_officer, make_resource, make_shelf, make_staff

pytestmark = pytest.mark.django_db
LIBRARY = reverse("resources:list")


def paper(title, **facts):
    return make_resource(editions=[{"title": title}], **facts)


@pytest.fixture
def member(client):
    client.force_login(make_officer(make_city(tier=Tier.GENERAL)))
    return client


def test_a_shelf_shows_what_its_reader_may_see_in_its_order(member):
    hidden = paper("Canary", level=Level.PILOT)
    shelf = make_shelf(paper("Zebra"), hidden, paper("Draft", published=False), paper("Apple"))

    page = member.get(shelf.get_absolute_url()).text
    front = member.get(LIBRARY).text

    assert page.index("Zebra") < page.index("Apple")
    assert "Canary" not in page
    assert "Draft" not in page
    assert "2 papers" in page
    assert shelf.title in front
    assert "2 papers" in front


def test_a_shelf_without_anything_for_its_reader_leaves_no_trace(member, client):
    shelf = make_shelf(paper("Canary", level=Level.PILOT), titles={"en": "Secret shelf"})

    hidden, unknown = (
        member.get(shelf.get_absolute_url()),
        member.get(reverse("resources:shelf", args=["none"])),
    )

    assert (hidden.status_code, unknown.status_code) == (404, 404)
    assert "Secret shelf" not in member.get(LIBRARY).text
    client.logout()
    assert client.get(shelf.get_absolute_url()).status_code == 302


def test_one_that_is_not_shown_or_not_on_the_front_is_not_there(member):
    down = make_shelf(paper("A"), published=False, titles={"en": "Not shown"})
    aside = make_shelf(paper("B"), on_front=False, titles={"en": "Found by its papers"})

    front = member.get(LIBRARY).text

    assert member.get(down.get_absolute_url()).status_code == 404
    assert member.get(aside.get_absolute_url()).status_code == 200
    assert "Not shown" not in front
    assert "Found by its papers" not in front


def test_the_front_shows_shelves_only_where_nobody_looks_for_something(member):
    make_shelf(paper("A"), titles={"en": "Measure your impact"})

    assert "Measure your impact" not in member.get(LIBRARY, {"q": "A"}).text


def test_the_page_of_a_paper_names_its_shelves(member):
    one = paper("A")
    shelf = make_shelf(one, titles={"en": "Measure your impact", "de": "Wirkung messen"})
    make_shelf(one, published=False, titles={"en": "Not shown"})

    page = member.get(one.get_absolute_url())
    german = member.get(one.get_absolute_url(), headers={"accept-language": "de"})

    assert f'<a href="{shelf.get_absolute_url()}">' in page.text
    assert "Not shown" not in page.text
    assert german.status_code == 200


@pytest.mark.parametrize("query", [{}, {"page": "2"}, {"page": "99"}, {"page": "x"}])
def test_a_long_shelf_comes_in_pages(member, query, django_assert_max_num_queries):
    shelf = make_shelf(*[paper(f"Paper number {n:02}") for n in range(23)])

    with django_assert_max_num_queries(18):
        page = member.get(shelf.get_absolute_url(), query).text

    second = query.get("page") in {"2", "99"}
    assert ("Paper number 00" in page, "Paper number 22" in page) == (not second, second)


def test_verbs_refuse_what_makes_no_sense_and_are_in_the_history():
    staff, empty = make_staff(), make_shelf(published=False)
    with pytest.raises(NothingOnIt):
        show_shelf(empty, by=staff)
    empty.places.create(resource=paper("A"))

    show_shelf(empty, by=staff)
    with pytest.raises(StandsSo):
        show_shelf(empty, by=staff)
    take_shelf_down(empty, by=staff)
    with pytest.raises(StandsSo):
        take_shelf_down(empty, by=staff)

    said = Entry.objects.about(empty).values_list("verb", flat=True)
    assert set(said) == {"shelf shown", "shelf taken down"}


def filled(shelf, *papers, **facts):
    """The form of a shelf, with new rows for these papers."""
    sent = {"title_en": "Measure your impact", "title_de": "Wirkung messen", "sentence_en": "Short.",
            "slug": "measure", "on_front": "on", "comes": "last"}  # fmt: skip
    rows = {"places-TOTAL_FORMS": len(papers), "places-INITIAL_FORMS": 0}
    for number, address in enumerate(papers):
        rows |= {f"places-{number}-paper": address, f"places-{number}-comes": "last"}
    return sent | rows | facts


def test_the_secretariat_makes_a_shelf_of_addresses(client):
    client.force_login(make_staff())
    one, two = paper("A"), paper("B")
    add = reverse("admin:resources_shelf_add")

    client.post(add, filled(None, f"https://forum.example{two.get_absolute_url()}?lang=en", one.slug))

    shelf = Shelf.objects.get()
    assert [it.resource for it in shelf.places.all()] == [two, one]
    assert (shelf.titles["de"], shelf.is_published) == ("Wirkung messen", False)
    assert Entry.objects.about(shelf).exists()


@pytest.mark.parametrize(
    ("papers", "said"),
    [(["nothing-here"], "No paper has this address"), (["twin", "twin"], "stands there twice")],
)
def test_an_address_of_nothing_and_one_twice_are_said(client, papers, said):
    client.force_login(make_staff())
    make_resource(slug="twin")

    page = client.post(reverse("admin:resources_shelf_add"), filled(None, *papers))

    assert said in page.text
    assert papers[0] in page.text
    assert not Shelf.objects.exists()
