"""The pages of the list: none is skipped, none comes twice, and each costs the same."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from cities.directory.tiers import Level, Tier
from cities.directory.viewer import Viewer
from cities.joining.actions.memberships import change_tier
from cities.models import City
from cities.sharing.actions import grant
from icaforum.words.languages import also_reading
from resources.library import listing
from resources.library.actions.resource import edit_resource, withdraw
from resources.library.facets import Wanted
from resources.library.forms.reading import LibraryForm
from resources.library.listing import read_cursor
from resources.library.search.index import write_index
from resources.library.tags import who_can_see
from resources.library.tasks import read_file
from resources.models import Edition, Resource
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
from tests.resources.library.files import pdf, upload

pytestmark = pytest.mark.django_db
LIST = "/library/"
MEMBER = Viewer(level=Level.GENERAL)


def shelve(number, *, same_moment=False):
    now = timezone.now()
    rows = Resource.objects.bulk_create(
        Resource(
            slug=f"r{n}",
            kind="guide",
            level=Level.GENERAL,
            state="published",
            published_at=now if same_moment else now - timedelta(minutes=n),
        )
        for n in range(number)
    )
    Edition.objects.bulk_create(
        Edition(resource=row, language="en", title=f"Shelter {n}", summary="S", body="B")
        for n, row in enumerate(rows)
    )
    return rows


def look(query=""):
    form = LibraryForm(QueryDict(query.removeprefix("?")))
    assert form.is_valid(), form.errors
    return listing.page_for(Resource.objects.visible_to(MEMBER), Wanted.of(form))


@pytest.mark.parametrize("same_moment", [False, True])
def test_going_on_by_date_shows_every_row_once_and_back_again(same_moment):
    shelve(50, same_moment=same_moment)
    in_order = list(Resource.objects.newest().values_list("pk", flat=True))
    pages = [look()]
    while pages[-1].older:
        pages.append(look(pages[-1].older))

    back = [pages[-1]]
    while back[-1].newer:
        back.append(look(back[-1].newer))

    assert [row.pk for page in pages for row in page.rows] == in_order
    assert [len(page.rows) for page in pages] == [20, 20, 10]
    assert {row.pk for page in back for row in page.rows} == set(in_order)
    assert [page.found for page in pages] == [50, 50, 50]


def test_a_row_that_comes_in_meanwhile_shifts_no_page():
    shelve(30)
    first = look()
    make_resource()

    second = look(first.older)

    assert {row.pk for row in first.rows} & {row.pk for row in second.rows} == set()
    assert len(second.rows) == 10


def test_what_the_reader_reads_comes_first_and_each_page_goes_on_where_the_last_one_ended():
    own = [make_resource(editions=[{"language": code}]) for code in ["pt", "en", "es"] * 10]
    foreign = [make_resource(editions=[{"language": "fr"}]) for _number in range(15)]
    both = make_resource(editions=[{"language": "fr"}])
    make_edition(both, language="es")
    in_order = [row.pk for row in [both, *reversed(own), *reversed(foreign)]]
    make_resource(published=False, editions=[{"language": "es"}])

    with also_reading(["es", "pt"]):
        pages = [look()]
        while pages[-1].older:
            # What comes in meanwhile moves nothing.
            make_resource(editions=[{"language": "pt"}])
            pages.append(look(pages[-1].older))
        first = look(pages[1].newer)

    assert [row.pk for page in pages for row in page.rows] == in_order
    assert [(page.others_from, len(page.rows)) for page in pages] == [(20, 20), (11, 20), (0, 6)]
    assert [[are_others for are_others, _rows in page.parts] for page in pages] == [
        [False],
        [False, True],
        [True],
    ]
    assert [row.pk for row in first.rows] == in_order[:20]
    # All are foreign to this one, none to that one: there is no other order than by date.
    with translation.override("de"):
        assert look().others_from is None
    assert look("?sort=newest").others_from is None


def test_beyond_the_newest_thousand_the_list_goes_on_by_date():
    rows = shelve(1_005)
    foreign = rows[0:1_000:2]
    Edition.objects.filter(resource__in=foreign).update(language="fr")

    page = look(f"?before={listing._cursor_of(foreign[-21])}")

    assert page.rows == foreign[-20:]
    assert page.is_more_than_counted
    assert look(page.older).rows == rows[1_000:]


def test_by_relevance_it_pages_by_number_and_asks_to_search_more_narrowly():
    for row in shelve(230):
        write_index(row)
    pages = [look("?q=shelter")]
    while pages[-1].older:
        pages.append(look(pages[-1].older))

    keys = [row.pk for page in pages for row in page.rows]
    assert (len(keys), len(set(keys)), len(pages)) == (200, 200, 10)
    assert [page.is_cut for page in pages] == [False] * 9 + [True]
    assert look(pages[1].newer).rows[0].pk == keys[0]


def test_filters_stay_while_one_goes_on():
    shelve(45)

    page = look("?kind=guide&language=en")

    assert page.older.startswith("?kind=guide&language=en&before=")


def test_a_place_is_read_back_to_the_microsecond():
    row = make_resource(published_at=timezone.now() - timedelta(days=3))

    assert read_cursor(listing._cursor_of(row)) == (row.published_at, row.pk)
    assert read_cursor("nonsense") is None
    assert read_cursor("99999999999999999-1")[0].year > 3000


HOSTILE = [
    "q=%00", "q=" + "x" * 300, "theme=%00", "theme=../..", "theme=" + "&theme=".join(map(str, range(60))),
    "kind=nothing", "language=xx", "city='", "sort=random()", "page=0", "page=-1", "page=1e9",
    "page=99999999999999999999", "before=1", "before=99999999999999999999-1", "before=0-0&after=0-0",
    "before=99999999999999999-999999999999999999", "q=%ED%A0%80", "q=%FF%FE", "q[]=1", "page=%D9%A1",
    "q={{7*7}}<script>alert(1)</script>",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
def test_no_query_breaks_the_list(client, query):
    make_resource(level=Level.PUBLIC)

    answer = client.get(f"{LIST}?{query}")

    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_a_query_that_cannot_be_read_says_so_and_keeps_what_was_typed(client):
    make_resource(level=Level.PUBLIC, editions=[{"title": "Shelter"}])

    page = Page(client.get(LIST, {"q": "shelter", "kind": "novel"}))

    assert "This filter is not one of ours." in page.html.get_text()
    assert page.typed["q"] == "shelter"
    assert "Shelter" in page.links.values()


def furnish(number):
    theme, city = make_theme(f"t{number}"), make_city(name=f"C{number}")
    for n in range(number):
        row = make_resource(themes=[theme], cities=[city], editions=[{"title": f"Shelter {number}-{n}"}])
        make_edition(row, language="de")


@pytest.mark.parametrize("query", ["", "?q=shelter", "?q=shelter&sort=newest&kind=case-study", "?theme=t5"])
def test_a_page_costs_the_same_for_five_rows_and_fifty(client, query):
    client.force_login(make_officer())
    furnish(5)
    # The first request of a sign-in writes down the device, the first of a process looks the words up.
    client.get(LIST + query)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST + query)
    furnish(50)

    with CaptureQueriesContext(connection) as many:
        client.get(LIST + query)

    assert len(few) == len(many)
    assert len(many) <= 13  # one of them for what the reader follows, two for a chosen filter
    assert not [it["sql"] for it in many if it["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_a_visitor_sees_what_is_public_and_how_to_see_more(client):
    make_resource(level=Level.PUBLIC, editions=[{"title": "For all"}])
    make_resource(editions=[{"title": "For members"}])

    page = Page(client.get(LIST))

    assert ("For all" in page.links.values(), "For members" in page.links.values()) == (True, False)
    assert reverse("cities:join") in page.paths


def test_an_empty_library_says_what_comes(client):
    client.force_login(make_officer())

    page = client.get(LIST).content.decode()

    assert "Nothing here for you yet" in page


def test_a_search_that_finds_nothing_offers_titles_and_the_way_back(client):
    client.force_login(make_officer())
    row = make_resource(slug="shelters", editions=[{"title": "Climate shelters"}])

    page = Page(client.get(LIST, {"q": "shelterz"}))

    assert page.links[f"{row.get_absolute_url()}?lang=en"] == "Climate shelters"
    assert reverse("resources:list") in page.links


def test_a_row_says_kind_audience_city_languages_and_day(client):
    client.force_login(make_officer())
    moment = timezone.now().replace(year=2025, month=3, day=12)
    row = make_resource(
        kind="lessons-learned",
        cities=[make_city(name="Oslo")],
        published_at=moment,
        editions=[{"title": "Eleven rooms", "summary": "Four were used."}],
        open_to_partners=True,
        is_sample=True,
    )
    make_edition(row, language="de")

    page = client.get(LIST).content.decode()

    for words in ("Lessons learned", "All members, and partners", "Eleven rooms", "Four were used.",
                  "Oslo", "English, German", "12 March 2025", "Sample", "1 result"):  # fmt: skip
        assert words in page


def everywhere(client, resource):
    """Where a reader comes upon it: in the list, in the search, in the counts, on its page, as its file."""
    listed = client.get(LIST).context["page"]
    return (
        [row.pk for row in listed.rows] == [resource.pk],
        [row.pk for row in client.get(LIST, {"q": "zitronenbaum"}).context["page"].rows] == [resource.pk],
        [it.count for group in listed.groups if group.name == "kind" for it in group.options] == [1],
        client.get(resource.get_absolute_url()).status_code == 200,
        client.get(resource.editions.get().file_url).status_code == 200,
    )


@pytest.mark.parametrize(
    "end",
    [
        lambda resource, city: edit_resource(resource, level=Level.PILOT, by=make_staff()),
        lambda resource, city: withdraw(resource, by=make_staff()),
        lambda resource, city: change_tier(city.membership, tier=Tier.GENERAL, by=make_staff()),
        lambda resource, city: city.memberships.update(until=timezone.now()),
        lambda resource, city: city.seats.update(until=timezone.now()),
    ],
    ids=["narrowed", "pulled back", "another tier", "the city left", "the person left"],
)
def test_what_one_may_no_longer_see_is_gone_everywhere_on_the_next_request(client, end):
    city = make_city(tier=Tier.PEER)
    client.force_login(make_officer(city))
    resource = make_resource(level=Level.PEER, editions=[{"upload": upload(pdf("A Zitronenbaum"))}])
    read_file(resource.editions.get().pk)
    before = everywhere(client, resource)

    end(resource, city)

    assert (before, everywhere(client, resource)) == ((True,) * 5, (False,) * 5)


def test_an_exception_opens_one_paper_everywhere_and_its_end_closes_it(client):
    city = make_city(tier=Tier.GENERAL)
    client.force_login(make_officer(city))
    resource = make_resource(level=Level.PILOT, editions=[{"upload": upload(pdf("A Zitronenbaum"))}])
    read_file(resource.editions.get().pk)
    before = everywhere(client, resource)

    grant(resource, to=city.circle.group, by=make_staff(), until=timezone.now() + timedelta(hours=1))
    during = everywhere(client, resource)
    resource.circle_grants.update(until=timezone.now() - timedelta(seconds=1))

    assert (before, during, everywhere(client, resource)) == ((False,) * 5, (True,) * 5, (False,) * 5)


def test_a_partner_finds_what_is_opened_to_partners_and_no_more(client):
    client.force_login(make_officer(make_city(kind=City.Kind.PARTNER)))
    opened = make_resource(level=Level.PILOT, open_to_partners=True)
    public = make_resource(level=Level.PUBLIC)
    make_resource(level=Level.GENERAL)

    assert [row.pk for row in client.get(LIST).context["page"].rows] == [public.pk, opened.pk]


@pytest.mark.parametrize(
    ("level", "open_to_partners", "words"),
    [
        (Level.PUBLIC, False, "Everyone on the web"),
        (Level.PUBLIC, True, "Everyone on the web"),
        (Level.GENERAL, False, "All members"),
        (Level.GENERAL, True, "All members, and partners"),
        (Level.PEER, False, "Peer and pilot cities"),
        (Level.PILOT, True, "Pilot cities, and partners"),
        (Level.NAMED, False, "Only those chosen"),
        (Level.NAMED, True, "Partners and those chosen"),
    ],
)
def test_who_can_see_it_in_the_words_of_readers(level, open_to_partners, words):
    assert who_can_see(Resource(level=level, open_to_partners=open_to_partners)) == words


def test_many_cities_are_named_in_part(client):
    client.force_login(make_officer())
    make_resource(cities=[make_city(name=name) for name in ("Lima", "Accra", "Oslo", "Quito", "Bonn")])

    assert "Accra, Bonn, Lima and 2 more" in client.get(LIST).content.decode()


def test_a_search_with_filters_that_finds_nothing_offers_no_titles(client):
    make_resource(level=Level.PUBLIC, editions=[{"title": "Shelters"}])

    offered = client.get(LIST, {"q": "shelterz"}).context["page"].did_you_mean
    filtered = client.get(LIST, {"q": "shelterz", "kind": "guide"}).context["page"].did_you_mean

    assert ([it["title"] for it in offered], filtered) == (["Shelters"], [])


def test_a_row_is_in_the_readers_language_else_in_english_else_in_what_there_is(client):
    person = make_officer(person=make_user(language="de"))
    client.force_login(person)
    texts = {
        "both": [("en", "Cool rooms"), ("de", "Kühle Räume")],
        "not german": [("fr", "Le froid"), ("en", "The cold")],
        "french alone": [("fr", "La chaleur")],
    }
    for editions in texts.values():
        make_resource(editions=[{"language": code, "title": title} for code, title in editions])

    answer = client.get(LIST)

    titles = Page(answer).html.select(".result h3 a")
    assert [(it["lang"], it.get_text()) for it in titles] == [
        ("de", "Kühle Räume"),
        ("fr", "La chaleur"),
        ("en", "The cold"),
    ]


def test_sorted_by_day_or_by_match_the_words_and_filters_stay(client):
    make_resource(level=Level.PUBLIC, kind="guide", editions=[{"title": "Shelter"}])

    page = client.get(LIST, {"q": "shelter", "kind": "guide", "sort": "newest"}).context["page"]

    assert (page.by_match, page.by_date) == ("?q=shelter&kind=guide", "?q=shelter&kind=guide&sort=newest")


def test_the_head_says_how_many_and_which_of_them(client):
    client.force_login(make_officer())
    for row in shelve(45):
        write_index(row)

    first = client.get(LIST, {"q": "shelter"}).context["page"]
    last = client.get(f"{LIST}?q=shelter&page=3").context["page"]

    assert [(page.first, page.last, page.found) for page in (first, last)] == [(1, 20, 45), (41, 45, 45)]
