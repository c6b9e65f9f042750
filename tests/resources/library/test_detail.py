"""The page of one resource."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cities.directory.tiers import Level, Tier
from cities.sharing.viewers import viewer_of
from tests.factories import (
    make_city,
    make_edition,
    make_officer,
    make_resource,
    make_staff,
    make_theme,
    make_user,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db


def page_of(client, resource, **query):
    return client.get(resource.get_absolute_url(), query)


@pytest.fixture
def member(client):
    person = make_officer()
    client.force_login(person)
    return person


def test_it_says_what_it_is_and_whose(client, member):
    city = make_city(name="Oslo", tier=Tier.PILOT)
    resource = make_resource(
        kind="guide",
        cities=[city],
        themes=[make_theme("extreme-heat")],
        review_by=date(2029, 3, 12),
        is_sample=True,
        editions=[
            {
                "title": "Cool rooms",
                "summary": "Nine questions.",
                "body": "First.\n\n- Before: ask\n- After",
                "what_did_not_work": "Two rooms stayed empty.",
            }
        ],
    )

    page = page_of(client, resource).content.decode()

    for words in ("Implementation guide", "Sample content", '<h1 lang="en" dir="auto">Cool rooms</h1>',
                  "Nine questions.",
                  "What it says", "First.", "Before", "ask", "What did not work", "Two rooms stayed empty.",
                  "Oslo", "Pilot city", "Extreme heat", "by 12 March 2029", "All members"):  # fmt: skip
        assert words in page


@pytest.mark.parametrize("reader", ["America/Los_Angeles", "UTC", "Pacific/Auckland"])
def test_it_came_out_on_the_same_day_for_readers_everywhere(client, reader):
    client.force_login(make_officer(person=make_user(time_zone=reader)))
    resource = make_resource(published_at=datetime(2026, 3, 1, 1, 30, tzinfo=UTC))

    expected = (True, False, False)
    for page in (page_of(client, resource), client.get("/library/"), client.get("/desk/")):
        assert ("1 March" in page.text, "28 February" in page.text, "2 March" in page.text) == expected


def test_it_is_read_in_the_language_asked_for(client, member):
    resource = make_resource(editions=[{"title": "Cool rooms"}])
    make_edition(resource, language="de", title="Kühle Räume")

    shown = {
        asked: page_of(client, resource, lang=asked).context["edition"].title
        for asked in ("", "de", "fr", "xx", "\x00", "de" * 500)
    }

    assert shown.pop("de") == "Kühle Räume"
    assert set(shown.values()) == {"Cool rooms"}
    tab = Page(page_of(client, resource, lang="de")).html.select_one("[aria-current=true]")
    assert (tab["href"], tab["lang"], tab["hreflang"]) == ("?lang=de", "de", "de")


def test_a_person_who_reads_german_gets_the_german_edition_first(client):
    person = make_officer()
    person.language = "de"
    person.save()
    client.force_login(person)
    resource = make_resource(editions=[{"title": "Cool rooms"}])
    make_edition(resource, language="de", title="Kühle Räume")

    assert page_of(client, resource).context["edition"].title == "Kühle Räume"


def test_a_link_leads_out_without_telling_where_from(client, member):
    resource = make_resource(editions=[{"link": "https://example.org/paper?x=1&y=2"}])

    page = Page(page_of(client, resource))

    link = page.html.select_one('a[href="https://example.org/paper?x=1&y=2"]')
    assert link["rel"] == ["noreferrer", "noopener", "external"]
    assert [text for text in page.texts("p") if text.endswith("example.org")] != []


def test_what_goes_with_it_shares_themes_and_is_open_to_the_reader(client, member):
    heat, energy, other = make_theme("heat"), make_theme("energy"), make_theme("other")
    resource = make_resource(themes=[heat, energy])
    one = make_resource(themes=[heat])
    both = make_resource(themes=[heat, energy])
    make_resource(themes=[other])
    make_resource(themes=[heat, energy], level=Level.PILOT)
    make_resource(themes=[heat, energy], published=False)

    assert page_of(client, resource).context["goes_with"] == [both, one]


def test_what_goes_with_it_are_the_four_nearest_and_of_those_the_newest(client, member):
    heat = make_theme("heat")
    resource = make_resource(themes=[heat])
    near = [make_resource(themes=[heat]) for _number in range(6)]

    assert page_of(client, resource).context["goes_with"] == near[:1:-1]
    assert page_of(client, make_resource()).context["goes_with"] == []


@pytest.mark.parametrize("asked", ["fr", "tlh", "", "\x00", "en&x=1"])
def test_a_language_it_is_not_in_gives_the_one_its_reader_reads_best(client, member, asked):
    resource = make_resource(editions=[{"title": "Cool rooms"}])
    make_edition(resource, language="de", title="Kühle Räume")

    answer = page_of(client, resource, lang=asked)

    assert (answer.status_code, answer.context["edition"].title) == (200, "Cool rooms")


def test_the_other_languages_stand_as_tabs_and_one_alone_has_none(client, member):
    alone, in_two = make_resource(), make_resource()
    make_edition(in_two, language="de")

    tabs = page_of(client, in_two, lang="de").context["tabs"]

    assert page_of(client, alone).context["tabs"] == []
    assert [(tab["url"], tab["label"], tab["current"]) for tab in tabs] == [
        ("?lang=en", "English", False),
        ("?lang=de", "Deutsch", True),
    ]


def test_the_way_back_leads_through_its_first_theme(client, member):
    page = Page(page_of(client, make_resource(themes=[make_theme("extreme-heat")])))

    assert page.links["/library/?theme=extreme-heat"] == "Extreme heat"


def test_a_paper_about_failure_is_shown_as_one(client, member):
    told = make_resource(kind="lessons-learned", editions=[{"what_did_not_work": "Two rooms stayed empty."}])
    page = Page(page_of(client, told))

    words = page.html.select_one("section.ended h2 + div")
    assert (words.get_text(), words["lang"], words["dir"]) == ("Two rooms stayed empty.", "en", "auto")


def test_markup_comes_out_as_text(client, member):
    evil = "<script>alert(1)</script>{{ 7*7 }}{% x %}"
    resource = make_resource(
        editions=[
            {"title": evil, "summary": evil, "body": f"{evil}\n- {evil}: {evil}", "what_did_not_work": evil}
        ]
    )

    page = page_of(client, resource).content.decode()

    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}{% x %}") >= 5


def test_hidden_and_unknown_are_one_answer_to_a_member(client, member):
    hidden = make_resource(level=Level.PILOT, slug="hidden-one")
    draft = make_resource(published=False, slug="a-draft-one")
    assert client.get(make_resource().get_absolute_url()).status_code == 200

    answers = [client.get(f"/library/{slug}/") for slug in (hidden.slug, draft.slug, "unknown-one")]

    assert {answer.status_code for answer in answers} == {404}
    assert len({_plain(answer) for answer in answers}) == 1


def test_hidden_and_unknown_are_one_answer_to_a_visitor(client):
    hidden = make_resource(slug="hidden-one")
    public = make_resource(level=Level.PUBLIC)

    answers = {slug: client.get(f"/library/{slug}/?lang=de") for slug in (hidden.slug, "unknown-one")}

    assert client.get(public.get_absolute_url()).status_code == 200
    for slug, answer in answers.items():
        assert (answer.status_code, answer.url) == (
            302, f"{reverse('account_login')}?next=/library/{slug}/%3Flang%3Dde",
        )  # fmt: skip


def test_staff_read_a_draft_as_it_will_be(client):
    client.force_login(make_staff())

    page = page_of(client, make_resource(published=False)).content.decode()

    assert "Only the secretariat sees this." in page


def test_a_resource_without_any_language_is_no_error(client):
    client.force_login(make_staff())
    resource = make_resource(published=False)
    resource.editions.all().delete()

    assert page_of(client, resource).status_code == 200


def test_other_methods_are_refused(client, member):
    resource = make_resource()

    assert client.post(resource.get_absolute_url()).status_code == 405
    assert client.head(resource.get_absolute_url()).status_code == 200


def test_a_page_costs_the_same_with_few_and_many(client, member):
    small = make_resource(themes=[make_theme("a")], cities=[make_city()])
    big = make_resource(
        themes=[make_theme(f"t{n}") for n in range(9)], cities=[make_city() for n in range(9)]
    )
    for n in ("de", "fr", "es"):
        make_edition(big, language=n)
    for _number in range(6):
        make_resource(themes=big.themes.all())
    make_resource(themes=small.themes.all())
    client.get(small.get_absolute_url())

    with CaptureQueriesContext(connection) as few:
        client.get(small.get_absolute_url())
    with CaptureQueriesContext(connection) as many:
        client.get(big.get_absolute_url())

    assert len(few) == len(many)
    assert not [it for it in many if it["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_the_lead_of_the_list_is_the_lead_of_the_page(client, member):
    resource = make_resource(editions=[{"title": "T", "summary": "The lead."}])

    assert resource.summary == "The lead."
    assert viewer_of(member).is_member


def _plain(answer):
    """The body without what differs from request to request: the tokens, and the address itself."""
    text = answer.content.decode()
    for slug in ("hidden-one", "a-draft-one", "unknown-one"):
        text = text.replace(slug, "")
    return "\n".join(line for line in text.splitlines() if "csrfmiddlewaretoken" not in line)
