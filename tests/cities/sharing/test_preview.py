"""«See it as» and «Why?»: the pages as others see them, and what lets them see one object."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Level, Tier
from cities.models import City, User
from cities.people.presets import EVENTS, SECRETARIAT, group_of
from cities.sharing import preview
from cities.sharing.actions import grant
from cities.sharing.models import can_view
from cities.sharing.preview import sight
from cities.sharing.viewers import viewer_of
from cities.sharing.why import verdict
from events.models import Event
from icaforum.digest.models import Follow
from pilots.models import PilotProject
from resources.models import Resource
from tests.factories import (
    make_city,
    make_event,
    make_officer,
    make_project,
    make_registration,
    make_resource,
    make_staff,
    make_theme,
    make_user,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db

KINDS = {"events_event": Event, "pilots_pilotproject": PilotProject, "resources_resource": Resource}
LEVELS = (Level.PUBLIC, Level.GENERAL, Level.PEER, Level.PILOT, Level.NAMED)


def objects():
    """One of each kind, level, «also partners» and state."""
    made = []
    for level in LEVELS:
        for partners in (False, True):
            for published in (True, False):
                if level == Level.NAMED and published and not partners:
                    continue  # such a one cannot be published before somebody is chosen
                facts = {"level": level, "open_to_partners": partners, "published": published}
                made += [make_event(**facts), make_project(**facts), make_resource(**facts)]
    return made


def cities():
    """A city of each tier, a partner, one that is not in the Forum, and one that left."""
    made = {str(tier.label): make_city(tier=tier) for tier in Tier}
    made["partner"] = make_city(kind=City.Kind.PARTNER)
    made["outside"] = make_city(member=False)
    made["left"] = make_city(tier=Tier.PILOT)
    made["left"].memberships.update(until=timezone.now())
    return made


def rows(viewer):
    return {
        kind.__name__: set(kind.objects.visible_to(viewer).values_list("pk", flat=True))
        for kind in KINDS.values()
    }


def code(city):
    return f"city-{city.pk}"


def test_a_preview_of_a_city_shows_what_its_contacts_see():
    shared, made = objects(), cities()
    staff = make_staff()
    for thing in shared[::7]:  # some of each kind
        grant(thing, to=made["Forum member"].circle.group, by=staff)
        grant(thing, to=made["left"].circle.group, by=staff)
        grant(thing, to=made["Peer city"].circle.group, by=staff, until=timezone.now() - timedelta(minutes=1))

    for name, city in made.items():
        of_contact = viewer_of(make_officer(city))
        assert rows(sight(code(city)).viewer) == rows(of_contact), name
    assert rows(sight("visitor").viewer) == rows(viewer_of(make_user()))
    for word, name in {"general": "Forum member", "peer": "Peer city", "pilot": "Pilot city"}.items():
        assert rows(sight(word).viewer) == rows(
            viewer_of(make_officer(make_city(tier=Tier[word.upper()])))
        ), name


def test_a_project_of_a_city_is_seen_by_it_before_it_is_out():
    host = make_city(tier=Tier.PILOT)
    project = make_project(host, published=False, level=Level.PILOT)

    found = verdict(project, sight(code(host)))

    assert (found.sees, found.refuses) == (True, [])
    assert found.admits[-1] == "It is the city's own, which it sees in every state."


def test_why_agrees_with_the_rule_and_names_a_reason_exactly_where_somebody_is_let_in():
    shared, made = objects(), cities()
    grant(
        shared[-1], to=made["Forum member"].circle.group, by=make_staff(name="Ana Ruiz"), reason="They asked."
    )
    eyes = [*(sight(code(city)) for city in made.values()), *(sight(word) for word, _name in preview.kinds())]

    for thing in shared:
        for seen in eyes:
            found = verdict(thing, seen)
            assert found.sees == can_view(seen.viewer, thing)
            assert bool(found.admits) == found.will_see
            assert bool(found.refuses) == (not found.sees)
            assert found.will_see or not found.sees


def test_why_says_who_let_a_city_in_until_when_and_whom_it_knows_by_name():
    city = make_city(name="Lisbon", tier=Tier.GENERAL)
    chosen = make_officer(city, person=make_user(name="Rui"))
    staff = make_staff(name="Ana Ruiz")
    paper = make_resource(level=Level.PILOT)
    without = verdict(paper, sight(code(city)))
    grant(paper, to=chosen, by=staff)
    grant(
        paper, to=city.circle.group, by=staff, reason="They asked.", until=timezone.now() + timedelta(days=9)
    )

    found = verdict(paper, sight(code(city)))

    assert (without.sees, without.admits) == (False, [])
    assert without.refuses == ["It is for: Pilot cities.", "Lisbon is: Forum member."]
    (reason,) = found.admits
    assert reason.startswith("By an exception for this city, by Ana Ruiz on ")
    assert reason.endswith("“They asked.”")
    assert [str(person) for person in found.by_name] == ["Rui"]


@pytest.fixture
def staff(client):
    client.force_login(make_staff())
    return client


def begin(client, thing, who):
    name = f"admin:{thing._meta.app_label}_{thing._meta.model_name}_why"
    return client.post(reverse(name, args=[thing.pk]), {"who": who})


def test_the_pages_are_shown_as_the_chosen_see_them_until_one_leaves(staff):
    seen, hidden = make_resource(level=Level.PEER), make_resource(level=Level.PILOT)

    answer = begin(staff, seen, "peer")

    assert answer.url == seen.get_absolute_url()
    bar = " ".join(Page(staff.get(answer.url)).texts(".preview-bar p"))
    assert bar == "You see the Forum as: Peer city. Nothing can be changed."
    assert staff.get(hidden.get_absolute_url()).status_code == 404
    left = staff.post(reverse("cities:leave_preview"))
    assert left.url == reverse("admin:resources_resource_why", args=[seen.pk]) + "?who=peer"
    assert Page(staff.get(hidden.get_absolute_url())).texts(".preview-bar p") == []


@pytest.mark.parametrize("make", [make_resource, make_event, make_project])
def test_a_draft_is_shown_as_if_it_were_published_to_those_it_is_for(staff, make):
    draft, other = (make(level=Level.PEER, published=False) for _ in range(2))

    begin(staff, draft, "peer")
    shown = [staff.get(it.get_absolute_url()).status_code for it in (draft, other)]
    begin(staff, draft, "general")
    hidden = staff.get(draft.get_absolute_url()).status_code

    assert (shown, hidden) == ([200, 404], 404)


def test_the_pages_show_the_buttons_of_the_chosen_those_that_press_off(staff):
    city, other = make_city(tier=Tier.PEER), make_city(tier=Tier.PILOT)
    event, full = make_event(), make_event(capacity=1)
    make_registration(full)
    make_registration(event, person=User.objects.get(is_staff=True), city=other)
    things = [event, full, make_resource(cities=[other]), make_project(other), other, city]
    pages = [*(thing.get_absolute_url() for thing in things), "/events/", "/library/", "/cities/", "/pilots/"]
    contact = Client()
    contact.force_login(make_officer(city))
    theirs = {page: Page(contact.get(page)).buttons for page in pages}

    begin(staff, event, code(city))

    shown = {page: [it for it in Page(staff.get(page)).buttons if it != "Leave"] for page in pages}
    assert shown == theirs
    card = Page(staff.get(event.get_absolute_url()))
    assert card.texts(".booking button:disabled") == ["Take a place", "Recording only"]
    assert f"You see it as {city}, so it cannot be pressed." in card.texts(".booking p")
    public = make_event(level=Level.PUBLIC)
    begin(staff, public, "visitor")
    card = Page(staff.get(public.get_absolute_url()))
    assert card.texts(".booking button:disabled") == ["Sign in to take a place"]


def test_the_own_places_and_choices_of_staff_are_nowhere_in_what_others_see(staff):
    person, theme = User.objects.get(is_staff=True), make_theme(slug="heat")
    event, city = make_event(title="Night buses"), make_city()
    # One that is new is offered the next webinar there, whoever looks.
    city.memberships.update(since=timezone.now() - timedelta(days=200))
    event.themes.add(theme)
    make_registration(event, person=person, city=make_city())
    Follow.objects.create(person=person, theme=theme)
    pages = [event.get_absolute_url(), "/events/", "/events/?theme=heat", reverse("desk")]
    own = "You have a place"
    assert [own in staff.get(page).text for page in pages[:3]] == [True] * 3

    begin(staff, event, code(city))

    shown = {page: staff.get(page).text for page in pages}
    assert [page for page, text in shown.items() if own in text] == []
    assert "Night buses" not in shown[reverse("desk")]
    assert "No webinar in your diary" in shown[reverse("desk")]
    assert "Follow" in shown["/events/?theme=heat"]
    assert "Stop following" not in shown["/events/?theme=heat"]


def test_nothing_can_be_changed_meanwhile_but_in_the_administration(staff):
    event = make_event(level=Level.GENERAL, capacity=5)
    begin(staff, event, "general")

    refused = staff.post(reverse("events:place", args=[event.slug]), {"answer": "take"})

    assert refused.status_code == 403
    assert "nothing can be sent or pressed" in refused.text
    assert event.registrations.count() == 0
    assert staff.get(reverse("admin:resources_resource_changelist")).status_code == 200
    assert staff.post(reverse("admin:events_event_verb", args=[event.pk, "cancel"])).status_code == 302
    assert staff.post(reverse("account_logout")).status_code == 302


@pytest.mark.parametrize(
    ("preset", "why", "look"), [(SECRETARIAT, 200, 302), (EVENTS, 200, 403), (None, 302, 302)]
)
def test_only_who_runs_all_of_the_forum_sees_it_as_others_do(client, preset, why, look):
    person = make_officer(make_city(tier=Tier.GENERAL))
    if preset is not None:
        person = make_staff(is_superuser=False)
        person.groups.add(group_of(preset))
    client.force_login(person)
    paper = make_resource(level=Level.PILOT)
    page = reverse("admin:resources_resource_why", args=[paper.pk])

    assert client.get(page, {"who": "pilot"}).status_code == why
    assert client.post(page, {"who": "pilot"}).status_code == look
    assert ("see_it_as" in client.session) == (preset is SECRETARIAT)


def test_who_has_lost_their_rights_sees_with_their_own_eyes(client):
    person, paper = make_staff(), make_resource(level=Level.PILOT)
    client.force_login(person)
    begin(client, paper, "pilot")
    seen = client.get(paper.get_absolute_url()).status_code
    person.is_superuser = person.is_staff = False
    person.save()

    answers = [client.get(paper.get_absolute_url()).status_code, client.get(reverse("about")).status_code]

    assert (seen, answers) == (200, [404, 200])


@pytest.mark.parametrize(
    "who", ["", "nobody", "city-", "city-0", "city-x", "city-9999999999999999999", "tier-1"]
)
def test_whoever_is_none_is_no_choice(staff, who):
    paper = make_resource()
    page = reverse("admin:resources_resource_why", args=[paper.pk])

    assert staff.get(page, {"who": who}).status_code == 200
    assert begin(staff, paper, who).status_code == 200
    assert "see_it_as" not in staff.session
