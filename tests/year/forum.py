"""The Forum of the year as those see it who act in it, and what they do: each act by a page or a mail."""

import csv
import io
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.year.browser import Browser, RefusedError
from tests.year.mailbox import Mail, Mailbox
from tests.year.people import Colleague, Person
from tests.year.portal import Portal

DIRECTORY = Path(__file__).parents[2] / "cities/data/c40_cities.csv"
HEADINGS = (
    *("City", "Tier", "In the Forum since", "Name", "E-mail", "Role", "Language"),
    *("Why it takes part", "What it puts into it"),
)
TIERS = {"pilot": "Pilot city", "peer": "Peer city", "general": "Forum member"}
# Who sees what, by the value of the level on the forms: all members, peer and pilot cities, pilot cities.
LEVELS = {"1": {"general", "peer", "pilot"}, "2": {"peer", "pilot"}, "3": {"pilot"}}
HOSTS = {"Accra", "Barcelona", "Cape Town", "Los Angeles", "Warsaw"}
LANGUAGES = ("English", "German", "English", "English")


@dataclass
class Paper:
    """A paper, with a word in its title that stands nowhere else."""

    mark: str
    level: str
    path: str


@dataclass
class Event:
    """An announced event."""

    title: str
    path: str
    admin: str
    starts: datetime
    level: str
    capacity: int | None
    is_cancelled: bool = False
    asked: set[str] = field(default_factory=set)


@dataclass
class Question:
    """A question that stands in the Forum."""

    path: str
    asker: Person
    asked: datetime
    answers: int = 0


