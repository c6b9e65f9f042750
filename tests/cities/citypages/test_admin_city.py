"""The page of a city for the secretariat: what it shows to whom, its notes, and the cities to look after."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cities.citypages.actions import EmptyNote, add_note
from cities.directory.tiers import Tier
from cities.joining.actions import memberships, tiers
from cities.models import City, CityNote
from icaforum.audit.models import Entry
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Message
from icaforum.pages.today.page import today
from tests.factories import (
    make_application,
    make_city,
    make_event,
    make_lead,
    make_officer,
    make_pairing,
    make_project,
    make_registration,
    make_staff,
    make_staff_at_work,
    make_user,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def page_of(city):
    return reverse("admin:cities_city_change", args=[city.pk])


def verb(city, name):
    return reverse("admin:cities_city_verb", args=[city.pk, name])


@pytest.fixture
def staff(client):
    client.force_login(make_staff(name="Ana Ruiz"))
    return client


@pytest.fixture
def limited(client):
    """Signs in a colleague with these rights alone."""

    def sign_in(*rights):
        person = make_user(is_staff=True)
        person.user_permissions.set(Permission.objects.filter(codename__in=rights))
        client.force_login(person)
        return client

    return sign_in


def unsent(person, *, state="uncertain"):
    queue_mail("letter", to=person, key=f"letter:{person.pk}", ids={"letter": 1})
    Message.objects.filter(person=person).update(state=state)


@pytest.fixture
def lagos():
    """A city with something in every part of its page."""
    city = make_city(name="Lagos", tier=Tier.GENERAL)
    city.memberships.update(since=timezone.now() - 400 * DAY)
    memberships.change_tier(city.membership, tier=Tier.PEER, by=None, reason="The pairing begins")
    city = City.objects.get(pk=city.pk)
    lead = make_lead(city, person=make_user(name="Samira Adeyemi"))
    make_officer(city, person=make_user(name="Tomás Berg"))
    unsent(lead)
    city.invitations.create(email="new@lagos.example", expires_at=timezone.now() + DAY)
    city.invitations.create(email="old@lagos.example", expires_at=timezone.now() - DAY)
    make_pairing(make_project(), peer_city=city, scope="Cool rooms in schools")
    make_registration(make_event(title="Heat at work"), person=make_user(name="Noor Haddad"), city=city)
    make_application(city=city, person_name="Peter Sand", state="declined")
    day = timezone.now().date() + 40 * DAY
    tiers.set_tier(city.membership, tier=Tier.PILOT, counts_from=day, by=None, reason="Its own project")
    add_note(city, text="Do not call on Fridays.", by=make_staff(name="Ben Okafor"))
    return city


PARTS = {
    "view_membership": ("Forum member", "The pairing begins", "Pilot city, planned", "Its own project"),
    "view_officer": ("Samira Adeyemi", "Tomás Berg"),
    "view_invitation": ("new@lagos.example", "old@lagos.example"),
    "view_pairing": ("Cool rooms in schools",),
    "view_registration": ("Heat at work", "Noor Haddad"),
    "view_application": ("Application of Peter Sand",),
}


def test_the_page_shows_tier_dates_people_and_what_comes(staff, lagos):
    text = staff.get(page_of(lagos)).text

    for words in (*sum(PARTS.values(), ()), "Peer city", "1 mail did not arrive", "Do not call on Fridays."):
        assert words in text
    first, second = (row.since for row in lagos.memberships.order_by("since"))
    since, joined = re.search(r"since (\S+ [^;<]+); in the Forum since ([^<]+)<", text).groups()
    assert str(first.year) in joined
    assert since.strip() != joined.strip()
    assert second.date() == timezone.now().date()


def test_the_buttons_on_top_are_those_that_are_possible(staff, lagos):
    outside = make_city(member=False)

    names = ("open", "invite", "tier", "take-back-tier", "pause", "resume", "end", "reopen", "note")
    pages = {"in": staff.get(page_of(lagos)).text, "out": staff.get(page_of(outside)).text}
    cities = {"in": lagos, "out": outside}
    offered = {
        where: [name for name in names if f'href="{verb(cities[where], name)}"' in text]
        for where, text in pages.items()
    }

    assert offered == {"in": ["invite", "tier", "take-back-tier", "pause", "end"], "out": ["open"]}


@pytest.mark.parametrize("right", PARTS)
def test_a_part_stands_there_for_who_may_open_its_list(limited, lagos, right):
    text = limited("view_city", right).get(page_of(lagos)).text

    for its, words in PARTS.items():
        assert [it in text for it in words] == [its == right] * len(words), its


def test_who_may_not_change_memberships_is_not_offered_it_and_cannot(limited, lagos):
    client = limited("view_city", "change_city", "view_membership")

    assert verb(lagos, "tier") not in client.get(page_of(lagos)).text
    assert {
        client.post(verb(lagos, name), {"tier": "1"}).status_code
        for name in ("tier", "take-back-tier", "pause", "resume", "end", "reopen", "invite")
    } == {403}
    assert lagos.memberships.open().get().tier == Tier.PEER


def test_a_membership_ends_on_the_page_of_its_city(staff, lagos):
    answer = staff.post(verb(lagos, "end"), {"reason": "A new mayor"}, follow=True)

    assert "The membership of Lagos has ended." in answer.text
    assert "Left the Forum" in answer.text
    assert not lagos.memberships.open().exists()
    assert "has ended already" in staff.post(verb(lagos, "end"), {"reason": "again"}).text


def test_an_end_by_mistake_is_undone_where_it_was_pressed(staff, lagos):
    since = lagos.memberships.open().get().since
    assert verb(lagos, "reopen") not in staff.get(page_of(lagos)).text
    ended = staff.post(verb(lagos, "end"), {}, follow=True)
    assert f'href="{verb(lagos, "reopen")}"' in ended.text

    answer = staff.post(verb(lagos, "reopen"), {"reason": "Meant Lomé."}, follow=True)

    assert "The membership of Lagos goes on as if it had not ended." in answer.text
    assert lagos.memberships.open().get().since == since
    assert "is in the Forum already" in staff.post(verb(lagos, "reopen"), {}).text


def test_a_note_is_added_on_the_page_and_signed(staff, lagos):
    answer = staff.post(verb(lagos, "note"), {"text": "Promised <b>a letter</b>."}, follow=True)

    assert answer.redirect_chain == [(page_of(lagos), 302)]
    assert "Promised &lt;b&gt;a letter&lt;/b&gt;." in answer.text
    assert [(note.text, str(note.written_by)) for note in lagos.notes.all()] == [
        ("Promised <b>a letter</b>.", "Ana Ruiz"),
        ("Do not call on Fridays.", "Ben Okafor"),
    ]
    assert Entry.objects.about(lagos).filter(verb="noted").count() == 2


def test_an_empty_note_is_refused_and_no_member_sees_one(client, lagos):
    with pytest.raises(EmptyNote):
        add_note(lagos, text=" \n", by=None)
    assert CityNote.objects.count() == 1

    client.force_login(make_lead(lagos))

    assert "Do not call on Fridays." not in client.get(lagos.get_absolute_url()).text


# Cities to look after ---------------------------------------------------------------------------------------


@pytest.fixture
def neglected():
    """Cities by what they lack."""
    names = ("Empty", "Closed", "Left", "Unled", "Mailless", "Unreached", "Well")
    cities = {name: make_city(name=name) for name in names}
    cities["Outside"] = make_city(name="Outside", member=False)
    make_lead(cities["Closed"], person=make_user(is_active=False))
    make_lead(cities["Left"], until=timezone.now())
    make_officer(cities["Unled"])
    make_lead(cities["Unled"], until=timezone.now())
    unsent(make_lead(cities["Mailless"]))
    unsent(make_lead(cities["Unreached"]), state="dead")  # an address that does not work is another line
    gone = make_officer(cities["Well"], until=timezone.now())
    unsent(gone)
    make_lead(cities["Well"])
    unsent(make_lead(cities["Outside"]))
    return cities


EXPECTED = {
    "nobody": ["Closed", "Empty", "Left"],
    "no-lead": ["Unled"],
    "mail": ["Mailless"],
}


def listed(client, url):
    return sorted(city.name for city in client.get(url).context["cl"].result_list)


def test_each_count_on_today_leads_to_exactly_the_rows_it_counts(staff, neglected):
    lines = [it for it in staff.get(reverse("admin:index")).context["cares"] if "care=" in it.url]

    assert {line.url.partition("care=")[2]: line.count for line in lines} == {
        name: len(cities) for name, cities in EXPECTED.items()
    }
    assert {line.url.partition("care=")[2]: listed(staff, line.url) for line in lines} == EXPECTED
    anything = listed(staff, reverse("admin:cities_city_changelist") + "?care=any")
    assert anything == sorted(name for names in EXPECTED.values() for name in names)


def test_the_page_says_the_same_of_a_city_as_today(staff, neglected):
    said = {name: staff.get(page_of(city)).context["missing"] for name, city in neglected.items()}

    assert {name for name, words in said.items() if words.startswith("Nobody receives")} == {
        *EXPECTED["nobody"]
    }
    assert {name for name, words in said.items() if words.endswith("has no lead contact.")} == {"Unled"}


def test_who_may_not_see_teams_learns_nothing_of_what_they_lack(limited, neglected):
    client = limited("view_city")

    assert client.get(reverse("admin:index")).context["cares"] is None
    everything = listed(client, reverse("admin:cities_city_changelist"))
    address = reverse("admin:cities_city_changelist") + "?care=nobody"
    answer = client.get(address, follow=True)
    assert sorted(city.name for city in answer.context["cl"].result_list) == everything


def test_a_quiet_forum_says_so_in_a_sentence(staff):
    make_lead()

    assert today(timezone.now(), make_staff_at_work())["cares"] == []
    assert "Every city has a lead contact who gets our mails." in staff.get(reverse("admin:index")).text


def test_many_rows_cost_what_few_cost(staff, lagos):
    with CaptureQueriesContext(connection) as few:
        staff.get(page_of(lagos))
    for number in range(8):
        person = make_officer(lagos)
        unsent(person)
        make_registration(make_event(), person=person, city=lagos)
        lagos.invitations.create(email=f"new{number}@lagos.example", expires_at=Now())
        make_pairing(make_project(), peer_city=lagos)
        make_application(city=lagos, state="declined")
        add_note(lagos, text="Called.", by=make_staff())

    with CaptureQueriesContext(connection) as many:
        staff.get(page_of(lagos))

    assert len(many) <= len(few)
