"""The pages of partners: who is found by what, what the page says, what a lead changes."""

import pytest
from django.urls import reverse

from cities.directory.tiers import Tier
from cities.joining.models import Grounds
from cities.models import Expertise, Membership, PartnerTerms
from cities.partners.listing import PAGE
from icaforum.forum.models import Room
from tests import factories as make
from tests.pages import Page

pytestmark = pytest.mark.django_db

LIST = "/partners/"


@pytest.fixture
def reader(client):
    make.open_rooms(Room.HELP)
    person = make.make_officer(make.make_city(name="Lakemouth", tier=Tier.GENERAL))
    client.force_login(person)
    return person


@pytest.fixture
def partner():
    return make.make_partner(name="Shade Institute", slug="shade", languages=["en", "es"], region="europe")


def names(client, query=""):
    return Page(client.get(f"{LIST}{query}")).texts(".result h3")


def page_of(client, partner):
    return client.get(reverse("cities:partner", args=[partner.slug])).text


def test_partners_are_found_by_theme_language_region_words_and_whether_they_take_requests(client, reader):
    heat, rents = make.make_theme("heat"), make.make_theme("rents")
    shade = make.make_partner(name="Shade", languages=["en", "es"])
    homes = make.make_partner(name="Homes", languages=["fr"])
    quiet = make.make_partner(name="Quiet", languages=["en"])
    make.make_expertise(shade, theme=heat, text="Trées and roofs")
    make.make_expertise(homes, theme=rents, text="Leases")
    make.make_expertise(quiet, theme=heat, text="Pipes")
    PartnerTerms.objects.create(city=homes, regions=["europe"])
    PartnerTerms.objects.create(city=quiet, is_paused=True)
    make.make_partner(name="Silent")

    assert names(client) == ["Homes", "Quiet", "Shade"]
    assert names(client, "?theme=heat") == ["Quiet", "Shade"]
    assert names(client, "?theme=heat&theme=rents") == ["Homes", "Quiet", "Shade"]
    assert names(client, "?language=es&language=fr") == ["Homes", "Shade"]
    assert names(client, "?region=africa") == ["Quiet", "Shade"]
    assert names(client, "?region=europe&now=yes") == ["Homes", "Shade"]
    assert names(client, "?q=trees") == ["Shade"]
    assert names(client, "?q=HOM") == ["Homes"]
    assert names(client, "?q=nothing&theme=heat") == []


def test_a_filter_says_how_many_it_would_show(client, reader):
    heat = make.make_theme("heat")
    for number, region in enumerate(([], ["europe"], ["africa", "europe"])):
        partner = make.make_partner(languages=["en"] if number else ["fr", "en"])
        make.make_expertise(partner, theme=heat)
        PartnerTerms.objects.create(city=partner, regions=region, is_paused=not number)

    listing = client.get(f"{LIST}?language=en").context["listing"]
    found = {group.name: {it.value: it.count for it in group.options} for group in listing.groups}

    assert found["theme"] == {"heat": 3}
    assert found["language"] == {"en": 3, "fr": 1}
    assert (found["region"]["europe"], found["region"]["africa"]) == (3, 2)
    assert found["region"]["latin-america"] == 1
    assert found["now"] == {"yes": 2}


@pytest.mark.parametrize(
    "query",
    ["?theme=%00", "?page=0", "?page=x", "?language=xx&region=moon&now=2", "?q=" + "a" * 999, "?q=%00"],
)
def test_what_makes_no_sense_still_shows_the_list(client, reader, query):
    make.make_expertise()
    assert client.get(LIST + query).status_code == 200


def test_a_long_list_has_pages(client, reader):
    for number in range(PAGE + 1):
        make.make_expertise(make.make_partner(name=f"Partner {number:02}"))
    assert len(names(client)) == PAGE
    assert names(client, "?page=2") == [f"Partner {PAGE:02}"]


def test_the_page_says_what_it_can_help_with_and_on_which_terms(client, reader, partner):
    make.make_expertise(partner, text="Reading tenders.", people=4)
    make.make_expertise(partner, text="Not now.", is_offered=False)
    terms = {"price": "Free up to three days.", "interests": "Sells heat maps.", "regions": ["africa"]}
    PartnerTerms.objects.create(city=partner, answer_days=3, **terms)
    make.make_lead(partner)

    page = page_of(client, partner)

    for words in (
        "Reading tenders.",
        "4 people",
        "within 3 working days",
        "Free up to",
        "heat maps",
        "Africa",
    ):
        assert words in page
    assert "Not now." not in page
    assert "Add a theme" not in page


def test_the_page_says_which_cities_backed_the_partner(client, reader, partner):
    assert "backed by" not in page_of(client, partner)
    cities = {name: make.make_city(name=name) for name in ("Hillford", "Riverport", "Saltmarsh")}
    grounds = Grounds.objects.create(membership=partner.memberships.get())
    grounds.backed_by.set([cities["Riverport"]])
    approved, declined = (
        make.make_application(kind="partner", city=partner, state=it) for it in ("approved", "declined")
    )
    approved.backed_by.set([cities["Hillford"], cities["Riverport"]])
    declined.backed_by.set([cities["Saltmarsh"]])

    page = page_of(client, partner)

    assert ("backed by Hillford, Riverport" in page, "Saltmarsh" in page) == (True, False)


