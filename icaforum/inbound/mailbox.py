"""The mailbox that is polled by IMAP: what was taken in is deleted there.

The standard library has the five commands that this takes, and gives the bytes of a mail as they are.
"""

import imaplib
import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils.translation import gettext_noop

from icaforum.audit.mishaps import cured, note_mishap, of_planner
from icaforum.inbound.reading import MOST_BYTES
from icaforum.inbound.receiving import receive

# Seconds for each answer of the server; and mails of one run, so that a full mailbox holds nobody up.
PATIENCE = 15
AT_ONCE = 50
LOOKED_AT = 1000
PLANNER = gettext_noop("look into the mailbox")

log = logging.getLogger(__name__)


def poll() -> int:
    """Take in what lies in the mailbox; return how many mails. A mailbox that is away is noted for Today."""
    if settings.INBOUND_MAILBOX is None:
        return 0
    try:
        with _opened(settings.INBOUND_MAILBOX) as mailbox:
            count = sum(_take(mailbox, number) for number in _numbers(mailbox))
            mailbox.expunge()
    except (OSError, imaplib.IMAP4.error) as error:
        log.warning("The mailbox cannot be read: %s", error)
        note_mishap(PLANNER, None, error)
        return 0
    if of_planner(PLANNER):
        cured(PLANNER, None)
    return count


@contextmanager
def _opened(box: dict[str, str]) -> Iterator[imaplib.IMAP4]:
    """Open the folder of the mailbox, and log out again."""
    host, port = box["host"], int(box["port"])
    if box["security"] == "tls":
        server: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            host, port, timeout=PATIENCE, ssl_context=ssl.create_default_context()
        )
    else:
        server = imaplib.IMAP4(host, port, timeout=PATIENCE)
    with server:
        if box["security"] == "starttls":
            server.starttls(ssl.create_default_context())
        server.login(box["user"], box["password"])
        state, said = server.select(_quoted(box["folder"]))
        if state != "OK":
            raise imaplib.IMAP4.error(said[0].decode(errors="replace") if said and said[0] else state)
        yield server


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _numbers(mailbox: imaplib.IMAP4) -> list[str]:
    """Return the UIDs of the mails, the oldest first, as many as one run takes.

    Some places of the mailbox at a time: the answer is one line, and the library breaks off at a million
    signs, which a mailbox of a hundred thousand mails has.
    """
    _name, count = mailbox.response("EXISTS")  # as opening the folder told it
    last = int(count[-1] or 0) if count else 0
    found: list[str] = []
    for first in range(1, last + 1, LOOKED_AT):
        places = f"{first}:{min(first + LOOKED_AT - 1, last)}"
        _state, said = mailbox.uid("SEARCH", places, "UNDELETED")
        found += (said[0] or b"").decode().split() if said else []
        if len(found) >= AT_ONCE:
            break
    return found[:AT_ONCE]


def _take(mailbox: imaplib.IMAP4, number: str) -> bool:
    """Take one mail in, and mark it as deleted. One that cannot be taken stays, and keeps none back."""
    # Its first part alone, should it be larger: words stand in front of the files. PEEK leaves it unread.
    _state, found = mailbox.uid("FETCH", number, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
    raw = next((it[1] for it in found if isinstance(it, tuple) and re.search(rb"BODY\[", it[0])), None)
    if raw is None:  # another run has taken it meanwhile
        return False
    try:
        receive(raw)
    except Exception as error:
        log.exception("Mail %s of the mailbox could not be taken in.", number)
        note_mishap(PLANNER, f"UID {number}", error)
        return False
    mailbox.uid("STORE", number, "+FLAGS.SILENT", r"(\Deleted)")
    return True
