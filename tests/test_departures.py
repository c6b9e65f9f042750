"""What becomes of all that a city has written when it leaves, changes its tier or pauses: one table of kinds.

Each kind of text or step stands in `KINDS` with how others read it; a new kind fails here until it does.
"""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.advocacy.actions import signing
from cities.advocacy.actions import waiting as of_calls
from cities.directory.tiers import Tier
from cities.invitations.actions.inviting import invite
from cities.joining.actions import memberships, pausing
from cities.leaving.actions import leave
from cities.models import (
    AccessRequest,
    City,
    Confirmation,
    HelpRequest,
    JointCall,
    Undecided,
    User,
    WantOffer,
)
from cities.partners.actions import helping, needing
from cities.partners.actions import waiting as of_help
from cities.sharing.viewers import viewer_of
from cities.talking.models import Attributed
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from icaforum.pages.needs import needs_of
from resources.contributions.actions import deciding
from resources.lessons import actions as lessons
from resources.lessons.actions import Words
from resources.models import Contribution, Lesson, Question, Quote
from resources.questions.actions import waiting as of_questions
from tests import factories as make

pytestmark = pytest.mark.django_db

# Who reads it beside its city, and how a page of theirs shows it once the city has left: under its name with
# its last day, nowhere any more, or to staff alone.
STAYS, GONE, STAFF = "stays", "gone", "staff"
KINDS = {
    "resources.Question": STAYS,
    "resources.Answer": STAYS,
    "resources.Quote": STAYS,
    "resources.Contribution": STAYS,
    "cities.CallComment": STAYS,
    "cities.Signature": STAYS,
    "cities.HelpRequest": STAYS,
    "cities.HelpMessage": STAYS,
    "cities.Letter": STAYS,
    "cities.Measure": STAYS,
    "resources.Use": STAYS,
    "cities.WantOffer": GONE,
    "cities.ExpertiseNeed": STAFF,
    "cities.JointCall": STAFF,
    "cities.Undecided": STAFF,
}
# Nothing that others read under a city's name: seats, places and steps, each with tests of its own.
ELSEWHERE = {
    *("cities.Officer", "cities.Invitation", "cities.AccessRequest", "cities.Application", "cities.Part"),
    *("cities.Confirmation", "cities.CityNote", "events.Registration", "digest.Follow"),
    *("pilots.Pairing", "pilots.Consent", "pilots.Milestone", "pilots.Exchange", "pilots.Comment"),
    "pilots.Revision",  # read by others as the project, which its host cities stand at
    "pilots.Interest",  # read by the secretariat, and by the pilot cities that it names
    "pilots.Pulse",  # read by its own city and the secretariat; it ends with the pairing
    "resources.Brief",  # stands at the text that it says in short, and has tests of its own
    # Organisations, each named by its own consent and asked by its own link, whichever city wrote of it.
    "cities.MeasureOrganisation",
    *("events.EventOrganisation", "pilots.ProjectOrganisation", "resources.PaperOrganisation"),
}


def test_every_kind_of_text_and_step_of_a_city_stands_in_the_table():
    found = {model._meta.label for model in apps.get_models() if is_of_a_city(model)}
    assert found == KINDS.keys() | ELSEWHERE


def is_of_a_city(model):
    """Whether somebody writes it for a city."""
    led_to = {field.related_model for field in model._meta.fields if isinstance(field, models.ForeignKey)}
    return issubclass(model, Attributed) or {City, User} <= led_to


