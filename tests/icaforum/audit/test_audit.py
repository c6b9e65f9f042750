import pytest
from django.contrib.admin.models import LogEntry
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from cities.directory.tiers import Level
from cities.joining.actions import memberships
from cities.leaving import actions as leaving
from cities.models import City
from icaforum.audit.details import details_in_words
from icaforum.audit.models import Entry
from icaforum.audit.record import Refused, record
from tests.factories import make_city, make_event, make_officer, make_staff, make_theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry():
    return record("published", make_city(), by=make_staff(), level=1)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_entry SET verb = 'declined'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
    ],
)
def test_the_database_refuses_to_change_the_history(entry, change):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)

    assert Entry.objects.get(pk=entry.pk).verb == "published"


def test_without_its_triggers_the_history_could_be_changed(entry):
    # The twin: it is the trigger that holds, not the test's own rights.
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_entry SET verb = 'declined'")
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")

    assert Entry.objects.get(pk=entry.pk).verb == "declined"


def test_an_entry_outlives_what_it_is_about_and_who_did_it(entry):
    staff = entry.actor_id
    City.objects.get(pk=entry.target_id).circle.delete()
    City.objects.filter(pk=entry.target_id).update(name="Gone")
    type(make_staff()).objects.filter(pk=staff).delete()

    kept = Entry.objects.get(pk=entry.pk)

    assert (kept.actor_id, kept.target_type) == (staff, "cities.city")
    assert Entry.names([kept]) == {}


def test_a_line_holds_no_names():
    person = make_officer(make_city(), person=None)
    seat = person.seats.get()

    leaving.remove_officer(seat, by=make_staff())

    line = Entry.objects.about(seat).get()
    assert person.name not in str((line.verb, line.details))
    assert person.email not in str((line.verb, line.details))


def test_a_refused_verb_leaves_no_line():
    city = make_city()
    before = Entry.objects.count()

    with pytest.raises(Refused), transaction.atomic():
        memberships.open_membership(city, tier=1, by=make_staff())

    assert Entry.objects.count() == before


def test_a_plain_edit_in_the_admin_leaves_one_line_and_none_of_djangos_own(client):
    staff, theme = make_staff(), make_theme()
    type(theme).objects.filter(pk=theme.pk).update(descriptions={"en": "Heat that harms."})
    client.force_login(staff)
    url = reverse("admin:cities_theme_change", args=[theme.pk])
    form = client.get(url).context["adminform"].form

    shown = {name: form[name].value() for name in form.fields}
    answer = client.post(url, shown | {"slug": "great-heat"})
    assert answer.status_code == 302, answer.context["adminform"].form.errors

    lines = Entry.objects.about(theme).values_list("verb", "actor_id", "details")
    assert list(lines) == [("changed", staff.pk, {"fields": ["slug"]})]
    assert LogEntry.objects.count() == 0


def test_the_history_is_read_in_the_admin_and_never_written_there(client, entry):
    client.force_login(make_staff())

    assert client.get(reverse("admin:audit_entry_changelist")).status_code == 200
    assert client.get(reverse("admin:audit_entry_add")).status_code == 403
    assert client.post(reverse("admin:audit_entry_delete", args=[entry.pk])).status_code == 403


def said_of(entry):
    return details_in_words([entry])[entry.pk]


def test_details_are_said_in_words_and_keys_as_names():
    ana, lagos = make_staff(), make_city(name="Lagos")
    event = make_event(level=Level.PEER)

    lines = {
        "invited": record("invited", lagos, by=ana, city=lagos.pk, role="lead"),
        "tier": record("tier changed", lagos, by=ana, was=1, now=2),
        "edited": record("edited", event, by=ana, fields=["capacity", "join_url"]),
        "published": record("published", event, by=ana, level=event.level),
        "gone": record("settled", event, by=None, out=[1, 2], moved_up=[3], city=10**9),
    }

    assert {name: said_of(entry) for name, entry in lines.items()} == {
        "invited": ["city: Lagos", "role: Lead contact"],
        "tier": ["was: Forum member", "is now: Peer city"],
        "edited": ["changed: places, joining link"],
        "published": ["who can see this: Peer and pilot cities"],
        "gone": [],
    }


def test_the_history_names_things_in_words_of_the_reader(client):
    ana, event = make_staff(), make_event(title="Cool rooms")
    record("edited", event, by=ana, fields=["capacity"])
    client.force_login(ana)
    ana.language = "de"
    ana.save()
    client.cookies["language"] = "de"

    page = client.get(reverse("admin:audit_entry_changelist"), headers={"accept-language": "de"}).text

    assert ">events.event<" not in page
    own_page = reverse("admin:events_event_change", args=[event.pk])
    assert f'Veranstaltung: <a href="{own_page}">Cool rooms' in page
    assert "hat bearbeitet" in page


def test_the_history_costs_the_same_for_few_and_for_many(client, django_assert_max_num_queries):
    ana = make_staff()
    client.force_login(ana)
    client.get(reverse("admin:audit_entry_changelist"))
    for _ in range(40):
        record("invited", make_city(), by=ana, city=make_city().pk)

    with django_assert_max_num_queries(20):
        client.get(reverse("admin:audit_entry_changelist"))
