"""A browser on the whole portal: real pages, real rows, mails as they are sent."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core import mail
from django.test import Client

from icaforum.outbox.tasks import drain_outbox

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


class Visit:
    """One person's browser, with what a journey needs: pages, a look for faults, the mails that came."""

    def __init__(self, page, live_server):
        self.page, self.base = page, live_server.url
        self.complaints = []
        page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)
        page.on("response", self.note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def note(self, answer):
        if answer.status >= 400 and answer.url != self.page.url:
            self.complaints.append(f"{answer.status} {answer.url}")

    def as_(self, person):
        """Go on as somebody who is signed in (how one signs in is a journey of its own)."""
        client = Client()
        client.force_login(person)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "url": self.base}
        self.page.context.clear_cookies()
        self.page.context.add_cookies(
            [cookie | {"value": client.cookies[settings.SESSION_COOKIE_NAME].value}]
        )
        return self

    def open(self, path):
        self.page.goto(path if path.startswith("http") else self.base + path)
        return self

    def press(self, name):
        """A button or a link, by the words on it."""
        button = self.page.get_by_role("button", name=name, exact=True)
        (button if button.count() else self.page.get_by_role("link", name=name, exact=True)).first.click()
        self.page.wait_for_load_state()
        return self

    def fill(self, **fields):
        for name, value in fields.items():
            self.page.locator(f"[name='{name}']").fill(value)
        return self

    def choose(self, name, value):
        box = self.page.locator(f"[name='{name}'][value='{value}']")
        if box.count():
            box.check()
        else:
            self.page.locator(f"select[name='{name}']").select_option(value)
        return self

    def sees(self, text):
        self.page.get_by_text(text).first.wait_for(timeout=5000)
        return self

    @property
    def title(self):
        return self.page.locator("h1").first.inner_text()

    def faults(self):
        """What axe finds on this page, what the browser complains of, and whether it scrolls sideways."""
        # What the browser said of the page itself: axe, which comes next, asks for sheets of its own.
        found, self.complaints = self.complaints, []
        found += [
            f"{violation['id']}: {violation['nodes'][0]['html'][:160]}"
            for violation in Axe().run(self.page, options={"preload": False}).response["violations"]
        ]
        if self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append("scrolls sideways")
        if self.page.locator("h1").count() != 1:
            found.append(f"{self.page.locator('h1').count()} main headings")
        self.complaints = []
        return found


@pytest.fixture
def visit(page, live_server, transactional_db, settings):
    settings.BASE_URL = live_server.url
    page.set_viewport_size(DESK)
    page.set_default_timeout(10_000)
    return Visit(page, live_server)


@pytest.fixture
def last_mail(settings):
    """The last mail to an address, once the outbox has been sent; and the first link in it."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    def find(address):
        drain_outbox()
        return [message for message in mail.outbox if message.to == [address]][-1]

    return find


def link_in(message):
    return re.search(r"https?://\S+", message.body).group().rstrip(".,)")
