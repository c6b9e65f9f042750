"""What stands beside the bands of Today: the week, what runs by itself, what was just done, what failed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Model, Q
from django.utils.translation import gettext as _

from cities.models import User
from events.models import Event, Registration
from icaforum.audit.models import Entry, Mishap, admin_url_of
from icaforum.backups.models import Backup
from icaforum.outbox.models import Message
from icaforum.pages.today.closed import of_closed_rooms
from icaforum.pages.today.duties import view_right

# How many lines of what failed are shown at most, and how many of history.
MISHAPS, RECENT = 8, 6

# What happens so often that it would push everything else out of the few lines of history.
QUIET_VERBS = (
    *("signed in", "downloaded", "asked for a place", "wants the recording", "opened the room"),
    *("survey answered", "followed", "unfollowed", "follows chosen", "mails chosen", "time zone confirmed"),
)

WEEK = timedelta(days=7)

# What one person does to one thing within these minutes is one line: «created, published».
IN_ONE_GO = timedelta(minutes=10)


def events_of_the_week(now: datetime) -> list[Event]:
    """Return the events of the next seven days, with `taken` and `waiting`: how many go, and wait."""
    # Two counts over one join, told apart by their filters.
    going = Count("registrations", filter=Q(registrations__answer=Registration.Answer.GOING))
    waiting = Count("registrations", filter=Q(registrations__answer=Registration.Answer.WAITING))
    week = Event.objects.within(now, WEEK).for_list()
    return list(week.annotate(taken=going, waiting=waiting))


def runs_by_itself() -> dict[str, Any]:
    """Return the newest backup, whether a night was missed since, when one was last tried; the last mail."""
    found = Backup.objects.aggregate(tried=Max("tried_at"))
    left = Message.objects.filter(state=Message.State.SENT).aggregate(at=Max("accepted_at"))
    return {
        "last": Backup.objects.first(),
        "is_late": not Backup.objects.fresh().exists(),
        "tried_at": found["tried"],
        "mail_left_at": left["at"],
    }


def recent_actions(reader: User) -> list[dict[str, Any]]:
    """Return what people have just done to things that the reader may open, but for `QUIET_VERBS`.

    Nothing of a room that is closed.
    """
    readable = Entry.objects.readable_by(reader).exclude(of_closed_rooms())
    newest = readable.exclude(actor_id=None).exclude(verb__in=QUIET_VERBS)[: RECENT * 4]
    runs = _in_one_go(newest)[:RECENT]
    entries = [run[0] for run in runs]
    names, targets = Entry.names(entries), Entry.targets(entries)
    return [
        {
            "who": names.get(entry.actor_id, "") if entry.actor_id else "",
            # In the order in which it was done, each once.
            "what": ", ".join(dict.fromkeys(str(one.what) for one in reversed(run))),
            "at": entry.at,
            "target": targets.get((entry.target_type, entry.target_id)),
            "url": entry.admin_url,
        }
        for entry, run in zip(entries, runs, strict=True)
    ]


def _in_one_go(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Return the entries, the newest first, in runs: what one person did to one thing within some minutes."""
    runs: list[list[Entry]] = []
    for entry in entries:
        last = runs[-1][-1] if runs else None
        if last and _of(last) == _of(entry) and last.at - entry.at <= IN_ONE_GO:
            runs[-1].append(entry)
        else:
            runs.append([entry])
    return runs


def _of(entry: Entry) -> tuple[Any, ...]:
    return entry.actor_id, entry.target_type, entry.target_id


def mishaps_for(person: User) -> list[dict[str, Any]]:
    """Return what the portal failed to do by itself lately, with its row where this person may open that."""
    rows = list(Mishap.objects.to_show()[:MISHAPS])
    targets = Entry.targets(row for row in rows if row.target_type)
    return [
        {
            "what": _(row.planner),
            "error": row.error,
            "count": row.count,
            "first_at": row.first_at,
            "file": "" if row.target_type else row.target_id,
            **_target_for(person, targets.get((row.target_type, row.target_id))),
        }
        for row in rows
    ]


def _target_for(person: User, target: Model | None) -> dict[str, Any]:
    if target is None or not person.has_perm(view_right(type(target))):
        return {}
    return {"target": target, "url": admin_url_of(target)}
