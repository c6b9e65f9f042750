"""The call by which the portal writes to people, one of them or many at once."""

import logging
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from celery import current_app
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from icaforum.audit.locks import locking
from icaforum.outbox.kinds import kinds
from icaforum.outbox.models import Message
from icaforum.outbox.own_words import words_for
from icaforum.outbox.waking import begins, may_wait
from icaforum.words.addresses import can_be_written_to, clean_address

log = logging.getLogger(__name__)

# A context variable, so that mails of another request that is served at the same time are not noted here.
_noted: ContextVar[list[Message] | None] = ContextVar("noted", default=None)
_held_back: ContextVar[list[bool] | None] = ContextVar("held_back", default=None)

DRAIN = "icaforum.outbox.tasks.drain_outbox"


@contextmanager
def queued_mails() -> Iterator[list[Message]]:
    """Give a list that fills with the mails queued inside the `with`, in their order.

    For saying whom something would mail before it is done: within a transaction that is then rolled back.
    """
    noted: list[Message] = []
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)


@dataclass(frozen=True)
class NewMail:
    """One mail to be queued; what each part means stands at `queue_mail`."""

    kind: str
    to: AbstractBaseUser | str
    key: str
    ids: Mapping[str, Any]
    language: str = ""
    due_at: datetime | None = None
    expires_at: datetime | None = None
    stored: bool = False

    def as_message(self) -> Message:
        """Return the row to write. Raises as `queue_mail` does."""
        behaviour = kinds()[self.kind]
        person = None if isinstance(self.to, str) else self.to
        address = str(self.to) if self.stored else _writable(self.to)
        name = uuid.uuid4()
        # Empty means «a person's»: their language is asked when the mail is written, and may have changed.
        language = "" if person else self.language or translation.get_language() or settings.LANGUAGE_CODE
        return Message(
            uuid=name,
            dedupe_key=self.key,
            kind=self.kind,
            person=person,  # type: ignore[misc]  # this app does not know which model people are
            address=address,
            language=language,
            ids={**self.ids, **words_for(self.kind)},
            message_id=message_id_of(self.key, address),
            sensitive=behaviour.sensitive,
            priority=behaviour.priority,
            expires_at=self.expires_at,
            **({"due_at": self.due_at, "wanted_at": self.due_at} if self.due_at else {}),
        )


def queue_mail(
    kind: str,
    *,
    to: AbstractBaseUser | str,
    key: str,
    ids: Mapping[str, Any],
    language: str = "",
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    stored: bool = False,
) -> bool:
    """Queue one mail to one reader, inside the transaction of the action that causes it.

    `kind` is a name in `icaforum.mails.KINDS`. `key` is unique for ever: the same key again queues nothing
    (and returns False), so a planner may run twice. `ids` are what the kind's function needs to write the
    mail when it is sent; they hold keys, never texts or secrets. `to` is a person, or an address (with its
    `language`, else the one of this request) where there is no account yet. `due_at` is when it is wanted; a
    planner gives the moment from which on it was due, however late it runs: after a restore that tells the
    mails that had left. From `expires_at` on the mail says something untrue and is not sent.

    Raises KeyError for an unknown kind, and ValidationError where `to` is an address that is none. A person
    whose address is none gets a row that cannot be sent, which the secretariat sees; so does an address that
    is `stored` in a row from before addresses were cleaned, or that row could not even be closed.
    """
    return bool(queue_mails([NewMail(kind, to, key, ids, language, due_at, expires_at, stored)]))


def queue_mails(mails: Iterable[NewMail]) -> int:
    """Queue mails as `queue_mail` does, all of them in two statements; return how many were new.

    For whatever mails many people while it holds a lock. Raises as `queue_mail` does, for all or for none.
    """
    messages = [mail.as_message() for mail in mails]
    if not messages:
        return 0
    # ON CONFLICT DO NOTHING, since an IntegrityError would end the transaction of the action. It does not
    # tell which rows were written, so that is asked by our own keys.
    Message.objects.bulk_create(messages, ignore_conflicts=True, batch_size=1000)
    written = Message.objects.filter(uuid__in=[message.uuid for message in messages])
    new = set(written.values_list("uuid", flat=True))
    if new:
        if (noted := _noted.get()) is not None:
            noted.extend(message for message in messages if message.uuid in new)
        wake_on_commit()
    return len(new)


