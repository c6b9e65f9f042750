"""What the database holds to be true of the library, and who sees what of it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation

from cities.directory.tiers import Level, Tier
from cities.directory.viewer import Viewer
from cities.models import City
from cities.sharing.actions import grant, revoke
from cities.sharing.models import can_view
from cities.sharing.viewers import viewer_of
from icaforum.words.languages import also_reading
from resources.library import languages
from resources.library.actions.edition import replace_edition
from resources.library.actions.resource import publish, withdraw
from resources.models import Edition, Resource
from tests.factories import make_city, make_edition, make_officer, make_resource, make_staff
from tests.resources.library.files import pdf, upload

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "published", "published_at": None},
        {"state": "draft", "published_at": timezone.now()},
        {"kind": "novel"},
        {"level": 5},
    ],
)
def test_the_database_refuses_a_resource_that_makes_no_sense(wrong):
    resource = make_resource()

    with pytest.raises(IntegrityError), transaction.atomic():
        Resource.objects.filter(pk=resource.pk).update(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"file": "editions/x", "file_name": "x.pdf", "file_type": "pdf", "size": 3, "link": "https://e.org"},
        {"file": "editions/x"},
        {"file_name": "x.pdf"},
        {"text": "words of no file"},
        {"language": "xx"},
    ],
)
def test_the_database_refuses_an_edition_that_makes_no_sense(wrong):
    edition = make_resource().editions.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(**wrong)


def test_a_language_comes_once():
    edition = make_resource().editions.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.create(resource=edition.resource, language="en", title="T", summary="S")


def test_every_configuration_that_is_named_is_there():
    with connection.cursor() as cursor:
        cursor.execute("SELECT cfgname FROM pg_ts_config")
        there = {name for (name,) in cursor.fetchall()}

    assert set(languages.ALL_CONFIGURATIONS) - there == set()


def test_the_title_is_the_one_its_reader_reads_best():
    resource = make_resource(editions=[{"language": "fr", "title": "Français"}])
    make_edition(resource, language="en", title="English")
    make_edition(resource, language="de", title="Deutsch")

    def shown(language, *others):
        with translation.override(language), also_reading(others):
            return resource.title, Resource.objects.as_cards().get().title

    assert shown("de") == shown("de-at", "fr") == ("Deutsch", "Deutsch")
    assert shown("en") == shown("it") == ("English", "English")
    assert shown("it", "es", "fr", "en") == ("Français", "Français")
    assert resource.edition_for_reader("de").title == "Deutsch"
    assert resource.edition_for_reader("sw").title == "English"


def test_a_card_carries_cities_and_languages():
    cities = [make_city(name="Oslo", sort_name="oslo"), make_city(name="Accra", sort_name="accra")]
    resource = make_resource(cities=cities)
    make_edition(resource, language="de")

    card = Resource.objects.as_cards().get()

    assert (card.city_names, card.language_names) == (["Accra", "Oslo"], ["English", "German"])


def test_the_newest_come_first_and_drafts_not_at_all():
    now = timezone.now()
    old = make_resource(published_at=now - timedelta(days=3))
    new = make_resource(published_at=now - timedelta(days=1))
    make_resource(published=False)
    pulled = make_resource()
    withdraw(pulled, by=make_staff())

    assert list(Resource.objects.newest()) == [new, old]


def viewers():
    """Who asks, by name, with the levels that each sees: the truth, said without the code."""
    partner = make_city(kind=City.Kind.PARTNER)
    return {
        "visitor": (Viewer.public(), {0}),
        "general": (viewer_of(make_officer(make_city(tier=Tier.GENERAL))), {0, 1}),
        "peer": (viewer_of(make_officer(make_city(tier=Tier.PEER))), {0, 1, 2}),
        "pilot": (viewer_of(make_officer(make_city(tier=Tier.PILOT))), {0, 1, 2, 3}),
        "partner": (viewer_of(make_officer(partner)), {0}),
        "staff": (viewer_of(make_staff(), verified=True), {0, 1, 2, 3, 9}),
    }


@pytest.mark.parametrize("open_to_partners", [False, True])
@pytest.mark.parametrize("state", ["draft", "published", "withdrawn"])
def test_the_level_decides_and_only_what_is_out_is_seen(state, open_to_partners):
    staff = make_staff()
    resources = {}
    for level in Level:
        resource = make_resource(level=level, open_to_partners=open_to_partners, published=False)
        Resource.objects.filter(pk=resource.pk).update(
            state=state, published_at=None if state == "draft" else timezone.now()
        )
        resources[int(level)] = resource

    seen = {
        name: {level for level, resource in resources.items() if can_view(viewer, resource)}
        for name, (viewer, _levels) in viewers().items()
    }

    truth = {name: set(levels) if state == "published" else set() for name, (_, levels) in viewers().items()}
    truth["staff"] = {0, 1, 2, 3, 9}
    if open_to_partners and state == "published":
        truth["partner"] = {0, 1, 2, 3, 9}
    assert staff
    assert seen == truth


def test_a_grant_opens_one_resource_until_it_ends():
    staff, city = make_staff(), make_city()
    person, of_city = make_officer(), make_officer(city)
    resource = make_resource(published=False, level=Level.NAMED)
    group = Group.objects.get(circle__city=city)
    grant(resource, to=person, by=staff)
    grant(resource, to=group, by=staff, until=timezone.now() + timedelta(hours=1))
    publish(resource, by=staff)
    assert [can_view(viewer_of(who), resource) for who in (person, of_city, make_officer())] == [
        True, True, False,
    ]  # fmt: skip

    revoke(resource, to=person, by=staff)
    resource.circle_grants.update(until=timezone.now() - timedelta(seconds=1))

    assert [can_view(viewer_of(who), resource) for who in (person, of_city)] == [False, False]


def test_a_right_that_ends_counts_on_the_next_request(client):
    officer = make_officer(make_city(tier=Tier.PILOT))
    resource = make_resource(level=Level.PILOT)
    client.force_login(officer)
    assert client.get(resource.get_absolute_url()).status_code == 200

    officer.seats.get().city.memberships.update(tier=Tier.GENERAL)

    assert client.get(resource.get_absolute_url()).status_code == 404


def many_rows(number=4_000):
    now = timezone.now()
    Resource.objects.bulk_create(
        Resource(
            slug=f"r{n}",
            kind="guide",
            level=[0, 1, 2, 3][n % 4],
            state="published",
            published_at=now - timedelta(minutes=n),
        )
        for n in range(number)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE resources_resource")


@pytest.mark.parametrize("granted", [0, 25])
def test_the_list_walks_the_index_of_the_newest(granted):
    many_rows()
    viewer = Viewer(level=Level.GENERAL, user_id=make_staff().pk)
    viewer.granted[Resource] = list(Resource.objects.filter(level=3).values_list("pk", flat=True)[:granted])

    said = Resource.objects.visible_to(viewer).newest().only("pk")[:21].explain()

    assert "Index Scan using resource_newest" in said
    assert "SubPlan" not in said


def test_the_search_walks_its_index():
    many_rows()

    said = Resource.objects.visible_to(Viewer(level=Level.GENERAL)).filter(search="shelter").explain()

    assert "resource_search" in said


def test_a_file_lies_under_a_random_word():
    resource = make_resource()
    edition = replace_edition(
        resource.editions.get(), by=make_staff(), upload=upload(pdf("x"), "../../Secret plan.pdf")
    )

    folder, prefix, key = edition.file.name.split("/")

    assert (folder, prefix, len(key), key.isalnum()) == ("editions", key[:2], 32, True)
    assert edition.file_name == "Secret plan.pdf"
