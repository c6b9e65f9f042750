"""What holds for every page of the portal, whoever asks for it: one walk over all addresses."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.hostile_world import World
from tests.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def world(lasting_rows):
    return World()


@pytest.fixture(scope="module")
def pages(world):
    """Every answer to GET by person and address, and what HEAD says to the first who gets such an answer."""
    found, heads = {}, {}
    for who, person in world.people.items():
        client = Client()
        if person:
            client.force_login(person)
        for address in sorted(set(world.starts)):
            if "admin" not in address or who == "staff":
                got = client.get(address)
                if (address, got.status_code) not in heads:
                    heads[address, got.status_code] = client.head(address)
                found[who, address] = (got, heads[address, got.status_code])
    return found


def test_head_is_answered_as_get_is(pages):
    differ = {
        key: (got.status_code, head.status_code)
        for key, (got, head) in pages.items()
        if got.status_code != head.status_code
    }

    assert differ == {}


def test_no_list_begins_with_a_row_of_dashes(pages):
    assert {key for key, (got, _head) in pages.items() if b"-----" in got.getvalue()} == set()


# What Django's admin says by itself, and what its lists and boxes look like.
STOCK = re.compile(
    rb"Add another|Delete\?|>\s*Delete\s*<|successfully|selectfilter|Position 0"
    rb"|vDateField|vTimeField|icon-(?:yes|no)\b"
    rb"|<summary>\s*By |Site administration|Django administration"
)


def test_no_page_speaks_the_words_of_a_framework(pages):
    found = {
        address: match[0]
        for (_who, address), (got, _head) in pages.items()
        if got.status_code == 200 and (match := STOCK.search(got.getvalue()))
    }

    assert found == {}


def test_whoever_opens_an_address_for_forms_alone_gets_a_page_of_ours(pages):
    refused = {key: got for key, (got, _head) in pages.items() if got.status_code == 405}

    assert "/account/mails/follow/" in {address for _who, address in refused}
    assert all("POST" in got.headers["Allow"] for got in refused.values())
    assert {Page(got).texts("h1")[0] for got in refused.values()} == {"There is nothing to read here"}


def test_a_page_without_an_error_does_not_say_so(pages):
    html = [got for got, _head in pages.values() if got.status_code == 200]

    assert [got for got in html if b"<title>Error" in got.getvalue()] == []


def refused_forms(client, addresses):
    """Each page with a form to post, and what comes back when the form is sent empty."""
    for address in addresses:
        got = client.get(address)
        if got.status_code != 200 or "html" not in got.headers["Content-Type"]:
            continue
        for form in Page(got).html.select("main form[method=post]"):
            names = [field["name"] for field in form.select("input[name], textarea[name], select[name]")]
            if set(names) - {"csrfmiddlewaretoken", "next"}:
                action = form.get("action") or address
                yield address, client.post(action, dict.fromkeys(names, ""))


@pytest.mark.parametrize("who", ["a visitor", "a lead"])
def test_the_title_of_a_refused_form_says_error(world, who):
    client = Client()
    if world.people[who]:
        client.force_login(world.people[who])
    addresses = [it for it in sorted(set(world.starts)) if "/admin/" not in it and "logout" not in it]
    seen = 0
    for address, answer in refused_forms(client, addresses):
        if answer.status_code != 200:
            continue
        page = Page(answer)
        # The library says what is wrong with a search above its list, which is all the same there.
        if page.html.select(".errors, [aria-invalid=true]"):
            seen += 1
            assert page.html.title.get_text().startswith("Error:"), address

    assert seen > 2


def test_the_title_of_a_refused_form_of_the_secretariat_says_error(world, client):
    client.force_login(world.staff)

    page = Page(client.post(reverse("admin:events_event_add"), {}))

    assert page.html.title.get_text().startswith("Error:")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        *((f"/{name}/", "Please use at most 200 characters.") for name in ("library", "events", "pilots")),
        ("/cities/", "left out what we did not"),
    ],
)
def test_a_search_of_three_thousand_letters_is_not_ignored_silently(client, address, said):
    assert said in Page(client.get(address, {"q": "x" * 3000})).html.get_text()


PUBLIC = ("/", "/about/", "/library/", "/events/", "/cities/", "/pilots/", "/join/")


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_say_what_they_are_to_search_engines_and_shared_links(client, address):
    head = Page(client.get(address)).html.head
    said = {
        meta.get("name") or meta.get("property"): meta["content"] for meta in head.select("meta[content]")
    }

    assert len(said["description"]) > 40
    assert said["og:description"] == said["description"]
    assert said["og:url"] == f"http://testserver{address}"
    assert said["og:image"] == "http://testserver/static/img/share.png"
    assert said["og:title"]


def test_an_event_and_a_paper_are_shared_with_their_own_words(client):
    from cities.directory.tiers import Level
    from tests.factories import make_event, make_resource

    event = make_event(level=Level.PUBLIC, title="Cool <rooms>", summary='Rooms that "stay" cool.')
    paper = make_resource(level=Level.PUBLIC)

    for row, title, text in (
        (event, "Cool <rooms>", 'Rooms that "stay" cool.'),
        (paper, paper.title, paper.summary),
    ):
        html = Page(client.get(row.get_absolute_url())).html
        assert html.select_one("meta[property='og:title']")["content"] == title
        assert html.select_one("meta[name=description]")["content"] == text


def test_search_engines_are_told_what_to_leave(client, settings):
    text = client.get("/robots.txt").text

    assert "Disallow: /account/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text
    settings.DEMO = True
    assert re.findall("Disallow: (.*)", client.get("/robots.txt").text) == ["/"]


def test_the_sitemap_lists_what_a_visitor_may_see_and_nothing_else(client):
    from cities.directory.tiers import Level
    from tests.factories import make_city, make_event, make_project, make_resource

    seen, hidden = [], []
    for make in (make_event, make_resource, make_project):
        seen.append(make(level=Level.PUBLIC))
        hidden += [make(level=Level.GENERAL), make(level=Level.PUBLIC, published=False)]
    seen.append(make_city())
    hidden.append(make_city(member=False))

    answer = client.get("/sitemap.xml")

    listed = set(re.findall("<loc>http://testserver(.*?)</loc>", answer.text))
    assert answer.headers["Content-Type"].startswith("application/xml")
    assert {row.get_absolute_url() for row in seen} < listed
    assert not listed & {row.get_absolute_url() for row in hidden}
    assert {client.get(address).status_code for address in listed} == {200}


def test_whoever_finds_a_hole_is_told_whom_to_write_to(client, settings):
    lines = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").text.splitlines())

    assert lines["Contact"] == f"mailto:{settings.CONTACT_EMAIL}"
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT00:00:00Z", lines["Expires"])
    assert lines["Canonical"] == "http://testserver/.well-known/security.txt"