def test_a_partner_that_pauses_its_help_or_its_membership_says_so(client, reader, partner):
    PartnerTerms.objects.create(city=partner, is_paused=True)
    assert "They take no requests just now." in page_of(client, partner)
    Membership.objects.filter(city=partner).update(paused_at="2026-01-01T00:00:00Z")
    assert "This partner pauses." in page_of(client, partner)


def test_its_lead_says_what_it_offers_and_changes_it(client, reader, partner):
    theme, other = make.make_theme("heat"), make.make_theme("rents")
    lead = make.make_lead(partner)
    client.force_login(lead)
    add = reverse("cities:expertise_add", args=[partner.slug])
    typed = {"theme": theme.pk, "text": "Trees", "language": "en", "people": "3", "is_offered": "on"}

    assert client.post(add, typed | {"people": "0"}).status_code == 200
    assert client.post(add, typed | {"theme": "x\x00"}).status_code == 200
    assert not Expertise.objects.exists()
    assert client.post(add, typed).status_code == 302
    assert client.post(add, typed).status_code == 200  # once a theme
    row = Expertise.objects.get()
    assert (row.text, row.people, row.is_offered) == ("Trees", 3, True)

    change = reverse("cities:expertise_change", args=[partner.slug, row.pk])
    assert client.post(change, typed | {"text": "Roofs", "theme": other.pk}).status_code == 302
    row.refresh_from_db()
    assert (row.text, row.theme) == ("Roofs", other)
    assert "Trees" in client.get(change).text  # among the earlier texts


def test_its_lead_sets_the_terms_and_pauses(client, reader, partner):
    client.force_login(make.make_lead(partner))
    address = reverse("cities:partner_terms", args=[partner.slug])
    typed = {"answer_days": "3", "language": "en", "price": "Free", "regions": ["africa"], "is_paused": "on"}

    assert client.post(address, typed | {"answer_days": "31"}).status_code == 200
    assert client.post(address, typed).status_code == 302
    assert client.post(address, typed | {"answer_days": "4", "is_paused": ""}).status_code == 302

    terms = PartnerTerms.objects.get()
    assert (terms.answer_days, terms.is_paused, terms.regions, terms.price) == (4, False, ["africa"], "Free")


def test_only_its_own_lead_changes_a_partner(client, reader, partner):
    row = make.make_expertise(partner)
    pages = [
        reverse("cities:partner_terms", args=[partner.slug]),
        reverse("cities:expertise_add", args=[partner.slug]),
        reverse("cities:expertise_change", args=[partner.slug, row.pk]),
    ]
    elsewhere = make.make_partner()
    pages.append(reverse("cities:expertise_change", args=[elsewhere.slug, row.pk]))
    for person in (reader, make.make_officer(partner), make.make_lead(elsewhere), make.make_staff()):
        client.force_login(person)
        assert {client.get(page).status_code for page in pages} == {404}
    # A city leads nothing here, though it leads itself.
    lead = make.make_lead(make.make_city(slug="lakeside", tier=Tier.PILOT))
    client.force_login(lead)
    assert client.get("/partners/lakeside/terms/").status_code == 404


def test_only_members_and_staff_read_what_partners_offer(client, reader, partner):
    make.make_expertise(partner)
    pages = (LIST, reverse("cities:partner", args=[partner.slug]))
    for person, code in ((make.make_user(), 404), (make.make_staff(), 200), (make.make_lead(partner), 200)):
        client.force_login(person)
        assert {client.get(page).status_code for page in pages} == {code}
    assert client.get("/partners/nobody/").status_code == 404
    client.force_login(reader)
    assert (
        client.get(reverse("cities:partner", args=[make.make_city(tier=Tier.PEER).slug])).status_code == 404
    )


def test_a_closed_room_leaves_no_trace(client, reader, partner):
    make.make_expertise(partner)
    places = ("/cities/", partner.get_absolute_url())
    assert all("/partners/" in client.get(place).text for place in places)
    make.open_rooms(Room.JOINT_CALLS)
    assert not any("/partners/" in client.get(place).text for place in places)
    for person in (reader, make.make_lead(partner), make.make_staff()):
        client.force_login(person)
        for name in ("partner", "partner_terms", "expertise_add"):
            assert client.get(reverse(f"cities:{name}", args=[partner.slug])).status_code == 404
        assert client.get(LIST).status_code == 404


def test_a_visitor_finds_no_way_to_what_partners_offer(client, partner):
    make.open_rooms(Room.HELP)
    make.make_expertise(partner)
    assert "/partners/" not in client.get("/cities/").text
    assert "/partners/" not in client.get(partner.get_absolute_url()).text
