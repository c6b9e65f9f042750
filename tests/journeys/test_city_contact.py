"""What a city contact does in a year: sign in, read, come to webinars, look after the team."""

import re
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from icalendar import Calendar

from events.models import Event
from resources.library.tasks import read_new_files
from tests.factories import make_city, make_event, make_lead, make_officer, make_resource, make_user
from tests.journeys.conftest import PHONE, keep_away, link_in
from tests.resources.library.files import pdf, upload

pytestmark = pytest.mark.browser

AUCKLAND = ZoneInfo("Pacific/Auckland")


@pytest.fixture
def aroha():
    """A contact of Auckland, far from everybody else's office hours."""
    auckland = make_city(name="Auckland", time_zone="Pacific/Auckland")
    person = make_user(name="Aroha Ngata", email="aroha@auckland.example", time_zone="Pacific/Auckland")
    return make_officer(auckland, person=person)


@pytest.fixture
def webinar():
    """At six in the evening in Barcelona, in ten days."""
    barcelona = make_city(name="Barcelona", time_zone="Europe/Madrid")
    return make_event(
        title="Cool rooms on every street",
        hosts=[barcelona],
        time_zone="Europe/Madrid",
        local_time=time(18),
        capacity=1,
    )


def begins(event, *, in_):
    """Travel in time: let the event begin so far from now."""
    start = (timezone.now() + in_).replace(second=0, microsecond=0)
    Event.objects.filter(pk=event.pk).update(
        starts_at=start, ends_at=start + timedelta(minutes=event.duration)
    )


