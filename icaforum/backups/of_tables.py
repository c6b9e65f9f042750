"""What must not come back with a backup of organisations at the table: names taken back, a no, addresses."""

from datetime import datetime
from typing import Any

from cities.models import Objection
from cities.partners.models import TABLES, AtTable
from icaforum.audit.models import Entry, label_of
from icaforum.backups.kinds import Facts, Kind, target_of, write_again

WORDS = ("name", "place", "took_part", "changed")
SAID = ("organisation agreed", "organisation said no", "organisation took its name back")
DELETED = "organisation had all deleted"


def _digest(entry: Entry) -> str | None:
    objection = Objection.objects.filter(pk=entry.details.get("objection")).first()
    return objection.digest if objection else None


def _said(entry: Entry) -> Facts | None:
    row = target_of(entry)
    if row is None:
        return None
    return {
        "state": row.state,
        "seal": row.agreed_seal,
        "nothing": row.nothing_so_far,
        "has_address": bool(row.email),
        "deleted": row.has_had_all_deleted,
        "digest": _digest(entry),
        "mailbox": row.mailbox_digest,
    }


def _say_again(row: Any, facts: Facts) -> bool:
    """Let it be named only with words that it agreed to, and hold nothing of it that it had deleted."""
    objection = None
    if facts["digest"]:
        objection, _is_new = Objection.objects.get_or_create(digest=facts["digest"])
    words = {name: "" for name in WORDS if facts["deleted"]}
    agrees = facts["state"] == AtTable.State.AGREED and facts["seal"] == row.seal
    # It agreed to words that are lost with the day: it is named once it agrees to those that stand.
    lost = AtTable.State.ASKED if facts["state"] == AtTable.State.AGREED else facts["state"]
    columns = {
        "state": AtTable.State.AGREED if agrees else lost,
        "agreed_seal": facts["seal"] if agrees else "",
        "nothing_so_far": facts["nothing"] and agrees,
        # What it said itself is in no ledger; of before it stays while it agrees to the same words.
        "they_say": row.they_say if agrees else "",
        "email": row.email if facts["has_address"] else "",
        # Of one that had all deleted it is about every table, and no more this row's.
        "objection": None if facts["deleted"] else objection,
        "mailbox_digest": facts.get("mailbox", ""),
        "before": row.before if facts["has_address"] and not agrees else None,
    }
    return write_again(row, **columns, **words)


def _no(entry: Entry) -> Facts:
    """Its no, which holds also where the row was taken off since; none where it has agreed again."""
    return {"digest": _digest(entry)}


def _say_no_again(facts: Facts) -> bool:
    if not facts["digest"]:
        return False
    _row, is_new = Objection.objects.get_or_create(digest=facts["digest"])
    return is_new


def _hidden(entry: Entry) -> Facts | None:
    row = target_of(entry)
    return row and {
        "hidden": row.hidden_at.isoformat() if row.hidden_at else None,
        "because": row.hidden_because,
    }


def _hide(row: Any, facts: Facts) -> bool:
    hidden = facts["hidden"] and datetime.fromisoformat(facts["hidden"])
    return write_again(row, hidden_at=hidden, hidden_because=facts["because"])


def _take_off(row: Any, _facts: Facts) -> object:
    return row.delete()


def _kinds(word: str, table: Any) -> dict[str, Kind]:
    """Return the kinds of lines of the organisations at one kind of thing."""
    label, rows = label_of(table()), table.objects.all
    return {
        f"organisation at a {word}": Kind(label, (*SAID, DELETED), rows, _say_again, _said),
        f"no of an organisation at a {word}": Kind(
            label, (*SAID, DELETED), rows, lambda _row, _facts: False, _no, anyway=_say_no_again
        ),
        f"organisation at a {word} hidden": Kind(
            label, ("organisation hidden", "organisation shown"), rows, _hide, _hidden
        ),
        f"organisation at a {word} taken off": Kind(label, ("organisation taken off",), rows, _take_off),
        f"address at a {word} deleted": Kind(
            label,
            ("address of an organisation deleted",),
            rows,
            lambda row, _facts: write_again(row, email=""),
        ),
    }


KINDS = {name: kind for word, table in TABLES.items() for name, kind in _kinds(word, table).items()}
