"""Sending: what each answer of a real mail server makes of a mail, and what senders leave one another."""

import asyncio
import os
import signal
import smtplib
from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone

from icaforum.outbox import deliver, letter, send
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Attempt, Gate, Message, Optout, Suppression
from icaforum.outbox.send import drain
from icaforum.outbox.states import advice_of
from tests.factories import make_user
from tests.icaforum.outbox.kinds import unwanted
from tests.mailers import use_mailer

pytestmark = pytest.mark.django_db


def queue(n=1, kind="plain", to="a@city.example", **options):
    queue_mail(kind, to=to, key=f"{kind}:{n}", ids=options.pop("ids", {"n": n}), **options)
    return Message.objects.get(dedupe_key=f"{kind}:{n}")


def without_boundaries(mail):
    """All of a mail but the random words that part its parts."""
    head = [(name, value) for name, value in mail.items() if name != "Content-Type"]
    return head, [part.get_content() for part in mail.walk() if not part.is_multipart()]


def soon():
    """A moment after all that the test queues has become due."""
    return timezone.now() + timedelta(minutes=1)


def set_gate(**facts):
    Gate.objects.update_or_create(pk=1, defaults=facts)


def states():
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def outcomes():
    return list(Attempt.objects.order_by("pk").values_list("outcome", "code"))


def test_a_mail_that_is_due_leaves_once_and_the_row_says_so(mailserver):
    mail = queue()

    drain()
    drain()

    mail.refresh_from_db()
    assert mailserver.message_ids == [mail.message_id]
    assert [recipients for recipients, _mail in mailserver.handler.taken] == [["a@city.example"]]
    assert (mail.state, mail.last_code, mail.lease_until, mail.owner) == ("sent", 250, None, "")
    assert mail.accepted_at is not None
    assert outcomes() == [("accepted", 250)]


def test_many_mails_leave_over_one_connection_the_urgent_ones_first(mailserver):
    queue(1, kind="bulk", to=make_user(email="bulk@city.example"))
    queue(2)
    queue(3, kind="code", to="code@city.example")

    drain()

    assert [recipients for recipients, _mail in mailserver.handler.taken] == [
        ["code@city.example"],
        ["a@city.example"],
        ["bulk@city.example"],
    ]
    assert mailserver.handler.talks == 1


def test_a_mail_waits_for_its_moment(mailserver):
    now = soon()
    queue(due_at=now + timedelta(hours=1))

    drain(now=now)
    assert mailserver.mails == []

    drain(now=now + timedelta(hours=2))
    assert len(mailserver.mails) == 1


def test_a_mail_that_has_lost_its_point_is_not_sent(mailserver):
    now = soon()
    queue(expires_at=now + timedelta(minutes=5))

    drain(now=now + timedelta(minutes=6))

    assert (states(), mailserver.mails) == (["expired"], [])


def test_a_mail_that_is_no_longer_wanted_is_not_sent(mailserver):
    queue(1)
    queue(2)
    unwanted.add(1)

    drain()

    assert states() == ["cancelled", "sent"]
    assert len(mailserver.mails) == 1


def test_a_person_who_may_no_longer_sign_in_gets_no_mail(mailserver):
    active, gone, erased = make_user(), make_user(is_active=False), make_user()
    for n, person in enumerate((active, gone, erased)):
        queue(n, to=person)
    erased.emailaddress_set.all().delete()
    erased.delete()

    drain()

    assert states() == ["sent", "cancelled", "cancelled"]
    assert [recipients for recipients, _mail in mailserver.handler.taken] == [[active.email]]


def test_only_optional_kinds_can_be_switched_off(mailserver):
    person = make_user()
    Optout.objects.create(person=person, kind="bulk")
    Optout.objects.create(person=person, kind="plain")
    queue(1, kind="bulk", to=person)
    queue(2, kind="plain", to=person)
    queue(3, kind="bulk", to=make_user())

    drain()

    assert states() == ["cancelled", "sent", "sent"]


