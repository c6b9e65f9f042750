"""The verbs of an organisation at the table, by the link of its mail: agree, say no, take its name back.

Nobody is signed in: whoever reads the mailbox of the address speaks for it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from cities.directory.models import City
from cities.invitations.models import Objection, digest_of, digests_of
from cities.partners.links import forget_link, mail_the_link, objects_to
from cities.partners.models import TABLES, AtTable
from cities.partners.refusals import NotNow, OtherWords
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.planners import row_by_row
from icaforum.words.times import database_now

name_verbs(
    {
        "organisation agreed": gettext_lazy("agreed to be named at the table"),
        "organisation said no": gettext_lazy("said no to being named at the table"),
        "organisation took its name back": gettext_lazy("took its name back from the table"),
        "organisation had all deleted": gettext_lazy("had all deleted that was written of it"),
        "organisation asked again": gettext_lazy("asked an organisation at the table once more"),
        "address of an organisation deleted": gettext_lazy("deleted the address of an organisation"),
    }
)

# One that has not answered is asked once more; later it is nobody's task.
REMIND_AFTER = timedelta(days=14)
# As /privacy/ says it: of one that never answers, after the first mail.
ADDRESS_KEPT = timedelta(days=90)
State = AtTable.State


@transaction.atomic
def agree(
    organisation: AtTable, *, seal: str, they_say: str = "", nothing_so_far: bool = False, by: None = None
) -> AtTable:
    """Agree to be named with exactly the words of this seal, and say something of one's own; return the row.

    Also after a no, which is over then, and to change what one says. Raises NotThere, OtherWords where the
    words have changed, NotNow where all was deleted.
    """
    row = type(organisation).objects.locked(organisation.pk)
    if row.has_had_all_deleted:
        raise NotNow(_("All that was written of you is deleted."))
    if row.seal != seal:
        raise OtherWords(_("The words have changed meanwhile. Read them again."))
    # What it says later on moves it into no other year.
    stands = row.state == State.AGREED and row.agreed_seal == seal
    row.answered_at = row.answered_at if stands else database_now()
    row.state, row.agreed_seal = State.AGREED, seal
    row.they_say, row.nothing_so_far = they_say.strip(), nothing_so_far
    over, row.objection, row.before = row.objection, None, None
    # After a no the digest is all by which «delete all» finds what else is held of this address.
    row.mailbox_digest = "" if row.email else row.mailbox_digest
    row.save(
        update_fields=[
            *("state", "agreed_seal", "answered_at", "they_say", "nothing_so_far"),
            *("objection", "mailbox_digest", "before"),
        ]
    )
    if over is not None and not type(row).objects.filter(objection=over).exists():
        over.delete()
    record("organisation agreed", row, by=by)
    return row


@transaction.atomic
def say_no(organisation: AtTable, *, by: None = None) -> AtTable:
    """Say no to being named: only the kind stands, and the address is deleted. Raises NotThere, NotNow.

    A digest of the address is kept, by which nobody has it asked at this table again.
    """
    row = type(organisation).objects.locked(organisation.pk)
    if row.state == State.AGREED:
        raise NotNow(_("You have agreed meanwhile. You can take your name back."))
    if row.state not in AtTable.ANSWERED_NO:  # pressed twice
        _object(row)
        _unname(row, State.DECLINED)
        record("organisation said no", row, by=by, objection=row.objection_id)
    return row


@transaction.atomic
def take_name_back(organisation: AtTable, *, by: None = None) -> AtTable:
    """Take one's name back, with what one said; the address is deleted, as after a no.

    Raises NotThere, NotNow.
    """
    row = type(organisation).objects.locked(organisation.pk)
    if row.state == State.TAKEN_BACK:
        return row  # pressed twice
    if row.state != State.AGREED:
        raise NotNow(_("You are not named."))
    _object(row)
    _unname(row, State.TAKEN_BACK)
    record("organisation took its name back", row, by=by, objection=row.objection_id)
    return row


@transaction.atomic
def have_all_deleted(organisation: AtTable, *, by: None = None) -> AtTable:
    """Delete the address, the name and all words of an organisation: only its kind stands. Raises NotThere.

    At every table at which this address stands, or stood until its no there. A digest of the address is kept,
    by which nobody has it written to again.
    """
    row = type(organisation).objects.locked(organisation.pk)
    if row.has_had_all_deleted:
        return row  # pressed twice
    digest, objection = digest_of(row.email) if row.email else row.mailbox_digest, None
    if digest:
        objection, _is_new = Objection.objects.get_or_create(digest=digest)
    _delete_all(row, objection, by=by)
    for other in _of_mailbox(digest) if digest else ():
        _delete_all(type(other).objects.locked(other.pk), objection, by=by)
    return row


def _of_mailbox(digest: str) -> Iterator[AtTable]:
    """Yield the organisations whose address has this digest, or had it when they said no."""
    for table in TABLES.values():
        for row in table.objects.exclude(email="", mailbox_digest="").exclude(name=""):
            if row.mailbox_digest == digest or (row.email and digest in digests_of(row.email)):
                yield row


def _delete_all(row: AtTable, objection: Objection | None, *, by: None) -> None:
    _unname(row, State.TAKEN_BACK if row.state == State.AGREED else State.DECLINED)
    row.name = row.place = row.took_part = row.changed = row.mailbox_digest = ""
    row.save(update_fields=["name", "place", "took_part", "changed", "mailbox_digest"])
    record("organisation had all deleted", row, by=by, objection=objection and objection.pk)


def _object(row: AtTable) -> None:
    """Keep the no of an organisation, where its address is known still; the row is left to be saved."""
    if row.email:
        row.mailbox_digest = digest_of(row.email)
        said = digest_of(row.email, of=row.thing_name)
        row.objection, _is_new = Objection.objects.get_or_create(digest=said)


def _unname(row: AtTable, state: str) -> None:
    forget_link(row)
    row.state, row.answered_at = state, database_now()
    row.agreed_seal, row.they_say, row.nothing_so_far, row.before = "", "", False, None
    row.save(
        update_fields=[
            *("email", "objection", "mailbox_digest", "state", "answered_at"),
            *("agreed_seal", "they_say", "nothing_so_far", "before"),
        ]
    )


# By the clock ----------------------------------------------------------------------------------------------


def ask_again(*, now: datetime | None = None) -> int:
    """Ask each organisation once more that has not answered for two weeks; return how many."""
    late = (now or database_now()) - REMIND_AFTER
    planner = gettext_noop("ask organisations again whether they may be named")
    due = (
        list(
            table.objects.asked()
            .standing()
            .of_things_in_force()
            .filter(Q(city=None) | Q(city__in=City.objects.members()), reminded_at=None, asked_at__lte=late)
        )
        for table in TABLES.values()
        if not table.is_closed()
    )
    return sum(row_by_row(planner, rows, _ask_one) for rows in due)


def forget_addresses(*, now: datetime | None = None) -> int:
    """Delete the addresses of organisations that never answered; return how many."""
    old = (now or database_now()) - ADDRESS_KEPT
    planner = gettext_noop("delete addresses of organisations that never answered")
    due = (list(table.objects.unanswered_since(old)) for table in TABLES.values())
    return sum(row_by_row(planner, rows, _forget_one) for rows in due)


def _ask_one(organisation: AtTable) -> int:
    row = type(organisation).objects.locked(organisation.pk)
    if row.state != State.ASKED or row.reminded_at or not row.email or row.hidden_at:
        return 0
    if not row.is_of_a_member:
        return 0
    if objects_to(row):  # said elsewhere since
        return _forget(row)
    mail_the_link(row, again=True)
    row.save(update_fields=["reminded_at"])
    record("organisation asked again", row, by=None)
    return 1


def _forget_one(organisation: AtTable) -> int:
    row = type(organisation).objects.locked(organisation.pk)
    return _forget(row) if row.email and row.state in (State.ASKED, State.NOT_ASKED) else 0


def _forget(row: AtTable) -> int:
    forget_link(row)
    row.before = None
    row.save(update_fields=["email", "before"])
    record("address of an organisation deleted", row, by=None)
    return 1
