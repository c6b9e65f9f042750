"""The mail server that takes our mails: one connection. What its answers mean, `answers` says.

This is the only place that asks Django for a mail backend. SMTP has no commit: an answer is the truth, and
a connection that breaks before the answer leaves a mail of which nobody knows.
"""

import contextlib
import logging
import smtplib
from time import monotonic
from typing import Any, Self

from django.core import mail as django_mail
from django.core.mail import EmailMessage

from icaforum.outbox.answers import Answer, Step, Verdict, judge, storable

# A connection is made anew after so many mails or seconds.
MOST_MAILS = 100
LONGEST_SECONDS = 60

log = logging.getLogger(__name__)


class AwayError(Exception):
    """The mail server cannot be reached, or takes nothing from us just now; no mail is to blame."""


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
        connection = _mailer()
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
            answer = judge(Step.RCPT, *next(iter(error.recipients.values())))
        except smtplib.SMTPSenderRefused as error:
            answer = judge(Step.MAIL, error.smtp_code, error.smtp_error)
        except smtplib.SMTPResponseException as error:
            answer = judge(Step.DATA, error.smtp_code, error.smtp_error)
        except smtplib.SMTPNotSupportedError as error:  # an address with letters that the server cannot take
            answer = Answer(Verdict.REFUSED, words=_said(error))
        except OSError as error:
            answer = Answer(Verdict.BROKEN, words=_said(error))
        except Exception as error:  # of Django or Python: this mail must not end the sending of the others
            log.exception("A mail could not be handed over.")
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


def _mailer() -> Any:
    """Return a new connection as the settings say; Django 6.1 deprecates the way of 5.2."""
    mailers = getattr(django_mail, "mailers", None)
    return django_mail.get_connection() if mailers is None else mailers["default"]


def _said(error: Exception) -> str:
    """Return what went wrong, in one line: the server's words where it said any."""
    if isinstance(error, smtplib.SMTPResponseException):
        return storable(error.smtp_error)
    return storable(" ".join(f"{type(error).__name__}: {error}".split()))
