"""A mail that came back: its address does not work until something shows that it does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from icaforum.outbox.actions import note_address_works, note_return
from icaforum.outbox.admin.ledger import returns_of
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Message, Returned
from icaforum.outbox.reaching import who_gets_none
from icaforum.outbox.send import drain
from icaforum.outbox.sweep import tidy
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def sent(person, key, *, ago=timedelta(minutes=5)):
    """A mail that the mail server took that long ago."""
    queue_mail("plain", to=person, key=key, ids={"n": key})
    Message.objects.filter(dedupe_key=key).update(state="sent", accepted_at=timezone.now() - ago)
    return Message.objects.get(dedupe_key=key)


def works(person):
    """Whether the address does, by the question of the lists and by that of a page, which must agree."""
    by_page = returns_of(Message.objects.newest_to(person, person.email, most=25), person.email)
    assert bool(by_page) is Message.objects.that_came_back().filter(person=person).exists()
    return by_page is None


def test_an_address_does_not_work_from_which_a_mail_came_back_however_many_leave_for_it_then():
    person = make_user()
    assert works(person)

    assert note_return(sent(person, "1"), words="5.1.1 no such user", by=None)
    assert not works(person)
    assert not note_return(Message.objects.get(), words="5.1.1 again", by=None)
    assert Returned.objects.get().words == "5.1.1 no such user"

    sent(person, "2")
    assert not works(person)  # a mail server that only passes on takes every mail


@pytest.mark.parametrize("shown", ["a later mail arrived", "a mail came from it", "it was corrected"])
def test_it_works_again_when_something_shows_it(shown):
    person = make_user()
    note_return(sent(person, "1"), words="4.2.2 mailbox full", by=None)
    assert not works(person)

    if shown == "a later mail arrived":
        sent(person, "2", ago=Message.MAY_COME_BACK)
    elif shown == "a mail came from it":
        assert note_address_works(person, by=None) == 1
        assert note_address_works(person, by=None) == 0
    else:
        type(person).objects.update(email="right@city.example")
        person.refresh_from_db()

    assert works(person)
    if shown != "it was corrected":
        note_return(sent(person, "3"), words="5.1.1", by=None)
        assert not works(person)


def test_a_later_mail_that_came_back_too_shows_nothing_good():
    person = make_user()
    for key in "12":
        note_return(sent(person, key, ago=timedelta(days=9)), words="5.1.1", by=None)

    assert not works(person)
    assert returns_of(Message.objects.newest_to(person, person.email, most=25), person.email).count == 2


def test_what_is_needed_is_tried_there_all_the_same_and_what_is_optional_is_not(mailserver):
    person, other = make_user(), make_user()
    note_return(sent(person, "1"), words="5.1.1 no such user", by=None)
    for reader in (person, other):
        queue_mail("plain", to=reader, key=f"plain {reader.pk}", ids={"n": 1})
        queue_mail("bulk", to=reader, key=f"bulk {reader.pk}", ids={"n": 1})

    drain()

    assert sorted(mail["To"] for mail in mailserver.mails) == sorted([person.email, *[other.email] * 2])
    left = Message.objects.get(dedupe_key=f"bulk {person.pk}")
    assert (left.state, left.last_error) == ("cancelled", "came-back")
    assert who_gets_none("bulk", [person, other]) == {person.pk: "no-such-address"}
    assert who_gets_none("plain", [person, other]) == {}


def test_why_it_came_back_goes_with_the_address_of_the_mail():
    mail = sent(make_user(), "1")
    note_return(mail, words="5.1.1 no such user", by=None)

    tidy(now=timezone.now() + timedelta(days=395))
    assert Returned.objects.exists()

    tidy(now=timezone.now() + timedelta(days=397))
    assert not Returned.objects.exists()
