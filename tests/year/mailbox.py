"""What the mail server of the year took, person by person, and what people answer."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime

from tests.icaforum.inbound import raws
from tests.year.portal import Portal


@dataclass
class Mail:
    """A mail that left; `at` is the moved time at which it was written."""

    to: str
    subject: str
    text: str
    reply_to: str
    message_id: str
    at: datetime
    raw: EmailMessage

    @property
    def links(self) -> list[str]:
        """The addresses in its text, in their order."""
        return re.findall(r"https?://[^\s>)\]]+", self.text)

    def link(self, part: str) -> str:
        """Return the first address that has this in it; raises LookupError where there is none."""
        for address in self.links:
            if part in address:
                return address
        raise LookupError(f"«{self.subject}» has no link with {part}: {self.links}")


class Mailbox:
    """All that left, in order; each person reads on from where they stopped."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.taken: list[Mail] = []
        self._read: dict[str, int] = {}

    def collect(self) -> list[Mail]:
        """Take over what came since the last time, and return it."""
        new = []
        for recipients, message in self.portal.mail.handler.taken[len(self.taken) :]:
            body = message.get_body(("plain",))
            new.append(
                Mail(
                    to=recipients[0],
                    subject=message["Subject"],
                    text=body.get_content() if body else "",
                    reply_to=parseaddr(message["Reply-To"] or "")[1],
                    message_id=message["Message-ID"],
                    at=parsedate_to_datetime(message["Date"]),
                    raw=message,
                )
            )
        self.taken += new
        return new

    def unread(self, address: str) -> list[Mail]:
        """Return what came for an address since it was last asked for."""
        self.collect()
        since, self._read[address] = self._read.get(address, 0), len(self.taken)
        return [mail for mail in self.taken[since:] if mail.to == address]

    def answer(self, mail: Mail, text: str, *, name: str) -> None:
        """Answer a mail, as the program of whoever got it does."""
        facts = {
            "name": name,
            "sender": mail.to,
            "number": len(self.taken),
            "to": mail.reply_to,
            "text": text,
        }
        said = f"{self.portal.clock.now():%a, %d %b %Y %H:%M:%S +0000}"
        auth = raws.PASS.format(domain=mail.to.rpartition("@")[2])
        raw = raws.ANSWER.format(**facts, date=said, auth=auth).encode()
        status = self.portal.post_mail(raw, mail.reply_to)
        assert status == 200, status
