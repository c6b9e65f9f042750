"""One address has one account: however it is written, and whoever writes it."""

from importlib import import_module
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from cities.invitations.actions import access_requests, inviting
from cities.joining.actions.links import resend_links
from cities.models import AccessRequest, Application, Invitation, User
from icaforum.audit.record import Refused
from icaforum.outbox.links import sign
from icaforum.outbox.models import Message
from tests.factories import make_application, make_city, make_lead, make_officer, make_staff, make_user

pytestmark = pytest.mark.django_db

LOOK_ALIKES = ["pılot@demo.example", "PıLOT@demo.example", "pіlot@demo.example"]
WRITTEN = [
    "Pilot@Demo.example",
    "pilot@demo.example\u200b",
    "ｐilot@demo.example",
    "\u202epilot@demo.example",
]


@pytest.mark.parametrize("look_alike", LOOK_ALIKES)
def test_an_invitation_to_a_look_alike_is_refused(client, look_alike):
    city = make_city()
    make_user(email="pilot@demo.example")
    client.force_login(make_lead(city))
    facts = {"email": look_alike, "role": "officer", "language": "en"}

    page = client.post(reverse("cities:team", args=[city.slug]), facts)

    assert "in front of the @" in page.text
    assert (Invitation.objects.count(), Message.objects.count()) == (0, 0)
    with pytest.raises(inviting.NoAddress, match="in front of the @"):
        inviting.invite(city, email=look_alike, by=None)


@pytest.mark.parametrize("look_alike", LOOK_ALIKES)
def test_a_look_alike_finds_no_account(look_alike):
    person = make_user(email="pilot@demo.example")

    assert not User.objects.with_address(look_alike).exists()
    assert User.objects.with_address("pilot@demo.example").get() == person
    for name, field in (("account_login", "email"), ("account_reset_password", "email")):
        page = Client().post(reverse(name), {field: look_alike})
        assert "in front of the @" in page.text
    assert Message.objects.count() == 0


