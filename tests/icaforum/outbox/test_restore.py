"""After a restore: no mail leaves by itself, the same mail stays the same, a span is settled at once."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from icaforum.audit.models import Entry
from icaforum.outbox import actions, gate, spans
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Gate, Message
from icaforum.outbox.send import drain
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


def queue(n=1, **facts):
    queue_mail("plain", to="a@city.example", key=str(n), ids={"n": n})
    Message.objects.filter(dedupe_key=str(n)).update(**facts)


def states():
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def restore_elsewhere():
    """What stands in a database that was made from the dump of another."""
    Gate.objects.update(home="another:1:1")


def run(*words):
    out = StringIO()
    call_command("mails", *words, stdout=out)
    return out.getvalue()


def test_a_restored_database_sends_nothing_until_somebody_says_so(mailserver, client):
    queue(1)
    drain()
    restore_elsewhere()
    queue(2)

    drain()
    held, why = states(), Gate.the().why
    client.force_login(make_staff())
    today = client.get(reverse("admin:index")).text
    actions.resume(Gate.the(), by=make_staff())
    drain()

    assert held == ["sent", "pending"]
    assert why.startswith("The database was restored from a backup.")
    assert "The database was restored from a backup." in today
    assert (states(), len(mailserver.mails)) == (["sent", "sent"], 2)
    assert Entry.objects.order_by("pk").values_list("verb", "actor_id").first() == ("paused", None)


def test_the_database_that_always_was_is_no_restored_one(mailserver):
    for n in range(3):
        queue(n)
        drain()

    assert (states(), Gate.the().is_open) == (["sent"] * 3, True)


def test_a_table_that_is_made_anew_is_another_database():
    before = gate.this_database()

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE outbox_gate RENAME TO outbox_gate_before")
        cursor.execute("CREATE TABLE outbox_gate (LIKE outbox_gate_before INCLUDING ALL)")

    assert gate.this_database() not in {before, ""}


def test_what_is_planned_again_after_a_restore_is_the_same_mail(mailserver):
    queue()
    drain()
    Message.objects.all().delete()
    queue()
    drain()

    first, second = mailserver.message_ids
    assert first == second


@pytest.mark.parametrize(
    ("verb", "settled"), [(spans.cancel_span, "cancelled"), (spans.deliver_span, "sent")]
)
def test_all_mails_of_a_span_are_settled_at_once(mailserver, verb, settled):
    now, staff = timezone.now(), make_staff()
    queue(1, wanted_at=now - timedelta(days=2))
    for n, state in enumerate(("pending", "held", "uncertain", "dead"), start=2):
        queue(n, wanted_at=now - timedelta(hours=1), state=state)
    queue(6, wanted_at=now - timedelta(hours=1), state="sending", lease_until=now + timedelta(hours=1))
    queue(7, wanted_at=now + timedelta(days=1))

    count = verb(Gate.the(), since=now - timedelta(days=1), until=now, by=staff)

    assert count == 3
    assert states() == ["pending", settled, settled, settled, "dead", "sending", "pending"]
    [entry] = Entry.objects.all()
    assert (entry.actor_id, entry.details["mails"]) == (staff.pk, 3)


@pytest.mark.parametrize(
    ("verb", "settled"), [(spans.cancel_span, "cancelled"), (spans.deliver_span, "sent")]
)
def test_what_a_sender_had_in_hand_when_the_backup_was_made_is_settled_too(mailserver, verb, settled):
    now, before = timezone.now() + timedelta(minutes=1), timezone.now() - timedelta(hours=3)
    queue(1, state="claimed", lease_until=before, owner="a:1")
    queue(2, state="sending", lease_until=before, owner="a:1")
    asked = Message.objects.not_left(before, now).count()

    verb(Gate.the(), since=before, until=now, by=make_staff())
    drain()

    assert (asked, states(), mailserver.mails) == (2, [settled] * 2, [])


def test_staff_see_how_many_mails_before_a_span_is_settled(client):
    client.force_login(make_staff())
    Gate.objects.get_or_create(pk=1)
    for n in range(3):
        queue(n, wanted_at=datetime(2031, 3, 1, 12, tzinfo=UTC))
    url = reverse("admin:outbox_gate_verb", args=[1, "delivered-span"])
    span = {"since_0": "2031-03-01", "since_1": "00:00", "until_0": "2031-03-02", "until_1": "00:00"}

    asked = client.post(url, span)
    before = states()
    done = client.post(url, span | {"_read": asked.context["asked"].mark}, follow=True)
    backwards = client.post(url, span | {"until_0": "2031-02-01"})

    assert "This is about 3 mails that have not left." in asked.text
    assert (before, states()) == (["pending"] * 3, ["sent"] * 3)
    assert "The mails of that span count as delivered." in done.text
    assert backwards.context["form"].errors["until"] == ["The end is before the beginning."]


def test_the_command_holds_settles_a_span_and_releases(mailserver):
    queue(1, wanted_at=datetime(2031, 3, 1, 12, tzinfo=UTC))
    queue(2)

    held = run("hold")
    drain()
    nothing_left = mailserver.mails == []
    settled = run("delivered", "--since", "2031-03-01T00:00", "--until", "2031-03-02T00:00+00:00")
    released = run("release")
    drain()

    assert "All mails are on hold." in held
    assert nothing_left
    assert "1 mails count as delivered." in settled
    assert "Mails are being sent." in released
    assert (states(), len(mailserver.mails)) == (["sent", "sent"], 1)
    with pytest.raises(CommandError, match="sent already"):
        run("release")
    with pytest.raises(CommandError, match="is no moment"):
        run("cancel", "--since", "2031-02-31T00:00", "--until", "soon")


def test_after_a_restore_no_key_of_the_lost_time_is_used_again(mailserver):
    queue(1)
    lost = Message.objects.get().pk + 1  # rows that came after the backup

    said = run("restored")
    queue(2)

    assert "The database was restored from a backup." in said
    assert Message.objects.get(dedupe_key="2").pk > lost + 99_000