def calendar_entry(message):
    """The entry that comes with a mail: what is to be done with it, and the meeting."""
    (part,) = [part for part in message.message().walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    (entry,) = calendar.walk("VEVENT")
    return str(calendar["method"]), entry


def test_signing_in_leads_to_the_page_that_was_wanted(visit, last_mail, aroha):
    paper = make_resource(editions=[{"title": "Counting tenants", "body": "Begin with the landlords."}])

    visit.open(paper.get_absolute_url())
    assert visit.title == "Sign in"
    visit.write("Your e-mail address", "Aroha@Auckland.example ").press("Send me a code")
    code = re.match(r"\d{3} \d{3}", last_mail("aroha@auckland.example").subject).group()
    visit.write("The code from the mail", code).press("Sign in")
    assert visit.path == paper.get_absolute_url()
    assert visit.title == "Counting tenants"

    # The first visit of My Forum asks one question, once.
    visit.press("My Forum").sees("Is Auckland time right?").press("Yes, it is right")
    assert visit.path == "/desk/"
    assert not visit.reads("Is Auckland time right?")


def test_a_word_inside_a_paper_leads_to_its_file(visit, aroha):
    content = pdf("The heat officer visits boarding houses at dusk.")
    make_resource(editions=[{"title": "Night visits", "summary": "How we went.", "upload": upload(content)}])
    visit.as_(aroha).open("/desk/").sees("Night visits")

    # What stands only in the file is found as soon as the file is read.
    search(visit, "boarding houses").sees("No results")
    read_new_files()
    search(visit, "boarding houses").sees("1 result")
    visit.press("Night visits")
    with visit.page.expect_download() as taken:
        visit.button("Download").click()

    assert taken.value.suggested_filename == "paper.pdf"
    assert taken.value.path().read_bytes() == content


def search(visit, words):
    box = visit.page.get_by_role("searchbox", name="Search the library")
    box.fill(words)
    with visit.page.expect_navigation():
        box.press("Enter")
    return visit.look()


def test_a_place_is_taken_stands_in_the_calendar_and_is_given_up(visit, last_mail, aroha, webinar):
    here = webinar.starts_at.astimezone(AUCKLAND)

    visit.as_(aroha).open("/desk/").press("See what is coming").press("Cool rooms on every street")
    visit.sees(f"{here:%-H:%M}–", "your time, Auckland", "18:00–19:15 in Barcelona")
    visit.press("Take a place").sees("You have a place", "a…@auckland.example")
    confirmation = last_mail(aroha.email)
    method, entry = calendar_entry(confirmation)
    uid = webinar.registrations.get().uid
    assert (method, entry["uid"], entry["attendee"]) == ("REQUEST", uid, f"mailto:{aroha.email}")
    assert entry["dtstart"].dt == webinar.starts_at
    assert entry["location"] == visit.base + webinar.get_absolute_url()
    assert "zoom.us" not in str(confirmation.message())
    visit.press("My Forum").sees("You have a place").press("Cool rooms on every street")

    # Giving it up asks once, and takes the entry out of the calendar again.
    visit.press("Give up my place").sees("The entry leaves your calendar.").press("Give up my place")
    visit.sees("Your place is given up. Thank you for telling us.")
    method, entry = calendar_entry(last_mail(aroha.email))
    assert (method, entry["uid"]) == ("CANCEL", uid)
    visit.press("Take a place").sees("You have a place")


def test_who_waits_gets_the_place_that_somebody_gives_up(visit, last_mail, aroha, webinar):
    bo = make_officer(make_city(name="Oslo"), person=make_user(name="Bo Lie"))
    visit.as_(aroha).open(webinar.get_absolute_url()).press("Take a place")

    visit.as_(bo).open(webinar.get_absolute_url()).sees("You would be 1st.").press("Join the waiting list")
    visit.sees("You are 1st on the waiting list.")
    assert last_mail(bo.email).subject.startswith("On the waiting list: Cool rooms")
    visit.as_(aroha).open(webinar.get_absolute_url()).press("Give up my place").press("Give up my place")

    promotion = last_mail(bo.email)
    assert calendar_entry(promotion)[0] == "REQUEST"
    visit.as_(bo).open("/desk/").sees("You have a place")
    visit.as_(aroha).open(webinar.get_absolute_url()).sees("You would be 1st.")


def test_on_a_phone_the_way_in_opens_in_time(visit, last_mail, aroha, webinar):
    visit.page.set_viewport_size(PHONE)
    keep_away(visit.page, "*://zoom.us/*")

    visit.as_(aroha).open("/events/").press("Cool rooms on every street").press("Take a place")
    visit.sees("Opens at")
    assert "zoom.us" not in visit.page.content()

    # Half an hour before, the page of the event has one large button, which leads out.
    begins(webinar, in_=timedelta(minutes=20))
    visit.open(link_in(last_mail(aroha.email)))
    with visit.page.expect_event("requestfailed", lambda request: request.url == webinar.join_url):
        visit.button("Join on Zoom").click()
    visit.page.wait_for_url("chrome-error://**")
    begins(webinar, in_=-timedelta(hours=2))
    visit.open(webinar.get_absolute_url()).sees("It is over.")
    assert "zoom.us" not in visit.page.content()


def test_a_lead_invites_a_colleague_hands_over_and_is_removed(visit, last_mail, aroha):
    lead = make_lead(aroha.seats.get().city, person=make_user(name="Tama Reid"))

    visit.as_(lead).open("/desk/").press("Your team")
    visit.write("E-mail address at work", "mere@auckland.example").write("Name", "Mere Pōtiki")
    visit.write("Your note", "You know the south of the city.").press("Send the invitation")
    visit.sees("The invitation to mere@auckland.example is on its way.", "Invited, not here yet")

    invitation = last_mail("mere@auckland.example")
    assert invitation.subject == "Tama Reid invites you to the ICA Forum for Auckland"
    assert "You know the south of the city." in invitation.body
    visit.as_(None).open(link_in(invitation)).press("Accept")
    visit.sees("Welcome. You are in the team of Auckland.")

    visit.as_(lead).open("/desk/").press("Your team").press("Hand over the lead")
    visit.tick("Mere Pōtiki").press("Hand over").sees("Mere Pōtiki is the lead contact now.")
    mere = aroha.seats.get().city.seats.get(person__name="Mere Pōtiki").person
    visit.as_(mere).open("/desk/").press("Your team").press("Remove Tama Reid")
    visit.press("Remove").sees("Tama Reid is no longer in the team.")
    visit.as_(lead).open("/desk/").sees("You have no city in the Forum now")