class World:
    """Riverport with one of each kind, by name and unnamed, beside eight towns that could have written it."""

    def __init__(self):
        make.open_rooms()
        europe = {"region": "europe", "tier": Tier.GENERAL}
        self.city = make.make_city(name="Riverport", slug="riverport", region="europe", tier=Tier.PEER)
        towns = [make.make_city(name=f"Town {number}", **europe) for number in range(8)]
        self.lead, self.officer = make.make_lead(self.city), make.make_officer(self.city)
        self.reader, self.other, self.third, *_more = [make.make_lead(town) for town in towns]
        self.partner = make.make_partner(name="Shade Institute")
        self.partner_lead, self.staff = make.make_lead(self.partner), make.make_staff_at_work()
        self.theme = make.make_theme()
        self._questions()
        self._calls()
        self._helps()
        self._papers()
        make.make_want(self.lead, theme=self.theme, text="Who has paid for guards?")
        needing.name_need(
            city=self.city, theme=self.theme, text="Who reads leases?", language="en", by=self.lead
        )
        self.measure = make.make_measure(self.lead, title="Cool homes", public=True)
        self.used = make.use_it(by=self.lead, changed="Nine years, not six.", asked=True)
        self.used_unnamed = make.use_it(by=self.lead, changed="Ten years.", is_named=False)
        self.thread = make.make_letter(self.other, self.city, text="May we visit you?").thread

    def _questions(self):
        self.asked = make.ask_the_forum(self.officer, title="Who keeps the keys?")
        self.answered = make.answer_it(
            make.ask_the_forum(self.lead, title="Who sweeps?"), self.other
        ).question
        self.unnamed = make.ask_the_forum(self.lead, title="Who failed too?", is_named=False)
        self.others = [make.ask_the_forum(self.other, title=f"How much, {number}?") for number in range(3)]
        self.drafts = []
        for number, question in enumerate(self.others):
            of_city = make.answer_it(question, self.officer, text="Ours cost four.", is_named=number != 1)
            quotes = [
                Words(it, it.text) for it in (of_city, make.answer_it(question, self.third, text="Two."))
            ]
            facts = {"title": f"What it costs, {number}", "language": "en", "by": self.other}
            self.drafts.append(lessons.begin_lesson(question, quotes=quotes, **facts))
            agree_to(self.drafts[-1].quotes.get(city=self.third.seats.get().city), self.third)
        agree_to(self.drafts[2].quotes.get(city=self.city), self.lead)

    def _calls(self):
        self.draft = make.make_call(title="A draft")
        make.comment_on(self.draft, self.officer, text="Say who pays.")
        self.signed, self.later = make.make_call(title="Signed", opened=True), make.make_call(opened=True)
        make.sign_it(self.signed, self.lead)
        tomorrow = timezone.now().date() + timedelta(days=2)
        signing.decide_later(self.later, city=self.city, remind_on=tomorrow, by=self.lead)

    def _helps(self):
        self.helps = [
            make.ask_for_help(self.officer, self.partner, title=f"Read it, {number}") for number in range(3)
        ]
        for row in self.helps[:2]:
            helping.accept(row, text="From Monday.", by=self.partner_lead)
        helping.finish(self.helps[0], outcome="It held.", is_shown=True, by=self.officer)

    def _papers(self):
        for number in range(4):
            facts = {"title": f"Keys, {number}", "is_named": number != 1}
            row = make.contribute(self.lead, **facts)
            if number < 2:
                deciding.publish(row, by=self.staff)
            elif number == 2:
                deciding.send_back(row, note="Say more.", by=self.staff)
        self.papers = [row.resource for row in Contribution.objects.exclude(resource=None).order_by("pk")]

    def pages(self):
        """By kind: who reads it, where, and words of it."""
        detail = reverse("resources:detail", args=[self.papers[0].slug])
        return {
            "resources.Question": (self.reader, self.asked.get_absolute_url(), "Who keeps the keys?"),
            "resources.Question, listed": (
                self.reader,
                reverse("resources:questions"),
                "Who keeps the keys?",
            ),
            "resources.Question, found": (self.reader, reverse("search") + "?q=keys", "Who keeps the keys?"),
            "resources.Answer": (self.reader, self.others[0].get_absolute_url(), "Ours cost four."),
            "resources.Quote": (self.other, self.drafts[2].get_absolute_url(), "Ours cost four."),
            "resources.Contribution": (self.reader, detail, "Keys, 0"),
            "cities.CallComment": (self.reader, self.draft.get_absolute_url(), "Say who pays."),
            "cities.Signature": (self.reader, self.signed.get_absolute_url(), "Riverport"),
            "cities.Signature, printed": (
                *(self.reader, reverse("cities:call_print", args=[self.signed.slug]), "Riverport"),
            ),
            "cities.HelpRequest": (
                *(self.reader, reverse("cities:partner", args=[self.partner.slug]), "It held."),
            ),
            "cities.HelpMessage": (self.partner_lead, self.helps[0].get_absolute_url(), "It held."),
            "cities.Measure": (self.reader, self.measure.get_absolute_url(), "Cool homes"),
            "resources.Use": (self.reader, self.used.all_url, "Nine years, not six."),
            "cities.Measure, listed": (
                *(self.reader, reverse("cities:measures", args=[self.city.slug]), "Cool homes"),
            ),
            "cities.Letter": (self.other, self.thread.get_absolute_url(), "May we visit you?"),
        }

    def unnamed_pages(self):
        """Where others read what does not name the city."""
        return {
            "question": (self.reader, self.unnamed.get_absolute_url()),
            "answer": (self.reader, self.others[1].get_absolute_url()),
            "quote": (self.other, self.drafts[1].get_absolute_url()),
            "paper": (self.reader, reverse("resources:detail", args=[self.papers[1].slug])),
        }


