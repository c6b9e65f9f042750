"""The people of the year: each has a browser of their own, an address, and reads what comes there."""

import base64
import hmac
import re
import struct
from dataclasses import dataclass, field
from datetime import datetime

from tests.year.browser import Browser, Page
from tests.year.mailbox import Mail, Mailbox

CODE = re.compile(r"\d{3} \d{3}")


@dataclass
class Person:
    """Somebody of a city: in the Forum since `joined`, gone since `left`."""

    name: str
    email: str
    city: str
    tier: str
    is_lead: bool
    language: str
    browser: Browser
    invited_by: Mail | None = None
    joined: datetime | None = None
    left: datetime | None = None
    signed_in: datetime | None = None
    seen: list[Mail] = field(default_factory=list)

    @property
    def is_here(self) -> bool:
        """Whether the person has accepted and not left."""
        return self.joined is not None and self.left is None

    def read(self, mailbox: Mailbox) -> list[Mail]:
        """Return the mails that came since the last look."""
        new = mailbox.unread(self.email)
        self.seen += new
        for mail in new:
            if any("/invitation/" in link for link in mail.links):
                self.invited_by = mail
        return new

    def accept(self, now: datetime) -> Page:
        """Accept the invitation that came last, by its link."""
        assert self.invited_by
        self.browser.open(self.invited_by.link("/invitation/"))
        page = self.browser.press("Accept|Annehmen")
        self.joined = self.signed_in = now
        return page

    def visit(self, address: str, mailbox: Mailbox) -> Page:
        """Open a page; sign in by a mailed code where the portal asks for it."""
        page = self.browser.open(address)
        if "/account/login/" in page.path:
            self.sign_in(mailbox)
            page = self.browser.open(address)
        return page

    def sign_in(self, mailbox: Mailbox) -> None:
        """Ask for a code on the page that is shown, and type it."""
        self.browser.press(".", having="email", email=self.email)
        mailbox.portal.pass_on(seconds=16)
        code = next(
            CODE.search(mail.subject) for mail in reversed(self.read(mailbox)) if CODE.search(mail.subject)
        )
        assert code
        self.browser.press("Sign in|Anmelden", having="code", code=code[0])
        self.signed_in = mailbox.portal.clock.now()


class Colleague(Person):
    """Somebody of the secretariat, who has an app for the second step."""

    secret = ""

    def set_up_app(self, mailbox: Mailbox) -> None:
        """Set up the app for the second step; the first sign-in asks for it."""
        self.visit("/admin/", mailbox)
        page = self.browser.open("/account/second-step/app/")
        found = re.search(r"account-key[^>]*>([A-Z2-7 ]+)<", page.html)
        assert found
        self.secret = found[1]
        self.browser.press("Set up the app", code=app_code(self.secret, mailbox.portal.clock.now()))

    def sign_in(self, mailbox: Mailbox) -> None:
        """Type the mailed code, then the one of the app."""
        super().sign_in(mailbox)
        if "second-step" in self.browser.page.path and self.secret:
            # Each code of the app works once.
            mailbox.portal.pass_on(seconds=31)
            self.browser.press(
                "Sign in", having="code", code=app_code(self.secret, mailbox.portal.clock.now())
            )


def app_code(secret: str, moment: datetime) -> str:
    """Return what an app shows at a moment (RFC 6238)."""
    key = base64.b32decode(secret.replace(" ", ""))
    mac = hmac.digest(key, struct.pack(">Q", int(moment.timestamp()) // 30), "sha1")
    start = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"