@pytest.mark.parametrize("written", WRITTEN)
def test_however_an_address_is_written_it_is_one_account(client, written):
    person, city = make_user(email="pilot@demo.example"), make_city()

    client.post(reverse("account_login"), {"email": written})
    offer = inviting.invite(city, email=written, by=None)

    assert Message.objects.get(kind="sign_in_code").person == person
    assert offer.email == "pilot@demo.example"
    assert User.objects.with_address(written).get() == person
    with pytest.raises(inviting.AlreadyInvited):
        inviting.invite(city, email="pilot@demo.example", by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user(written)


@pytest.mark.parametrize("written", WRITTEN)
def test_a_password_works_however_the_address_is_written(client, written):
    person = make_user(email="pilot@demo.example")
    person.set_password("a long enough phrase")
    person.save()

    client.post(reverse("account_login_password"), {"login": written, "password": "a long enough phrase"})

    assert client.session["_auth_user_id"] == str(person.pk)


def test_what_is_pasted_with_a_sign_that_nobody_sees_becomes_an_account_that_opens(client):
    city = make_city()
    offer = inviting.invite(city, email="new@demo.example\u200b", by=None)

    client.post(
        reverse("cities:invitation", args=[sign("invitation", offer.pk)]),
        {"name": "New", "language": "en", "time_zone": "UTC"},
    )
    browser = Client()
    browser.post(reverse("account_login"), {"email": "new@demo.example"})

    assert User.objects.get().email == "new@demo.example"
    assert EmailAddress.objects.get().email == "new@demo.example"
    assert Message.objects.latest("pk").kind == "sign_in_code"


def test_another_address_is_cleaned_before_it_is_proved(client):
    person = make_user()
    client.force_login(person)

    asked = client.post(reverse("account_email"), {"action_add": "", "email": "New@köln.example\u200b"})
    refused = client.post(reverse("account_email"), {"action_add": "", "email": "nıw@demo.example"})

    assert asked.status_code == 302
    assert Message.objects.get().address == "new@xn--kln-sna.example"
    assert "in front of the @" in refused.text


def test_applications_requests_and_links_are_found_however_the_address_is_written():
    city = make_city()
    make_lead(city)
    application = make_application(email="Info@köln.example")
    facts = {"name": "Ana", "language": "en"}
    asked = access_requests.ask_for_access(city, email="ana@köln.example", **facts)

    assert application.email == "info@xn--kln-sna.example"
    assert Application.objects.of_address("INFO@KÖLN.example").get() == application
    assert access_requests.ask_for_access(city, email="Ana@ko\u0308ln.example", **facts) == asked
    assert resend_links(email="info@köln.example") == 1


def test_a_colleague_is_added_under_the_clean_address(client):
    client.force_login(make_staff())
    facts = {"name": "Kim", "language": "en", "time_zone": "UTC", "presets": ["reviewer"]}
    add = reverse("admin:cities_colleague_add")

    refused = client.post(add, {"email": "kım@demo.example"} | facts)
    client.post(add, {"email": "\u212aim@demo.example"} | facts)

    assert "in front of the @" in refused.text
    assert User.objects.get(name="Kim").email == "kim@demo.example"


@pytest.mark.parametrize("bad", ["Ana@lima.example", "ana@lima.example\u200b", "anı@lima.example"])
def test_the_database_holds_clean_addresses_only(bad):
    person, offer = make_user(), inviting.invite(make_city(), email="ben@lima.example", by=None)
    proved = EmailAddress.objects.get(user=person)

    for row in (person, offer, proved):
        with pytest.raises(IntegrityError, match="clean"), transaction.atomic():
            raw_write(row, bad)


def raw_write(row, email):
    """Past the field, as an older process or a person at the database would."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET email = %s WHERE id = %s", [email, row.pk])


# What stood there before -----------------------------------------------------------------------------------


@pytest.fixture
def of_earlier_times():
    """Write an address as it stood before the constraints, which the migration finds."""
    dropped = [
        ("cities_user", "user_email_is_clean"),
        ("cities_invitation", "invitation_email_is_clean"),
        ("account_emailaddress", "proved_address_is_clean"),
    ]
    with connection.cursor() as cursor:
        for table, name in dropped:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    return raw_write


def clean_all():
    import_module("cities.migrations.0006_clean_addresses").clean(apps, None)


def found():
    out = StringIO()
    try:
        call_command("find_addresses", stdout=out)
    except CommandError as error:
        return out.getvalue() + str(error)
    return out.getvalue()


def test_what_can_be_cleaned_is_cleaned(of_earlier_times):
    person, offer = make_user(), inviting.invite(make_city(), email="x@lima.example", by=None)
    proved = EmailAddress.objects.get(user=person)
    application, asked = (
        make_application(),
        AccessRequest.objects.create(city=make_city(), email="y@lima.example"),
    )
    for row in (person, proved, offer, application, asked):
        of_earlier_times(row, "Ana@köln.example\u200b")

    clean_all()

    for row in (person, proved, offer, application, asked):
        row.refresh_from_db()
        assert row.email == "ana@xn--kln-sna.example"
    assert (person.address_to_settle, proved.verified) == (False, True)
    assert found() == "Every account has an address of its own.\n"


def test_accounts_that_collide_once_cleaned_are_found_and_left_to_the_secretariat(of_earlier_times):
    right, wrong = make_user(email="pilot@demo.example"), make_user()
    for row in (wrong, EmailAddress.objects.get(user=wrong)):
        of_earlier_times(row, "pilot@demo.example\u200b")

    clean_all()

    wrong.refresh_from_db()
    assert (wrong.email, wrong.address_to_settle) == ("pilot@demo.example\u200b", True)
    assert User.objects.with_address("pilot@demo.example\u200b").get() == right
    assert f"account {wrong.pk}: pilot@demo.example\\u200b: pilot@demo.example is the address of" in found()
    assert f"account {right.pk}: pilot@demo.example: " in found()


def test_two_that_become_one_are_both_left(of_earlier_times):
    both = [make_user(), make_user()]
    of_earlier_times(both[0], "Pilot@demo.example")
    of_earlier_times(both[1], "pilot@demo.example\u200b")

    clean_all()

    assert set(User.objects.filter(address_to_settle=True)) == set(both)


def test_what_cannot_be_written_to_is_found_and_its_invitation_taken_back(of_earlier_times):
    person, offer = make_user(), inviting.invite(make_city(), email="x@lima.example", by=None)
    proved = EmailAddress.objects.get(user=person)
    for row in (person, proved, offer):
        of_earlier_times(row, "pılot@demo.example")

    clean_all()

    for row in (person, proved, offer):
        row.refresh_from_db()
    assert (person.address_to_settle, proved.verified, offer.is_open) == (True, False, False)
    assert f"account {person.pk}: p\\u0131lot@demo.example: cannot be written to\n1 to settle" in found()


def test_the_secretariat_settles_such_an_account(client, of_earlier_times):
    person, other, colleague = make_officer(), make_user(email="taken@demo.example"), make_staff()
    of_earlier_times(person, "pılot@demo.example")
    clean_all()
    client.force_login(colleague)
    page = reverse("admin:cities_user_verb", args=[person.pk, "settle-address"])

    refused = client.post(page, {"email": other.email})
    client.post(page, {"email": "Pilot@demo.example"})

    person.refresh_from_db()
    assert "belongs to an account already" in refused.text
    assert (person.email, person.address_to_settle) == ("pilot@demo.example", False)
    assert found() == "Every account has an address of its own.\n"
    browser = Client()
    browser.post(reverse("account_login"), {"email": "pilot@demo.example"})
    assert Message.objects.get().person == person


def test_an_account_with_a_good_address_is_not_settled(client):
    person = make_officer()
    client.force_login(make_staff())

    assert "Settle the address" not in client.get(reverse("admin:cities_user_change", args=[person.pk])).text
    client.post(
        reverse("admin:cities_user_verb", args=[person.pk, "settle-address"]), {"email": "b@demo.example"}
    )
    assert User.objects.get(pk=person.pk).email == person.email


def test_whoever_is_left_to_settle_goes_on_where_they_are_signed_in(client, of_earlier_times):
    person = make_officer()
    of_earlier_times(person, "pılot@demo.example")
    clean_all()
    client.force_login(User.objects.get(pk=person.pk))

    pages = [client.get(reverse(name)) for name in ("cities:profile", "account_email", "desk")]

    assert [page.status_code for page in pages] == [200, 200, 200]


def test_a_request_of_earlier_times_whose_address_cannot_be_written_to_is_refused_in_words(of_earlier_times):
    asked = AccessRequest.objects.create(city=make_city(), email="y@lima.example", name="Y")
    of_earlier_times(asked, "pılot@demo.example")
    asked.refresh_from_db()

    with pytest.raises(Refused, match="in front of the @"):
        access_requests.answer_access(asked, granted=True, by=make_staff())
