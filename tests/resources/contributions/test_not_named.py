"""Nothing tells which city wrote a paper without its name: every surface, read by others.

Each surface is first shown to tell a city that is named.
"""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Tier
from cities.sharing.audience import who_sees
from cities.sharing.viewers import viewer_of
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from icaforum.search.public import search
from resources.contributions.actions import deciding
from resources.library.actions.resource import NotToBeNamed, edit_resource
from resources.models import Resource
from tests import factories as make
from tests.pages import Page

pytestmark = pytest.mark.django_db

WRITES, TITLE = "Zanzigrad", "Cool rooms without a caretaker"
DESCRIBED = "A city of 1 to 3 million in Europe"


def lead(name, **facts):
    facts = {"tier": Tier.GENERAL, "region": "europe", "population": 2_000_000, "languages": ["en"]} | facts
    city = make.make_city(name=name, slug=name.lower(), **facts)
    return make.make_lead(
        city, person=make.make_user(name=f"Ana {name}", email=f"ana@{name.lower()}.example")
    )


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture(params=[True, False], ids=["named", "not named"])
def told(request):
    """Publish what a city sent in; return whether it is named, the paper, and somebody who reads."""
    writer = lead(WRITES)
    readers = [lead(f"Reader{number}") for number in range(6)]
    sent = make.contribute(writer, is_named=request.param, themes=[make.make_theme()], context="Hot nights")
    deciding.publish(sent, by=make.make_staff())
    return request.param, Resource.objects.get(), readers[0]


def surfaces(paper, reader):
    client = client_of(reader)
    theme = paper.themes.get()
    addresses = {
        "list": reverse("resources:list"),
        "list of a theme": reverse("resources:list") + f"?theme={theme.slug}",
        "page": paper.get_absolute_url(),
        "search of the library": reverse("resources:list") + "?q=caretaker",
        "public search": reverse("search") + "?q=caretaker",
        "my forum": reverse("desk"),
        "page of the city": reverse("cities:detail", args=[WRITES.lower()]),
    }
    return {name: client.get(address).content.decode() for name, address in addresses.items()}


def telling(text):
    return [it for it in (WRITES, WRITES.lower()) if it in text]


def test_no_page_tells_a_city_that_is_not_named(told):
    named, paper, reader = told
    read = surfaces(paper, reader)
    assert TITLE in read["list"]
    # Its own page names it, of course, and must not show the paper.
    own = read.pop("page of the city")
    assert (TITLE in own) is named
    # The filters name all cities that papers come from.
    hits = {where: telling(text) for where, text in read.items() if telling(text)}
    if named:
        assert {"list", "list of a theme", "page", "my forum"} <= hits.keys()
    else:
        assert hits == {}
        assert all(DESCRIBED in read[where] for where in ("list", "page", "search of the library"))


def test_the_weekly_mail_does_not_tell_it(told):
    named, _paper, reader = told
    since = (timezone.now() - timedelta(days=3)).isoformat()
    message = Message(pk=1, kind="digest", person=reader, ids={"person": reader.pk, "since": since})
    html = written(message).html
    assert TITLE in html
    assert bool(telling(html)) is named
    assert (DESCRIBED in html) is not named


@pytest.mark.parametrize("words", [WRITES, "Ana Zanzigrad", "ana@zanzigrad.example"])
def test_no_search_finds_it_by_the_name(told, words):
    named, _paper, reader = told
    page = client_of(reader).get(reverse("resources:list"), {"q": words}).content.decode()
    found = [it.name for part in search(viewer_of(reader), words) for it in part.found]
    expected = named and words == WRITES
    assert (TITLE in page, TITLE in found) == (expected, expected)


def test_no_filter_by_city_finds_it(told):
    named, _paper, reader = told
    page = client_of(reader).get(reverse("resources:list"), {"city": WRITES.lower()}).content.decode()
    assert (TITLE in page) is named


def test_no_other_city_opens_what_was_sent_in(told):
    _named, paper, reader = told
    client, address = client_of(reader), paper.contribution.get_absolute_url()
    assert client.get(address).status_code == 404
    assert client.get(reverse("resources:contributions")).status_code == 200
    assert TITLE not in client.get(reverse("resources:contributions")).content.decode()


def test_the_paper_has_no_file_and_its_address_is_made_of_the_title(told):
    _named, paper, _reader = told
    edition = paper.editions.get()
    assert (bool(edition.file), edition.file_name, edition.link) == (False, "", "")
    assert paper.slug == "cool-rooms-without-a-caretaker"


def test_its_readers_are_as_many_as_of_any_other_paper(told):
    _named, paper, _reader = told
    assert who_sees(paper) == who_sees(make.make_resource())


def test_mails_go_to_its_own_people_alone(told):
    _named, _paper, _reader = told
    kinds = Message.objects.filter(kind__startswith="contribution")
    assert set(kinds.values_list("person__email", flat=True)) == {"ana@zanzigrad.example"}


def test_its_own_people_and_the_secretariat_see_who_it_is(told):
    named, paper, _reader = told
    sent = paper.contribution
    staff = client_of(make.make_staff())
    page = staff.get(reverse("admin:resources_contribution_change", args=[sent.pk])).content.decode()
    assert WRITES in page
    own = client_of(sent.author).get(reverse("resources:contributions")).content.decode()
    assert (DESCRIBED in own) is not named


def test_the_description_stays_as_it_was_published(told):
    named, paper, _reader = told
    paper.contribution.city.population = 12_000_000
    paper.contribution.city.save()
    paper.refresh_from_db()
    assert paper.described == ("" if named else DESCRIBED)


def test_the_secretariat_cannot_name_it_by_a_slip(told):
    named, paper, _reader = told
    staff = make.make_staff()
    city = paper.contribution.city
    if named:
        edit_resource(paper, by=staff, cities=[city])
        return
    with pytest.raises(NotToBeNamed):
        edit_resource(paper, by=staff, cities=[city])


def test_the_page_of_the_paper_offers_nobody_to_write_to(told):
    named, paper, reader = told
    paths = Page(client_of(reader).get(paper.get_absolute_url())).paths
    assert (reverse("cities:write", args=[WRITES.lower()]) in paths) is named