@dataclass
class Forum:
    """All that the year knows of the Forum; `done` counts its acts, `faults` says what went wrong when."""

    portal: Portal
    mailbox: Mailbox
    chance: random.Random
    staff: Colleague
    people: list[Person] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    done: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    killed: int = 0
    gone: dict[str, datetime] = field(default_factory=dict)
    paired: set[str] = field(default_factory=set)
    days: int = 0
    # How far the checks have looked.
    looked_at: datetime = datetime(1, 1, 1, tzinfo=UTC)
    read_to: int = 0
    logged: int = 0
    _told: set[str] = field(default_factory=set)

    @property
    def by_address(self) -> dict[str, Person]:
        """Everybody, by address."""
        return {one.email: one for one in self.people}

    @property
    def now(self) -> datetime:
        """The moved time."""
        return self.portal.clock.now()

    def fault(self, words: str) -> None:
        """Note something that is not as it has to be."""
        if words not in self._told:
            self._told.add(words)
            self.faults.append(f"{self.now:%d %B %Y, %H:%M}: {words}")

    def here(self, *tiers: str, leads: bool = False) -> list[Person]:
        """People who take part now, of these tiers; of all without any."""
        return [
            one
            for one in self.people
            if one.is_here and (not tiers or one.tier in tiers) and (one.is_lead or not leads)
        ]

    def some(self, people: list[Person], share: float) -> list[Person]:
        """Return a share of them, by the seed of the year; one at least, where there is one."""
        return self.chance.sample(people, min(len(people), max(1, round(len(people) * share))))

    def act(self, what: str, how: Callable[..., Any], *given: Any, **more: Any) -> Any:
        """Let somebody do something, and count it; where the portal refuses it, that is a fault."""
        try:
            result = how(*given, **more)
        except (RefusedError, LookupError, AssertionError) as error:
            self.fault(f"{what}: {str(error)[:700]}")
            return None
        self.done[what] = self.done.get(what, 0) + 1
        return result

    # The secretariat ------------------------------------------------------------------------------------

    def office(self, address: str) -> Browser:
        """Open a page of the administration, signed in."""
        self.staff.visit(address, self.mailbox)
        return self.staff.browser

    def open_the_doors(self) -> None:
        """Begin for real, sign in with the second step, and open all rooms."""
        facts = ("--email", self.staff.email, "--name", self.staff.name, "--time-zone", "Europe/Copenhagen")
        self.portal.manage("start_for_real", *facts)
        self.staff.set_up_app(self.mailbox)
        desk = self.office("/admin/forum/forumsettings/")
        rooms = [
            one.options[0][0]
            for one in desk.page.form(having="open_rooms").fields
            if one.name == "open_rooms"
        ]
        desk.press("^Save$", having="open_rooms", open_rooms=rooms)

    def import_members(self, cities: int, people: int) -> None:
        """Import the cities with their people from one file, and send all invitations."""
        with DIRECTORY.open(newline="", encoding="utf-8") as file:
            names = [row["name"] for row in csv.DictReader(file)][:cities]
        rows = []
        for number in range(people):
            place, round_ = number % cities, number // cities
            tier = "pilot" if names[place] in HOSTS else "peer" if place % 4 == 2 else "general"
            language = LANGUAGES[number % len(LANGUAGES)]
            name = f"{'Lead' if not round_ else 'Officer'} {number + 1}"
            email = f"person{number + 1}@city{place + 1}.example"
            role = "City contact" if round_ else "Lead contact"
            rows.append(
                (names[place], TIERS[tier], "2026-03-01", name, email, role, language, "Heat", "A team")
            )
            browser = Browser(self.portal.address)
            self.people.append(Person(name, email, names[place], tier, not round_, language, browser))
        written = io.StringIO()
        csv.writer(written).writerows([HEADINGS, *rows])
        desk = self.office("/admin/cities/launchsheet/")
        desk.press("Check the file", file=("members.csv", written.getvalue().encode(), "text/csv"))
        self.portal.pass_on(seconds=61)
        desk.open(desk.page.address)
        desk.press("^Import ")
        sheet = desk.page.address
        self.portal.pass_on(minutes=2)
        desk.open(sheet)
        desk.press("^Send all", refused=True)  # it says first how many people that mails
        desk.press("^Send|^Yes", having="note")

    def publish_paper(self, number: int) -> None:
        """Write a paper, and publish it; every third is for peer or pilot cities only."""
        level = ("1", "1", "2", "3")[number % 4]
        mark = f"wording{number:03d}"
        desk = self.office("/admin/resources/resource/add/")
        desk.press(
            "^Save$",
            having="kind",
            editions__0__language="en",
            editions__0__title=f"Cool rooms, {mark}",
            editions__0__summary="What nine cities learned of cool rooms.",
            editions__0__body="Rooms were opened where people live. " * 12,
            kind=("case-study", "toolkit", "good-practice")[number % 3],
            level=level,
            themes=[str(number % 5 + 1)],
        )
        desk.follow(mark)
        desk.follow("Publish")
        desk.press("^Publish$")
        desk.follow("View on site")
        self.papers.append(Paper(mark, level, desk.page.address))

    def announce_event(self, number: int, starts: datetime, capacity: int | None = None) -> None:
        """Announce a webinar; every fourth is for peer and pilot cities only."""
        level = ("1", "1", "1", "2")[number % 4]
        title = f"Webinar {number}: cool rooms"
        desk = self.office("/admin/events/event/add/")
        desk.press(
            "Save and publish",
            having="local_date",
            title=title,
            local_date=f"{starts:%Y-%m-%d}",
            local_time=f"{starts:%H:%M}",
            time_zone="UTC",
            join_url=f"https://meet.example/j/{number}",
            summary="How cities open cool rooms.",
            languages=["en"],
            themes=["1"],
            capacity=capacity or "",
            level=level,
        )
        admin = desk.page.path
        desk.follow("View on site")
        self.events.append(Event(title, desk.page.address, admin, starts, level, capacity))

    def cancel_event(self, event: Event) -> None:
        """Cancel an event, with the reason."""
        desk = self.office(event.admin.replace("/change/", "/do/cancel/"))
        desk.press("^Cancel the event$", why="The speaker is ill.")
        event.is_cancelled = True

    def move_event(self, event: Event, to: datetime) -> None:
        """Move an event to another time."""
        desk = self.office(event.admin.replace("/change/", "/do/move/"))
        typed = {"local_date": f"{to:%Y-%m-%d}", "local_time": f"{to:%H:%M}", "why": "The hall is taken."}
        desk.press("^Move$", refused=True, **typed)  # it says first whose night it is, and whom it tells
        desk.press("^Move", having="local_date")
        event.starts = to

    def end_membership(self, city: str) -> None:
        """End a city's membership; from then on nobody of it gets in or is written to."""
        desk = self.office("/admin/cities/city/?q=" + city)
        desk.follow(city)
        desk.follow("End the membership")
        desk.press("^End the membership$", reason="It leaves the Forum.")
        for one in self.people:
            if one.city == city:
                one.left = self.gone[one.email] = self.now
        self.portal.pass_on(minutes=2)  # what follows is planned each minute

    def remove_person(self, person: Person) -> None:
        """Take somebody out of the team of their city."""
        desk = self.office(f"/admin/cities/officer/?q={person.email}")
        desk.follow(person.name)
        desk.follow("Remove from the team")
        form = desk.page.form("^Remove from the team$")
        heir = (
            {"successor": next(it.options[0][0] for it in form.fields if it.name == "successor")}
            if "successor" in form.names()
            else {}
        )
        desk.press("^Remove from the team$", **heir)
        person.left = self.gone[person.email] = self.now
        self.portal.pass_on(minutes=2)  # what follows is planned each minute

    def admit(self, city: str) -> None:
        """Approve the oldest application of a city."""
        desk = self.office("/admin/cities/application/")
        desk.follow(city)
        desk.press("^Approve as$", having="tier")

    def lose_the_database(self) -> None:
        """Back up, let somebody leave, lose all, restore: who left stays out, and no mail goes twice."""
        backup = self.now
        folder = self.portal.manage("backup").rpartition(": ")[0].strip()
        self.portal.pass_on(minutes=20)
        # Without a place: its end is asked for once more after a restore, and mailed once more, with the
        # same Message-ID.
        placed = set().union(*(event.asked for event in self.events))
        able = [one for one in self.here() if not one.is_lead and one.email not in placed]
        leaver = self.chance.choice(able)
        self.remove_person(leaver)
        self.portal.pass_on(minutes=5)
        self.looked_at = self.now
        self.portal.restore(folder)
        self.portal.pass_on(hours=1)
        since, until = backup - timedelta(days=1), self.now - timedelta(hours=1)
        self.portal.manage(
            "mails", "delivered", "--since", f"{since:%Y-%m-%dT%H:%M}", "--until", f"{until:%Y-%m-%dT%H:%M}"
        )
        self.portal.manage("mails", "release")
        self.portal.settle()
        answer = leaver.browser.session.get(f"{self.portal.address}/desk/", timeout=60)
        assert "/account/login/" in answer.url, f"{leaver.email} is in again"

    def pair(self, pilot: str, peer: str) -> None:
        """Propose a pairing; both leads accept by the link in their mail."""
        desk = self.office("/admin/pilots/pairing/add/")
        form = desk.page.form(having="peer_city")
        desk.press(
            "^Save$",
            having="peer_city",
            delivery=form.option("delivery", pilot),
            peer_city=form.option("peer_city", peer),
            theme="1",
            scope="Cool rooms in old houses",
            reason="Both have old houses.",
            ends_on=f"{self.now + timedelta(days=300):%Y-%m-%d}",
        )
        self.portal.pass_on(minutes=2)
        for lead in (one for one in self.here(leads=True) if one.city in (pilot, peer)):
            mail = next(it for it in lead.read(self.mailbox) if "/pilots/pairings/" in it.text)
            lead.visit(mail.link("/pilots/pairings/"), self.mailbox)
            lead.browser.press("Accept for|annehmen")

    # Cities ---------------------------------------------------------------------------------------------

    def apply(self, number: int) -> None:
        """A city outside C40 applies, and its contact confirms the address."""
        email, browser = f"person{900 + number}@town{number}.example", Browser(self.portal.address)
        browser.open("/join/city/")
        known = {
            "city_name": f"Sampletown {number}",
            "country": "PT",
            "website": f"https://town{number}.example",
        }
        known |= {"person_name": f"Applicant {number}", "email": email, "links": "https://town.example/plan"}
        while "Save and continue" in browser.page.html:
            browser.press("Save and continue", **browser.page.form("Save and continue").filled(known))
        browser.press("^Send the application$")
        self.portal.pass_on(seconds=31)
        mail = self.mailbox.unread(email)[-1]
        browser.open(mail.link("/join/confirm/"))
        browser.press("Yes, confirm")

    def take_place(self, person: Person, event: Event) -> None:
        """Take a place, or wait for one."""
        person.visit(event.path, self.mailbox)
        person.browser.press(
            "Take a place|Join the waiting list|Platz nehmen|Warteliste", having="csrfmiddlewaretoken"
        )

    def give_up_place(self, person: Person, event: Event) -> None:
        """Give a place back."""
        person.visit(f"{urlsplit(event.path).path}place/?answer=give_up", self.mailbox)
        person.browser.press("Give up|Leave|abgeben|verlassen")

    def ask(self, person: Person, number: int) -> None:
        """Ask the Forum."""
        person.visit(f"/questions/new/?title=Who has opened cool rooms, case {number}?", self.mailbox)
        person.browser.press(
            "^(Ask|Fragen|Frage)",
            having="details",
            details="We look for the rent and the hours.",
            themes=["just-transition"],
        )
        self.questions.append(Question(person.browser.page.path, person, self.now))

    def answer(self, person: Person, question: Question) -> None:
        """Answer on the page."""
        person.visit(question.path, self.mailbox)
        person.browser.press(
            "Send the answer|Antwort senden|Antwort", having="did_not_work", text="We pay 40 euros a day."
        )
        question.answers += 1

    def answer_by_mail(self, person: Person, mail: Mail) -> None:
        """Answer by mail, and put it up by the link that comes back."""
        self.mailbox.answer(mail, "We opened three in our library.", name=person.name)
        self.portal.pass_on(minutes=2)
        proof = next(it for it in person.read(self.mailbox) if "/questions/mailed/" in it.text)
        person.visit(proof.link("/questions/mailed/"), self.mailbox)
        person.browser.press("Put it up now|Jetzt")

    def read_at_once(self, person: Person) -> None:
        """Choose to get questions at once, for the first theme."""
        person.visit("/account/mails/", self.mailbox)
        person.browser.press("^(Save|Speichern)$", having="questions", questions="at-once", themes=["1"])


@contextmanager
def a_forum(*, seed: int, begins: datetime) -> Iterator[Forum]:
    """A portal on a moved clock with nobody in it but its first colleague."""
    with Portal(begins=begins) as portal:
        mailbox = Mailbox(portal)
        browser = Browser(portal.address)
        staff = Colleague("Ana Ruiz", "ana@secretariat.example", "", "staff", False, "English", browser)
        yield Forum(portal, mailbox, random.Random(seed), staff)
