"""What member cities need: named by them, read by the secretariat when it invites a partner."""

import pytest
from django.urls import reverse

from cities.directory.tiers import Tier
from cities.models import ExpertiseNeed, Membership
from cities.partners.actions import needing
from cities.partners.refusals import NoCity, NotNow, NotYours
from icaforum.forum.models import Room
from tests import factories as make

pytestmark = pytest.mark.django_db

PAGE = "/partners/needs/"


@pytest.fixture
def person():
    make.open_rooms(Room.HELP)
    return make.make_officer(make.make_city(name="Lakemouth", tier=Tier.GENERAL))


@pytest.fixture
def theme():
    return make.make_theme("heat")


def name(person, theme, **facts):
    city = person.seats.get().city
    facts = {"text": "How to read leases", "language": "en", "suggests": "Fair Rents Network"} | facts
    return needing.name_need(city=city, theme=theme, by=person, **facts)


def test_a_city_names_what_it_needs_and_takes_it_back(client, person, theme):
    client.force_login(person)
    typed = {"theme": theme.pk, "text": "How to read leases", "language": "en", "suggests": "Fair Rents"}
    for wrong in ({"text": ""}, {"theme": "x\x00"}, {"suggests": "x" * 301}):
        assert client.post(PAGE, typed | wrong).status_code == 200
    assert not ExpertiseNeed.objects.exists()
    assert client.post(PAGE, typed).status_code == 302
    row = ExpertiseNeed.objects.get()
    assert "How to read leases" in client.get(PAGE).text
    assert client.post(reverse("cities:need_take_back", args=[row.pk])).status_code == 302
    assert not ExpertiseNeed.objects.open().exists()
    with pytest.raises(NotNow):
        needing.take_back(row, by=person)


def test_others_neither_read_it_nor_take_it_back(client, person, theme):
    row = name(person, theme)
    others = [make.make_lead(make.make_city(tier=Tier.PILOT)), make.make_lead(make.make_partner())]
    for other in others:
        client.force_login(other)
        assert "How to read leases" not in client.get(PAGE).text
        assert client.post(reverse("cities:need_take_back", args=[row.pk])).status_code == 404
        with pytest.raises(NotYours):
            needing.take_back(row, by=other)
    assert client.get(PAGE).status_code == 404  # a partner needs nothing here
    with pytest.raises(NoCity):
        name(others[1], theme)
    make.open_rooms(Room.QUESTIONS)
    client.force_login(person)
    assert client.get(PAGE).status_code == 404


def test_staff_read_the_needs_of_member_cities_when_they_invite_a_partner(client, person, theme):
    row = name(person, theme)
    settled = name(person, theme, text="Who plants trees?")
    needing.settle_need(settled, outcome="Invited", by=make.make_staff())
    gone = name(make.make_officer(make.make_city(tier=Tier.PEER)), theme, text="Of one that left")
    Membership.objects.filter(city=gone.city).update(until="2030-01-01T00:00:00Z")
    client.force_login(make.make_staff())

    page = client.get(reverse("admin:cities_application_add")).text

    for words in ("Needs of member cities", "How to read leases", "Lakemouth", "Fair Rents Network"):
        assert words in page
    assert "Who plants trees?" not in page
    assert "Of one that left" not in page
    address = reverse("admin:cities_expertiseneed_change", args=[row.pk])
    client.post(address.replace("change/", "do/settle/"), {"outcome": "We have invited them."})
    client.force_login(person)
    assert "We have invited them." in client.get(PAGE).text