def agree_to(quote, by):
    return lessons.agree(quote, seal=quote.seal, by=by)


def leaves(world):
    memberships.end_membership(world.city.memberships.open().get(), by=world.staff)
    go_round(timezone.now())


def tier_up(world):
    memberships.change_tier(world.city.memberships.open().get(), tier=Tier.PILOT, by=world.staff)


def tier_down(world):
    memberships.change_tier(world.city.memberships.open().get(), tier=Tier.GENERAL, by=world.staff)


def pauses(world):
    pausing.pause_membership(world.city.memberships.open().get(), by=world.staff)


EVENTS = [leaves, tier_up, tier_down, pauses]


@pytest.fixture
def world():
    return World()


def go_round(now):
    of_questions.go_round(now=now)
    lessons.ask_again(now=now)
    of_calls.go_round(now=now)
    of_help.go_round(now=now)


def seen(person, address):
    browser = Client()
    browser.force_login(person)
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return re.search(r"<main.*</main>", answer.text, re.DOTALL)[0]


@pytest.mark.parametrize("event", EVENTS)
def test_what_a_city_wrote_stays_under_its_name_as_of_that_day(world, event):
    pages = world.pages()
    assert {name.partition(",")[0] for name in pages} == {it for it, how in KINDS.items() if how == STAYS}
    said = {name: seen(reader, address) for name, (reader, address, _words) in pages.items()}
    assert not [name for name, page in said.items() if "was a member until" in page]

    event(world)

    has_left = event is leaves
    for name, (reader, address, words) in pages.items():
        page = seen(reader, address)
        assert words in page, name
        assert ("was a member until" in page) == has_left, name
        if has_left:
            assert 'href="/cities/riverport/"' not in page, name
    # The tier of that day is said as one of that day.
    now = seen(world.reader, world.asked.get_absolute_url())
    assert ("Peer city at that time" in now) == (event is not pauses)


@pytest.mark.parametrize("event", EVENTS)
def test_nothing_tells_of_an_unnamed_city_what_became_of_it(world, event):
    before = {name: in_numbers_apart(seen(*page)) for name, page in world.unnamed_pages().items()}

    event(world)
    go_round(timezone.now() + timedelta(hours=2))

    after = {name: in_numbers_apart(seen(*page)) for name, page in world.unnamed_pages().items()}
    assert after == before
    assert "at that time" not in "".join(after.values())


