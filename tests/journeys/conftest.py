"""A browser on the whole portal: real pages, real rows, mails as they are sent.

A journey is told in sentences: a `Visit` opens, presses, writes and chooses by the words on the page, as a
person does, and looks for faults on every page it passes.
"""

import re
from collections import defaultdict

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core import mail
from django.test import Client

from icaforum.outbox.tasks import drain_outbox
from tests.mailers import use_mailer

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
AXE = Axe().axe_script
# Only what is wrong travels back; and without preload, since axe would fetch sheets that our policy keeps
# from it. Contrast takes most of the time, so it is judged of the texts named alone, and how a page is
# built only where a part of it is new.
LOOK = """async ([fresh, rules]) => {
    // When colours have stopped changing.
    const moves = document.getAnimations().filter((it) => it.effect.getComputedTiming().endTime < Infinity);
    await Promise.allSettled(moves.map((it) => it.finished));
    const found = [];
    const judge = async (where, rules) => {
        const said = await axe.run(where, {preload: false, resultTypes: ["violations"], ...rules});
        found.push(...said.violations.map((it) => `${it.id}: ${it.nodes[0].html.slice(0, 160)}`));
    };
    const texts = fresh.map((paint) => window.painted.get(paint));
    if (texts.length) await judge({include: texts}, {runOnly: ["color-contrast"]});
    if (rules) await judge(document, rules);
    return found;
}"""
# A page as axe sees it, in numbers that are the same for what looks and works the same.
# `paints`: how each text that is seen is painted, as far as sheets can tell it from another: the elements
# around it with their attributes, but for those that only name or lead somewhere.
# `parts`: each element with those around it, which attributes name it and whether it is seen; what scrolls;
# that an id is there twice.
# `order`: headings and landmarks one after another.
PAGE = """() => {
    const names = /^(href|id|for|name|value|action|src|alt|title|datetime|aria-(label|.*by|controls))$/;
    const number = (text, start) => {
        let it = start;
        for (const sign of text) it = (Math.imul(it, 31) + sign.codePointAt()) | 0;
        return it;
    };
    // What names a row or a kind of page to scripts has no look.
    const nameless = (value) => value.replace(/\\b(app|model)-\\S+/g, "");
    const said = (its) => its.name + "=" + (its.name.startsWith("data-") ? "" : nameless(its.value));
    const attributes = (it, naming) => [...it.attributes].filter((its) => names.test(its.name) === naming);
    const look = (it) => [it.tagName, ...attributes(it, false).map(said)].join();
    const build = (it) => [
        look(it),
        ...attributes(it, true).map((its) => its.name + !its.value.trim()),
        it.checkVisibility(),
        [...it.childNodes].some((its) => its.nodeType === Node.TEXT_NODE && its.data.trim()),
    ].join();
    const paths = (describe) => {
        const known = new Map([[null, 7]]);
        const path = (it) => {
            if (!known.has(it)) known.set(it, number(describe(it), path(it.parentElement)));
            return known.get(it);
        };
        return path;
    };
    const painted = paths(look), built = paths(build);
    const boxes = [...document.querySelectorAll("input, textarea, select")];
    window.painted = new Map(boxes.filter((it) => it.checkVisibility()).map((it) => [painted(it), it]));
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const it = texts.currentNode;
        const seen = it.data.trim() && it.parentElement.checkVisibility();
        if (seen) window.painted.set(painted(it.parentElement), it.parentElement);
    }
    const all = [...document.querySelectorAll("*")];
    const rolls = (it) => /auto|scroll/.test(getComputedStyle(it).overflowX);
    const scrolls = all.filter((it) => it.scrollWidth > it.clientWidth && rolls(it));
    const order = all.filter((it) => it.matches("h1, h2, h3, h4, h5, h6") ? it.checkVisibility()
        : it.matches("main, nav, header, footer, aside, section, [role]"));
    const ids = all.map((it) => it.id).filter(Boolean);
    const parts = all.map(built);
    parts.push(...scrolls.map((it) => number("scrolls", built(it))));
    if (new Set(ids).size < ids.length) parts.push(Math.random());
    return {
        paints: [...window.painted.keys()],
        parts: [...new Set(parts)],
        order: [number(order.map((it) => it.tagName + it.role).join(), 7)],
    };
}"""
# Beside contrast, which is judged apart: all rules, or those of a page whose parts are all known.
WHOLE = {"rules": {"color-contrast": {"enabled": False}}}
IN_ORDER = {
    "runOnly": ["heading-order", "page-has-heading-one", "region", "landmark-unique", "landmark-one-main"]
}
# What was judged, by kind and by the colours' scheme: sheets and components are the same on every page.
judged = defaultdict(set)


