"""The page of a city: public facts, contacts for members, edited by its lead, written to by others."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from cities.directory.tiers import Level, Tier
from cities.joining.actions import memberships
from cities.leaving import actions as leaving
from cities.models import City, Letter
from icaforum.audit.models import Entry
from icaforum.outbox.models import Message
from icaforum.words.times import ahead_of, difference_in_words
from tests.factories import (
    make_city,
    make_lead,
    make_officer,
    make_pairing,
    make_project,
    make_resource,
    make_staff,
    make_theme,
    make_user,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


def detail(client, city):
    return client.get(city.get_absolute_url())


def test_everyone_sees_what_a_city_says_and_nobody_outside_its_people(client):
    city = make_city(name="Barcelona", about="We plant trees.\n\nMany.", tier=Tier.PILOT, pledge=True)
    make_lead(city, person=make_user(name="Olive Ng", email="olive@city.example"))

    visitor = detail(client, city).content.decode()
    client.force_login(make_user())
    without_seat = detail(client, city).content.decode()
    client.force_login(make_officer())
    member = detail(client, city).content.decode()

    assert "<p>We plant trees.</p>" in visitor
    assert "Pilot city" in visitor
    assert [("Olive Ng" in page) for page in (visitor, without_seat, member)] == [False, False, True]
    assert [("olive@city.example" in page) for page in (visitor, without_seat, member)] == [False] * 3


@pytest.mark.parametrize("reader", ["America/Los_Angeles", "UTC", "Pacific/Auckland"])
def test_a_city_joined_on_the_same_day_for_readers_everywhere(client, reader):
    city = make_city(time_zone="Pacific/Auckland")
    late = datetime(2026, 2, 28, 22, 30, tzinfo=UTC)
    city.memberships.update(since=late)
    client.force_login(make_officer(person=make_user(time_zone=reader)))

    assert "since 1 March 2026" in detail(client, city).content.decode()


def test_a_city_names_its_themes_and_the_languages_it_works_in(client):
    city = make_city(languages=["es", "en"])
    city.themes.add(make_theme())

    page = Page(detail(client, city))

    assert page.links["/cities/?theme=extreme-heat"] == "Extreme heat"
    assert "Spanish, English" in page.texts("dd")


def test_staff_see_the_people(client):
    city = make_city()
    make_lead(city, person=make_user(name="Olive Ng"))
    client.force_login(make_staff())

    assert "Olive Ng" in detail(client, city).content.decode()


def test_the_people_of_earlier_are_not_shown(client):
    city = make_city()
    for name, active in (("Here", True), ("Closed", False)):
        make_officer(city, person=make_user(name=name, is_active=active))
    gone = make_officer(city, person=make_user(name="Gone"))
    make_lead(city)
    leaving.remove_officer(gone.seats.get(), by=None)
    client.force_login(make_officer())

    shown = [seat.person.name for seat in detail(client, city).context["contacts"]]

    assert (shown.count("Here"), "Closed" in shown, "Gone" in shown) == (1, False, False)


def test_an_entry_outside_the_forum_has_no_page_but_for_staff(client):
    bonn = make_city(member=False)
    left = make_city()
    memberships.end_membership(left.membership, by=None)

    signed_out = [detail(client, city) for city in (bonn, left)]
    client.force_login(make_officer())
    member = [detail(client, city).status_code for city in (bonn, left)]
    client.force_login(make_staff())
    staff = [detail(client, city).status_code for city in (bonn, left)]

    assert [answer.status_code for answer in signed_out] == [302, 302]
    assert (member, staff) == ([404, 404], [200, 200])


def test_markup_in_a_citys_words_is_shown_and_not_obeyed(client):
    city = make_city(about="<script>alert(1)</script>{{ request }}")

    page = Page(detail(client, city))

    assert "<script>alert(1)</script>{{ request }}" in page.texts("main p")


def test_the_time_there_is_said_and_for_those_signed_in_how_far_it_is(client, database_clock):
    database_clock.move_to(NOON)
    city = make_city(name="Seattle", time_zone="America/Los_Angeles", country="US")

    visitor = detail(client, city).context["clock"]
    client.force_login(make_officer(person=make_user(time_zone="Europe/Madrid")))
    member = detail(client, city).context["clock"]

    assert visitor["sentence"] == "It is 04:00 there now."
    assert member["sentence"] == "It is 04:00 there now, 9 hours behind you."


@pytest.mark.parametrize(
    ("zone", "other", "words"),
    [
        ("Europe/Madrid", "Europe/Madrid", "the same time as yours"),
        ("Europe/Madrid", "Europe/London", "1 hour ahead of you"),
        ("Asia/Kolkata", "UTC", "5:30 hours ahead of you"),
        ("America/St_Johns", "UTC", "3:30 hours behind you"),
        ("UTC", "Asia/Kathmandu", "5:45 hours behind you"),
    ],
)
def test_the_distance_between_clocks_in_words(zone, other, words):
    assert difference_in_words(ahead_of(zone, ZoneInfo(other), at=NOON)) == words


def test_a_city_page_costs_the_same_with_few_and_with_many_around(client, django_assert_max_num_queries):
    city = make_city(latitude=1.0, longitude=1.0)
    make_lead(city)
    make_pairing(make_project(city))
    client.force_login(make_officer())

    def queries():
        with django_assert_max_num_queries(33) as counted:
            detail(client, city)
        return len(counted)

    queries()  # the kinds of things and their permissions are looked up once a process
    few = queries()
    for _ in range(20):
        make_city(latitude=1.0, longitude=1.0)
        make_officer(city)
        make_pairing(make_project(city))
        city.themes.add(make_theme(slug=f"t{City.objects.count()}"))

    assert queries() == few


def test_the_paths_to_its_peers_are_drawn_for_those_who_may_see_the_pairing(client):
    place = {"latitude": 1.0, "longitude": 1.0}
    pilot = make_city(name="Lima", tier=Tier.PILOT, **place)
    peer = make_city(name="Oslo", tier=Tier.PEER, **place)
    make_pairing(pilot_city=pilot, peer_city=peer)
    make_pairing(pilot_city=pilot, peer_city=make_city(**place), state="declined")

    paths, names = [], []
    for person in (None, make_officer(), make_officer(peer), make_officer(pilot), make_staff()):
        client.force_login(person) if person else client.logout()
        maps = [detail(client, city).context["map"] for city in (pilot, peer)]
        paths.append([len(drawn.arcs) for drawn in maps])
        names.append([label.text for drawn in maps for label in drawn.labels])

    assert paths == [[0, 0], [0, 0], [1, 1], [1, 1], [1, 1]]
    assert names == [[], [], ["Oslo", "Lima"], ["Oslo", "Lima"], ["Oslo", "Lima"]]


def test_a_pilot_city_shows_how_many_peers_it_has_and_has_room_for_but_not_which(client):
    city = make_city(tier=Tier.PILOT)
    project = make_project(city, level=Level.PUBLIC, capacity=4)
    for name, state in (("Riverport", "active"), ("Lakemouth", "paused"), ("Hillford", "withdrawn")):
        make_pairing(project, pilot_city=city, peer_city=make_city(name=name), state=state)
    make_pairing(pilot_city=city)  # in another project

    page = " ".join(client.get(city.get_absolute_url()).text.split())

    assert "2 peers, room for 2 more" in page
    assert "Riverport" not in page


def test_a_proposal_takes_room_and_is_no_peer_yet(client):
    city = make_city(tier=Tier.PILOT)
    project = make_project(city, level=Level.PUBLIC, capacity=3)
    make_pairing(project, pilot_city=city)
    make_pairing(project, pilot_city=city, state="proposed")

    page = " ".join(client.get(city.get_absolute_url()).text.split())

    assert "1 peer, room for 1 more" in page


def test_nothing_is_said_of_peers_where_the_room_is_not_known(client):
    city = make_city(tier=Tier.PILOT)
    make_pairing(make_project(city, level=Level.PUBLIC, capacity=0))

    assert "peers-fan" not in client.get(city.get_absolute_url()).text


def test_whom_a_city_learns_with_is_said_to_the_pair_alone(client):
    pilot, peer = make_city(tier=Tier.PILOT), make_city(tier=Tier.PEER, name="Riverport")
    make_pairing(pilot_city=pilot, peer_city=peer)
    shown = []
    for person in (make_officer(pilot), make_officer(peer), make_officer(make_city(tier=Tier.PILOT))):
        client.force_login(person)
        shown.append("Learns with" in client.get(pilot.get_absolute_url()).text)

    assert shown == [True, True, False]


def test_nobody_learns_with_a_city_that_has_left(client):
    pilot, peer = make_city(tier=Tier.PILOT), make_city(tier=Tier.PEER)
    make_pairing(pilot_city=pilot, peer_city=peer)
    client.force_login(make_officer(pilot))
    memberships.end_membership(peer.membership, by=None)

    assert "Learns with" not in client.get(pilot.get_absolute_url()).text


def test_a_city_shows_the_projects_and_papers_that_the_reader_may_see(client):
    city = make_city(tier=Tier.PILOT)
    project = make_project(city, level=Level.PEER)
    paper = make_resource(level=Level.PEER, cities=[city])

    shown = []
    for tier in (Tier.GENERAL, Tier.PEER):
        client.force_login(make_officer(make_city(tier=tier)))
        context = detail(client, city).context
        shown.append([list(context["projects"]), list(context["shared"])])

    assert shown == [[[], []], [[project], [paper]]]


def test_a_city_shows_its_five_newest_papers_and_never_a_draft(client):
    city = make_city()
    papers = [make_resource(level=Level.PUBLIC, cities=[city]) for _number in range(6)]
    make_resource(level=Level.PUBLIC, cities=[city], published=False)
    make_resource(level=Level.PUBLIC)

    assert list(detail(client, city).context["shared"]) == papers[:0:-1]


def test_the_team_of_a_city_reads_its_own_page_as_others_do_but_for_its_ways_to_change_it(client):
    city = make_city()
    lead, colleague = make_lead(city), make_officer(city)
    stranger = make_officer()

    ways = {}
    for name, person in (("lead", lead), ("colleague", colleague), ("stranger", stranger)):
        client.force_login(person)
        paths = Page(detail(client, city)).paths
        ways[name] = [
            reverse(f"cities:{way}", args=[city.slug]) in paths for way in ("edit", "team", "write")
        ]

    assert ways == {
        "lead": [True, True, False],
        "colleague": [False, False, False],
        "stranger": [False, False, True],
    }


def test_a_partner_has_a_page_and_no_tier_of_a_city(client):
    partner = make_city(kind=City.Kind.PARTNER, name="Labour union")

    answer = detail(client, partner)

    assert answer.status_code == 200
    assert answer.context["membership"].slug == "partner"
    assert not any(word in answer.text for word in ("Forum member", "Peer city", "Pilot city"))


def test_a_city_whose_place_is_unknown_has_a_page_without_a_map(client):
    here = make_city(latitude=41.38, longitude=2.17)
    nowhere = make_city()

    assert detail(client, here).context["map"] is not None
    assert detail(client, nowhere).context["map"] is None
    assert detail(client, nowhere).status_code == 200


@pytest.mark.parametrize("leaves", [True, False], ids=["left", "was closed"])
def test_a_contact_who_left_or_whose_account_was_closed_is_gone_on_the_next_page(client, leaves):
    city = make_city()
    olive = make_officer(city, person=make_user(name="Olive Ng"))
    client.force_login(make_officer())
    before = "Olive Ng" in detail(client, city).text

    if leaves:
        olive.seats.update(until=datetime.now(UTC))
    else:
        type(olive).objects.filter(pk=olive.pk).update(is_active=False)

    assert (before, "Olive Ng" in detail(client, city).text) == (True, False)


# Editing --------------------------------------------------------------------------------------------------


def edit(client, city, **typed):
    return client.post(reverse("cities:edit", args=[city.slug]), typed)


def test_a_lead_edits_the_words_and_no_more(client):
    heat, city = make_theme(), make_city(name="Lima", tier=Tier.GENERAL)
    lead = make_lead(city)
    client.force_login(lead)

    typed = {"about": "Trees", "themes": [heat.pk], "languages": ["es"], "website": "lima.example"}
    answer = edit(client, city, **typed, name="Atlantis", pledge="on", slug="x")

    city.refresh_from_db()
    assert answer.url == city.get_absolute_url()
    assert (city.about, city.languages, city.website) == ("Trees", ["es"], "https://lima.example")
    assert (city.name, city.pledge, list(city.themes.all())) == ("Lima", False, [heat])
    assert Entry.objects.about(city).get().actor_id == lead.pk


@pytest.mark.parametrize(
    "typed",
    [
        {"website": "javascript:alert(1)"},
        {"website": "ftp://lima.example"},
        {"about": "a" * 3001},
        {"about": "a\x00b"},
        {"themes": ["999999999999999999999"]},
        {"themes": ["x"]},
        {"languages": ["klingon"]},
    ],
)
def test_a_wrong_answer_changes_nothing_and_stays_on_the_page(client, typed):
    city = make_city(about="Before")
    client.force_login(make_lead(city))

    answer = edit(client, city, **{"about": "After"} | typed)

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == list(typed)
    assert City.objects.get(pk=city.pk).about == "Before"


def test_only_a_lead_of_that_city_edits_it(client):
    city = make_city()
    address = reverse("cities:edit", args=[city.slug])

    assert client.get(address).status_code == 302
    for person in (make_officer(city), make_lead(), make_staff()):
        client.force_login(person)
        assert client.post(address, {"about": "Mine"}).status_code == 404
    assert City.objects.get(pk=city.pk).about == ""


# Writing --------------------------------------------------------------------------------------------------


def write(client, city, text="We would like to learn from you."):
    return client.post(reverse("cities:write", args=[city.slug]), {"text": text, "to": "city"})


def test_a_member_writes_to_the_leads_of_a_city(client):
    city, sender = make_city(), make_officer()
    leads = [make_lead(city), make_lead(city)]
    make_officer(city)
    client.force_login(sender)

    answer = write(client, city)

    assert answer.url == Letter.objects.get().thread.get_absolute_url()
    assert {mail.person for mail in Message.objects.filter(kind="letter")} == set(leads)
    assert Letter.objects.get().sender == sender
    # That somebody wrote, and not to whom.
    assert not Entry.objects.about(city).exists()
    assert Entry.objects.about(sender).get().details == {}


def test_a_city_without_a_lead_cannot_be_written_to_and_the_words_stay(client):
    city = make_city()
    client.force_login(make_officer())

    answer = write(client, city, "My words")

    assert "Nobody can be reached" in answer.content.decode()
    assert "My words" in answer.content.decode()
    assert not Letter.objects.exists()


def test_who_may_not_write_finds_no_such_page(client):
    city = make_city()
    own = make_lead(city)
    assert write(client, city).status_code == 302

    for person in (own, make_user(), make_staff()):
        client.force_login(person)
        assert write(client, city).status_code == 404
    client.force_login(make_officer())
    assert write(client, make_city(member=False)).status_code == 404
    assert not Letter.objects.exists()


def test_after_ten_messages_an_hour_one_is_asked_to_wait(client):
    city = make_city()
    make_lead(city)
    client.force_login(make_officer())

    answers = [write(client, city).status_code for _ in range(11)]

    assert answers == [302] * 10 + [429]
    assert Letter.objects.count() == 10