@pytest.mark.parametrize(
    ("command", "answer", "state", "code"),
    [
        ("MAIL", "451 4.3.0 try again", "pending", 451),
        ("RCPT", "450 4.2.1 mailbox is busy", "pending", 450),
        ("DATA", "452 4.3.1 no room", "pending", 452),
        ("RCPT", "550 5.2.1 this mailbox is closed", "dead", 550),
        ("MAIL", "552 5.3.4 too large", "dead", 552),
        ("DATA", "554 5.6.0 we do not like it", "dead", 554),
    ],
)
def test_an_answer_is_the_truth_about_one_mail(mailserver, command, answer, state, code):
    mail = queue(1)
    queue(2)
    mailserver.handler.answers[command] = [answer]

    drain()

    mail.refresh_from_db()
    assert states() == [state, "sent"]
    assert (mail.attempts, mail.last_code, mail.last_error) == (1, code, answer.partition(" ")[2])
    assert outcomes() == [("deferred" if state == "pending" else "refused", code), ("accepted", 250)]
    assert not Suppression.objects.exists()


def test_seven_refused_of_a_hundred_do_not_keep_the_others_back(mailserver):
    for n in range(100):
        queue(n, to=f"person{n}@city.example")
    mailserver.handler.answers["RCPT"] = ["550 5.2.1 no" if n % 14 == 3 else "250 OK" for n in range(100)]

    drain()

    assert (states().count("sent"), states().count("dead")) == (93, 7)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (smtplib.SMTPRecipientsRefused({"a@city.example": (550, b"5.1.1 no\x00 such user")}), "dead"),
        (smtplib.SMTPDataError(451, b"4.3.0 later\x00"), "pending"),
        (smtplib.SMTPDataError(554, b"5.7.1 policy\x00"), "pending"),
        (ConnectionResetError("\x00"), "sending"),
        (ValueError("of a library, for this one mail"), "sending"),
    ],
)
def test_whatever_comes_back_of_a_mail_is_written_down_and_ends_no_sender(
    mailserver, monkeypatch, error, state
):
    given = [error]
    take = EmailBackend.send_messages

    def answer(backend, mails):
        if given:
            raise given.pop()
        return take(backend, mails)

    monkeypatch.setattr(EmailBackend, "send_messages", answer)
    first = queue()
    queue(2, to="b@city.example")

    drain(now=soon())
    drain(now=soon() + Gate.FIRST_PAUSE)

    first.refresh_from_db()
    left = [recipients for recipients, _mail in mailserver.handler.taken]
    assert ["b@city.example"] in left
    assert first.state == state or ["a@city.example"] in left
    assert "\x00" not in first.last_error


def test_a_mail_whose_words_cannot_be_kept_keeps_no_other_back_and_is_shown(mailserver):
    long = queue(kind="answered", ids={"name": "n" * 300})
    queue(2)

    drain()
    drain()

    long.refresh_from_db()
    assert (states(), long.attempts) == (["pending", "sent"], 1)
    assert "too long" in long.last_error
    assert list(Message.objects.part_to_look_at("unwritten", timezone.now())) == [long]


def test_a_mail_to_what_is_no_address_has_surely_not_left(mailserver):
    mail = queue()
    Message.objects.update(address="nobody")
    queue(2)

    drain()

    mail.refresh_from_db()
    assert (states(), mail.last_error) == (["suppressed", "sent"], "no-address")
    assert advice_of(mail) == "Correct the address of the person, and send the mail again."


def test_an_address_that_does_not_exist_is_not_written_to_again_but_for_confidential_mails(mailserver):
    queue(1)
    mailserver.handler.answers["RCPT"] = ["550 5.1.1 no such mailbox"]
    drain()

    queue(2, to="A@City.example")
    queue(3, kind="code")
    drain()

    assert states() == ["dead", "suppressed", "sent"]
    assert Suppression.objects.get().reason == "5.1.1 no such mailbox"


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    "answer",
    [
        "550 5.1.8 bad sender's system address",
        "550 5.4.5 Daily user sending quota exceeded",
        "554 5.3.2 try again later",
        "550 5.7.1 Sender address rejected",
    ],
)
def test_an_answer_about_us_shuts_the_gate_and_costs_no_mail_a_try(mailserver, command, answer):
    now = soon()
    queue(1)
    queue(2)
    mailserver.handler.answers[command] = [answer]

    drain(now=now)
    assert (states(), mailserver.mails, Suppression.objects.count()) == (["pending"] * 2, [], 0)
    assert set(Message.objects.values_list("attempts", flat=True)) == {0}
    assert (Gate.the().failures, Gate.the().why) == (1, answer.partition(" ")[2])

    drain(now=now + timedelta(seconds=31))
    assert states() == ["sent", "sent"]


