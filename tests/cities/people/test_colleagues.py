"""Invitations into the secretariat and rights with a last day: how they begin, and that they end."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cities.people.actions import colleagues
from cities.people.actions.accounts import deactivate
from cities.people.models import User
from cities.people.rules import end_of_day
from icaforum.audit.models import Entry
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db

TODAY = reverse("admin:index")


@pytest.fixture
def by(settings):
    settings.STAFF_SECOND_FACTOR = False
    return make_staff()


def invited(by, **facts):
    facts = {"email": "nadia@forum.example", "name": "Nadia", "language": "en", "time_zone": "UTC"} | facts
    return colleagues.add_colleague(presets=["events"], by=by, **facts)


def set_back(person, **columns):
    User.objects.filter(pk=person.pk).update(**columns)
    person.refresh_from_db()


def verbs(person):
    return [entry.verb for entry in Entry.objects.about(person).order_by("pk")]


def opens_today(client, person):
    client.force_login(person)
    return client.get(TODAY).status_code == 200


def test_an_invitation_is_accepted_by_coming_with_the_second_step(client, by, settings):
    nadia = invited(by)
    settings.STAFF_SECOND_FACTOR = True
    assert not opens_today(client, nadia)
    nadia.refresh_from_db()
    assert nadia.staff_invitation_ends_at is not None

    settings.STAFF_SECOND_FACTOR = False
    assert opens_today(client, nadia)
    assert opens_today(client, nadia)

    nadia.refresh_from_db()
    assert nadia.staff_invitation_ends_at is None
    assert verbs(nadia) == ["colleague added", "colleague arrived"]


@pytest.mark.parametrize("clock_runs", [True, False])
def test_an_invitation_that_nobody_accepted_ends_by_the_clock_or_at_the_next_page(client, by, clock_runs):
    nadia = invited(by)
    assert colleagues.end_work() == 0
    set_back(nadia, staff_invitation_ends_at=timezone.now() - timedelta(seconds=1))

    assert colleagues.end_work() == 1 if clock_runs else not opens_today(client, nadia)

    nadia.refresh_from_db()
    assert (nadia.is_staff, nadia.is_active, nadia.groups.count()) == (False, True, 0)
    assert verbs(nadia) == ["colleague added", "colleague never came"]
    assert written(Message.objects.get()) is None


@pytest.mark.parametrize("clock_runs", [True, False])
def test_rights_end_with_the_last_day_where_the_colleague_is(client, by, clock_runs):
    nadia = invited(by, time_zone="Pacific/Auckland", until=date(2031, 8, 31))
    assert opens_today(client, nadia)
    # In Auckland the day is over at noon of UTC.
    assert end_of_day(nadia.staff_until, nadia.time_zone).isoformat() == "2031-09-01T00:00:00+12:00"
    assert colleagues.end_work(now=end_of_day(nadia.staff_until, nadia.time_zone) - timedelta(seconds=1)) == 0
    set_back(nadia, staff_until=timezone.now().date() - timedelta(days=2))

    assert colleagues.end_work() == 1 if clock_runs else not opens_today(client, nadia)

    nadia.refresh_from_db()
    assert (nadia.is_staff, nadia.staff_until, nadia.groups.count()) == (False, None, 0)
    assert verbs(nadia)[-1] == "rights ended"


def test_an_invitation_is_sent_again_with_a_new_term_and_taken_back(client, by):
    nadia = invited(by)
    client.force_login(by)

    def press(name):
        return client.post(reverse("admin:cities_colleague_verb", args=[nadia.pk, name]))

    assert "wait five minutes" in press("send-again").text
    set_back(nadia, staff_invited_at=timezone.now() - timedelta(days=6))
    press("send-again")
    ends = User.objects.get(pk=nadia.pk).staff_invitation_ends_at
    press("take-back")
    refused = client.post(reverse("admin:cities_colleague_verb", args=[by.pk, "send-again"]))

    assert ends > timezone.now() + timedelta(days=6)
    assert Message.objects.count() == 2
    assert [written(mail) for mail in Message.objects.all()] == [None, None]
    assert not User.objects.get(pk=nadia.pk).is_staff
    assert "You cannot change your own rights" in refused.text
    # The same address can be invited again, and its account is the one that stands.
    assert invited(by).pk == nadia.pk


def test_who_adds_colleagues_has_no_last_day(by):
    ben = make_user()

    with pytest.raises(colleagues.NoPreset, match="has no last day"):
        colleagues.set_rights(
            ben, presets=["secretariat"], adds_colleagues=True, until=date(2031, 1, 1), by=by
        )
    with pytest.raises(IntegrityError, match="no_last_day"), transaction.atomic():
        User.objects.filter(pk=by.pk).update(staff_until=date(2031, 1, 1))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"until": "2020-01-01"}, "Choose a day from today on."),
        ({"until": "9999-12-31"}, "Choose a day from today on."),
        ({"until": "2031-01-01", "adds_colleagues": "on"}, "has no last day: leave one of the two out"),
    ],
)
def test_a_last_day_that_cannot_be_is_said(client, by, typed, said):
    client.force_login(by)
    facts = {"email": "n@forum.example", "name": "N", "language": "en", "time_zone": "UTC"}

    answer = client.post(reverse("admin:cities_colleague_add"), facts | {"presets": ["secretariat"]} | typed)

    assert said in answer.text
    assert not User.objects.filter(email="n@forum.example").exists()


# What a colleague started ends with the right to start it ---------------------------------------------------


def rights_taken(person, by):
    colleagues.take_rights(person, by=by)


def rights_lowered(person, by):
    colleagues.set_rights(person, presets=["secretariat"], by=by)


def account_closed(person, by):
    deactivate(person, by=by)


@pytest.mark.parametrize("clock_runs", [True, False])
@pytest.mark.parametrize("end", [rights_taken, rights_lowered, account_closed])
def test_nobody_comes_back_by_an_invitation_of_their_own_making(client, by, end, clock_runs):
    gone = make_staff()
    second_address = invited(gone, email="private@home.example")
    end(gone, by)

    assert colleagues.end_work() == 1 if clock_runs else not opens_today(client, second_address)

    second_address.refresh_from_db()
    assert (second_address.is_staff, second_address.groups.count()) == (False, 0)
    assert verbs(second_address) == ["colleague added", "colleague never came"]
    assert written(Message.objects.filter(kind="colleague_added").get()) is None


def test_an_invitation_that_another_colleague_sent_again_is_theirs(client, by):
    gone = make_staff()
    nadia = invited(gone)
    set_back(nadia, staff_invited_at=timezone.now() - timedelta(minutes=6))
    colleagues.invite_again(nadia, by=by)
    colleagues.take_rights(gone, by=by)

    assert colleagues.end_work() == 0
    assert opens_today(client, nadia)


def test_who_has_come_stays_when_their_inviter_goes(client, by):
    gone = make_staff()
    nadia = invited(gone)
    assert opens_today(client, nadia)
    colleagues.take_rights(gone, by=by)

    assert colleagues.end_work() == 0
    assert opens_today(client, nadia)


@pytest.mark.parametrize(
    ("label", "verb"), [("colleague", "take-away"), ("colleague", "rights"), ("user", "close")]
)
def test_the_page_before_says_which_invitations_end(client, by, label, verb):
    gone = make_staff()
    invited(gone)
    client.force_login(by)
    said = "1 open invitation into the secretariat ends too"

    pages = [
        client.get(reverse(f"admin:cities_{label}_verb", args=[person.pk, verb])).text
        for person in (gone, make_staff())
    ]

    assert [said in page for page in pages] == [True, False]
