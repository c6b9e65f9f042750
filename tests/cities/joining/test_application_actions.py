"""What an applicant and the secretariat can do with an application: it works, refuses, leaves its marks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cities.directory.tiers import Tier
from cities.joining import refusals, tasks
from cities.joining.actions import applying, deciding, links, memberships
from cities.models import Application, City, Clarification, Invitation, Membership, Officer
from icaforum.audit.models import Entry
from icaforum.outbox.models import Message
from tests.factories import (
    make_application,
    make_city,
    make_officer,
    make_question,
    make_staff,
    make_theme,
    make_user,
)

pytestmark = pytest.mark.django_db

State = Application.State
ANSWERS = {
    "person_name": "Maria Vega",
    "position": "Climate officer",
    "email": "maria@quito.example",
    "language": "de",
    "interest": "We want to learn from others.",
    "commitment": "Two people, four hours a month.",
    "experience": Application.Experience.STARTING,
    "lessons": "",
}


def verbs(obj):
    return [entry.verb for entry in reversed(Entry.objects.about(obj))]


def mails():
    return list(Message.objects.order_by("pk").values_list("kind", "address", "language"))


@pytest.fixture
def quito():
    return make_city(name="Quito", member=False)


def apply_for(city, **facts):
    return applying.apply_to_join(kind=City.Kind.C40, city=city, themes=[], **(ANSWERS | facts))


def apply_outside(**facts):
    answers = {
        "city_name": "Riverport",
        "country": "US",
        "website": "",
        "evidence": "Warm rooms",
        "links": [],
    }
    return applying.apply_to_join(kind=City.Kind.OTHER, themes=[], **(ANSWERS | answers | facts))


# Applying


def test_a_new_application_waits_apart_until_its_address_is_confirmed(quito):
    theme = make_theme()

    application = applying.apply_to_join(kind=City.Kind.C40, city=quito, themes=[theme], **ANSWERS)

    application.refresh_from_db()
    assert (application.state, application.city_name) == (State.UNCONFIRMED, "Quito")
    assert list(application.themes.all()) == [theme]
    assert list(Application.objects.to_decide()) == []
    assert mails() == [("application_confirm", "maria@quito.example", "de")]
    assert verbs(application) == ["applied"]


def test_the_same_answers_sent_twice_are_one_application_and_one_mail(quito):
    first = apply_for(quito)
    second = apply_for(quito)

    assert (first, Application.objects.count(), Message.objects.count()) == (second, 1, 1)


def test_a_city_that_is_in_the_forum_does_not_apply():
    with pytest.raises(memberships.AlreadyMember, match="Lisbon is in the Forum already"):
        apply_for(make_city(name="Lisbon"))

    assert (Application.objects.count(), Message.objects.count(), Entry.objects.count()) == (0, 0, 0)


def test_a_city_with_an_application_with_us_is_told_so_without_a_name(quito):
    make_application(city=quito, person_name="Eva Rios", email="eva@quito.example")

    with pytest.raises(refusals.AnotherIsOpen) as refusal:
        apply_for(quito)

    assert str(refusal.value) == (
        "An application from Quito is with us already. If it is yours, let us send you its link again; "
        "if not, ask your colleagues, or write to us."
    )


@pytest.mark.parametrize("state", [State.UNCONFIRMED, State.DECLINED, State.WITHDRAWN])
def test_an_unproved_or_closed_application_blocks_nobody(quito, state):
    make_application(city=quito, state=state)

    assert apply_for(quito).state == State.UNCONFIRMED


def test_a_c40_city_that_takes_the_longer_way_is_shown_the_shorter_one(quito):
    quito.country = "EC"
    quito.save()

    with pytest.raises(refusals.WrongWayIn, match="Quito is a C40 member city"):
        apply_outside(city_name=" quito ", country="EC")
    with pytest.raises(refusals.WrongWayIn, match="invitation"):
        applying.apply_to_join(kind=City.Kind.PARTNER, themes=[], city_name="Union", **ANSWERS)


def test_a_name_that_a_city_elsewhere_carries_too_is_no_hindrance(quito):
    quito.country = "EC"
    quito.save()

    assert apply_outside(city_name="Quito", country="US").city is None


# Confirming


def test_a_confirmed_application_is_in_the_queue(quito):
    application = apply_for(quito)

    applying.confirm_application(application)

    application.refresh_from_db()
    assert application.state == State.WAITING
    assert timezone.now() - application.confirmed_at < timedelta(minutes=1)
    assert list(Application.objects.to_decide()) == [application]
    assert [kind for kind, *_to in mails()] == ["application_confirm", "application_received"]
    assert verbs(application) == ["applied", "address confirmed"]


def test_confirming_twice_is_confirming_once(quito):
    application = apply_for(quito)
    applying.confirm_application(application)
    applying.confirm_application(application)

    assert verbs(application) == ["applied", "address confirmed"]


def test_of_two_applications_of_a_city_one_is_confirmed(quito):
    first, second = apply_for(quito), apply_for(quito, email="eva@quito.example")
    applying.confirm_application(first)

    with pytest.raises(refusals.AnotherIsOpen):
        applying.confirm_application(second)

    second.refresh_from_db()
    assert second.state == State.UNCONFIRMED


@pytest.mark.parametrize("state", [State.DECLINED, State.APPROVED, State.WITHDRAWN])
def test_a_closed_application_is_not_confirmed(state):
    with pytest.raises(refusals.NotOpen):
        applying.confirm_application(make_application(state=state))


def test_a_city_that_came_in_meanwhile_needs_no_confirmation(quito):
    application = apply_for(quito)
    Membership.objects.create(city=quito, tier=Tier.GENERAL, since=timezone.now())

    with pytest.raises(memberships.AlreadyMember):
        applying.confirm_application(application)


# Asking and answering


def test_a_question_goes_to_the_applicant_and_its_answer_comes_back():
    application, staff = make_application(), make_staff()

    question = deciding.ask(application, text="Who would do the work?", by=staff)

    application.refresh_from_db()
    assert (application.state, question.asked_by) == (State.ASKED, staff)
    assert [kind for kind, *_to in mails()] == ["application_question"]

    applying.answer(question, text="Two of us.")

    application.refresh_from_db()
    question.refresh_from_db()
    assert (application.state, question.answer) == (State.WAITING, "Two of us.")
    assert question.answered_at is not None
    assert verbs(application) == ["asked", "answered"]


def test_with_two_questions_the_application_comes_back_with_the_second_answer():
    application = make_application(state=State.ASKED)
    first, second = make_question(application), make_question(application)

    applying.answer(first, text="One")
    application.refresh_from_db()
    assert application.state == State.ASKED

    applying.answer(second, text="Two")
    application.refresh_from_db()
    assert application.state == State.WAITING


def test_a_question_is_answered_once_and_while_the_application_is_open():
    question = make_question()
    applying.answer(question, text="Two of us.")

    with pytest.raises(applying.AlreadyAnswered):
        applying.answer(question, text="Three of us.")
    with pytest.raises(refusals.NotOpen):
        applying.answer(make_question(make_application(state=State.WITHDRAWN)), text="Late")


# Withdrawing


@pytest.mark.parametrize("state", [State.UNCONFIRMED, State.WAITING, State.ASKED])
def test_an_undecided_application_can_be_withdrawn(state):
    application = make_application(state=state)

    applying.withdraw_application(application)

    application.refresh_from_db()
    assert application.state == State.WITHDRAWN
    assert application.withdrawn_at is not None
    assert verbs(application) == ["withdrawn"]
    told = Message.objects.filter(kind="application_withdrawn")
    assert list(told.values_list("address", flat=True)) == [application.email]


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        (State.APPROVED, refusals.AlreadyDecided),
        (State.DECLINED, refusals.AlreadyDecided),
        (State.WITHDRAWN, refusals.NotOpen),
        (State.INVITED, refusals.NotOpen),
    ],
)
def test_a_closed_application_is_not_withdrawn(state, refusal):
    with pytest.raises(refusal):
        applying.withdraw_application(make_application(state=state))


def test_an_invitation_to_apply_is_taken_back_and_nobody_is_mailed():
    application = make_application(kind=City.Kind.PARTNER, state=State.INVITED)

    deciding.take_back_invitation(application, by=make_staff())

    application.refresh_from_db()
    assert application.state == State.WITHDRAWN
    assert application.withdrawn_at is not None
    assert verbs(application) == ["invitation to apply taken back"]
    assert not Message.objects.exists()


@pytest.mark.parametrize("state", [state for state in State if state != State.INVITED])
def test_what_was_sent_is_not_taken_back_by_staff(state):
    application = make_application(state=state)

    with pytest.raises(refusals.NotOpen):
        deciding.take_back_invitation(application, by=make_staff())

    application.refresh_from_db()
    assert application.state == state


CORRECTIONS = {
    "interest": "To reach owners.",
    "commitment": "Three people.",
    "lessons": "The first flyers.",
    "experience": "leading",
    "person_name": "Mario Vega",
    "position": "Head of climate",
    "language": "de",
}


@pytest.mark.parametrize("name", [*CORRECTIONS, "themes"])
def test_whatever_is_corrected_another_application_takes_the_place_of_the_first(quito, name):
    theme, other = make_theme(), make_theme(slug="youth")
    sent = ANSWERS | {"kind": City.Kind.C40, "city": quito, "themes": [theme]}
    first = applying.apply_to_join(**sent)
    changed = {"themes": [other]} if name == "themes" else {name: CORRECTIONS[name]}

    second = applying.apply_to_join(**sent | changed, instead_of=first)

    assert Application.objects.get() == second
    stands = list(second.themes.all()) if name == "themes" else getattr(second, name)
    assert stands == changed[name]
    assert applying.apply_to_join(**sent | changed) == second


# Approving


def test_approval_opens_the_membership_and_offers_the_seat_in_one_mail(quito):
    theme, staff = make_theme(), make_staff()
    application = make_application(city=quito, email="maria@quito.example", language="de", themes=[theme])

    deciding.approve(application, tier=Tier.PEER, note="Welcome!", by=staff)

    application.refresh_from_db()
    assert (application.state, application.tier, application.decided_by) == (State.APPROVED, Tier.PEER, staff)
    membership = quito.memberships.get()
    assert (membership.tier, membership.is_open) == (Tier.PEER, True)
    invitation = Invitation.objects.get()
    assert (invitation.city, invitation.email, invitation.role) == (
        quito,
        application.email,
        Officer.Role.LEAD,
    )
    assert (invitation.note, invitation.name) == ("Welcome!", application.person_name)
    assert mails() == [("invitation", "maria@quito.example", "de")]
    assert list(quito.themes.all()) == [theme]
    assert verbs(application) == ["approved"]


def test_a_city_outside_c40_enters_the_directory_when_it_is_approved():
    application = make_application(kind=City.Kind.OTHER, city_name="Riverport", country="US")

    deciding.approve(application, tier=Tier.GENERAL, by=make_staff())

    city = City.objects.get()
    application.refresh_from_db()
    assert (city.name, city.kind, city.country.code) == ("Riverport", City.Kind.OTHER, "US")
    assert city.circle.cities.get() == city
    assert (application.city, city.membership.tier) == (city, Tier.GENERAL)


def test_an_entry_that_stands_in_the_directory_is_used():
    denver = make_city(name="Denver", kind=City.Kind.OTHER, member=False, country="US")
    application = make_application(kind=City.Kind.OTHER, city_name="Denver", country="US")

    deciding.approve(application, tier=Tier.GENERAL, by=make_staff())

    assert (City.objects.get(), denver.memberships.get().tier) == (denver, Tier.GENERAL)


def test_a_partner_is_approved_without_a_tier():
    application = make_application(kind=City.Kind.PARTNER, city_name="Tenants' union", need="Housing")

    deciding.approve(application, tier=Tier.PILOT, by=make_staff())

    assert City.objects.get().membership.tier is None


def test_somebody_who_still_has_a_seat_gets_plain_news_and_no_second_seat(quito):
    person = make_officer(quito)
    application = make_application(city=quito, email=person.email)

    deciding.approve(application, tier=Tier.GENERAL, by=make_staff())

    assert [kind for kind, *_to in mails()] == ["application_approved"]
    assert (Invitation.objects.count(), quito.seats.count()) == (0, 1)


def test_an_approval_without_a_known_tier_changes_nothing(quito):
    application = make_application(city=quito)

    with pytest.raises(refusals.WrongTier):
        deciding.approve(application, tier=None, by=make_staff())

    application.refresh_from_db()
    assert (application.state, Membership.objects.count(), Message.objects.count()) == (State.WAITING, 0, 0)


def test_a_city_that_came_in_by_another_way_is_not_let_in_twice(quito):
    application = make_application(city=quito)
    Membership.objects.create(city=quito, tier=Tier.GENERAL, since=timezone.now())

    with pytest.raises(memberships.AlreadyMember):
        deciding.approve(application, tier=Tier.GENERAL, by=make_staff())

    application.refresh_from_db()
    assert (application.state, verbs(application)) == (State.WAITING, [])


# Declining


def test_a_decline_sends_the_reason_and_keeps_the_note():
    application = make_application(note="Known from the academy.")

    deciding.decline(application, reason="The list is full.", note="Ask again in May.", by=make_staff())

    application.refresh_from_db()
    assert (application.state, application.reason) == (State.DECLINED, "The list is full.")
    assert application.note == "Known from the academy.\n\nAsk again in May."
    assert [kind for kind, *_to in mails()] == ["application_declined"]
    assert verbs(application) == ["declined"]


def test_a_note_written_meanwhile_does_not_undo_a_decision():
    staff = make_staff()
    on_the_screen = make_application()
    deciding.decline(on_the_screen, reason="No", by=staff)

    deciding.write_note(on_the_screen, note="Known from the academy.", by=staff)

    stored = Application.objects.get()
    assert (stored.state, stored.note) == (State.DECLINED, "Known from the academy.")
    assert verbs(stored) == ["declined", "note written"]


def test_a_note_that_says_the_same_leaves_no_line():
    application = make_application(note="Same")

    deciding.write_note(application, note="Same", by=make_staff())

    assert verbs(application) == []


# Every decision


def decisions(application, by):
    yield lambda: deciding.ask(application, text="Why?", by=by)
    yield lambda: deciding.approve(application, tier=Tier.GENERAL, by=by)
    yield lambda: deciding.decline(application, reason="No", by=by)


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        (State.UNCONFIRMED, refusals.NotConfirmed),
        (State.INVITED, refusals.NotConfirmed),
        (State.APPROVED, refusals.AlreadyDecided),
        (State.DECLINED, refusals.AlreadyDecided),
        (State.WITHDRAWN, refusals.AlreadyDecided),
    ],
)
def test_only_an_open_application_is_decided(state, refusal):
    application = make_application(state=state)

    for decide in decisions(application, make_staff()):
        with pytest.raises(refusal):
            decide()
    assert (Clarification.objects.count(), Message.objects.count()) == (0, 0)


def test_the_second_decider_learns_who_was_faster():
    application = make_application()
    deciding.decline(application, reason="No", by=make_staff(name="Ana Ruiz"))

    with pytest.raises(refusals.AlreadyDecided) as refusal:
        deciding.approve(application, tier=Tier.GENERAL, by=make_staff())

    day = timezone.now()
    assert str(refusal.value) == f"Ana Ruiz has decided this on {day.day} {day:%B}: Declined."


def test_nobody_decides_about_an_application_of_their_own():
    application = make_application(email="ana@quito.example")

    for decide in decisions(application, make_staff(email="ana@quito.example")):
        with pytest.raises(refusals.OwnApplication):
            decide()


# Partners


@pytest.fixture
def invited():
    return {
        "city_name": "Tenants' union",
        "email": "kim@union.example",
        "need": "Retrofits without higher rents",
        "backed_by": [make_city(name="Accra")],
        "by": make_staff(),
    }


def test_staff_invite_a_partner_naming_need_and_cities(invited):
    application = deciding.invite_partner(**invited)

    assert (application.state, application.kind) == (State.INVITED, City.Kind.PARTNER)
    assert [city.name for city in application.backed_by.all()] == ["Accra"]
    assert mails() == [("partner_invitation", "kim@union.example", "en")]
    assert verbs(application) == ["partner invited"]
    assert list(Application.objects.to_decide()) == []


def test_a_partner_is_invited_once(invited):
    deciding.invite_partner(**invited)

    with pytest.raises(refusals.AnotherIsOpen):
        deciding.invite_partner(**invited)


def test_a_partner_that_is_in_is_not_invited(invited):
    make_city(name="Tenants' union", kind=City.Kind.PARTNER)

    with pytest.raises(memberships.AlreadyMember):
        deciding.invite_partner(**invited)


def test_an_invited_partner_applies_without_a_second_confirmation(invited):
    application = deciding.invite_partner(**invited)
    answers = {name: ANSWERS[name] for name in ANSWERS if name != "email"}

    applying.apply_as_partner(application, themes=[], **answers)

    application.refresh_from_db()
    assert (application.state, application.email) == (State.WAITING, "kim@union.example")
    assert application.confirmed_at is not None
    assert [kind for kind, *_to in mails()] == ["partner_invitation", "application_received"]
    with pytest.raises(refusals.NotOpen):
        applying.apply_as_partner(application, themes=[], **answers)


# Lost links


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (State.UNCONFIRMED, "application_confirm"),
        (State.INVITED, "partner_invitation"),
        (State.WAITING, "status_link"),
        (State.DECLINED, "status_link"),
    ],
)
def test_a_lost_link_is_mailed_again(state, kind):
    application = make_application(state=state)

    sent = applying.resend_status_link(email=f" {application.email.upper()} ")

    assert (sent, mails()) == (1, [(kind, application.email, "en")])
    assert verbs(application) == ["link sent again"]


def test_pressing_again_and_again_fills_nobodys_mailbox():
    application = make_application()
    for _press in range(5):
        applying.resend_status_link(email=application.email)

    assert Message.objects.count() <= 2


def test_an_unknown_address_gets_nothing():
    make_application()

    assert links.resend_links(email="nobody@else.example") == 0
    assert Message.objects.count() == 0


def test_an_open_invitation_is_sent_again_with_the_rest():
    invitation = Invitation.objects.create(
        city=make_city(),
        email="maria@quito.example",
        sent_at=timezone.now() - timedelta(days=20),
        expires_at=timezone.now() - timedelta(days=6),
    )

    assert links.resend_links(email="Maria@quito.example") == 1

    invitation.refresh_from_db()
    assert invitation.expires_at > timezone.now()
    assert mails() == [("invitation", "maria@quito.example", "en")]


# The clock


def test_what_nobody_confirms_within_seven_days_is_thrown_away():
    now = timezone.now()
    make_application(state=State.UNCONFIRMED, sent_at=now - timedelta(days=7))
    fresh = make_application(state=State.UNCONFIRMED, sent_at=now - timedelta(days=6, hours=23))
    proved = make_application(sent_at=now - timedelta(days=30))

    assert applying.purge_unconfirmed(now=now) == 1

    assert set(Application.objects.all()) == {fresh, proved}
    assert [(entry.verb, entry.actor_id) for entry in Entry.objects.all()] == [("purged", None)]
    assert applying.purge_unconfirmed(now=now) == 0
    assert applying.purge_unconfirmed(now=now + timedelta(hours=1)) == 1


def test_the_clock_throws_away_too():
    make_application(state=State.UNCONFIRMED, sent_at=timezone.now() - timedelta(days=8))

    assert tasks.purge_unconfirmed_applications() == 1


def test_who_is_no_staff_decides_nothing():
    with pytest.raises(refusals.OwnApplication):
        deciding.approve(make_application(), tier=Tier.GENERAL, by=make_user())