def _writable(to: AbstractBaseUser | str) -> str:
    """Return the address of a reader; raises ValidationError for a given one that fits no mail's head.

    A person's stays as it is: one that is left to settle could be another's once it is cleaned. It refuses
    nothing, since what is to be done for many must not fail at one of them; the sender tells staff.
    """
    if not isinstance(to, str):
        return address_of(to)
    validate_email(to)
    address = clean_address(to)
    if not can_be_written_to(address):  # letters such as ı, which the validator takes for an i
        raise ValidationError(_("This address cannot be written to by mail."))
    return address


def address_of(person: AbstractBaseUser) -> str:
    """Return the mail address of a person."""
    # The base class of users has no column `email` of its own, but names the one that is.
    return str(getattr(person, person.get_email_field_name()))


def message_id_of(key: str, address: str) -> str:
    """Return the Message-ID of a mail: the same for ever, since it follows from its key and its reader.

    So a mail that is planned again, after a restore, is the same mail to whoever has it already. A keyed
    digest, because the key may hold an address.
    """
    named = f"{key}\n{clean_address(address)}"
    digest = salted_hmac("icaforum.outbox.message_id", named, algorithm="sha256").hexdigest()
    return f"<{digest[:40]}@{settings.MAIL_DOMAIN}>"


def cancel_mails(*, starting_with: str) -> int:
    """Take back the waiting mails whose key begins so; return how many.

    Most mails need no taking back: the kind's function says None when the mail is no longer wanted.
    """
    waiting = Message.objects.waiting().filter(dedupe_key__startswith=starting_with)
    return waiting.update(state=Message.State.CANCELLED, last_error="taken-back")


def cancel_mails_of(keys: Iterable[str]) -> set[str]:
    """Take back the waiting mails with these keys; return the keys of those that will not leave.

    A mail in a sender's hands is no longer waiting, and is not among them.
    """
    waiting = Message.objects.waiting().filter(dedupe_key__in=list(keys))
    # Locked, since a sender claims a row by its state: what is counted here is what is changed.
    with locking():
        found = dict(waiting.select_for_update().values_list("pk", "dedupe_key"))
    Message.objects.filter(pk__in=found).update(state=Message.State.CANCELLED, last_error="taken-back")
    return set(found.values())


def send_elsewhere(person: AbstractBaseUser, *, was: str) -> int:
    """Send what waits for a person at a former address to the present one; return how many mails.

    Those with a code or a link of their own stay where they were asked for.
    """
    waiting = Message.objects.waiting().filter(person_id=person.pk, address=was, sensitive=False)
    return waiting.update(address=address_of(person))


def forget_mails(address: str, *, kinds: Iterable[str], starting_with: str = "") -> None:
    """Delete the rows of mails of these kinds to an address that no account stands behind.

    With `starting_with` those alone whose key begins so: of one thing, where others write there as well.
    One in a sender's hands stays: whoever sends it writes down what became of it.
    """
    rows = Message.objects.filter(address=address, person__isnull=True, kind__in=list(kinds))
    rows = rows.filter(dedupe_key__startswith=starting_with)
    rows.exclude(state__in=Message.LEASED).delete()


def wake_on_commit() -> None:
    """Wake the sender when this transaction is committed: once, however many mails it queues."""
    # Without this look a planner that queues a thousand mails would publish a thousand tasks.
    waiting = transaction.get_connection().run_on_commit
    if not any(hook is wake for _savepoints, hook, _robust in waiting):
        transaction.on_commit(wake)


@contextmanager
def one_wake() -> Iterator[None]:
    """Wake the sender once at the end of the `with`, if it was woken at all, however many commits it has."""
    if _held_back.get() is not None:  # inside another: that one wakes
        yield
        return
    asked: list[bool] = []
    token = _held_back.set(asked)
    try:
        yield
    finally:
        _held_back.reset(token)
        if asked:
            wake()


def wake() -> None:
    """Tell a worker that there is mail. Raises nothing: the clock wakes the sender as well.

    By the task's name, because the tasks stand above this module.
    """
    if (asked := _held_back.get()) is not None:
        asked.append(True)
        return
    turn = str(uuid.uuid4())
    if not may_wait(DRAIN, turn):
        return
    try:
        current_app.send_task(DRAIN, task_id=turn, retry=False)
    except Exception:  # of kombu, redis or the socket; none may fail a page whose mails are queued already
        begins(DRAIN)
        log.warning("The broker is not there; the mails wait for the clock.", exc_info=True)
