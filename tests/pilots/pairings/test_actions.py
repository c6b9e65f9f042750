from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import override

from cities.directory.tiers import Tier
from cities.joining.actions import memberships
from cities.leaving import actions as leaving
from cities.people.actions import teams
from icaforum.audit.models import Entry
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from pilots.models import Exchange, Milestone, Pairing
from pilots.pairings.actions import course, plan
from pilots.pairings.guides import GUIDES
from pilots.projects import refusals
from tests.factories import (
    make_city,
    make_lead,
    make_officer,
    make_pairing,
    make_project,
    make_staff,
    make_theme,
)

pytestmark = pytest.mark.django_db

State = Pairing.State


@pytest.fixture
def barcelona():
    return make_city(name="Barcelona", tier=Tier.PILOT)


@pytest.fixture
def seattle():
    return make_city(name="Seattle", tier=Tier.PEER)


@pytest.fixture
def proposal(barcelona, seattle):
    """What the secretariat fills in, with a lead in each city."""
    make_lead(barcelona)
    make_lead(seattle)
    return {
        "project": make_project(barcelona, capacity=1),
        "pilot_city": barcelona,
        "peer_city": seattle,
        "theme": make_theme(),
        "scope": "Choosing cool rooms with the people who will use them",
        "reason": "Both begin with public buildings.",
    }


def lead_of(city):
    return city.seats.leads().get().person


def test_a_proposal_asks_one_lead_of_each_city(proposal, barcelona, seattle):
    staff = make_staff()

    pairing = course.propose(by=staff, **proposal)

    assert pairing.state == State.PROPOSED
    assert set(pairing.circle.cities.all()) == {barcelona, seattle}
    mails = Message.objects.values_list("kind", "person")
    assert set(mails) == {("pairing_proposed", lead_of(c).pk) for c in (barcelona, seattle)}
    assert [(e.verb, e.actor_id) for e in Entry.objects.about(pairing)] == [("proposed", staff.pk)]


def test_it_is_active_once_both_cities_said_yes(proposal, barcelona, seattle):
    pairing = course.propose(by=make_staff(), **proposal)

    first = course.accept(pairing, by=lead_of(seattle))
    second = course.accept(pairing, by=lead_of(barcelona))

    assert (first.state, second.state) == (State.PROPOSED, State.ACTIVE)
    assert second.active_since is not None
    assert Message.objects.filter(kind="pairing_active").count() == 2


def test_a_city_cannot_say_yes_twice(proposal, seattle):
    pairing = course.propose(by=make_staff(), **proposal)
    course.accept(pairing, by=lead_of(seattle))

    with pytest.raises(refusals.NotYours):
        course.accept(pairing, by=lead_of(seattle))


def test_only_a_lead_of_the_two_cities_answers(proposal, barcelona):
    pairing = course.propose(by=make_staff(), **proposal)

    for person in (make_officer(barcelona), make_lead(), make_staff()):
        with pytest.raises(refusals.NotYours):
            course.accept(pairing, by=person)


def test_declining_ends_the_proposal_and_tells_the_other_city(proposal, barcelona, seattle):
    pairing = course.propose(by=make_staff(), **proposal)

    course.decline(pairing, by=lead_of(seattle), note="Not this year.")

    pairing.refresh_from_db()
    assert (pairing.state, pairing.end_note) == (State.DECLINED, "Not this year.")
    told = Message.objects.filter(kind="pairing_declined").values_list("person", flat=True)
    assert list(told) == [lead_of(barcelona).pk]
    with pytest.raises(refusals.NotNow):
        course.accept(pairing, by=lead_of(barcelona))


def test_room_at_a_project_is_respected_and_comes_back(proposal):
    first = course.propose(by=make_staff(), **proposal)
    third_city = make_city(tier=Tier.PEER)
    make_lead(third_city)

    with pytest.raises(refusals.NoRoom):
        course.propose(by=make_staff(), **proposal | {"peer_city": third_city})

    course.withdraw(first, by=make_staff())
    assert course.propose(by=make_staff(), **proposal | {"peer_city": third_city}).state == State.PROPOSED


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda p: {"peer_city": p["pilot_city"]}, "itself"),
        (lambda p: {"pilot_city": make_city(tier=Tier.PILOT)}, "does not deliver"),
        (lambda p: {"peer_city": make_city(tier=Tier.GENERAL)}, "neither a peer city nor a pilot city"),
        (lambda p: {"peer_city": make_city(tier=Tier.PEER)}, "no lead contact"),
    ],
)
def test_cities_that_do_not_fit_are_refused_with_the_reason(proposal, change, words):
    with pytest.raises(refusals.NotFitting, match=words):
        course.propose(by=make_staff(), **proposal | change(proposal))

    assert Pairing.objects.count() == 0
    assert Message.objects.count() == 0


