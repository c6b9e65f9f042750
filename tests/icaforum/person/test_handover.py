"""Leaving is a handover: the plan is shown first, and is what then happens; places are passed on."""

import re

import pytest
from django.db.models.functions import Now
from django.urls import reverse

from cities.directory.tiers import Level, Tier
from cities.invitations.actions import inviting
from cities.invitations.actions.access_requests import ask_for_access
from cities.models import Invitation, Officer
from cities.people.actions.teams import NoSuccessor
from events.models import Registration
from events.places import actions as places
from events.programme.refusals import NoAnswer, NoCity, NotEntitled
from icaforum.outbox.models import Message
from icaforum.person.actions import WhoComes, leave_team, replace
from icaforum.person.admin.seats import COLLEAGUES_SHOWN
from icaforum.person.plan import plan_of
from tests.factories import (
    make_city,
    make_event,
    make_lead,
    make_officer,
    make_pairing,
    make_registration,
    make_resource,
    make_staff,
    make_staff_at_work,
    make_user,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def lisbon():
    return make_city(name="Lisbon", tier=Tier.PILOT)


@pytest.fixture
def ana():
    return make_staff_at_work(name="Ana Ruiz")


def answers_at(event):
    return {row.person.name: row.answer for row in event.registrations.select_related("person")}


def seat_verb(seat, name):
    return reverse("admin:cities_officer_verb", args=[seat.pk, name])


# A place is passed on ------------------------------------------------------------------------------------


def test_a_colleague_gets_the_place_and_nobody_moves_up(lisbon, ana):
    person, colleague = (make_officer(lisbon, person=make_user(name=name)) for name in ("Ida", "Rui"))
    event = make_event(capacity=1)
    make_registration(event, person=person, city=lisbon)
    make_registration(event, person=make_user(name="Waits"), city=lisbon, answer="waiting")
    make_officer(lisbon, person=event.registrations.get(answer="waiting").person)

    places.pass_on(event, by=ana, person=person, to=colleague)

    assert answers_at(event) == {"Ida": "gave_up", "Rui": "going", "Waits": "waiting"}
    kinds = {mail.person.name: mail.kind for mail in Message.objects.select_related("person")}
    assert kinds == {"Ida": "place_given_up", "Rui": "place_confirmed"}


def test_a_colleague_gets_the_turn_on_the_waiting_list(lisbon, ana):
    person, colleague = make_officer(lisbon), make_officer(lisbon)
    event = make_event(capacity=1)
    make_registration(event)
    turn = make_registration(event, person=person, city=lisbon, answer="waiting").queued_at

    theirs = places.pass_on(event, by=ana, person=person, to=colleague)

    assert (theirs.answer, theirs.queued_at) == ("waiting", turn)


def test_who_comes_already_keeps_the_place_and_the_other_is_free(lisbon, ana):
    person, colleague = (make_officer(lisbon, person=make_user(name=name)) for name in ("Ida", "Rui"))
    event = make_event(capacity=2)
    for each in (person, colleague):
        make_registration(event, person=each, city=lisbon)
    make_officer(lisbon, person=make_user(name="Waits"))
    make_registration(event, person=Officer.objects.latest("pk").person, city=lisbon, answer="waiting")

    places.pass_on(event, by=ana, person=person, to=colleague)

    assert answers_at(event) == {"Ida": "gave_up", "Rui": "going", "Waits": "going"}


@pytest.mark.parametrize("refusal", [NoAnswer, NoCity, NotEntitled])
def test_a_place_goes_to_nobody_who_may_not_have_it(lisbon, ana, refusal):
    person, colleague = make_officer(lisbon), make_officer(lisbon)
    event = make_event(level=Level.PILOT)
    if refusal is not NoAnswer:
        make_registration(event, person=person, city=lisbon)
    if refusal is NoCity:
        colleague = make_officer(make_city(tier=Tier.PILOT))
    if refusal is NotEntitled:
        lisbon.memberships.update(tier=Tier.GENERAL)

    with pytest.raises(refusal):
        places.pass_on(event, by=ana, person=person, to=colleague)

    assert not event.registrations.filter(person=colleague).exists()


# Leaving oneself, and being taken out ----------------------------------------------------------------------


def test_who_leaves_says_on_one_page_who_gets_what(client, lisbon):
    lead, colleague = make_lead(lisbon), make_officer(lisbon, person=make_user(name="Rui"))
    first, second = make_event(title="Cool rooms"), make_event(title="Shade")
    mine = [make_registration(event, person=lead, city=lisbon) for event in (first, second)]
    client.force_login(lead)
    address = reverse("leave_team", args=[lisbon.slug])

    before = Page(client.get(address))
    asked = {name for name in before.typed if name.startswith("place_")}
    missing = client.post(address, {})
    heir = colleague.seats.get().pk
    client.post(address, {"successor": heir, f"place_{mine[0].pk}": heir})

    assert asked == {f"place_{row.pk}" for row in mine}
    assert "2 places at coming webinars go to the colleagues chosen below, or are given up." in str(
        before.html
    )
    assert "Choose a colleague." in missing.text
    assert (colleague.seats.get().role, lead.seats.open().exists()) == ("lead", False)
    held = {row.event.title: row.person for row in Registration.objects.coming()}
    assert held == {"Cool rooms": colleague}


def test_a_lead_takes_a_colleague_out_and_hands_the_place_on(client, lisbon):
    lead, colleague = make_lead(lisbon), make_officer(lisbon)
    place = make_registration(person=colleague, city=lisbon)
    client.force_login(lead)
    address = reverse("remove_colleague", args=[lisbon.slug, colleague.seats.get().pk])

    client.post(address, {f"place_{place.pk}": lead.seats.get().pk})

    assert not colleague.seats.open().exists()
    assert place.event.registrations.get(answer="going").person == lead


def test_no_place_of_others_and_no_stranger_can_be_posted(client, lisbon):
    lead, colleague = make_lead(lisbon), make_officer(lisbon)
    mine, other = (make_registration(person=each, city=lisbon) for each in (colleague, make_officer(lisbon)))
    stranger = make_lead(make_city(tier=Tier.PILOT))
    client.force_login(lead)
    address = reverse("remove_colleague", args=[lisbon.slug, colleague.seats.get().pk])

    refused = client.post(address, {f"place_{mine.pk}": stranger.seats.get().pk})
    client.post(address, {f"place_{other.pk}": lead.seats.get().pk})

    assert refused.status_code == 200
    assert {row.pk for row in Registration.objects.coming()} == {other.pk}


@pytest.mark.parametrize("way", ["oneself", "as a lead", "in the admin"])
def test_what_was_pressed_on_a_plan_that_is_no_longer_true_is_shown_anew(client, lisbon, ana, way):
    lead, leaves = make_lead(lisbon), make_officer(lisbon)
    seat = leaves.seats.get()
    who, address = {
        "oneself": (leaves, reverse("leave_team", args=[lisbon.slug])),
        "as a lead": (lead, reverse("remove_colleague", args=[lisbon.slug, seat.pk])),
        "in the admin": (ana, seat_verb(seat, "remove")),
    }[way]
    client.force_login(who)

    old = Page(client.get(address))
    places.take_place(make_event(), by=leaves)
    again = client.post(address, old.sent_by("form.form"))

    assert leaves.seats.open().exists()
    assert "Meanwhile something has changed here." in again.text
    assert "1 place at a coming webinar goes to the colleague chosen below, or is given up." in again.text
    client.post(address, Page(again).sent_by("form.form"))
    assert not leaves.seats.open().exists()


def test_what_a_colleague_did_already_is_refused_with_its_own_reason(client, lisbon, ana):
    make_lead(lisbon)
    leaves = make_officer(lisbon)
    address = seat_verb(leaves.seats.get(), "remove")
    client.force_login(ana)

    mine = Page(client.get(address)).sent_by("form.form")
    leave_team(leaves.seats.get(), by=ana)

    said = client.post(address, mine).text
    assert "Meanwhile something has changed here." not in said
    assert f"{leaves} is no longer in this team." in said


def test_steps_and_papers_are_named_as_what_stays(client, lisbon):
    make_lead(lisbon)
    person = make_officer(lisbon)
    pairing = make_pairing(pilot_city=lisbon)
    for done in (None, "2026-01-02"):
        pairing.steps.create(title="Visit", owner=lisbon, due_on="2026-01-01", done_on=done)
    make_resource(cities=[lisbon], by=make_staff())
    client.force_login(person)

    text = client.get(reverse("leave_team", args=[lisbon.slug])).text

    assert "1 open step of a plan stays with the team of Lisbon." in text
    assert "1 paper stays in the library under Lisbon." in text


# Replacing -------------------------------------------------------------------------------------------------


def number_of(words, text):
    """The number in front of these words in a plan; 0 where they are not said."""
    found = re.search(rf"(\d+) {words}", text)
    return int(found[1]) if found else 0


def busy_lead(city):
    """The only lead of a city, with two places that the team may have, and a colleague."""
    lead, colleague = make_lead(city, person=make_user(name="Ida")), make_officer(city)
    for _ in range(2):
        places.take_place(make_event(), by=lead)
    places.take_place(Registration.objects.latest("pk").event, by=colleague)
    return lead, colleague


def test_somebody_new_in_place_of_the_only_lead(client, lisbon, ana):
    lead, _colleague = busy_lead(lisbon)
    seat = lead.seats.get()
    client.force_login(ana)
    typed = {"email": "new@lisbon.example", "name": "Nova", "language": "en"}

    plan = client.get(seat_verb(seat, "replace")).text
    client.post(seat_verb(seat, "replace"), typed)

    offer = Invitation.objects.open().get()
    assert (offer.email, offer.role, offer.is_held) == ("new@lisbon.example", "lead", False)
    assert not lead.seats.open().exists()
    assert "Until it is accepted, Lisbon has no lead contact." in plan
    # Of the two notes each says whose it is.
    assert "Your note in the invitation" in plan
    gave_up = lead.registrations.filter(answer="gave_up").count()
    assert number_of("places Ida took at coming webinars are given up", plan) == gave_up == 2


def said_of(colleague, page):
    """What the page says follows where this colleague takes over."""
    return page.partition(f"If {colleague} takes over:")[2].partition("If ")[0]


def test_a_colleague_in_place_of_the_only_lead_by_the_plan_that_the_page_says(client, lisbon, ana):
    lead, colleague = busy_lead(lisbon)
    seat, heir = lead.seats.get(), colleague.seats.get()
    client.force_login(ana)
    typed = {"colleague": heir.pk, "language": "en"}

    page = client.get(seat_verb(seat, "replace"))
    client.post(seat_verb(seat, "replace"), Page(page).sent_by("form.form") | typed)

    heir.refresh_from_db()
    assert (heir.role, lead.seats.open().exists()) == ("lead", False)
    plan = said_of(colleague, page.text)
    assert number_of("place goes to a colleague", plan) == colleague.registrations.going().count() - 1 == 1
    assert number_of("place Ida took at a coming webinar is given up", plan) == 1
    assert not Invitation.objects.exists()


def test_of_a_large_team_the_plan_of_a_late_colleague_is_asked_once_more(client, lisbon, ana):
    lead = make_lead(lisbon)
    *_shown, last = [make_officer(lisbon) for _ in range(COLLEAGUES_SHOWN + 1)]
    seat, heir = lead.seats.get(), last.seats.get()
    client.force_login(ana)

    asked = client.post(seat_verb(seat, "replace"), {"colleague": heir.pk, "language": "en"})
    assert lead.seats.open().exists()
    client.post(seat_verb(seat, "replace"), Page(asked).sent_by("form.form"))

    assert not lead.seats.open().exists()


@pytest.mark.parametrize("typed", [{}, {"email": "a@lisbon.example", "colleague": "heir"}])
def test_a_replacement_is_either_a_colleague_or_somebody_new(client, lisbon, ana, typed):
    lead, colleague = busy_lead(lisbon)
    seat, heir = lead.seats.get(), colleague.seats.get()
    client.force_login(ana)
    typed = {name: heir.pk if value == "heir" else value for name, value in typed.items()}

    answer = client.post(seat_verb(seat, "replace"), {"language": "en"} | typed)

    assert "not both" in answer.text
    assert seat.person.seats.open().exists()
    with pytest.raises(WhoComes):
        replace(seat, by=ana)
    with pytest.raises(NoSuccessor):
        replace(seat, by=ana, colleague=make_lead().seats.get())


def test_where_the_invitation_is_refused_the_seat_stays(lisbon, ana):
    lead, colleague = busy_lead(lisbon)

    with pytest.raises(Exception, match="in the team already"):
        replace(lead.seats.get(), by=ana, email=colleague.email)

    assert lead.seats.open().exists()


def test_the_page_of_a_person_leads_to_the_replacement_and_comes_back(client, lisbon, ana):
    lead, _colleague = busy_lead(lisbon)
    seat = lead.seats.get()
    client.force_login(ana)
    page = reverse("admin:cities_user_change", args=[lead.pk])

    links = Page(client.get(page)).links
    answer = client.post(
        seat_verb(seat, "replace"), {"email": "new@lisbon.example", "language": "en", "_back": page}
    )

    assert links[f"{seat_verb(seat, 'replace')}?_back={page}"] == "Replace by…"
    assert answer.url == page


def test_the_page_of_a_city_leads_to_the_replacement_and_comes_back(client, lisbon, ana):
    lead, colleague = busy_lead(lisbon)
    client.force_login(ana)
    page = reverse("admin:cities_city_change", args=[lisbon.pk])

    links = Page(client.get(page)).links
    answer = client.post(seat_verb(colleague.seats.get(), "remove"), {"_back": page})

    ways = ("replace", "remove")
    assert {f"{seat_verb(lead.seats.get(), way)}?_back={page}" for way in ways} <= links.keys()
    assert answer.url == page


def test_places_that_another_seat_keeps_are_kept(client, lisbon, ana):
    lead, _colleague = busy_lead(lisbon)
    make_officer(make_city(tier=Tier.PILOT), person=lead)

    seat = lead.seats.get(city=lisbon)
    client.force_login(ana)

    asked = client.get(seat_verb(seat, "remove")).text
    plan = plan_of(seat, passed=list(lead.registrations.going().values_list("pk", flat=True)))
    leave_team(seat, by=ana, unled=True)

    assert "Give it up" not in asked
    assert (plan.losses.places, plan.passed) == (0, 2)
    assert lead.registrations.going().count() == 2


def test_the_plan_of_a_replacement_says_who_is_told_and_what_nobody_answers(client, lisbon, ana):
    lead, _colleague = busy_lead(lisbon)
    seat = lead.seats.get()
    asked = ask_for_access(lisbon, name="New", email="asks@lisbon.example", language="en")
    client.force_login(ana)
    told = "So are the other lead contacts of Lisbon."

    alone = client.get(seat_verb(seat, "replace")).text.partition("takes over:")[0]
    taken_out = client.get(seat_verb(seat, "remove")).text
    replace(seat, by=ana, email="nova@lisbon.example")

    assert (told in alone, told in taken_out) == (False, True)
    assert number_of("request for access goes to the secretariat", alone) == 1
    asked.refresh_from_db()
    assert asked.escalated_at is not None
    assert not Message.objects.filter(kind="colleague_left").exists()


# Closing an account ----------------------------------------------------------------------------------------


def test_closing_an_account_hands_over_what_is_named_and_keeps_the_seat(client, lisbon, ana):
    lead, colleague = busy_lead(lisbon)
    offer = inviting.invite(lisbon, email="new@lisbon.example", by=lead)
    client.force_login(ana)
    address = reverse("admin:cities_user_verb", args=[lead.pk, "close"])
    page = Page(client.get(address))
    free = lead.registrations.exclude(event__in=colleague.registrations.values("event")).get()
    heir = colleague.seats.get()

    named = {"successor": heir.pk, f"place_{free.pk}": heir.pk, "offers": heir.pk}
    client.post(address, page.sent_by("form.form") | named)

    heir.refresh_from_db()
    offer.refresh_from_db()
    lead.refresh_from_db()
    assert "2 places at coming webinars go to the colleagues chosen below, or are given up." in str(page.html)
    assert (lead.is_active, lead.seats.open().exists(), heir.role) == (False, True, "lead")
    assert (offer.is_open, offer.invited_by) == (True, colleague)
    assert colleague.registrations.going().filter(event=free.event).exists()
    assert not lead.registrations.coming().exists()


def test_an_account_is_closed_without_a_heir_and_by_nobody_for_oneself(client, lisbon, ana):
    lead, colleague = busy_lead(lisbon)
    client.force_login(ana)

    client.post(reverse("admin:cities_user_verb", args=[lead.pk, "close"]))
    own = client.post(reverse("admin:cities_user_verb", args=[ana.pk, "close"]))

    lead.refresh_from_db()
    assert (lead.is_active, colleague.seats.get().role) == (False, "officer")
    assert not lead.registrations.coming().exists()
    assert "You cannot close your own account" in own.text


# Invitations -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("heir", [True, False])
def test_open_invitations_go_on_in_the_name_of_a_colleague_or_end(client, lisbon, heir):
    lead, other = make_lead(lisbon), make_lead(lisbon, person=make_user(name="Rui"))
    offer = inviting.invite(lisbon, email="new@lisbon.example", by=lead)
    client.force_login(lead)
    address = reverse("leave_team", args=[lisbon.slug])

    plan = client.get(address).text
    client.post(address, {"offers": other.seats.get().pk} if heir else {})

    offer.refresh_from_db()
    assert "1 open invitation goes on in the name of the colleague chosen below, or ends." in plan
    assert (offer.is_open, offer.invited_by) == ((True, other) if heir else (False, lead))
    assert Invitation.objects.acceptable(Now()).exists() is heir


def test_who_replaces_somebody_gets_the_open_invitations_as_said(client, lisbon, ana):
    lead, colleague = busy_lead(lisbon)
    offer = inviting.invite(lisbon, email="new@lisbon.example", by=lead)
    client.force_login(ana)
    seat = lead.seats.get()
    typed = {"colleague": colleague.seats.get().pk, "language": "en"}

    page = client.get(seat_verb(seat, "replace"))
    client.post(seat_verb(seat, "replace"), typed)

    offer.refresh_from_db()
    said = said_of(colleague, page.text)
    assert number_of("open invitation goes on in the name of the colleague", said) == 1
    assert "hangs on this seat" not in said
    assert (offer.is_open, offer.invited_by) == (True, colleague)


@pytest.mark.parametrize("has_another_lead", [True, False])
def test_what_nobody_is_left_to_answer_goes_to_the_secretariat_when_an_account_is_closed(
    client, ana, has_another_lead
):
    city = make_city()
    lead = make_lead(city)
    make_lead(city, person=make_user(is_active=has_another_lead))
    ask_for_access(city, name="Kim", email="kim@city.example", language="en")
    client.force_login(ana)
    address = reverse("admin:cities_user_verb", args=[lead.pk, "close"])

    said = "1 request for access goes to the secretariat" in client.get(address).text
    client.post(address)

    passed_on = city.access_requests.get().escalated_at is not None
    assert (said, passed_on) == (not has_another_lead,) * 2