def in_numbers_apart(page):
    """Without what every page says anew, and how many read it: of all questions that is one city less."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)
    page = re.sub(r"\d+ (cities|city|people|person|members)", "", page)
    # Similar ones below are judged on their own pages.
    return re.sub(r"Similar questions.*", "", page, flags=re.DOTALL)


ASKS = {
    *("question_unanswered", "question_to_sum_up", "quote_asked", "call_reminder", "call_closes"),
    "help_what_came",
}


@pytest.mark.parametrize("event", EVENTS)
def test_nothing_new_is_asked_of_who_left_or_pauses(world, event):
    event(world)
    before = set(Message.objects.values_list("pk", flat=True))
    for days in (3, 16, 70):
        go_round(timezone.now() + timedelta(days=days))

    mails = Message.objects.exclude(pk__in=before).filter(person__in=[world.lead, world.officer])
    needs = [
        need.title for it in (world.lead, world.officer) for need in needs_of(viewer_of(it), (), in_days(70))
    ]
    if event in (leaves, pauses):
        assert not set(mails.values_list("kind", flat=True)) & ASKS
        assert not [title for title in needs if not title.startswith("A letter from")]
        # What was on its way is stopped: only what tells, and asks nothing, goes out.
        waiting = Message.objects.filter(pk__in=before, kind__in=ASKS, person__in=[world.lead, world.officer])
        assert event is pauses or not [it.kind for it in waiting if written(it)]
    else:
        assert set(mails.values_list("kind", flat=True)) >= ASKS - {"call_closes"}
        assert needs


@pytest.mark.parametrize(
    ("event", "open_question", "help_ended", "wants", "needed", "ready"),
    [
        (leaves, False, True, False, 0, {1}),
        (tier_up, True, False, True, 1, set()),
        (tier_down, True, False, True, 1, set()),
        (pauses, True, False, True, 1, set()),
    ],
)
def test_what_waits_ends_or_is_handed_over(world, event, open_question, help_ended, wants, needed, ready):
    event(world)
    go_round(in_days(8))

    questions = Question.objects.filter(pk__in=[world.asked.pk, world.unnamed.pk]).order_by("pk")
    assert [bool(it.closed_at) for it in questions] == [not open_question, False]
    states = [HelpRequest.objects.get(pk=it.pk).state for it in world.helps]
    assert states == ["done", *(["withdrawn"] * 2 if help_ended else ["accepted", "asked"])]
    told = Message.objects.filter(
        kind="help_ended", person=world.partner_lead, ids__request=world.helps[1].pk
    )
    assert told.exists() == help_ended
    assert WantOffer.objects.visible_to(viewer_of(world.reader)).exists() == wants
    assert world.city.expertise_needs.open().count() == needed
    # For the secretariat nothing waits of a city that is asked nothing, but for what it can decide itself.
    waits = Question.objects.for_staff().filter(city=world.city)
    assert waits.exists() == (event in (tier_up, tier_down))
    assert Contribution.objects.waiting().count() == 1
    drafts = Lesson.objects.ready().order_by("pk")
    of_left = {world.drafts.index(it) for it in drafts} - {2}
    assert of_left == (ready and {0, 1})
    assert Quote.objects.agreed().filter(city=world.city).count() == 1
    assert Undecided.objects.count() == 1
    assert not JointCall.objects.to_open().exists()


def test_a_quote_of_who_left_without_an_answer_is_not_in_the_paper(world):
    leaves(world)
    draft = world.drafts[0]
    with pytest.raises(lessons.NotNow):
        lessons.reword(draft.quotes.get(city=world.city), words="Four.", by=world.other)
    made = lessons.make_a_paper(draft, summary="What it costs.", by=world.staff)
    assert "Ours cost four." not in made.resource.editions.get().body
    kept = lessons.make_a_paper(world.drafts[2], summary="What it costs.", by=world.staff)
    assert "Ours cost four." in kept.resource.editions.get().body


def test_who_leaves_a_team_hands_its_questions_to_the_leads(world):
    leave(world.officer.seats.get(), by=world.officer)
    go_round(in_days(20))
    told = Message.objects.filter(kind="question_unanswered", ids__question=world.asked.pk)
    assert [it.person for it in told] == [world.lead]
    assert written(told.get()) is not None


def in_days(number):
    return timezone.now() + timedelta(days=number)


# What the plan says before of each kind, of the world below.
PLAN = {
    "resources.Question": (
        "2 open questions are closed within the hour",
        "1 question without its name stays open",
    ),
    "resources.Answer": ("3 answers stay.",),
    "resources.Quote": (
        "2 quotes that it has not agreed to are left out",
        "1 quote that it agreed to stays.",
    ),
    "resources.Contribution": (
        *("1 paper stays in the library", "1 text that it has sent in is the secretariat’s"),
        "1 text that came back",
    ),
    "resources.Brief": ("1 text in short stays",),
    "cities.CallComment": ("1 comment on a joint call stays.",),
    "cities.Signature": ("1 signature stays",),
    "cities.JointCall": ("1 draft of a joint call is the secretariat’s",),
    "cities.Undecided": ("1 joint call that it has not decided on",),
    "cities.HelpRequest": ("2 open requests for help end within the hour", "1 help stays on the page"),
    "cities.Letter": ("1 exchange of letters stays",),
    "cities.Measure": ("1 measure stays",),
    "resources.Use": ("At 2 papers and measures it stays",),
    "cities.WantOffer": ("2 wants, offers, needs and kinds of expertise",),
    "cities.ExpertiseNeed": ("2 wants, offers, needs and kinds of expertise",),
    "cities.Invitation": ("1 open invitation ends.",),
    "cities.AccessRequest": ("1 request for access ends",),
    "events.Registration": ("1 place at a coming webinar is given up",),
    "pilots.Pairing": ("1 pairing ends",),
    "pilots.Revision": ("1 new version of a pilot project",),
    "cities.MeasureOrganisation": ("4 organisations at the table",),
    "events.EventOrganisation": ("4 organisations at the table",),
    "pilots.ProjectOrganisation": ("4 organisations at the table",),
    "resources.PaperOrganisation": ("4 organisations at the table",),
}
# Of these it says nothing: what they are part of, or who they are, is said.
PARTS = {
    *("cities.Officer", "cities.HelpMessage", "cities.Part", "cities.Confirmation", "cities.CityNote"),
    # Past, or of the person.
    *(
        "cities.Application",
        "digest.Follow",
        "pilots.Consent",
        "pilots.Milestone",
        "pilots.Exchange",
        "pilots.Comment",
    ),
    "pilots.Interest",  # what a call for peers makes of it is a pairing, which ends
    "pilots.Pulse",  # a question of a pairing, which ends
}


def furnish_what_ends(world):
    """One each of what hangs on the seats of Riverport, and of what others would have to answer."""
    lead = world.lead
    make.make_call(lead, city=world.city, title="Our own")
    make.make_brief(world.others[0], lead, language="es")
    invite(world.city, email="new@riverport.example", by=lead)
    AccessRequest.objects.create(city=world.city, name="Ada", email="ada@riverport.example")
    make.make_registration(person=lead, city=world.city)
    project = make.make_project(world.city)
    make.make_revision(project, by=lead)
    make.make_pairing(project, pilot_city=world.city)
    tables = (world.measure, make.make_event(hosts=[world.city]), project, world.papers[0])
    for thing in tables:
        make.make_organisation(thing, lead)


def test_the_plan_before_says_what_becomes_of_each_kind(world):
    assert PLAN.keys() | PARTS == KINDS.keys() | ELSEWHERE
    furnish_what_ends(world)
    membership = world.city.memberships.open().get()
    Confirmation.objects.create(city=world.city, year=2031)
    plans = {
        "staff": (make.make_staff(), reverse("admin:cities_membership_verb", args=[membership.pk, "end"])),
        "the city": (world.lead, reverse("cities:confirm_no", args=[world.city.slug])),
    }
    for who, (person, address) in plans.items():
        page = seen(person, address)
        missing = {kind: said for kind, words in PLAN.items() for said in words if said not in page}
        assert missing == {}, who
