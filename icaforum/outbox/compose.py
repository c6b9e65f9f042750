"""The one call by which the portal writes to people."""

import logging
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from celery import current_app
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation

from icaforum.outbox.kinds import kinds
from icaforum.outbox.models import Message

log = logging.getLogger(__name__)

_noted: ContextVar[list[Message] | None] = ContextVar("noted", default=None)


@contextmanager
def queued_mails() -> Iterator[list[Message]]:
    """The mails queued within, in their order: for saying, before it is done, whom something would mail."""
    noted: list[Message] = []
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)


def queue_mail(
    kind: str,
    *,
    to: AbstractBaseUser | str,
    key: str,
    ids: Mapping[str, Any],
    language: str = "",
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> bool:
    """Queue one mail to one reader, inside the transaction of the action that causes it.

    `key` is unique for ever: the same key again queues nothing (and gives False). `ids` are what the kind's
    function needs to write the mail when it is sent; they hold keys, never texts or secrets. `to` is a
    person, or an address (with its `language`) where there is no account yet.
    """
    behaviour = kinds()[kind]
    person = None if isinstance(to, str) else to
    address = to if isinstance(to, str) else to.email
    validate_email(address)
    name = uuid.uuid4()
    message = Message(
        uuid=name,
        dedupe_key=key,
        kind=kind,
        person=person,
        address=address,
        language="" if person else language or translation.get_language() or settings.LANGUAGE_CODE,
        ids=dict(ids),
        message_id=f"<{name}@{settings.MAIL_DOMAIN}>",
        sensitive=behaviour.sensitive,
        priority=behaviour.priority,
        expires_at=expires_at,
        **({"due_at": due_at, "wanted_at": due_at} if due_at else {}),
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)
    if not Message.objects.filter(uuid=name).exists():
        return False
    if (noted := _noted.get()) is not None:
        noted.append(message)
    wake_on_commit()
    return True


def cancel_mails(*, starting_with: str) -> int:
    """Take back the waiting mails whose key begins so; gives how many.

    Most mails need no taking back: the kind's function says None when the mail is no longer wanted.
    """
    waiting = Message.objects.waiting().filter(dedupe_key__startswith=starting_with)
    return waiting.update(state=Message.State.CANCELLED, last_error="taken-back")


def wake_on_commit() -> None:
    """Wake the sender when this transaction is committed: once, however many mails it queues."""
    waiting = transaction.get_connection().run_on_commit
    if not any(hook is wake for _savepoints, hook, _robust in waiting):
        transaction.on_commit(wake)


def wake() -> None:
    """Tell a worker that there is mail. A broker that is down loses nothing: the clock comes by too."""
    try:
        current_app.send_task("icaforum.outbox.tasks.drain_outbox", retry=False)
    except Exception:
        log.warning("The broker is not there; the mails wait for the clock.", exc_info=True)
