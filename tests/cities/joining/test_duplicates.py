"""What may be the same as an application is named with its reason, and stops nobody."""

import pytest
from django.urls import reverse

from cities.directory.tiers import Tier
from cities.joining import duplicates
from cities.joining.actions import deciding
from cities.models import Application, City
from tests.factories import make_application, make_city, make_lead, make_staff, make_user

pytestmark = pytest.mark.django_db

State, OTHER = Application.State, City.Kind.OTHER


def named(application):
    return {it.what.pk: list(it.why) for it in duplicates.possible_duplicates(application)}


@pytest.fixture
def application():
    return make_application(
        kind=OTHER,
        city_name="Riverport",
        country="GB",
        person_name="Zoë Câmara",
        email="zoe@klima.riverport.example",
        website="https://www.riverport.example/about",
    )


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"city_name": "RIVERPORT", "country": "GB"}, ["The same city."]),
        ({"email": "zoe@klima.riverport.example"}, ["The same address."]),
        ({"email": "ben@klima.riverport.example"}, ["The same domain: klima.riverport.example."]),
        ({"email": "ben@riverport.example"}, ["The same domain: riverport.example."]),
        ({"email": "ben@heat.riverport.example"}, ["The same domain: heat.riverport.example."]),
        ({"website": "https://riverport.example"}, ["The same domain: riverport.example."]),
        ({"person_name": "ZOE CAMARA"}, ["The same name."]),
        ({"city_name": "Riverport", "country": "GB", "person_name": "zoë câmara"},
         ["The same city.", "The same name."]),
        ({"email": "ben@notriverport.example"}, None),
        ({"website": "https://lakemouth.example/riverport.example"}, None),
        ({"city_name": "Riverport", "country": "US"}, None),
    ],
)  # fmt: skip
def test_another_application_is_named_for_what_it_has_in_common(application, facts, why):
    other = make_application(**{"kind": OTHER, "city_name": "Lakemouth", "country": "IE"} | facts)

    assert named(application) == ({other.pk: why} if why else {})
    assert set(named(other)) == ({application.pk} if why else set())  # and the other way round


def test_a_free_mail_service_is_nobodys_domain():
    one, other = (make_application(email=f"{name}@gmail.com") for name in ("ana", "ben"))

    assert (named(one), named(other)) == ({}, {})


def test_what_has_only_the_domain_of_a_country_in_common_takes_no_room():
    facts = {"kind": OTHER, "country": "GB"}
    other = make_application(city_name="Lakemouth", email="ben@riverport.gov.uk", **facts)
    council = make_city(name="Port Authority", website="http://port.riverport.gov.uk:8080")
    for number in range(duplicates.SHOWN + 1):
        site = f"https://www.town{number}.gov.uk"
        make_application(city_name=f"Town {number}", website=site, **facts)
        make_city(name=f"Borough {number}", website=site)

    one = make_application(city_name="Riverport", website="https://www.riverport.gov.uk/climate", **facts)

    assert named(one) == {other.pk: ["The same domain: riverport.gov.uk."]}
    assert [it.what for it in duplicates.entries_of_its_domain(one)] == [council]


def test_an_entry_whose_site_is_of_the_domain_and_people_of_teams_are_named(application):
    lakemouth = make_city(name="Lakemouth", website="https://riverport.example/lakemouth")
    make_city(name="Hillford", website="https://notriverport.example")
    lead = make_lead(make_city(name="Northbridge"), person=make_user(name="Zoe Camara"))

    (entry,) = duplicates.entries_of_its_domain(application)
    (seat,) = duplicates.seats_of_the_person(application)

    assert (entry.what, entry.why) == (lakemouth, ["The same domain: riverport.example."])
    assert (seat.what.person, list(seat.why)) == (lead, ["The same name."])


def test_what_was_closed_before_stands_apart(application):
    earlier = deciding.decline(
        make_application(kind=OTHER, city_name="Riverport", country="GB"), reason="Full.", by=make_staff()
    )
    Application.objects.filter(pk=earlier.pk).update(sent_at="2026-01-01T00:00Z")

    assert named(application) == {}
    assert list(duplicates.applied_before(application)) == [earlier]


def test_the_sheet_links_all_of_them_and_none_of_them_blocks(client, application):
    client.force_login(make_staff())
    other = make_application(kind=OTHER, city_name="Lakemouth", email="ben@riverport.example")
    lead = make_lead(make_city(website="https://riverport.example"), person=make_user(name="Zoe Camara"))

    text = client.get(reverse("admin:cities_application_change", args=[application.pk])).content.decode()

    for page in (
        reverse("admin:cities_application_change", args=[other.pk]),
        reverse("admin:cities_user_change", args=[lead.pk]),
        reverse("admin:cities_city_change", args=[lead.seats.get().city_id]),
    ):
        assert f'href="{page}"' in text
    deciding.approve(application, tier=Tier.GENERAL, by=make_staff())
    assert Application.objects.get(pk=application.pk).state == State.APPROVED
