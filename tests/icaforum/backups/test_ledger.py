"""What ended since a backup, kept outside the database."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from cities.invitations.actions.forgetting import say_no_thanks
from cities.invitations.actions.inviting import invite, revoke_invitation
from cities.leaving.actions import remove_officer
from cities.models import Invitation, Objection, Officer
from cities.people.actions import accounts
from events.feeds.actions import choose_feed, end_feed, renew_feed
from events.feeds.models import CalendarFeed
from icaforum.audit.models import Entry
from icaforum.backups import ledger
from icaforum.outbox.models import Message
from tests.factories import make_city, make_lead, make_officer, make_staff, make_user

pytestmark = pytest.mark.django_db


def lines():
    return [json.loads(line) for line in (settings.BACKUP_DIR / ledger.LEDGER).read_text().splitlines()]


def applied(since=timedelta(minutes=1)):
    return ledger.apply_ledger([settings.BACKUP_DIR], made_at=timezone.now() - since)


def test_each_end_stands_in_it_once_and_names_nobody():
    ana, lead = make_staff(name="Ana"), make_lead(make_city())
    person = make_officer(lead.seats.get().city, person=make_user(name="Kim Sample"))
    seat = person.seats.get()
    remove_officer(seat, by=ana)

    assert [ledger.keep_ledger(), ledger.keep_ledger()] == [1, 0]

    (line,) = lines()
    assert (line["what"], line.keys()) == ("seat ended", {"entry", "at", "what", "key", "facts"})
    assert "Kim" not in json.dumps(line)
    assert line["key"] == ledger.keys_of("cities.officer", str(seat.pk))[0]


def test_it_ends_again_what_had_ended_the_only_leads_seat_too_and_mails_nobody():
    lead = make_lead(make_city())
    make_officer(lead.seats.get().city)
    seat = lead.seats.get()
    remove_officer(seat, successor=Officer.objects.exclude(pk=seat.pk).get(), by=make_staff())
    ledger.keep_ledger()
    Message.objects.all().delete()
    Officer.objects.filter(pk=seat.pk).update(until=None)  # as the dump has it
    Officer.objects.exclude(pk=seat.pk).update(role=Officer.Role.OFFICER)

    assert applied()["seat ended"] == 1
    assert Officer.objects.get(pk=seat.pk).until
    assert not Message.objects.exists()
    # The second time there is nothing to do.
    assert applied()["seat ended"] == 0


def test_an_account_that_was_closed_and_opened_again_is_open():
    ana, person, other = make_staff(), make_user(), make_user()
    for one in (person, other):
        accounts.deactivate(one, by=ana)
    accounts.reactivate(person, by=ana)
    ledger.keep_ledger()
    for one in (person, other):
        one.is_active = True
        one.save()

    applied()

    person.refresh_from_db()
    other.refresh_from_db()
    assert (person.is_active, other.is_active) == (True, False)


def test_what_ended_long_before_the_backup_is_not_done_again():
    ana, person = make_staff(), make_user()
    accounts.deactivate(person, by=ana)
    ledger.keep_ledger()
    type(person).objects.filter(pk=person.pk).update(is_active=True)  # by hand, after that

    assert applied(since=-timedelta(hours=2))["account closed"] == 0


def test_an_entry_that_was_committed_late_is_not_missed():
    ana, first, second = make_staff(), make_user(), make_user()
    accounts.deactivate(first, by=ana)
    early = Entry.objects.get(verb="account closed")
    accounts.deactivate(second, by=ana)
    late = Entry.objects.filter(verb="account closed").exclude(pk=early.pk).get()
    ledger.keep_ledger()
    path = settings.BACKUP_DIR / ledger.LEDGER
    path.write_text("\n".join(json.dumps(line) for line in lines() if line["entry"] == late.pk) + "\n")

    assert ledger.keep_ledger() == 1
    assert {line["entry"] for line in lines()} == {early.pk, late.pk}


def test_a_former_secret_still_knows_the_rows(settings):
    person = make_user()
    accounts.deactivate(person, by=make_staff())
    ledger.keep_ledger()
    type(person).objects.filter(pk=person.pk).update(is_active=True)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 10

    assert applied()["account closed"] == 1


def test_a_line_that_was_cut_off_hides_no_other():
    person = make_user()
    accounts.deactivate(person, by=make_staff())
    ledger.keep_ledger()
    with (settings.BACKUP_DIR / ledger.LEDGER).open("a") as file:
        file.write('{"entry": 99, "at"\n')
    type(person).objects.filter(pk=person.pk).update(is_active=True)

    assert applied()["account closed"] == 1


def test_whoever_said_no_thanks_is_deleted_again_and_not_written_to():
    ana, cities = make_staff(), [make_city(), make_city()]
    first, second = (invite(city, email="kim@lagos.example", by=ana) for city in cities)
    say_no_thanks(first)
    ledger.keep_ledger()
    Objection.objects.all().delete()  # as the dump has it
    for row in (first, second):
        row.save(force_insert=True)
    Message.objects.all().delete()

    assert applied()["no thanks"] == 1
    assert not Invitation.objects.exists()
    assert Objection.objects.among(["kim@lagos.example"])
    assert not Message.objects.exists()


def test_an_invitation_that_was_taken_back_opens_nothing_again():
    ana = make_staff()
    kept, back = (invite(make_city(), email="kim@lagos.example", by=ana) for _ in range(2))
    revoke_invitation(back, by=ana)
    ledger.keep_ledger()
    Invitation.objects.update(revoked_at=None)

    assert applied()["invitation taken back"] == 1
    assert list(Invitation.objects.open()) == [kept]


@pytest.mark.parametrize("verb", [end_feed, renew_feed])
def test_an_address_of_a_calendar_that_was_given_up_opens_nothing_again(client, verb):
    person, other = make_user(), make_user()
    feeds = [choose_feed(one, by=one, scope="visible", themes=[]) for one in (person, other)]
    verb(person, by=person)
    ledger.keep_ledger()
    CalendarFeed.objects.all().delete()  # as the dump has it
    for feed in feeds:
        feed.save(force_insert=True)

    applied()

    assert [client.get(feed.url).status_code for feed in feeds] == [404, 200]


def test_no_thanks_stands_where_the_invitation_is_younger_than_the_backup():
    city = make_city()
    say_no_thanks(invite(city, email="kim@lagos.example", by=make_staff()))
    ledger.keep_ledger()
    Objection.objects.all().delete()  # neither it nor the invitation is in the dump

    assert applied()["no thanks"] == 1
    assert Objection.objects.among(["kim@lagos.example"])
    assert "kim@lagos.example" not in (settings.BACKUP_DIR / ledger.LEDGER).read_text()
