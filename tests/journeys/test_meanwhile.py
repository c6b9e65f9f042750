"""In a browser: two people at one text, and a sign-in that ended while one wrote."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from cities.directory.actions import edit_city
from cities.models import City
from cities.people import mailed_codes
from icaforum.outbox.models import Message
from tests.factories import make_city, make_lead, make_staff
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.browser


def test_a_lead_and_the_secretariat_write_at_once(visit):
    city, ana = make_city(name="Lima", about="We plant trees."), make_staff(name="Ana Ruiz")
    visit.page.set_viewport_size(PHONE)
    visit.as_(make_lead(city)).open(reverse("cities:edit", args=[city.slug]))
    edit_city(city, about="We plant many trees.", website="https://lima.example", by=ana)

    visit.write("In your city’s own words", "We plant trees with tenants.").press("Save")

    visit.sees("Ana Ruiz changed this while you were writing", "No question here:", "Website (theirs)")
    visit.page.set_viewport_size({"width": 320, "height": 700})
    visit.look()
    visit.page.get_by_label("Both, as written in this box").check()
    visit.write("In your city’s own words, both versions together", "We plant many trees with tenants.")
    visit.press("Save")
    city.refresh_from_db()
    assert (city.about, city.website) == ("We plant many trees with tenants.", "https://lima.example")


def test_the_same_in_the_administration(visit, settings):
    settings.STAFF_SECOND_FACTOR = False
    city = make_city(name="Lima", about="Trees.")
    visit.as_(make_staff()).open(reverse("admin:cities_city_change", args=[city.pk]))
    edit_city(city, about="Many trees.", by=make_staff(name="Ben Okafor"))
    visit.page.locator("[name=about]").fill("Few trees.")

    visit.press("Save")

    visit.sees("Ben Okafor changed this while you were writing")
    visit.page.get_by_label("Theirs, as it stands now").check()
    visit.press("Save")
    assert City.objects.get().about == "Many trees."


def test_a_sign_in_that_ended_costs_no_word(visit):
    city = make_city(name="Lima")
    lead = make_lead(city)
    visit.as_(lead).open(reverse("cities:edit", args=[city.slug]))
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    visit.write("In your city’s own words", "We plant trees with tenants.").press("Save")

    visit.write("Your e-mail address", lead.email).press("Send me a code")
    code = mailed_codes.code_of(Message.objects.latest("pk").ids["seed"])
    visit.page.get_by_label("The code from the mail").fill(code)
    visit.press("Sign in")

    visit.sees("You are signed in again.")
    assert visit.path == reverse("cities:edit", args=[city.slug])
    visit.press("Save")
    city.refresh_from_db()
    assert city.about == "We plant trees with tenants."
