"""A week of the secretariat: webinars, papers, pairings, and somebody who never got a mail."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from cities.directory.tiers import Tier
from cities.models import Invitation
from events.models import Event, Notice
from icaforum.outbox.models import Message
from resources.library.models.resource import Resource
from tests.factories import (
    make_city,
    make_lead,
    make_officer,
    make_project,
    make_staff,
    make_theme,
    make_user,
)
from tests.journeys.conftest import link_in
from tests.resources.library.files import pdf

pytestmark = pytest.mark.browser


@pytest.fixture
def ana():
    return make_staff(name="Ana Ruiz")


def contact(city, name, *, make=make_officer, **facts):
    """A person with a seat in a city of that name."""
    return make(
        make_city(name=city, **facts), person=make_user(name=name, email=f"{name.lower()}@city.example")
    )


def minutes_pass(minutes):
    """Travel in time: what is held for a while becomes due."""
    ago = timedelta(minutes=minutes)
    Notice.objects.update(told_at=F("told_at") - ago, made_at=F("made_at") - ago)
    Invitation.objects.update(sent_at=F("sent_at") - ago)
    Message.objects.filter(state=Message.State.PENDING).update(due_at=F("due_at") - ago)


def test_a_webinar_is_announced_and_moved_twice_with_one_mail_each(visit, mails_to, ana):
    bo, luz = contact("Oslo", "Bo"), contact("Lima", "Luz")
    day = timezone.localdate() + timedelta(days=20)

    visit.as_(ana).open("/admin/").press("All events").press("Add event")
    visit.write("Title:", "Shade for bus stops").write("Day:", day.isoformat()).write("Start:", "18:00")
    visit.choose("Time zone:", "Europe/Madrid").write("Places:", "30")
    visit.write("Joining link:", "https://zoom.us/j/5550001234")
    visit.press("Save the draft").press("Publish").sees("Will see it: 2 cities, 2 people. Nobody is mailed.")
    visit.press("Publish").sees("It is announced. Places can be taken.")

    for person in (bo, luz):
        visit.as_(person).open("/events/").press("Shade for bus stops").press("Take a place")
        visit.sees("You have a place")
    before = {person: len(mails_to(person.email)) for person in (bo, luz)}

    # It says whom it will tell before it does; moving again at once still makes one mail of it.
    event = Event.objects.get()
    visit.as_(ana).open("/admin/").press("All events").press("Shade for bus stops")
    move(visit, day + timedelta(days=1), "The speaker is ill.")
    move(visit, day + timedelta(days=2), "The speaker is away.")
    assert [len(mails_to(person.email)) for person in before] == list(before.values())
    minutes_pass(6)
    for person, number in before.items():
        (told,) = mails_to(person.email)[number:]
        assert told.subject.startswith("New time: ")
        assert "The speaker is away." in told.body
        assert f"It was: {day:%A} {day.day} {day:%B}" in told.body
        assert link_in(told) == visit.base + event.get_absolute_url()


def move(visit, day, why):
    visit.press("Move").write("New day", day.isoformat()).write("Why (goes in the mail)", why)
    visit.press("Move").sees("2 people will be told")
    visit.press("Move and tell 2 people").sees("It has its new time.")


def test_a_paper_is_shared_with_one_city_alone(visit, ana):
    luz = contact("Lima", "Luz", tier=Tier.GENERAL)
    bo = contact("Oslo", "Bo", tier=Tier.PILOT)
    content = pdf("What the tenants of Lima told us.")

    visit.as_(ana).open("/admin/").press("Resources").press("Add resource")
    visit.choose("Kind:", "Case study").choose("Language:", "English").write(
        "Title:", "Voices of tenants"
    ).write("Summary:", "Ten talks.")
    file = {"name": "voices.pdf", "mimeType": "application/pdf", "buffer": content}
    visit.page.get_by_label("File:").locator("visible=true").set_input_files(file)
    visit.tick("Only those I choose")
    choice = visit.page.get_by_role("group", name="Cities and people I choose")
    choice.get_by_role("checkbox", name="Lima").check()
    visit.sees("1 city, 1 person. Not: Oslo.").press("Save")
    visit.press("Voices of tenants").press("Publish").sees("Will see it: 1 city, 1 person. Not: Oslo.")
    visit.press("Publish").sees("It is published.")

    # The contact of Lima finds it; a pilot city, which sees all that has a level, does not know of it.
    paper = Resource.objects.get()
    visit.as_(luz).open("/library/?q=tenants").press("Voices of tenants").sees("voices.pdf")
    visit.as_(bo).open("/library/?q=tenants").sees("No results").open(paper.get_absolute_url())
    assert visit.title != "Voices of tenants"


def test_two_cities_are_paired_and_begin_their_plan(visit, last_mail, ana):
    make_theme()
    nuria = contact("Barcelona", "Nuria", make=make_lead, tier=Tier.PILOT)
    sam = contact("Seattle", "Sam", make=make_lead, tier=Tier.PEER)
    make_project(nuria.seats.get().city, title="Climate shelters")

    visit.as_(ana).open("/admin/").press("Pairings").press("Add pairing")
    visit.choose("Pilot project and pilot city:", "Barcelona")
    visit.choose("Peer city:", "Seattle").choose("Theme:", "Extreme heat")
    visit.write("Scope in a sentence:", "Choosing rooms that people will use.")
    visit.write("Why these two cities:", "Both begin this summer.").press("Save").press(
        "Save and mail 2 people"
    )
    visit.open("/admin/").sees("Proposal without an answer")

    # One lead comes by My Forum, the other by the mail; with both it begins.
    visit.as_(nuria).open("/desk/").sees("Say if your city wants this pairing").press("Read and answer")
    visit.press("Accept for my city").sees("You said yes. Thank you.", "Waiting for an answer from: Seattle.")
    visit.as_(sam).open(link_in(last_mail(sam.email))).press("Accept for my city").sees("No steps yet")

    # A step, and the first call; a visit would say where it was.
    today = timezone.localdate()
    visit.press("Add the first step").write("What will be done", "List the rooms").tick("Seattle")
    visit.write("Due on", (today + timedelta(days=14)).isoformat()).press("Save")
    visit.sees("The step is in your plan.").press("Write down a meeting or a visit")
    visit.tick("Visit").write("In a few words", "First walk").write("Date", today.isoformat()).press("Save")
    assert visit.errors == ["Say which of the two cities hosted the visit."]
    visit.choose("In which city", "Barcelona").press("Save").sees("It is in your plan.", "First walk")
    visit.press("Mark as done").sees("Done: List the rooms", "1 of 1 steps done")

    other = contact("Oslo", "Bo", make=make_lead, tier=Tier.PILOT)
    shared = visit.page.url
    visit.as_(other).open(shared)
    assert not visit.reads("First walk")


def test_i_never_got_the_code(visit, mails_to, ana):
    luz = contact("Lima", "Luz")
    visit.open("/account/login/").write("Your e-mail address", luz.email).press("Send me a code")
    assert len(mails_to(luz.email)) == 1

    search(visit.as_(ana), "luz")
    visit.press("Luz").sees("Lima", "Sign-in code", "Accepted by the mail server")


def test_i_never_got_the_invitation(visit, mails_to, last_mail, ana):
    """Who has not accepted yet is no person of the Forum yet: the search leads on to the invitations."""
    lead = contact("Lima", "Luz", make=make_lead)
    visit.as_(lead).open("/desk/").press("Your team").write("E-mail address at work", "mara@lima.example")
    visit.press("Send the invitation")
    first = link_in(last_mail("mara@lima.example"))

    minutes_pass(20)
    search(visit.as_(ana), "mara@lima.example")
    assert visit.title == "mara@lima.example"  # a whole address leads to its page
    visit.press("Send again").sees("This mails mara@lima.example.").press("Send again").sees(
        "The invitation is on its way again."
    )
    assert len(mails_to("mara@lima.example")) == 2
    visit.as_(None).open(link_in(last_mail("mara@lima.example"))).write("Your name", "Mara Quispe")
    visit.press("Accept")
    assert visit.path == "/desk/"
    visit.as_(None).open(first)
    assert visit.button("Accept").count() == 0


def search(visit, words):
    visit.open("/admin/")
    box = visit.page.locator("input[type=search]")
    box.fill(words)
    with visit.page.expect_navigation():
        box.press("Enter")
    return visit.look()
