"""A city that pauses stays what it is, and nothing is asked of it; the one beside it goes on as ever."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cities.citypages.cares import CARES
from cities.directory.tiers import Level, Tier
from cities.joining.actions.memberships import change_tier, end_membership
from cities.joining.actions.pausing import (
    DoesNotPause,
    PausesAlready,
    pause_membership,
    resume_membership,
)
from cities.joining.actions.reopening import reopen_membership
from cities.joining.refusals import MembershipEnded
from cities.models import City, Confirmation, Membership, User
from cities.sharing.viewers import viewer_of
from cities.yearly.actions import asking
from events.planning.actions.telling import tell_readers
from events.planning.recipients import readers_to_tell
from icaforum.audit.models import Entry
from icaforum.digest.tasks import plan_digests
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from icaforum.pages.today.page import today
from pilots.models import Pairing
from pilots.pairings.actions.course import propose
from pilots.projects.refusals import NotFitting
from tests.factories import (
    let_pass,
    make_city,
    make_event,
    make_lead,
    make_officer,
    make_pairing,
    make_project,
    make_registration,
    make_resource,
    make_staff,
    make_staff_at_work,
    make_theme,
    make_user,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def pauses(city, **facts):
    return pause_membership(city.memberships.open().get(), by=make_staff(), **facts)


def goes_on(city):
    return resume_membership(city.memberships.open().get(), by=make_staff())


def two(**facts):
    """Two cities of the same kind: one that is to pause, one that goes on."""
    return make_city(name="Lagos", **facts), make_city(name="Lima", **facts)


def readers(kind):
    return set(Message.objects.filter(kind=kind).values_list("person", flat=True))


# The verbs


def test_it_pauses_once_and_its_leads_are_told():
    city, _other = two(tier=Tier.PEER)
    lead = make_lead(city)
    make_officer(city)

    row = pauses(city, reason="An election")

    row.refresh_from_db()
    assert (row.is_paused, row.is_open, row.tier, row.pause_reason) == (True, True, Tier.PEER, "An election")
    assert Entry.objects.about(row).get().verb == "membership paused"
    assert readers("membership_paused") == {lead.pk}
    with pytest.raises(PausesAlready, match="Lagos is paused already"):
        pauses(city)


def test_it_goes_on_once_and_may_pause_again():
    city, _other = two()
    lead = make_lead(city)
    with pytest.raises(DoesNotPause, match="Lagos is not paused"):
        goes_on(city)
    for _time in range(2):
        pauses(city, reason="An election")
        row = goes_on(city)

    row.refresh_from_db()
    assert (row.is_paused, row.pause_reason) == (False, "")
    assert [mail.person_id for mail in Message.objects.filter(kind="membership_resumed")] == [lead.pk] * 2
    assert Message.objects.filter(kind="membership_paused").count() == 2


def test_a_mail_of_a_pause_that_is_over_is_not_sent():
    city, _other = two(tier=Tier.PEER)
    make_lead(city)
    row = pauses(city)
    paused = Message.objects.get(kind="membership_paused")
    change_tier(row, tier=Tier.GENERAL, by=None)
    assert "Lagos in the ICA Forum is paused" in written(paused).subject

    goes_on(city)
    resumed = Message.objects.get(kind="membership_resumed")
    assert (written(paused), "Lagos in the ICA Forum goes on" in written(resumed).subject) == (None, True)
    pauses(city)
    assert written(resumed) is None


def test_a_city_outside_the_forum_cannot_pause_and_an_end_ends_the_pause():
    city, _other = two()
    row = pauses(city)

    end_membership(row, by=None)

    row.refresh_from_db()
    assert not row.is_paused
    for verb in (pause_membership, resume_membership):
        with pytest.raises(MembershipEnded):
            verb(row, by=None)
    assert not reopen_membership(row, by=make_staff()).is_paused
    with pytest.raises(IntegrityError, match="membership_that_ended_does_not_pause"), transaction.atomic():
        Membership.objects.filter(city=city).update(until=timezone.now(), paused_at=timezone.now())


def test_a_new_tier_does_not_end_the_pause():
    city, _other = two(tier=Tier.PEER)
    paused_at = pauses(city, reason="An election").paused_at

    row = change_tier(city.memberships.open().get(), tier=Tier.GENERAL, by=None)

    row.refresh_from_db()
    assert (row.paused_at, row.pause_reason) == (paused_at, "An election")
    assert not city.memberships.get(until__isnull=False).is_paused


def test_its_people_keep_their_rights_and_places():
    city, _other = two(tier=Tier.PEER)
    person = make_officer(city)
    place = make_registration(make_event(), person=person, city=city)
    pairing = make_pairing(peer_city=city)

    pauses(city)

    place.refresh_from_db()
    pairing.refresh_from_db()
    assert viewer_of(person).level == Level.PEER
    assert (place.answer, pairing.state) == ("going", "active")
    assert City.objects.members().filter(pk=city.pk).exists()


# What is not asked of it


def of_a_year(city):
    ago = timezone.now() - 366 * DAY
    Membership.objects.filter(city=city).update(since=ago, entered_at=ago)
    return make_lead(city, since=ago)


def test_it_is_not_asked_for_the_year():
    cities = two()
    leads = [of_a_year(city) for city in cities]
    pauses(cities[0])

    asking.go_round()

    assert readers("still_there") == {leads[1].pk}
    goes_on(cities[0])
    asking.go_round()
    assert readers("still_there") == {lead.pk for lead in leads}


def test_a_question_of_the_year_stands_still_in_a_pause_and_its_days_count_anew_after_it():
    cities, now = two(), timezone.now()
    leads = [of_a_year(city) for city in cities]
    asking.go_round(now=now)
    first = Message.objects.get(kind="still_there", person=leads[0])
    pauses(cities[0])

    for days in (1, 15, 30, 45):
        asking.go_round(now=now + days * DAY)

    assert readers("still_there_reminder") == {leads[1].pk}
    assert [row.city for row in Confirmation.objects.for_staff()] == [cities[1]]
    assert written(first) is None

    goes_on(cities[0])
    for days in (46, 47, 61):
        asking.go_round(now=now + days * DAY)
    row = Confirmation.objects.get(city=cities[0])
    assert (row.asked_at, row.mails, row.staff_since) == (now + 46 * DAY, 3, None)
    asking.go_round(now=now + 76 * DAY)
    assert Confirmation.objects.for_staff().count() == 2


def test_my_forum_does_not_ask_its_lead_either(client):
    cities = two()
    leads = [of_a_year(city) for city in cities]
    asking.go_round()
    pauses(cities[0])

    said = []
    for lead, city in zip(leads, cities, strict=True):
        client.force_login(lead)
        said.append(f"Is {city} still taking part?" in client.get(reverse("desk")).text)

    assert said == [False, True]
    client.force_login(leads[0])
    page = client.get(reverse("cities:confirm", args=[cities[0].slug]), follow=True)
    assert (page.status_code, page.context["asked"]) == (200, None)


@pytest.mark.parametrize("lacks", CARES)
def test_today_says_nothing_that_it_lacks(lacks):
    cities = two()
    for city in cities:
        if lacks == "no-lead":
            make_officer(city)
        if lacks == "year":
            Confirmation.objects.create(city=city, year=2026, staff_since=timezone.now())
        if lacks == "mail":
            mail_that_failed(make_lead(city))
        if lacks == "stalled":
            make_officer(city)
            city.memberships.update(tier=Tier.PEER)
            let_pass(city.memberships.all(), 2 * DAY, "since", "entered_at")
            let_pass(city.memberships.all(), 30 * DAY, "entered_at")
    found = CARES[lacks].cities
    assert set(found(City.objects.all())) == set(cities)

    pauses(cities[0])

    assert list(found(City.objects.all())) == [cities[1]]


def mail_that_failed(person, **facts):
    queue_mail("letter", to=person, key=f"failed:{person.pk}", ids={"letter": 0})
    facts = {"state": "dead", "last_error": "sender-died"} | facts
    Message.objects.filter(dedupe_key=f"failed:{person.pk}").update(**facts)


def test_an_address_that_does_not_work_is_no_line_of_today_but_is_found(client):
    cities = two()
    people = [
        make_lead(city, person=make_user(name=name))
        for city, name in zip(cities, ("Ada", "Bea"), strict=True)
    ]
    elsewhere = make_lead(cities[0])
    make_officer(cities[1], person=elsewhere)
    for person in (*people, elsewhere):
        mail_that_failed(person, last_error="5.1.1")
    pauses(cities[0])

    client.force_login(make_staff())
    page = reverse("admin:cities_user_changelist")
    duties = today(timezone.now(), make_staff_at_work())

    assert set(User.objects.unreached()) == {*people, elsewhere}
    assert set(User.objects.to_mend()) == {people[1], elsewhere}
    assert "2 " + "Addresses do not work" in said_of(duties)
    mended = client.get(page, {"address": "not-working"}).context["cl"].result_list
    assert set(mended) == {people[1], elsewhere}
    assert list(client.get(page, {"address": "pausing"}).context["cl"].result_list) == [people[0]]


def said_of(duties):
    bands = [rows for rows in duties.values() if isinstance(rows, list)]
    return [f"{it.count} {it.what}" for rows in bands for it in rows if hasattr(it, "what")]


def test_no_pairing_is_proposed_to_it():
    pilot, peer, other = make_city(tier=Tier.PILOT), *two(tier=Tier.PEER)
    for city in (pilot, peer, other):
        make_lead(city)
    facts = {"theme": make_theme(), "scope": "Cool rooms", "reason": "Both begin.", "by": make_staff()}
    facts |= {"project": make_project(pilot), "pilot_city": pilot}
    pauses(peer)

    with pytest.raises(NotFitting, match="Lagos is paused"):
        propose(peer_city=peer, **facts)

    assert propose(peer_city=other, **facts).peer_city == other
    goes_on(peer)
    pauses(pilot)
    with pytest.raises(NotFitting, match="is paused"):
        propose(peer_city=peer, **facts)


def test_its_pairing_may_be_quiet():
    cities, ago = two(tier=Tier.PEER), timezone.now() - 200 * DAY
    rows = [make_pairing(peer_city=city, active_since=ago) for city in cities]
    pauses(cities[0])

    assert list(Pairing.objects.quiet(timezone.now().date(), days=90)) == rows[1:]


# What is not mailed to its people


def who_hears():
    """Two people of cities that pause and do not, and one of both."""
    cities = two(tier=Tier.PEER)
    first, second, both = (make_officer(cities[n], since=timezone.now() - 99 * DAY) for n in (0, 1, 0))
    make_officer(cities[1], person=both)
    User.objects.update(joined_at=timezone.now() - 99 * DAY)
    pauses(cities[0])
    return first, second, both


def test_the_weekly_mail_comes_by_a_city_that_does_not_pause():
    first, second, both = who_hears()
    make_resource(level=Level.PEER)

    for days in range(8):
        plan_digests(timezone.now() + days * DAY)

    assert readers("digest") == {second.pk, both.pk}
    ids = {"person": first.pk, "since": (timezone.now() - DAY).isoformat()}
    mails = [Message(kind="digest", person=it, ids=ids | {"person": it.pk}) for it in (first, both)]
    assert [written(mail) is None for mail in mails] == [True, False]


def test_an_event_is_announced_by_a_city_that_does_not_pause():
    first, second, both = who_hears()
    event = make_event(level=Level.PEER)
    found = readers_to_tell(event)
    assert "1 is of a city that is paused." in found.in_words

    tell_readers(event, by=make_staff())

    assert readers("event_announced") == {second.pk, both.pk}
    mail = Message.objects.get(kind="event_announced", person=second)
    assert written(mail)
    pauses(City.objects.get(name="Lima"))
    assert written(mail) is None
    assert first.is_active


# What is seen of it


def test_its_page_and_the_directory_say_it(client):
    cities = two()
    pauses(cities[0], reason="An election")

    pages = [client.get(city.get_absolute_url()).text for city in cities]
    listed = client.get(reverse("cities:list")).text

    assert ["paused since" in page for page in pages] == [True, False]
    assert listed.count("paused since") == 1
    assert "An election" not in pages[0] + listed


def test_the_secretariat_pauses_it_and_undoes_that_on_the_page_of_the_city(client):
    city, _other = two()
    lead = make_lead(city, person=make_user(name="Ada Obi"))
    client.force_login(make_staff())
    page = reverse("admin:cities_city_change", args=[city.pk])
    pause, resume = (reverse("admin:cities_city_verb", args=[city.pk, name]) for name in ("pause", "resume"))
    assert f"Told by mail: {lead.name}." in client.get(pause).text

    paused = client.post(pause, {"reason": "An election", "own_words": "See you in May."}, follow=True)

    assert "The membership of Lagos is paused." in paused.text
    assert ("paused since" in paused.text, resume in paused.text, pause in paused.text) == (True, True, False)
    assert "See you in May." in written(Message.objects.get(kind="membership_paused")).text
    assert "The membership of Lagos goes on." in client.post(resume, follow=True).text
    assert resume not in client.get(page).text


def test_the_page_for_the_secretariat_presses_nobody(client):
    cities = two()
    pauses(cities[0])
    client.force_login(make_staff())

    pages = [client.get(reverse("admin:cities_city_change", args=[city.pk])).text for city in cities]

    assert ["Nobody receives our mails for" in page for page in pages] == [False, True]


def test_lists_find_those_that_pause(client):
    city, _other = two()
    row = pauses(city)
    client.force_login(make_staff())

    members = client.get(reverse("admin:cities_membership_changelist"), {"stands": "pauses"})
    cities = client.get(reverse("admin:cities_city_changelist"), {"part": "pauses"})

    assert list(members.context["cl"].result_list) == [row]
    assert list(cities.context["cl"].result_list) == [city]
    assert "Forum member, paused" in cities.text
