"""What people do about mails: each verb works, refuses, and leaves one line of history."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cities.models import User
from icaforum.audit.models import Entry
from icaforum.audit.record import Refused
from icaforum.outbox import actions
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Gate, Message, Optout, Returned, Suppression, address_hash
from icaforum.outbox.send import drain
from icaforum.outbox.states import MOVES
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db

VERBS = {
    actions.send_again: {"pending", "suppressed", "dead", "uncertain", "held"},
    actions.cancel: {"pending", "suppressed", "dead", "uncertain", "held"},
    actions.hold: {"pending"},
    actions.confirm_delivered: {"uncertain"},
}
RESULT = {
    actions.send_again: "pending",
    actions.cancel: "cancelled",
    actions.hold: "held",
    actions.confirm_delivered: "sent",
}


def make_mail(state="pending", **facts):
    n = Message.objects.count()
    queue_mail("plain", to="a@city.example", key=str(n), ids={"n": n})
    now = timezone.now()
    facts |= {"lease_until": now} if state in Message.LEASED else {}
    facts |= {"accepted_at": now} if state == "sent" else {}
    Message.objects.filter(dedupe_key=str(n)).update(state=state, **facts)
    return Message.objects.get(dedupe_key=str(n))


@pytest.mark.parametrize("state", Message.State.values)
@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
def test_each_verb_is_for_some_states_and_refused_in_all_others(verb, state):
    staff, mail = make_staff(), make_mail(state)

    if state in VERBS[verb]:
        after = verb(mail, by=staff)
        assert after.state == RESULT[verb]
        assert [entry.actor_id for entry in Entry.objects.about(mail)] == [staff.pk]
    else:
        with pytest.raises(Refused):
            verb(mail, by=staff)
        mail.refresh_from_db()
        assert (mail.state, Entry.objects.about(mail).count()) == (state, 0)


def test_sending_again_is_the_same_mail_at_once_with_all_its_tries_before_it(mailserver):
    mail = make_mail("dead", attempts=10, due_at=timezone.now() + timedelta(hours=6), last_error="no")

    actions.send_again(mail, by=make_staff())
    drain()

    mail.refresh_from_db()
    assert (mail.state, mailserver.message_ids) == ("sent", [mail.message_id])


def test_sending_again_means_that_we_write_to_this_address_again(mailserver):
    mail = make_mail("suppressed")
    Suppression.objects.create(address_hash=address_hash("A@city.example"))

    actions.send_again(mail, by=make_staff())
    drain()

    mail.refresh_from_db()
    assert (mail.state, Suppression.objects.count()) == ("sent", 0)


def sent_before(mailserver, kind="plain"):
    person = make_user(email="x@city.example")
    queue_mail(kind, to=person, key="x", ids={"n": 1})
    drain()
    assert len(mailserver.mails) == 1
    return person, Message.objects.get()


def test_a_sent_mail_goes_once_more_to_an_address_that_we_had_stopped_mailing(mailserver):
    person, mail = sent_before(mailserver)
    Suppression.objects.create(address_hash=address_hash(person.email), reason="5.1.1")

    again = actions.send_once_more(mail, by=make_staff())
    drain()

    again.refresh_from_db()
    assert (again.state, len(mailserver.mails)) == ("sent", 2)


def close_account(person, _mail):
    User.objects.filter(pk=person.pk).update(is_active=False)


def switch_off(person, _mail):
    Optout.objects.create(person=person, kind="bulk")


def come_back(_person, mail):
    Returned.objects.create(message=mail, words="5.1.1 gone")


def forget(_person, mail):
    Message.objects.filter(pk=mail.pk).update(person=None)


def spoil_address(person, _mail):
    User.objects.filter(pk=person.pk).update(email="p\u0131lot@city.example", address_to_settle=True)


@pytest.mark.parametrize("what", [close_account, switch_off, come_back, forget, spoil_address])
@pytest.mark.parametrize("verb", [actions.send_once_more, actions.send_again])
def test_what_its_reader_would_not_get_is_not_said_to_be_on_its_way(mailserver, verb, what):
    person, mail = sent_before(mailserver, "bulk")
    what(person, mail)
    if verb is actions.send_again:
        Message.objects.filter(pk=mail.pk).update(state="dead", accepted_at=None)
    mail = Message.objects.get(pk=mail.pk)

    with pytest.raises(actions.NotNow):
        verb(mail, by=make_staff())

    drain()
    assert (Message.objects.count(), len(mailserver.mails)) == (1, 1)


def test_a_mail_that_would_say_something_untrue_cannot_be_sent_again():
    mail = make_mail("dead", expires_at=timezone.now() - timedelta(minutes=1))

    with pytest.raises(actions.TooLate):
        actions.send_again(mail, by=make_staff())


def test_a_held_mail_is_not_sent(mailserver):
    actions.hold(make_mail(), by=make_staff())

    drain()

    assert (Message.objects.get().state, mailserver.mails) == ("held", [])


def test_all_mails_can_be_put_on_hold_and_go_on(mailserver):
    staff = make_staff()
    make_mail()
    actions.pause(Gate.the(), reason="A wrong date in the invitation", by=staff)
    drain()
    paused = Message.objects.get().state, Gate.the().reason

    actions.resume(Gate.the(), by=staff)
    drain()

    assert paused == ("pending", "A wrong date in the invitation")
    assert Message.objects.get().state == "sent"
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True)) == ["paused", "resumed"]


def test_pausing_twice_and_resuming_what_runs_is_refused():
    staff = make_staff()
    with pytest.raises(actions.NotNow):
        actions.resume(Gate.the(), by=staff)
    actions.pause(Gate.the(), reason="x", by=staff)

    with pytest.raises(actions.NotNow):
        actions.pause(Gate.the(), reason="y", by=staff)

    assert (Gate.the().reason, Entry.objects.count()) == ("x", 1)


def test_going_on_tries_a_mail_server_that_was_away_at_once(mailserver):
    make_mail()
    away = {"failures": 7, "shut_until": timezone.now() + timedelta(minutes=10)}
    Gate.objects.update_or_create(pk=1, defaults=away)
    drain()
    before = Message.objects.get().state

    actions.resume(Gate.the(), by=make_staff())
    drain()

    assert (before, Message.objects.get().state) == ("pending", "sent")


def test_a_kind_is_switched_off_once_and_on_again():
    person = make_user()

    changes = [
        actions.switch_off(person, "bulk", by=person),
        actions.switch_off(person, "bulk", by=person),
        actions.switch_on(person, "bulk", by=person),
        actions.switch_on(person, "bulk", by=person),
    ]

    assert changes == [True, False, True, False]
    assert Entry.objects.about(person).count() == 2


@pytest.mark.parametrize("kind", ["plain", "code", "unheard-of"])
def test_what_belongs_to_the_matter_cannot_be_switched_off(kind):
    person = make_user()

    with pytest.raises(actions.NotOptional):
        actions.switch_off(person, kind, by=person)

    assert not Optout.objects.exists()


def test_every_state_has_its_ways_out_and_three_are_final():
    assert set(MOVES) == set(Message.State.values)
    assert {state for state, targets in MOVES.items() if not targets} == set(Message.FINAL)
