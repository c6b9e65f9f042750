"""What must not come back of calls and of what cities say to each other: what was taken back or ended."""

from datetime import datetime
from typing import Any

from cities.models import CallComment, JointCall, Signature
from icaforum.audit.models import Entry
from icaforum.backups.kinds import Facts, Kind, target_of, write_again
from pilots.models import Comment, Interest, PeerCall


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _at(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None


def _comment(entry: Entry) -> Facts | None:
    row = target_of(entry)
    return row and {
        "hidden": _moment(row.hidden_at),
        "because": row.hidden_because,
        "back": _moment(row.taken_back_at),
    }


def _settle_comment(row: CallComment, facts: Facts) -> bool:
    return write_again(
        row,
        hidden_at=_at(facts["hidden"]),
        hidden_because=facts["because"],
        taken_back_at=_at(facts["back"]),
    )


def _signature(entry: Entry) -> Facts | None:
    row = target_of(entry)
    return row and {"back": _moment(row.withdrawn_at), "public": row.agrees_public}


def _settle_signature(row: Signature, facts: Facts) -> bool:
    """Name no city that took its signature back, or its name off the web; who agreed says so anew."""
    back, public = _at(facts["back"]), row.agrees_public and facts["public"]
    columns: dict[str, Any] = {"withdrawn_at": back, "agrees_public": public}
    if back or not public:
        columns["went_public_at"] = None
    return write_again(row, **columns)


def _call(entry: Entry) -> Facts | None:
    row = target_of(entry)
    return row and {
        "public": row.is_public,
        "dropped": _moment(row.dropped_at),
        "because": row.dropped_because,
    }


def _settle_call(row: JointCall, facts: Facts) -> bool:
    dropped = _at(facts["dropped"])
    columns: dict[str, Any] = {"is_public": row.is_public and facts["public"]}
    if dropped and not row.ended_at:
        columns |= {"dropped_at": dropped, "dropped_because": facts["because"]}
    return write_again(row, **columns)


def _peer_call(entry: Entry) -> Facts | None:
    row = target_of(entry)
    return row and {"dropped": _moment(row.dropped_at), "because": row.dropped_because}


def _drop_again(row: PeerCall, facts: Facts) -> bool:
    dropped = _at(facts["dropped"])
    if not dropped or row.decided_at:
        return False
    return write_again(row, dropped_at=dropped, dropped_because=facts["because"])


def _interest(entry: Entry) -> Facts | None:
    row = target_of(entry)
    return row and {"back": None if row.is_sent else _moment(row.withdrawn_at)}


def _withdraw_again(row: Interest, facts: Facts) -> bool:
    """Have nobody read what a city took back, unless it was sent anew since."""
    back = _at(facts["back"])
    if not back or not row.is_sent:
        return False
    return write_again(row, state=Interest.State.WITHDRAWN, withdrawn_at=back)


def _said(entry: Entry) -> Facts | None:
    row = target_of(entry)
    return row and {"back": _moment(row.taken_back_at)}


def _take_words_away(row: Comment, facts: Facts) -> bool:
    back = _at(facts["back"])
    return back is not None and write_again(row, text="", taken_back_at=back)


KINDS = {
    "comment taken back": Kind(
        "pilots.comment", ("comment taken back",), Comment.objects.all, _take_words_away, _said
    ),
    "call comment hidden or taken back": Kind(
        "cities.callcomment",
        ("call comment hidden", "call comment shown", "call comment taken back"),
        CallComment.objects.all,
        _settle_comment,
        _comment,
    ),
    "signature taken back or off the web": Kind(
        "cities.signature",
        ("signature taken back", "signature name agreed", "signature name refused"),
        Signature.objects.all,
        _settle_signature,
        _signature,
    ),
    "call dropped or off the web": Kind(
        "cities.jointcall",
        ("call dropped", "call on the web", "call off the web"),
        JointCall.objects.all,
        _settle_call,
        _call,
    ),
    "peer call dropped": Kind(
        "pilots.peercall", ("peer call dropped",), PeerCall.objects.all, _drop_again, _peer_call
    ),
    "interest taken back": Kind(
        "pilots.interest",
        ("interest withdrawn", "interest sent", "interest changed"),
        Interest.objects.all,
        _withdraw_again,
        _interest,
    ),
}