def test_a_day_of_an_exceeded_quota_kills_no_mail(mailserver):
    start = now = soon()
    for n in range(5):
        queue(n)
    mailserver.handler.next_answer = lambda command: "550 5.4.5 quota exceeded" if command == "DATA" else None

    while now < start + timedelta(hours=24):
        drain(now=now)
        now += timedelta(minutes=10)

    assert set(Message.objects.values_list("state", "attempts")) == {("pending", 0)}
    mailserver.handler.next_answer = lambda _command: None
    drain(now=now)
    assert set(states()) == {"sent"}


def test_a_mail_that_a_policy_dislikes_keeps_no_other_back_and_ends_at_last(mailserver):
    disliked, now = queue(1, to="disliked@city.example"), soon()
    dislike = "554 5.7.1 rejected by policy"

    async def refuse(server, session, envelope, address, options):
        if address == "disliked@city.example":
            return dislike
        envelope.rcpt_tos.append(address)
        return "250 OK"

    mailserver.handler.handle_RCPT = refuse
    for n in range(2, 40):
        queue(n)
        for _ in range(2):
            drain(now=now)
            now += timedelta(minutes=11)
        now += timedelta(hours=6)
        if n == 6:
            early = states()

    disliked.refresh_from_db()
    assert early == ["pending", *["sent"] * 5]
    assert (disliked.state, disliked.last_error) == ("dead", dislike.partition(" ")[2])
    assert set(states()[1:]) == {"sent"}


@pytest.mark.parametrize(
    "answer", ["421 4.3.2 closing", "432 4.7.12 later", "454 4.7.0 later", "530 5.7.0 sign in"]
)
def test_a_mail_server_that_cannot_serve_us_costs_no_mail_a_try(mailserver, answer):
    now = soon()
    queue(1)
    queue(2)
    mailserver.handler.answers["MAIL"] = [answer]

    drain(now=now)
    assert (states(), mailserver.mails) == (["pending", "pending"], [])
    assert set(Message.objects.values_list("attempts", flat=True)) == {0}

    drain(now=now + timedelta(seconds=29))
    assert mailserver.mails == []

    drain(now=now + timedelta(seconds=31))
    assert states() == ["sent", "sent"]


def test_a_break_after_the_last_dot_leaves_a_mail_of_which_nobody_knows(mailserver):
    now = soon()
    twice, once = queue(1), queue(2, kind="bulk", to=make_user())
    mailserver.handler.break_after_data = 2

    drain(now=now)
    assert states() == ["sending", "sending"]

    drain(now=now + timedelta(seconds=181))
    assert states() == ["pending", "uncertain"]

    drain(now=now + timedelta(minutes=5))
    assert states() == ["sent", "uncertain"]
    assert mailserver.message_ids == [twice.message_id, once.message_id, twice.message_id]
    first, _other, second = mailserver.mails
    assert without_boundaries(first) == without_boundaries(second)
    assert outcomes() == [("broken", None), ("broken", None), ("accepted", 250)]


def test_a_mail_that_breaks_off_again_and_again_is_at_last_shown_to_a_person(mailserver):
    now = soon()
    queue()
    mailserver.handler.break_after_data = 99

    for _ in range(40):
        now += timedelta(hours=7)
        drain(now=now)

    mail = Message.objects.get()
    assert (mail.state, mail.attempts, mail.last_error) == ("uncertain", 10, "broken-off")
    assert len(mailserver.mails) == 10


def test_a_mail_server_that_never_answers_is_left_after_the_time_limit(mailserver, settings, monkeypatch):
    where = {"EMAIL_HOST": mailserver.hostname, "EMAIL_PORT": mailserver.port}
    use_mailer(settings, "smtp", **where, EMAIL_TIMEOUT=0.3)

    async def hang(server, session, envelope):
        await asyncio.sleep(2)
        return "250 OK"

    monkeypatch.setattr(mailserver.handler, "handle_DATA", hang)
    queue()

    drain()

    mail = Message.objects.get()
    assert (mail.state, mail.last_code) == ("sending", None)
    assert mail.last_error.endswith("timed out")


