"""The mail server that takes our mails: one connection, and what its answers mean.

This is the only place that asks Django for a mail backend. SMTP has no commit: an answer is the truth, and
a connection that breaks before the answer leaves a mail of which nobody knows.
"""

import contextlib
import re
import smtplib
from dataclasses import dataclass
from enum import Enum, auto
from time import monotonic
from typing import Any, Self

from django.core.mail import EmailMessage, get_connection

# A connection is made anew after so many mails or seconds.
MOST_MAILS = 100
LONGEST_SECONDS = 60

# It cannot serve us at all just now, or does not know us: nothing about this one mail.
_AWAY = {421, 432, 454, 530, 534, 535, 538}
# The address does not exist (RFC 3463); .7 and .8 are about the sender's own.
_NO_SUCH_ADDRESS = re.compile(r"5\.1\.(0|1|2|3|6|10)\b")


class Verdict(Enum):
    """What an answer means.

    ACCEPTED, DEFERRED and REFUSED are about one mail; AWAY says that the server can serve nobody now, and
    BROKEN that the connection broke, so that nobody knows whether the mail was taken.
    """

    ACCEPTED = auto()
    DEFERRED = auto()
    REFUSED = auto()
    AWAY = auto()
    BROKEN = auto()


@dataclass(frozen=True)
class Answer:
    """The answer to one mail: its meaning, the SMTP code where there was one, and the server's words."""

    verdict: Verdict
    code: int | None = None
    words: str = ""

    @property
    def no_such_address(self) -> bool:
        """Whether the mail was refused because its address does not exist."""
        return self.verdict is Verdict.REFUSED and bool(_NO_SUCH_ADDRESS.match(self.words))


class AwayError(Exception):
    """The mail server cannot be reached, or serves nobody just now; no mail is to blame."""


class Relay:
    """A connection to the mail server, kept for a hundred mails or a minute, and closed by its `with`."""

    def __init__(self) -> None:
        self._connection: Any = None
        self._mails = 0
        self._since = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def open(self) -> None:
        """Connect unless connected already; raises AwayError. Nothing of a mail is sent before."""
        if self._mails >= MOST_MAILS or monotonic() - self._since > LONGEST_SECONDS:
            self.close()
        if self._connection is not None:
            return
        connection = get_connection()
        try:
            connection.open()
        except OSError as error:  # smtplib's errors are OSErrors too
            with contextlib.suppress(OSError):
                connection.close()
            raise AwayError(_said(error)) from error
        self._connection, self._mails, self._since = connection, 0, monotonic()

    def send(self, mail: EmailMessage) -> Answer:
        """Hand over one mail and return the answer; the connection must be open. Raises nothing of SMTP."""
        self._mails += 1
        # The order of the clauses matters: all of smtplib's errors are OSErrors, and OSError alone means that
        # the connection broke.
        try:
            taken = self._connection.send_messages([mail])
        except smtplib.SMTPRecipientsRefused as error:
            answer = _answer(*next(iter(error.recipients.values())))
        except smtplib.SMTPResponseException as error:
            answer = _answer(error.smtp_code, error.smtp_error)
        except smtplib.SMTPNotSupportedError as error:  # an address with letters that the server cannot take
            answer = Answer(Verdict.REFUSED, words=_said(error))
        except OSError as error:
            answer = Answer(Verdict.BROKEN, words=_said(error))
        else:
            answer = Answer(Verdict.ACCEPTED, 250) if taken else Answer(Verdict.DEFERRED)
        if answer.verdict in {Verdict.AWAY, Verdict.BROKEN}:
            self.close()
        return answer

    def close(self) -> None:
        """End the connection, if there is one."""
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.close()
        self._connection = None


def _answer(code: int, words: bytes | str) -> Answer:
    """Return what an answer of the server means, by its SMTP code."""
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    if code in _AWAY:
        return Answer(Verdict.AWAY, code, said)
    verdict = {4: Verdict.DEFERRED, 5: Verdict.REFUSED}.get(code // 100, Verdict.BROKEN)
    return Answer(verdict, code if code > 0 else None, said)


def _said(error: OSError) -> str:
    """Return what went wrong, in one line: the server's words where it said any."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error).words
    return " ".join(f"{type(error).__name__}: {error}".split())
