"""The verbs of mails: send one again, take it back, put all on hold and go on, switch a kind off.

Each locks its row before it asks what may be done, since the sender moves mails at the same time.
"""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icaforum.audit.belonging import belongs
from icaforum.audit.details import Detail, moment_of, name_details
from icaforum.audit.locks import locked, locking
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import done_without_account, name_verbs
from icaforum.outbox.compose import address_of, queue_mail, wake_on_commit
from icaforum.outbox.gate import this_database
from icaforum.outbox.kinds import kinds
from icaforum.outbox.models import Gate, Message, Optout, Returned, Suppression
from icaforum.outbox.reaching import why_in_vain
from icaforum.outbox.states import REASONS, State, may_move, move
from icaforum.words.times import database_now

name_verbs(
    {
        "taken back": gettext_lazy("took back"),
        "put on hold": gettext_lazy("put on hold"),
        "confirmed as delivered": gettext_lazy("confirmed as delivered"),
        "came back": gettext_lazy("a mail came back"),
        "works again": gettext_lazy("an address works again"),
        "mails switched off": gettext_lazy("switched mails off"),
        "mails switched on": gettext_lazy("switched mails on"),
    }
)
name_details(
    {
        "mails": Detail(gettext_lazy("mails"), lambda value, _entry, _names: str(value)),
        "since": moment_of(gettext_lazy("from")),
        "until": moment_of(gettext_lazy("until")),
    }
)
belongs(Message, "person", to=get_user_model())
done_without_account(
    "cities.user",
    "mails switched off",
    "mails switched on",
    by=gettext_lazy("the person, by the link in a mail"),
)


class NotNow(Refused):
    """The mail, or the sending of mails, is in a state that forbids the verb."""


class TooLate(Refused):
    """The mail has expired: what it says is no longer true."""


class NotOptional(Refused):
    """This kind of mail cannot be switched off, because it belongs to the matter itself."""


@transaction.atomic
def send_again(message: Message, *, by: AbstractBaseUser) -> Message:
    """Try a mail anew, at once: the same mail with the same Message-ID.

    It goes to the address that its reader has now. The tries before it stay on record, but count no more. An
    address that we stopped mailing is mailed again.
    Raises NotNow for a mail that is sent, taken back or just being sent, and for one that its reader would
    not get, TooLate for one that has expired.
    """
    message = _locked(message)
    if message.state != State.PENDING and not may_move(message, State.PENDING):
        raise NotNow(_("This mail cannot be sent again: it is “%s”.") % message.get_state_display())
    if message.state in Message.LEASED:
        raise NotNow(_("This mail is being sent just now."))
    if message.expires_at and message.expires_at <= database_now():
        raise TooLate(_("It is too late for this mail: what it says is no longer true."))
    address = _open_address(message)
    fresh = {
        "due_at": Now(),
        "attempts": 0,
        "last_code": None,
        "last_error": "",
        "rebuffed_after": None,
        "address": address,
        "unwritten_at": None,
        "priority": Message.PRESSED,
    }
    itself = Message.objects.filter(pk=message.pk)
    # A mail that waits already cannot move to where it is, but is due at once from now on.
    if not move(itself, State.PENDING, **fresh):
        itself.update(**fresh)
    return _done("sent again", message, by)


@transaction.atomic
def send_once_more(message: Message, *, by: AbstractBaseUser) -> Message:
    """Send a mail that was sent already a second time, to the address that its reader has now.

    It is a mail of its own, with another Message-ID, or mail programs would hide it. Returns the new one.
    An address that we stopped mailing is mailed again. Raises NotNow for a mail that was not sent, that holds
    a code, or that nobody would want or get any more, TooLate for one whose end has come.
    """
    message = _locked(message)
    if message.state != State.SENT:
        raise NotNow(_("This is only for mails that were sent."))
    if message.expires_at and message.expires_at <= database_now():
        raise TooLate(_("It is too late for this mail: what it says is no longer true."))
    if message.kind in kinds() and kinds()[message.kind].once:
        raise NotNow(_("A code is never sent twice. One asks for a new one on the sign-in page."))
    if message.kind not in kinds() or kinds()[message.kind].write(message.ids) is None:
        raise NotNow(_("This mail is no longer wanted: what it is about has gone on since."))
    _open_address(message)
    again = f"{message.dedupe_key[:180]}:again:"
    key = f"{again}{Message.objects.filter(dedupe_key__startswith=again).count() + 1}"
    queue_mail(
        message.kind,
        to=message.person or message.address,
        key=key,
        ids=message.ids,
        language=message.language,
        expires_at=message.expires_at,
    )
    Message.objects.filter(dedupe_key=key).update(priority=Message.PRESSED)
    record("sent again", message, by=by)
    return Message.objects.get(dedupe_key=key)


@transaction.atomic
def cancel(message: Message, *, by: AbstractBaseUser) -> Message:
    """Take a mail back for good.

    Raises NotNow for one that is just being sent, and for one whose end has come already.
    """
    message = _locked(message)
    if message.state in Message.LEASED:
        raise NotNow(_("This mail is being sent just now."))
    if not may_move(message, State.CANCELLED):
        raise NotNow(_("This mail cannot be taken back: it is “%s”.") % message.get_state_display())
    move(Message.objects.filter(pk=message.pk), State.CANCELLED, last_error="taken-back")
    return _done("taken back", message, by)