def test_the_words_are_frozen_at_the_first_try(mailserver):
    now = soon()
    person = make_user(language="en")
    queue(to=person)
    mailserver.handler.answers["DATA"] = ["451 later"]
    drain(now=now)

    person.language = "de"
    person.save()
    drain(now=now + timedelta(hours=1))

    mail = Message.objects.get()
    assert (mail.subject, mail.frozen_at, mail.state) == ("Yes, you", now, "sent")
    assert [sent["Subject"] for sent in mailserver.mails] == ["Yes, you"]


def test_relevance_is_asked_again_at_each_try(mailserver):
    now = soon()
    queue(1)
    mailserver.handler.answers["DATA"] = ["451 later"]
    drain(now=now)

    unwanted.add(1)
    drain(now=now + timedelta(hours=1))

    assert (states(), mailserver.mails) == (["cancelled"], [])


def test_the_words_of_a_confidential_mail_are_written_anew_and_never_kept(mailserver):
    now = soon()
    person = make_user(language="en")
    queue(kind="code", to=person)
    mailserver.handler.answers["DATA"] = ["451 later"]
    drain(now=now)
    kept = Message.objects.values_list("subject", "text", "html", "frozen_at").get()

    person.language = "de"
    person.save()
    drain(now=now + timedelta(hours=1))

    assert kept == ("", "", "", None)
    assert [sent["Subject"] for sent in mailserver.mails] == ["Ja, you"]
    assert Message.objects.values_list("state", "subject", "text", "html").get() == ("sent", "", "", "")


def test_a_mail_whose_words_fail_is_tried_again_and_then_shown_to_a_person(mailserver):
    now = soon()
    queue(kind="broken")
    queue(2)

    drain(now=now)
    mail = Message.objects.get(kind="broken")
    assert (mail.state, mail.attempts, mail.last_error) == ("pending", 1, "LookupError: nothing of that name")
    assert list(Message.objects.to_look_at(now)) == [mail]
    assert len(mailserver.mails) == 1

    for _ in range(9):
        now += timedelta(hours=7)
        drain(now=now)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("dead", 10)


def test_a_mail_of_a_kind_that_we_took_out_is_shown_to_a_person(mailserver):
    queue()
    Message.objects.update(kind="forgotten")

    drain()

    assert Message.objects.get().last_error == "KeyError: 'forgotten'"


# What senders leave one another -------------------------------------------------------------------------


def test_a_mail_claimed_by_a_sender_that_vanished_goes_to_the_next_one(mailserver):
    now = soon()
    for n in range(3):
        queue(n)
    send.claim(Message.objects.due(now), most=2, now=now)

    drain(now=now + timedelta(seconds=119))
    assert states() == ["claimed", "claimed", "sent"]

    drain(now=now + timedelta(seconds=121))
    assert states() == ["sent", "sent", "sent"]
    assert list(Message.objects.order_by("pk").values_list("attempts", flat=True)) == [1, 0, 0]


def test_a_sender_that_comes_too_late_is_stopped_by_the_fence(mailserver):
    now = soon()
    queue()
    [late] = send.claim(Message.objects.due(now), most=1, now=now)
    words = letter.written(late)
    drain(now=now + timedelta(seconds=121))
    assert states() == ["sent"]

    assert not deliver.fence(late, words, now + timedelta(seconds=122))

    deliver.settle(late, deliver.Answer(deliver.Verdict.REFUSED, 550, "late news"), now)
    assert (states(), len(mailserver.mails)) == (["sent"], 1)


def test_a_lease_that_has_run_out_does_not_open_the_fence():
    now = soon()
    queue()
    [late] = send.claim(Message.objects.due(now), most=1, now=now)

    assert not deliver.fence(late, letter.written(late), now + timedelta(seconds=121))
    assert states() == ["claimed"]


def test_a_mail_whose_words_kill_their_sender_does_not_do_so_for_ever(mailserver):
    now = soon()
    queue(1)
    queue(2)

    for _ in range(10):
        send.claim(Message.objects.due(now), most=20, now=now)
        now += timedelta(minutes=3)
        send.sweep(now=now)

    assert list(Message.objects.order_by("pk").values_list("state", "attempts", "last_error")) == [
        ("dead", 10, "sender-died"),
        ("pending", 0, ""),
    ]


