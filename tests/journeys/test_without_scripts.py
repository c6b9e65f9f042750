"""The core paths where no script runs: a careful office, an old phone, a bad line."""

import re
from datetime import time

import pytest

from tests.factories import make_city, make_event, make_officer, make_resource, make_staff, make_theme
from tests.journeys.conftest import PHONE, link_in

pytestmark = [pytest.mark.browser, pytest.mark.browser_context_args(java_script_enabled=False)]


def test_somebody_applies_and_mends_a_mistake(visit, last_mail):
    make_city(name="Quito", member=False)
    make_theme()

    visit.open("/join/").press("Apply as a C40 city").choose("Which city is yours?", "Quito")
    visit.press("Save and continue")
    visit.write("Why does your city want to take part?", "To reach tenants.")
    visit.write("What will your city put into it?", "Two people.").tick("Starting out")
    visit.press("Save and continue")
    assert visit.errors == ["Tick at least one theme."]
    visit.press("Back").press("Save and continue").tick("Extreme heat").sees("Saved at")
    visit.press("Save and continue").write("Your name", "Maria Vega").write(
        "Your position", "Climate officer"
    )
    visit.write("Your e-mail address at work", "maria@").press("Save and continue")
    assert visit.page.get_by_label("Your name").input_value() == "Maria Vega"
    visit.write("Your e-mail address at work", "maria@quito.example").press("Save and continue")
    visit.press("Send the application")

    visit.open(link_in(last_mail("maria@quito.example"))).press("Yes, confirm my address")
    visit.sees("Your address is confirmed")


def test_somebody_signs_in_reads_and_takes_a_place_on_a_phone(visit, last_mail):
    visit.page.set_viewport_size(PHONE)
    person = make_officer(make_city(name="Lima"))
    theme = make_theme()
    paper = make_resource(editions=[{"title": "Counting tenants", "body": "Begin with the landlords."}])
    paper.themes.add(theme)
    make_event(title="Shade for bus stops", local_time=time(18))

    visit.open("/library/")
    visit.page.locator("summary", has_text="Menu").click()
    visit.press("Sign in").write("Your e-mail address", person.email).press("Send me a code")
    visit.write("The code from the mail", re.match(r"\d{3} \d{3}", last_mail(person.email).subject).group())
    visit.press("Sign in")
    assert visit.path == "/desk/"

    visit.open("/library/")
    visit.page.locator("summary", has_text="Filters").click()
    visit.page.get_by_label("Extreme heat").check()
    visit.press("Show").sees("1 result").press("Counting tenants").sees("Begin with the landlords.")
    visit.open("/events/").press("Shade for bus stops").press("Take a place").sees("You have a place")
    visit.press("Give up my place").press("Give up my place").sees("Your place is given up.")


def test_staff_share_a_paper_with_those_they_choose(visit):
    make_officer(make_city(name="Lima"))
    make_officer(make_city(name="Oslo"))

    visit.as_(make_staff()).open("/admin/").press("Resources").press("Add resource")
    visit.choose("Kind:", "Case study").choose("Language:", "English").write("Title:", "Voices of tenants")
    visit.write("Summary:", "Ten talks.").write("Link:", "https://tenants.example/talks")
    visit.tick("Only those I choose")
    visit.page.locator("summary", has_text="Cities and people I choose").click()
    visit.page.get_by_role("group", name="Cities and people I choose").get_by_label("Lima").check()
    with visit.page.expect_popup() as counted:
        visit.button("Count who would see it").click()
    assert counted.value.get_by_text("1 city, 1 person. Not: Oslo.").count() == 1
    visit.press("Save").press("Voices of tenants").press("Publish").press("Publish")
    visit.sees("It is published.")