@transaction.atomic
def hold(message: Message, *, by: AbstractBaseUser) -> Message:
    """Keep a waiting mail back until somebody sends it; raises NotNow for one that does not wait."""
    message = _locked(message)
    if message.state != State.PENDING:
        raise NotNow(_("Only a mail that waits can be put on hold."))
    move(Message.objects.filter(pk=message.pk), State.HELD)
    return _done("put on hold", message, by)


@transaction.atomic
def confirm_delivered(message: Message, *, by: AbstractBaseUser) -> Message:
    """Record that a mail of which nobody knew has arrived.

    Raises NotNow for a mail of which the mail server told what became of it.
    """
    message = _locked(message)
    if message.state != State.UNCERTAIN:
        raise NotNow(_("This is only for mails that may not have arrived."))
    move(Message.objects.filter(pk=message.pk), State.SENT, accepted_at=Now(), last_error="")
    return _done("confirmed as delivered", message, by)


@transaction.atomic
def note_return(message: Message, *, words: str, by: AbstractBaseUser | None) -> bool:
    """Write down that a mail came back after it had left; return False when that was known.

    `words` are the mail server's, with the code of RFC 3463 in front. Its address does not work from now on:
    what its reader asked for or needs is tried all the same, optional mails are not.
    """
    message = _locked(message)
    _row, is_new = Returned.objects.get_or_create(message=message, defaults={"words": words[:1000]})
    if is_new:
        record("came back", message, by=by)
    return is_new


@transaction.atomic
def note_address_works(person: AbstractBaseUser, *, by: AbstractBaseUser | None) -> int:
    """Write down that a person's address works again; return how many mails had come back from it.

    For what shows it, such as a mail from this address.
    """
    back = Returned.objects.filter(message__address=address_of(person), over_at=None)
    count = back.update(over_at=Now())
    if count:
        record("works again", person, by=by)
    return count


def _open_address(message: Message) -> str:
    """Write again to the address that a mail's reader has now, and return it; raises NotNow if in vain."""
    address = address_of(message.person) if message.person else message.address
    Suppression.objects.of(address).delete()
    if why := why_in_vain(message):
        raise NotNow(str(REASONS[why]))
    return address


def _locked(message: Message) -> Message:
    return locked(Message.objects.select_for_update(), message.pk)


def _done(verb: str, message: Message, by: AbstractBaseUser) -> Message:
    """Write the history, wake the sender, and return the mail as it stands now."""
    record(verb, message, by=by)
    wake_on_commit()
    message.refresh_from_db()  # the rows were written by UPDATE, past this object
    return message


@transaction.atomic
def pause(_gate: Gate, *, reason: str, by: AbstractBaseUser | None) -> Gate:
    """Let no mail out until somebody resumes; what is queued waits. Raises NotNow while that is so already.

    `reason` is for colleagues. The gate is made where nobody ever touched it, so the object that the admin
    hands over is not the one that is locked.
    """
    with locking():
        gate, _is_new = Gate.objects.select_for_update().get_or_create(pk=1)
    if gate.paused_at:
        raise NotNow(_("All mails are on hold already."))
    Gate.objects.filter(pk=gate.pk).update(paused_at=Now(), reason=reason)
    record("paused", gate, by=by)
    gate.refresh_from_db()
    return gate


@transaction.atomic
def resume(_gate: Gate, *, by: AbstractBaseUser | None) -> Gate:
    """Let mails out again, and try a mail server that was away at once.

    After a restore this says that what waits may leave from this database. `by` is None on the command line.
    Raises NotNow where mails are being sent already.
    """
    with locking():
        gate, _is_new = Gate.objects.select_for_update().get_or_create(pk=1)
    if not gate.paused_at and not gate.failures:
        raise NotNow(_("Mails are being sent already."))
    Gate.objects.filter(pk=gate.pk).update(
        paused_at=None, reason="", failures=0, shut_until=None, last_error="", home=this_database()
    )
    record("resumed", gate, by=by)
    wake_on_commit()
    gate.refresh_from_db()
    return gate


@transaction.atomic
def switch_off(person: AbstractBaseUser, kind: str, *, by: AbstractBaseUser | None) -> bool:
    """Send a person no more mails of an optional kind; return False when that was so before.

    `by` is None for somebody who holds the link of a mail and is not signed in. Raises NotOptional for a kind
    that is unknown or not optional.
    """
    if kind not in kinds() or not kinds()[kind].optional:
        raise NotOptional(_("These mails cannot be switched off."))
    _optout, is_new = Optout.objects.get_or_create(person_id=person.pk, kind=kind)
    if is_new:  # pressing the link of two mails is one decision
        record("mails switched off", person, by=by, kind=kind)
    return is_new


@transaction.atomic
def switch_on(person: AbstractBaseUser, kind: str, *, by: AbstractBaseUser | None) -> bool:
    """Send a person mails of this kind again; return False when they were never off.

    `by` as in `switch_off`.
    """
    gone, _by_model = Optout.objects.of(person).filter(kind=kind).delete()
    if gone:
        record("mails switched on", person, by=by, kind=kind)
    return bool(gone)
