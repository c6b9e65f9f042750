"""Every state and every move: what the table says is what the verbs, the buttons and the refusals do."""

import pytest
from django.urls import reverse

from cities.directory.tiers import Tier
from cities.joining import moves, refusals
from cities.joining.actions import applying, deciding, drafting, recommending, reopening
from cities.joining.moves import MOVES, Then, Who
from cities.models import Application, City
from icaforum.audit.models import Entry
from icaforum.outbox.links import sign
from icaforum.outbox.models import Message
from tests.factories import make_application, make_question, make_staff
from tests.hostile import count_rows

pytestmark = pytest.mark.django_db

State = Application.State


def of_kind(state, **facts):
    kind = City.Kind.PARTNER if state == State.INVITED else City.Kind.C40
    return make_application(kind=kind, state=state, city_name="Quito", **facts)


def standing(state):
    """An application in this state, with a question that is open where it waits for its applicant."""
    application = of_kind(state)
    if state == State.ASKED:
        make_question(application)
    return application


def answer(application, by):
    return applying.answer(application.clarifications.get(), text="Two of us.")


VERBS = {
    "send": lambda it, by: applying.apply_as_partner(it, themes=[], interest="We help."),
    "take back": lambda it, by: deciding.take_back_invitation(it, by=by),
    "confirm": lambda it, by: applying.confirm_application(it),
    "correct": lambda it, by: applying._retire(it, by=None),
    "throw away": lambda it, by: applying._purge(Application.objects.all(), it),
    "ask": lambda it, by: deciding.ask(it, text="Why?", by=by),
    "answer": answer,
    "recommend": lambda it, by: recommending.recommend(it, says="admit", because="They know why.", by=by),
    "approve": lambda it, by: deciding.approve(it, tier=None if it.is_partner else Tier.GENERAL, by=by),
    "decline": lambda it, by: deciding.decline(it, reason="No", by=by),
    "withdraw": lambda it, by: applying.withdraw_application(it),
    "take up again": lambda it, by: reopening.take_up_again(it, by=by),
    "apply again": lambda it, by: drafting.begin_again(it, answers={"interest": ["We want to learn."]}),
    "note": lambda it, by: deciding.write_note(it, note="Known from the academy.", by=by),
}
QUIET = {"correct", "throw away"}  # nobody waits for an answer: the row is passed over


def test_the_table_says_something_of_every_state_and_names_every_verb():
    assert VERBS.keys() == MOVES.keys()
    for name, move in MOVES.items():
        assert {*move.then, *move.refused} == set(State), name
        assert not {*move.then} & {*move.refused}, name
        assert all(str(no.words).endswith(".") for no in move.refused.values()), name
        assert bool(move.own) is (move.who is Who.DECIDER), name


def expected(application, move):
    then = MOVES[move].then[application.state]
    if then is Then.GONE:
        return None
    if then is Then.THREAD:
        return State.ASKED if application.open_clarification and move != "answer" else State.WAITING
    return application.state if then is Then.SAME else then


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("state", State)
def test_each_move_leads_where_the_table_says_or_is_refused_in_its_words(state, move):
    application, staff = standing(state), make_staff()
    if move == "answer" and state != State.ASKED:
        make_question(application)
        Application.objects.filter(pk=application.pk).update(state=state)
    before, told = count_rows(), list(Message.objects.values_list("kind", flat=True))

    if state in MOVES[move].then:
        follows = expected(application, move)
        VERBS[move](application, staff)
        now = Application.objects.filter(pk=application.pk).values_list("state", flat=True).first()
        assert now == follows
        return

    stood = Application.objects.values().get(pk=application.pk)
    said = moves.refusal_of(application, move, by=staff)
    if move in QUIET:
        VERBS[move](application, staff)
    else:
        with pytest.raises(type(said)) as refusal:
            VERBS[move](application, staff)
        assert str(refusal.value) == str(said)
        assert str(said).endswith(".")
        assert "%(" not in str(said)
    assert Application.objects.values().get(pk=application.pk) == stood
    assert count_rows() == before
    assert list(Message.objects.values_list("kind", flat=True)) == told


@pytest.mark.parametrize("move", [name for name, row in MOVES.items() if row.who is Who.DECIDER])
def test_nobody_decides_about_their_own_city_in_any_way(move):
    state = next(iter(MOVES[move].then))
    application = standing(state)
    own = make_staff(email=application.email)
    before = Application.objects.values().get(pk=application.pk)

    with pytest.raises(refusals.OwnApplication) as refusal:
        VERBS[move](application, own)

    assert str(refusal.value) == str(MOVES[move].own)
    assert Application.objects.values().get(pk=application.pk) == before
    assert not Entry.objects.exists()


# The buttons

ON_THE_SHEET = {
    "approve": "approve",
    "ask": "ask",
    "decline": "decline",
    "recommend": "recommend",
    "take up again": "take-up",
    "take back": "take-back",
}


@pytest.mark.parametrize("state", State)
def test_the_sheet_offers_exactly_what_the_table_allows(client, state):
    client.force_login(make_staff())
    application = make_application(state=state)

    page = client.get(reverse("admin:cities_application_change", args=[application.pk])).content.decode()

    offered = {move for move, name in ON_THE_SHEET.items() if f"/{application.pk}/do/{name}/" in page}
    assert offered == {move for move in ON_THE_SHEET if state in MOVES[move].then}
    for move, name in ON_THE_SHEET.items():  # and so does the page of each verb
        answer = client.get(reverse("admin:cities_application_verb", args=[application.pk, name]))
        assert answer.status_code == (200 if move in offered else 302), move


@pytest.mark.parametrize("state", State)
def test_the_applicants_page_offers_exactly_what_the_table_allows(client, state):
    application = standing(state)
    token = sign("status", application.pk, version=application.link_version)
    leads = {name: reverse(f"cities:{name}", args=[token]) for name in ("status_withdraw", "status_again")}

    page = client.get(reverse("cities:status", args=[token])).content.decode()

    offered = {name for name, url in leads.items() if url in page}
    assert offered == {
        name
        for name, move in (("status_withdraw", "withdraw"), ("status_again", "apply again"))
        if state in MOVES[move].then and not (move == "apply again" and application.is_partner)
    }
    assert ("Send the answer" in page) is (state in MOVES["answer"].then)
