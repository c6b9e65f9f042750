"""The one call by which the portal writes to people."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser


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
    raise NotImplementedError
