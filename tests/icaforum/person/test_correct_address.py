"""An address is corrected: its reader signs in from now on, and the old one opens nothing."""

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from cities.people import locks
from cities.people.actions.accounts import AddressTaken, NothingToCorrect, correct_address
from cities.people.models import User
from icaforum.audit.models import Entry
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Message
from tests.factories import make_officer, make_staff, make_user
from tests.pages import Page

pytestmark = pytest.mark.django_db
OLD, NEW = "samira@wrong.example", "samira@right.example"


@pytest.fixture
def ana():
    return make_staff(name="Ana Ruiz")


@pytest.fixture
def samira():
    return make_officer(person=make_user(email=OLD, name="Samira"))


def verb(person):
    return reverse("admin:cities_user_verb", args=[person.pk, "correct-address"])


def comes_back(person):
    queue_mail("letter", to=person, key="came back", ids={"letter": 0})
    Message.objects.update(state="dead", last_error="5.1.1 no such user")


def test_in_three_pages_from_a_search(client, ana, samira):
    client.force_login(ana)
    comes_back(samira)

    found = Page(client.get(reverse("admin:search"), {"q": "samira"}))
    assert found.links[verb(samira)] == "Correct address: Samira"
    page = Page(client.get(verb(samira)))
    client.post(verb(samira), page.sent_by("form.form") | {"email": NEW.upper()})

    samira.refresh_from_db()
    assert samira.email == NEW
    assert [entry.verb for entry in Entry.objects.about(samira)] == ["address_corrected"]


def test_the_new_address_signs_in_and_the_old_one_opens_nothing(ana, samira):
    theirs = Client()
    theirs.force_login(samira)
    assert theirs.get(reverse("cities:profile")).status_code == 200

    correct_address(samira, email=NEW, by=ana)

    assert theirs.get(reverse("cities:profile")).status_code == 302
    assert not UserSession.objects.filter(user=samira).exists()
    assert not EmailAddress.objects.filter(email=OLD).exists()
    assert not User.objects.with_address(OLD).exists()
    Message.objects.all().delete()
    Client().post(reverse("account_login"), {"email": NEW})
    assert [(mail.kind, mail.person) for mail in Message.objects.all()] == [("sign_in_code", samira)]


@pytest.mark.parametrize("dead", [False, True])
def test_both_addresses_are_told_the_old_one_unless_it_is_dead(ana, samira, dead):
    if dead:
        comes_back(samira)

    correct_address(samira, email=NEW, by=ana)

    told = Message.objects.filter(kind="security_notice").values_list("address", flat=True)
    assert sorted(told) == sorted([NEW] if dead else [NEW, OLD])


def test_what_waits_goes_to_the_new_address_but_for_codes(ana, samira):
    queue_mail("place_waiting", to=samira, key="a", ids={})
    queue_mail("sign_in_code", to=samira, key="b", ids={"seed": "1.x"})
    queue_mail("place_waiting", to=samira, key="c", ids={})
    Message.objects.filter(dedupe_key="c").update(state="sent", accepted_at=Now())

    correct_address(samira, email=NEW, by=ana)

    where = dict(Message.objects.exclude(kind="security_notice").values_list("dedupe_key", "address"))
    assert where == {"a": NEW, "b": OLD, "c": OLD}


def test_a_further_address_that_was_proved_becomes_the_first(ana, samira):
    EmailAddress.objects.create(user=samira, email=NEW, verified=True)

    correct_address(samira, email=NEW, by=ana)

    assert [(row.email, row.primary) for row in samira.emailaddress_set.all()] == [(NEW, True)]


@pytest.mark.parametrize("error", [AddressTaken, NothingToCorrect, locks.NotYours])
def test_what_cannot_be_changes_nothing(client, ana, samira, error):
    email, by = NEW, ana
    if error is AddressTaken:
        EmailAddress.objects.create(user=make_user(), email=NEW, verified=True)
    elif error is NothingToCorrect:
        email = OLD
    else:
        by = samira

    with pytest.raises(error):
        correct_address(samira, email=email, by=by)

    samira.refresh_from_db()
    assert samira.email == OLD
    assert not Message.objects.exists()


@pytest.mark.parametrize("email", ["", "nowhere", "a b@c.example", "x" * 300 + "@c.example"])
def test_what_is_no_address_is_said(client, ana, samira, email):
    client.force_login(ana)

    answer = client.post(verb(samira), {"email": email})

    assert answer.status_code == 200
    assert Page(answer).html.select(".field__error, .errors, [aria-invalid=true]")
    samira.refresh_from_db()
    assert samira.email == OLD


def test_the_button_is_green_only_where_mails_come_back(client, ana, samira):
    client.force_login(ana)
    page = reverse("admin:cities_user_change", args=[samira.pk])
    green = ".verbs .button:not(.button--secondary, .button--danger-quiet)"

    works = Page(client.get(page)).texts(green)
    comes_back(samira)

    assert (works, Page(client.get(page)).texts(green)) == ([], ["Correct address"])
