"""Staff find rows in every list without accents, by the name of a city and by a part of an address."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.db import connection
from django.urls import reverse

from cities.models import Application, Invitation, User
from icaforum.audit.record import record
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Message
from icaforum.pages.admin_site import SECTIONS
from icaforum.words.plain_search import holds
from icaforum.words.staff_search import StaffSearch, words_of
from resources.models import Edition, Resource
from tests.factories import (
    make_city,
    make_event,
    make_officer,
    make_pairing,
    make_project,
    make_registration,
    make_resource,
    make_staff,
    make_user,
)

pytestmark = pytest.mark.django_db


def rows(client, name, words):
    """How many rows the list shows for these words."""
    page = client.get(reverse(f"admin:{name}_changelist"), {"q": words})
    assert page.status_code == 200
    return page.context["cl"].result_count


@pytest.fixture
def koln(client):
    client.force_login(make_staff())
    city = make_city(name="Köln", slug="koeln", sort_name="koln")
    make_city(name="Bonn")
    person = make_officer(city, person=make_user(name="Jörg Müller", email="j.mueller@stadt.example"))
    return city, person


def test_every_list_searches_so():
    # Those that the menu offers; what libraries register besides is changed by our verbs.
    ours = [it for it in admin.site._registry.values() if it.opts.app_label in SECTIONS]
    admins = [it for it in ours if it.search_fields]

    assert [type(it).__name__ for it in admins if not isinstance(it, StaffSearch)] == []
    assert len(admins) > 10


@pytest.mark.parametrize(
    "words", ["Koln", "KÖLN", "jo koln", "Jorg Koln", "muller", "mueller@stadt", "stadt.ex"]
)
@pytest.mark.parametrize("name", ["cities_user", "cities_city", "cities_officer", "cities_membership"])
def test_a_person_and_a_city_are_found_by_parts_without_accents(client, koln, name, words):
    assert rows(client, name, words) == 1


def test_no_row_comes_twice_and_every_word_is_asked_for(client, koln):
    city, _person = koln
    make_officer(city, person=make_user(name="Jo Koln", email="jo@stadt.example"))

    assert rows(client, "cities_city", "stadt") == 1
    assert rows(client, "cities_user", "jo koln") == 2
    assert rows(client, "cities_user", "jo bonn") == 0


@pytest.mark.parametrize("words", ["koln", "mueller@stadt"])
def test_what_belongs_to_a_city_is_found_by_it_and_by_its_people(client, koln, words):
    city, person = koln
    make_project(city)
    make_pairing(pilot_city=city, project=make_project(title="Cool rooms"))
    make_resource(cities=[city])
    event = make_event(hosts=[city])
    make_registration(event, person=person, city=city)
    queue_mail("pairing_active", to=person, key="a mail", ids={})

    lists = [
        *("pilots_pilotproject", "pilots_pairing", "resources_resource"),
        *("events_event", "events_registration", "outbox_message"),
    ]
    assert {name: rows(client, name, words) for name in lists} == dict.fromkeys(lists, 1)
    assert rows(client, "pilots_pairing", "cool rooms") == 1


def test_the_history_finds_what_its_things_and_people_are_called(client, koln):
    city, person = koln
    colleague = make_user(name="Somebody")  # what the clock did stands apart
    record("changed", city, by=colleague)
    record("changed", make_city(name="Bonn too"), by=person)
    record("changed", make_city(name="Ulm"), by=colleague)

    assert rows(client, "audit_entry", "koln") == 2
    assert rows(client, "audit_entry", "ulm") == 1
    assert rows(client, "audit_entry", str(city.pk)) >= 1


@pytest.mark.parametrize("words", ['"', "'", '"a', "\\", "%", "_", "\x00", "  ", "'; drop", "=", "a " * 500])
def test_no_words_break_a_list(client, koln, words):
    assert rows(client, "cities_user", words) >= 0
    assert rows(client, "audit_entry", words) >= 0
    assert rows(client, "cities_theme", words) >= 0


def test_quotes_keep_words_together():
    assert words_of('jo "new york" x') == ["jo", "new york", "x"]


# By an index ------------------------------------------------------------------------------------------------


# The columns of tables that grow, and the index of each.
INDEXED = {
    (User, "name"): "user_plain",
    (User, "email"): "user_plain",
    (EmailAddress, "email"): "emailaddress_plain",
    (Invitation, "name"): "invitation_plain",
    (Invitation, "email"): "invitation_plain",
    (Application, "city_name"): "application_plain",
    (Application, "person_name"): "application_plain",
    (Application, "email"): "application_plain",
    (Message, "address"): "outbox_message_plain",
    (Edition, "title"): "edition_title_plain",
    (Resource, "slug"): "resource_slug_plain",
}


def plan_of(rows):
    """How PostgreSQL finds the rows where it may not read a table from end to end."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        cursor.execute("SET LOCAL enable_indexonlyscan = off")
        cursor.execute("EXPLAIN " + rows.query.sql_with_params()[0], rows.query.sql_with_params()[1])
        return "\n".join(line for (line,) in cursor)


@pytest.mark.parametrize("words", ["müller", "jo", "@stadt"])
@pytest.mark.parametrize(("model", "field"), INDEXED)
def test_a_part_is_found_by_an_index(model, field, words):
    plan = plan_of(model._default_manager.filter(holds(field, words)).order_by())

    assert f"Bitmap Index Scan on {INDEXED[model, field]}" in plan


def column(model, path):
    """The model and the name of the column that a field of a search stands for."""
    *relations, name = path.split("__")
    for relation in relations:
        model = model._meta.get_field(relation).related_model
    return model, name


def test_every_column_that_is_searched_in_a_table_that_grows_has_one():
    asked = {
        column(page.model, name)
        for page in admin.site._registry.values()
        for name in page.search_fields
        if isinstance(page, StaffSearch) and not name.startswith("=")
    }
    grows = {model for model, _field in INDEXED}

    assert {it for it in asked if it[0] in grows} == set(INDEXED)


def test_the_search_of_people_is_by_the_same_index(rf):
    request = rf.get("/")
    request.user = make_staff()
    found, _doubled = admin.site._registry[User].get_search_results(request, User.objects.all(), "jo mara")

    for rows in (User.objects.matching("jo mara"), found.order_by()):
        assert plan_of(rows).count("Bitmap Index Scan on user_plain") == 4


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("mara", {"Mara Câmara", "Ana de Oliveira-Marante"}),
        ("CAMA", {"Mara Câmara", "Rui Câmara"}),
        ("câmara rui", {"Rui Câmara"}),
        ("ma", {"Mara Câmara", "Ana de Oliveira-Marante"}),
        ("oliveira-mar", {"Ana de Oliveira-Marante"}),
        ("oliveira.mar", set()),
        ("o'n", {"Sean O’Neill"}),
        ("neill", {"Sean O’Neill"}),
        ("太郎", {"山田太郎"}),
        ("rui@lisboa", {"Rui Câmara"}),
        ("@lisboa", {"Rui Câmara"}),
        ("lisb", {"Rui Câmara"}),
        (".*", set()),
        ("(", set()),
        ("[a-z]", set()),
        ("\\", set()),
        ("（", set()),
        ("%", set()),
    ],
)
def test_of_people_words_match_from_their_beginning(words, found):
    for name in ("Mara Câmara", "Rui Câmara", "Ana de Oliveira-Marante", "Sean O’Neill", "山田太郎"):
        make_user(
            name=name, email="rui@lisboa.example" if name == "Rui Câmara" else f"x{len(name)}@y.example"
        )

    assert {person.name for person in User.objects.matching(words)} == found