def test_a_sender_that_is_asked_to_end_sends_the_mail_in_hand_and_gives_back_the_others(
    mailserver, monkeypatch
):
    ended = []
    monkeypatch.setattr(mailserver.handler, "next_answer", lambda _: os.kill(os.getpid(), signal.SIGTERM))
    before = signal.signal(signal.SIGTERM, lambda *_: ended.append(states()))
    for n in range(3):
        queue(n)

    try:
        left = drain()
    finally:
        signal.signal(signal.SIGTERM, before)

    assert ended == [["sent", "pending", "pending"]]
    assert (left, len(mailserver.mails)) == (False, 1)
    assert not Message.objects.exclude(lease_until=None).exists()


# The gate -----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_day_without_a_mail_server_costs_nothing_and_knocks_rarely(mailserver, settings, monkeypatch):
    knocks = []
    opened = send.Relay.open

    def count(relay):
        if relay._connection is None:
            knocks.append(now)
        opened(relay)

    monkeypatch.setattr(send.Relay, "open", count)
    mailserver.stop()
    start = now = soon()
    for n in range(50):
        queue(n)
    queue(99, expires_at=now + timedelta(hours=2))

    while now < start + timedelta(hours=24):
        drain(now=now)
        now += timedelta(seconds=15 if now < start + timedelta(minutes=20) else 75)

    assert states() == ["pending"] * 50 + ["expired"]
    assert set(Message.objects.values_list("attempts", flat=True)) == {0}
    gaps = [after - before for before, after in pairwise(knocks)]
    assert min(gaps) >= timedelta(seconds=30)
    assert max(gaps) <= timedelta(minutes=10, seconds=75)

    again = type(mailserver)()
    again.start()
    use_mailer(settings, "smtp", EMAIL_HOST=again.hostname, EMAIL_PORT=again.port, EMAIL_TIMEOUT=2)
    end = now + timedelta(minutes=10)
    while now < end:
        drain(now=now)
        now += timedelta(seconds=15)
    again.stop()

    assert states() == ["sent"] * 50 + ["expired"]
    assert (Gate.the().failures, Gate.the().shut_until) == (0, None)


@pytest.mark.slow
def test_a_day_of_try_again_later_kills_no_mail(mailserver):
    start = now = soon()
    for n in range(20):
        queue(n)
    mailserver.handler.next_answer = lambda command: "451 4.3.0 later" if command == "RCPT" else None

    while now < start + timedelta(hours=24):
        drain(now=now)
        now += timedelta(minutes=5)
    assert set(states()) == {"pending"}

    mailserver.handler.next_answer = lambda _command: None
    drain(now=now + timedelta(hours=6, minutes=30))
    assert set(states()) == {"sent"}


def test_while_the_gate_is_paused_nothing_leaves(mailserver):
    queue()
    set_gate(paused_at=timezone.now(), reason="after a restore")

    drain()

    assert (states(), mailserver.handler.talks) == (["pending"], 0)


def test_while_all_mails_are_on_hold_a_code_that_is_asked_for_leaves(mailserver):
    """Whoever has only codes to sign in with could else not end the hold."""
    queue(1, kind="key")
    Message.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    set_gate(paused_at=timezone.now() - timedelta(seconds=1), reason="after a restore")
    queue(2)
    queue(3, kind="key")

    drain()

    assert (states(), len(mailserver.mails)) == (["pending", "pending", "sent"], 1)


def test_on_hold_too_a_mail_server_that_is_away_is_tried_with_one_code_alone(mailserver):
    now = soon()
    set_gate(failures=1, shut_until=now, paused_at=timezone.now() - timedelta(seconds=1))
    queue(1)
    drain(now=now)
    before = Gate.the().shut_until
    queue(2, kind="key")
    drain(now=now)

    assert (before, Gate.the().failures) == (now, 0)
    assert sorted(states()) == ["pending", "sent"]
    assert Gate.the().paused_at is not None


def test_after_a_failure_one_sender_alone_knocks_with_one_mail(mailserver):
    now = soon()
    set_gate(failures=1, shut_until=now)

    first, second = send.gate.enter(now), send.gate.enter(now)

    assert (first, second) == (send.gate.Entry.PROBE, send.gate.Entry.SHUT)


def test_senders_that_fail_together_count_once():
    now = soon()
    send.gate.shut("gone", now=now, probing=False)
    send.gate.shut("gone", now=now, probing=False)
    once = Gate.the().failures, Gate.the().shut_until - now
    for _ in range(20):
        send.gate.shut("gone", now=now, probing=True)

    assert once == (1, timedelta(seconds=30))
    assert Gate.the().shut_until - now == timedelta(minutes=10)