def test_a_pilot_city_may_itself_learn_from_another(proposal):
    warsaw = make_city(name="Warsaw", tier=Tier.PILOT)
    make_lead(warsaw)

    assert course.propose(by=make_staff(), **proposal | {"peer_city": warsaw}).peer_city == warsaw


def test_the_same_pair_is_proposed_once(proposal):
    proposal["project"].capacity = 5
    proposal["project"].save()
    course.propose(by=make_staff(), **proposal)

    with pytest.raises(refusals.NotFitting, match="already"):
        course.propose(by=make_staff(), **proposal)


def _propose_at_once(proposals):
    """Each proposal in a thread of its own, all starting together; how many came through."""
    ready, made = Barrier(len(proposals)), []

    def run(proposal):
        try:
            ready.wait()
            made.append(course.propose(by=None, **proposal))
        except refusals.NoRoom:
            pass
        finally:
            connection.close()

    threads = [Thread(target=run, args=[p]) for p in proposals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(made)


def _rivals(proposal, count=6):
    rivals = []
    for _ in range(count):
        city = make_city(tier=Tier.PEER)
        make_lead(city)
        rivals.append(proposal | {"peer_city": city})
    return rivals


@pytest.mark.django_db(transaction=True)
def test_six_proposals_at_once_for_one_place_make_one(proposal):
    assert _propose_at_once(_rivals(proposal)) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_race_oversells(proposal, monkeypatch):
    # The twin: each has looked before any writes, which is what the project's lock forbids.
    looked, look = Barrier(6), course._refuse_without_room
    unlocked = type(proposal["project"])._default_manager.get_queryset().__class__
    monkeypatch.setattr(unlocked, "select_for_update", lambda rows, *args, **kwargs: rows)
    monkeypatch.setattr(course, "_refuse_without_room", lambda project: (look(project), looked.wait(10)))

    assert _propose_at_once(_rivals(proposal)) == 6


def test_people_of_both_cities_work_on_the_plan_and_nobody_else():
    pairing = make_pairing()
    officer = make_officer(pairing.peer_city)

    step = plan.add_step(
        pairing, by=officer, title="Walk ten rooms", owner=pairing.peer_city, due_on=date(2027, 1, 15)
    )
    with pytest.raises(refusals.NotYours):
        plan.add_step(
            pairing, by=make_officer(), title="Look in", owner=pairing.peer_city, due_on=date(2027, 1, 15)
        )

    assert list(pairing.steps.all()) == [step]


def test_a_step_belongs_to_one_of_the_two_cities():
    pairing = make_pairing()

    with pytest.raises(refusals.NotFitting):
        plan.add_step(
            pairing,
            by=make_officer(pairing.peer_city),
            title="Somebody else's",
            owner=make_city(),
            due_on=date(2027, 1, 15),
        )


def test_a_step_is_finished_once():
    pairing = make_pairing()
    person = make_officer(pairing.pilot_city)
    step = Milestone.objects.create(
        pairing=pairing, title="Share the list", owner=pairing.pilot_city, due_on=date(2027, 1, 15)
    )

    done = plan.finish_step(step, by=person, on=date(2027, 1, 10))

    assert (done.done_on, done.done_by) == (date(2027, 1, 10), person)
    with pytest.raises(refusals.NotNow):
        plan.finish_step(step, by=person, on=date(2027, 1, 11))


def test_only_the_city_whose_step_it_is_says_that_it_is_done():
    pairing = make_pairing()
    step = Milestone.objects.create(
        pairing=pairing, title="Share the list", owner=pairing.pilot_city, due_on=date(2027, 1, 15)
    )
    other = make_officer(pairing.peer_city)

    with pytest.raises(refusals.NotYours):
        plan.finish_step(step, by=other, on=date(2027, 1, 10))
    step = plan.finish_step(step, by=make_officer(pairing.pilot_city), on=timezone.localdate())
    with pytest.raises(refusals.NotYours):
        plan.reopen_step(step, by=other)


def test_a_step_is_moved_once_from_the_day_that_was_read():
    pairing = make_pairing()
    steps = [
        Milestone.objects.create(pairing=pairing, title="Look", owner=pairing.pilot_city, due_on=day)
        for day in (date(2027, 1, 15), date.max)
    ]
    person = make_officer(pairing.peer_city)

    moved = plan.move_step(steps[0], by=person, was=date(2027, 1, 15), days=7)

    assert moved.due_on == date(2027, 1, 22)
    with pytest.raises(refusals.NotNow):
        plan.move_step(steps[0], by=person, was=date(2027, 1, 15), days=7)
    with pytest.raises(refusals.NotFitting):
        plan.move_step(steps[1], by=person, was=date.max, days=7)
    with pytest.raises(refusals.NotYours):
        plan.move_step(moved, by=make_officer(), was=moved.due_on, days=7)


@pytest.mark.parametrize("name", GUIDES)
def test_the_steps_of_a_template_are_written_once_in_any_language(name):
    pairing, start = make_pairing(), date(2026, 12, 1)
    person, other = make_officer(pairing.pilot_city), make_officer(pairing.peer_city)

    with override("de"):
        steps = plan.add_steps_of(pairing, guide=name, start=start, by=person)

    usual = GUIDES[name].steps
    assert [(step.due_on - start).days for step in steps] == [it.days for it in usual]
    sides = {"pilot": pairing.pilot_city_id, "peer": pairing.peer_city_id}
    assert [step.owner_id for step in steps] == [sides[it.side] for it in usual]
    assert Entry.objects.about(pairing).filter(verb="added a step").count() == len(usual)
    with pytest.raises(refusals.NotNow):
        plan.add_steps_of(pairing, guide=name, start=start, by=other)


def test_a_meeting_is_written_down():
    pairing = make_pairing()
    person = make_officer(pairing.pilot_city)

    plan.write_exchange(
        pairing, by=person, kind=Exchange.Kind.MEETING, title="First call", starts_on=date(2026, 10, 12)
    )

    assert [(e.title, e.written_by) for e in pairing.exchanges.all()] == [("First call", person)]


def test_a_paused_pairing_goes_on():
    pairing = make_pairing()
    person = make_officer(pairing.peer_city)

    assert course.pause(pairing, by=person).state == State.PAUSED
    assert course.resume(pairing, by=person).state == State.ACTIVE


def test_the_other_leads_read_that_it_is_paused_goes_on_and_is_complete():
    pairing = make_pairing()
    mine, theirs = make_lead(pairing.peer_city), make_lead(pairing.pilot_city)
    words = []

    for verb, facts in (
        (course.pause, {"note": "Elections in May."}),
        (course.resume, {}),
        (course.complete, {}),
    ):
        pairing = verb(pairing, by=mine, **facts)
        mail = Message.objects.latest("pk")
        words.append((mail.person, written(mail).subject.rpartition(" is ")[2]))
        told = written(mail).text

        assert ("Elections in May." in told) == (verb is course.pause)

    assert [person for person, _word in words] == [theirs] * 3
    assert [word for _person, word in words][::2] == ["paused", "complete"]
    assert Message.objects.filter(kind="pairing_turned").count() == 3


def test_a_mail_about_a_pause_that_is_over_is_not_sent():
    pairing = make_pairing()
    make_lead(pairing.pilot_city)
    mine = make_lead(pairing.peer_city)
    course.pause(pairing, by=mine)
    mail = Message.objects.latest("pk")
    assert written(mail) is not None

    course.resume(pairing, by=mine)

    assert written(mail) is None


@pytest.mark.parametrize(
    ("verb", "state"), [(course.complete, State.COMPLETED), (course.withdraw, State.WITHDRAWN)]
)
def test_an_ended_pairing_can_be_read_and_no_longer_changed(verb, state):
    pairing = make_pairing()
    lead = make_lead(pairing.peer_city)

    ended = verb(pairing, by=lead, note="Done.")

    assert (ended.state, ended.end_note) == (state, "Done.")
    with pytest.raises(refusals.NotNow):
        plan.add_step(ended, by=lead, title="More", owner=pairing.peer_city, due_on=date(2027, 1, 1))


def test_a_refused_verb_changes_nothing_and_leaves_no_history(proposal):
    pairing = course.propose(by=make_staff(), **proposal)
    before = Entry.objects.count(), Message.objects.count()

    with pytest.raises(refusals.NotYours), transaction.atomic():
        course.decline(pairing, by=make_staff())

    pairing.refresh_from_db()
    assert pairing.state == State.PROPOSED
    assert (Entry.objects.count(), Message.objects.count()) == before


def test_every_verb_leaves_one_line(proposal, barcelona, seattle):
    pairing = course.propose(by=make_staff(), **proposal)
    course.accept(pairing, by=lead_of(seattle))
    course.accept(pairing, by=lead_of(barcelona))
    course.pause(pairing, by=lead_of(barcelona))
    course.resume(pairing, by=lead_of(barcelona))
    course.complete(pairing, by=lead_of(barcelona))

    verbs = [entry.verb for entry in Entry.objects.about(pairing).reverse()]
    assert verbs == ["proposed", "accepted", "accepted", "paused", "resumed", "completed"]


# A city leaves the Forum ------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["proposed", "active", "paused"])
def test_a_pairing_ends_with_the_membership_of_one_of_its_cities(barcelona, seattle, state):
    stays = make_lead(barcelona)
    make_lead(seattle)
    pairing = make_pairing(pilot_city=barcelona, peer_city=seattle, state=state)
    other = make_pairing(pilot_city=barcelona)
    memberships.end_membership(seattle.membership, by=None)
    Message.objects.all().delete()

    ended = [course.end_pairings_of_departed() for _ in range(2)]

    pairing.refresh_from_db()
    other.refresh_from_db()
    assert (ended, pairing.state, other.state) == ([1, 0], State.WITHDRAWN, State.ACTIVE)
    assert pairing.ended_at is not None
    assert [(mail.kind, mail.person) for mail in Message.objects.all()] == [("pairing_withdrawn", stays)]
    assert "Seattle is no longer in the Forum." in written(Message.objects.get()).text
    assert [(entry.verb, entry.actor_id) for entry in Entry.objects.about(pairing)] == [("withdrawn", None)]


def test_the_page_names_a_departure_only_where_it_ended_the_pairing(client, barcelona, seattle):
    reader = make_lead(barcelona)
    pairings = [make_pairing(pilot_city=barcelona, peer_city=seattle, state="active") for _ in range(2)]
    course.withdraw(pairings[0], by=make_lead(seattle))
    memberships.end_membership(seattle.membership, by=None)
    course.end_pairings_of_departed()
    client.force_login(reader)

    pages = [client.get(pairing.get_absolute_url()).text for pairing in pairings]

    assert ["no longer in the Forum" in page for page in pages] == [False, True]


def test_what_had_ended_before_stays_as_it_ended(barcelona, seattle):
    pairing = make_pairing(pilot_city=barcelona, peer_city=seattle, state=State.COMPLETED)
    memberships.end_membership(barcelona.membership, by=None)

    assert course.end_pairings_of_departed() == 0
    pairing.refresh_from_db()
    assert pairing.state == State.COMPLETED


@pytest.mark.parametrize("change", ["seat", "membership"])
def test_a_proposal_reaches_nobody_who_has_left(proposal, seattle, change):
    course.propose(by=make_staff(), **proposal)
    mail = Message.objects.get(person=lead_of(seattle))
    assert written(mail) is not None

    if change == "seat":
        leaving.remove_officer(seattle.seats.get(), by=make_staff())
    else:
        memberships.end_membership(seattle.membership, by=None)

    assert written(mail) is None


def test_a_proposal_reaches_nobody_who_cannot_answer_it(proposal, seattle):
    course.propose(by=make_staff(), **proposal)
    mail = Message.objects.get(person=lead_of(seattle))

    teams.hand_over(seattle.seats.get(), to=make_officer(seattle).seats.get(), by=None)

    assert written(mail) is None


@pytest.mark.parametrize("falls", ["pilot_city", "peer_city"])
def test_a_pairing_ends_where_a_tier_has_none_any_more(barcelona, seattle, falls):
    leads = {make_lead(barcelona), make_lead(seattle)}
    pairing = make_pairing(pilot_city=barcelona, peer_city=seattle, state="active")
    membership = getattr(pairing, falls).membership
    memberships.change_tier(membership, tier=Tier.GENERAL, by=None)
    Message.objects.all().delete()

    assert [course.end_pairings_of_departed() for _ in range(2)] == [1, 0]

    pairing.refresh_from_db()
    assert pairing.state == State.WITHDRAWN
    mails = Message.objects.filter(kind="pairing_withdrawn")
    assert {mail.person for mail in mails} == leads
    said = f"{getattr(pairing, falls).name} has no pairings any more. It is in the Forum as: Forum member."
    assert all(said in written(mail).text for mail in mails)
