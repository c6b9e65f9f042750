"""The mails with the link by which an organisation says whether it may be named: queued, and forgotten."""

from datetime import timedelta
from typing import Any

from django.db import models

from cities.invitations.models import Objection
from cities.partners.models import AtTable, table_of
from icaforum.outbox.compose import forget_mails, queue_mail
from icaforum.words.times import database_now

KINDS = ("organisation_asked",)
# What is changed within a day of asking is asked about in one mail, a day after.
BUNDLED = timedelta(days=1)


def mail_the_link(row: AtTable, *, again: bool = False) -> None:
    """Queue the mail that asks an organisation about the words of the row; within the verb's change.

    One a day at most: after a change on the same day it leaves a day after the one before, with the words
    that stand by then. The row is left to be saved: `asked_at`, or `reminded_at` with `again`.
    """
    now, seal = database_now(), row.seal
    moment = now
    if again:
        row.reminded_at = now
    else:
        if row.asked_at and row.asked_at > now:
            moment = row.asked_at  # it waits already
        elif row.asked_at:
            moment = max(now, row.asked_at + BUNDLED)
        row.state, row.asked_at, row.reminded_at, row.answered_at = AtTable.State.ASKED, moment, None, None
    waits = moment > now
    # With the moment: words that are put back as they were are asked for anew.
    key = f"{_keys_of(row)}{row.link_version}:{moment.timestamp():.6f}:{again}"
    ids = {
        "word": row.word,
        "organisation": row.pk,
        "seal": "" if waits else seal,
        "link": row.link_version,
        "again": again,
    }
    due = moment if waits else None
    queue_mail("organisation_asked", to=row.email, key=key, ids=ids, language=row.mail_language, due_at=due)


def ask_if_possible(row: Any) -> None:
    """Queue the mail for a locked row that has an address, is not hidden and did not object; save it."""
    if row.email and not row.hidden_at and not objects_to(row):
        mail_the_link(row)
        row.save(update_fields=["state", "asked_at", "reminded_at", "answered_at"])


def ask_those_left(thing: models.Model) -> None:
    """Ask those at the table of a thing that is out again whom nobody asked while it was not."""
    rows = table_of(thing).objects
    waiting = rows.filter(thing=thing.pk, state=AtTable.State.NOT_ASKED).exclude(email="")
    for key in list(waiting.values_list("pk", flat=True)):
        ask_if_possible(rows.locked(key))


def forget_link(row: AtTable) -> None:
    """Empty the address of an organisation, which is left to be saved, and delete its mails.

    Those of another row of this address stay until its turn comes.
    """
    if row.email:
        forget_mails(row.email, kinds=KINDS, starting_with=_keys_of(row))
    row.email = ""


def objects_to(row: AtTable) -> bool:
    """Return whether whoever reads the address of a row wants no mail, or said no to this table."""
    return bool(
        Objection.objects.among([row.email]) or Objection.objects.among([row.email], of=row.thing_name)
    )


def _keys_of(row: AtTable) -> str:
    return f"table:{row.word}:{row.pk}:"