class Visit:
    """One browser, and whoever sits before it."""

    def __init__(self, page, base, *, scripts=True):
        self.page, self.base, self.scripts = page, base, scripts
        self.found, self.complaints = {}, []
        page.on("console", self._hear)
        page.on("response", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, line):
        # What could not be loaded is noted below, with its status.
        if line.type == "error" and not line.text.startswith("Failed to load resource"):
            self.complaints.append(line.text)

    def _note(self, answer):
        page_itself = answer.request.is_navigation_request()
        if answer.status >= (500 if page_itself else 400):
            self.complaints.append(f"{answer.status} {answer.url}")

    # Who, and where ---------------------------------------------------------------------------------------

    def as_(self, person):
        """Go on as somebody who is signed in (signing in is a journey of its own), or as nobody."""
        self.page.context.clear_cookies()
        if person:
            client = Client()
            client.force_login(person)
            name = settings.SESSION_COOKIE_NAME
            self.page.context.add_cookies(
                [{"name": name, "url": self.base, "value": client.cookies[name].value}]
            )
        return self

    def open(self, path):
        self.page.goto(path if path.startswith("http") else self.base + path)
        return self.look()

    @property
    def title(self):
        return self.page.locator("h1").first.inner_text()

    @property
    def path(self):
        return self.page.url.removeprefix(self.base)

    # What one does ----------------------------------------------------------------------------------------

    def button(self, name):
        """A button or a link, by the words on it."""
        button = self.page.get_by_role("button", name=name, exact=True)
        return (button if button.count() else self.page.get_by_role("link", name=name, exact=True)).first

    def press(self, name):
        """Press it, and look at the page it leads to."""
        with self.page.expect_navigation():
            self.button(name).click()
        return self.look()

    def write(self, label, text):
        self.page.get_by_label(label).locator("visible=true").fill(text)
        return self

    def tick(self, *labels):
        for label in labels:
            self.page.get_by_label(label, exact=True).check()
        return self

    def choose(self, label, option):
        self.page.get_by_label(label).locator("visible=true").select_option(option)
        return self

    # What one sees ----------------------------------------------------------------------------------------

    def sees(self, *texts):
        for text in texts:
            self.page.get_by_text(text).locator("visible=true").first.wait_for(timeout=5000)
        return self

    def reads(self, text):
        """Whether it stands on the page now."""
        return self.page.get_by_text(text).locator("visible=true").count() > 0

    @property
    def errors(self):
        """The lines of the summary above a form that needs another look."""
        return [line.strip() for line in self.page.locator(".errors li").all_inner_texts()]

    def look(self, *, colours_only=False):
        """Keep the faults of this page (of its colours, or all); the fixture asks in the end."""
        if faults := self.faults(colours_only=colours_only):
            width = self.page.viewport_size["width"]
            self.found.setdefault(f"{self.path} ({self.title}), {width} px", faults)
        return self

    def faults(self, *, colours_only=False):
        """What axe finds on this page (it is a script), what the browser complains of, sideways scrolling."""
        # What the browser said of the page itself, before axe adds to it.
        found, self.complaints = self.complaints, []
        if self.scripts:
            found += self._judged(colours_only=colours_only)
        if self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append("scrolls sideways")
        if self.page.locator("h1").count() != 1:
            found.append(f"{self.page.locator('h1').count()} main headings")
        self.complaints = []
        return found

    def _judged(self, *, colours_only):
        """What axe finds in what is painted, built or ordered as nothing on a page before."""
        dark = self.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        here = self.page.evaluate(PAGE)
        kinds = ["paints"] if colours_only else ["paints", "parts", "order"]
        fresh = {kind: set(here[kind]) - judged[kind, dark] for kind in kinds}
        if not any(fresh.values()):
            return []
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        rules = (
            (WHOLE if fresh.get("parts") else IN_ORDER) if fresh.get("parts") or fresh.get("order") else None
        )
        found = self.page.evaluate(LOOK, [list(fresh["paints"]), rules])
        for kind in kinds if not found else ():
            judged[kind, dark] |= fresh[kind]
        return found


@pytest.fixture
def visit(page, live_server, transactional_db, settings, request):
    settings.BASE_URL = live_server.url
    page.set_viewport_size(DESK)
    page.set_default_timeout(15_000)
    wanted = request.node.get_closest_marker("browser_context_args")
    scripts = wanted is None or wanted.kwargs.get("java_script_enabled", True)
    visit = Visit(page, live_server.url, scripts=scripts)
    yield visit
    assert not visit.found, "\n" + "\n".join(f"{where}: {faults}" for where, faults in visit.found.items())


@pytest.fixture
def mails_to(settings):
    """All mails to an address, once the outbox has been sent."""
    use_mailer(settings, "locmem")

    def find(address):
        drain_outbox()
        return [message for message in mail.outbox if message.to == [address]]

    return find


@pytest.fixture
def last_mail(mails_to):
    """The last mail to an address, once the outbox has been sent."""
    return lambda address: mails_to(address)[-1]


def link_in(message):
    """Where a mail leads: the first address in it."""
    return re.search(r"https?://\S+", message.body).group().rstrip(".,>")


def keep_away(page, address):
    """Let the browser try to go there, and not arrive: what lies outside is no part of a test."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setBlockedURLs", {"urls": [address]})
