"""Two at once: one decision, one application a city. Each lock has a twin that shows the race without it."""

from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from django.db import IntegrityError, connection

from cities.directory.tiers import Tier
from cities.joining import refusals, rules
from cities.joining.actions import applying, deciding, drafting
from cities.joining.actions.memberships import AlreadyMember
from cities.joining.models import ApplicationQuerySet
from cities.models import Application, ApplicationDraft, City, Membership, Theme
from icaforum.audit.models import Entry
from icaforum.audit.record import Refused
from icaforum.outbox.models import Message
from tests.factories import make_application, make_city, make_draft, make_staff, make_theme

pytestmark = pytest.mark.django_db(transaction=True)

State = Application.State


def at_once(*acts):
    """Run all at once, each in its own thread and transaction; what each gave, or why it was refused."""
    results = [None] * len(acts)

    def run(number, act):
        try:
            results[number] = act()
        except (Refused, IntegrityError) as refusal:
            results[number] = refusal
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def meeting(monkeypatch):
    """Both deciders meet between reading and writing, if nothing keeps them apart."""
    barrier, may_decide = Barrier(2), rules.may_decide

    def waits(user, application, entry):
        with suppress(BrokenBarrierError):  # broken where the other one waits at the lock
            barrier.wait(timeout=1.5)
        return may_decide(user, application, entry)

    monkeypatch.setattr(rules, "may_decide", waits)


def test_two_staff_at_once_make_one_decision_and_the_other_is_told(meeting):
    application, ana, ben = make_application(), make_staff(name="Ana"), make_staff(name="Ben")

    results = at_once(
        lambda: deciding.approve(application, tier=Tier.GENERAL, by=ana),
        lambda: deciding.decline(application, reason="No", by=ben),
    )

    refused = [result for result in results if isinstance(result, Refused)]
    assert [type(refusal) for refusal in refused] == [refusals.AlreadyDecided]
    assert str(refused[0]).startswith(("Ana has decided this on", "Ben has decided this on"))
    assert Entry.objects.filter(verb__in=["approved", "declined"]).count() == 1
    assert Message.objects.count() == 1


def test_its_twin_without_the_lock_makes_two_decisions(meeting, monkeypatch):
    monkeypatch.setattr(ApplicationQuerySet, "select_for_update", lambda rows, **_options: rows.all())
    application, ana, ben = make_application(), make_staff(), make_staff()

    at_once(
        lambda: deciding.approve(application, tier=Tier.GENERAL, by=ana),
        lambda: deciding.decline(application, reason="No", by=ben),
    )

    assert Entry.objects.filter(verb__in=["approved", "declined"]).count() == 2
    assert Message.objects.count() == 2


def test_twenty_presses_of_approve_open_one_membership():
    application, staff = make_application(), make_staff()

    results = at_once(
        *(lambda: deciding.approve(application, tier=Tier.GENERAL, by=staff) for _press in range(20))
    )

    assert sum(isinstance(result, Application) for result in results) == 1
    assert (Membership.objects.count(), Message.objects.count()) == (1, 1)


def test_two_applications_of_a_city_confirmed_at_once_become_one_in_the_queue():
    city = make_city(member=False)
    rivals = [make_application(city=city, state=State.UNCONFIRMED) for _number in range(6)]

    results = at_once(*(lambda one=one: applying.confirm_application(one) for one in rivals))

    assert sum(isinstance(result, Application) for result in results) == 1
    assert {type(result) for result in results} == {Application, refusals.AnotherIsOpen}
    assert Application.objects.to_decide().count() == 1


@pytest.fixture
def confirmers_meet(monkeypatch):
    """Both who confirm meet after looking for another application, if nothing keeps them apart."""
    barrier, look = Barrier(2), applying.refuse_another_open

    def waits(application):
        look(application)
        with suppress(BrokenBarrierError):
            barrier.wait(timeout=1.5)

    monkeypatch.setattr(applying, "refuse_another_open", waits)


def two_of_one_new_city():
    facts = {"kind": City.Kind.OTHER, "country": "DE", "state": State.UNCONFIRMED}
    return [make_application(city_name=name, **facts) for name in ("Köln", "Cologne")]


def test_two_of_a_city_outside_the_directory_confirmed_at_once_become_one(confirmers_meet):
    results = at_once(*(lambda one=one: applying.confirm_application(one) for one in two_of_one_new_city()))

    assert {type(result) for result in results} == {Application, refusals.AnotherIsOpen}
    assert Application.objects.to_decide().count() == 1


def test_its_twin_without_the_lock_of_names_puts_both_in_the_queue(confirmers_meet, monkeypatch):
    monkeypatch.setattr(applying, "lock_names", lambda: None)

    at_once(*(lambda one=one: applying.confirm_application(one) for one in two_of_one_new_city()))

    assert Application.objects.to_decide().count() == 2


def test_two_of_a_new_city_approved_at_once_make_one_entry():
    rivals, staff = two_of_one_new_city(), make_staff()
    Application.objects.update(state=State.WAITING)

    results = at_once(*(lambda one=one: deciding.approve(one, tier=Tier.GENERAL, by=staff) for one in rivals))

    assert {type(result) for result in results} == {Application, AlreadyMember}
    assert City.objects.count() == Membership.objects.count() == 1


def test_the_database_itself_holds_one_open_application_a_city():
    city = make_city(member=False)
    make_application(city=city)

    with pytest.raises(IntegrityError, match="application_one_open_a_city"):
        make_application(city=city, state=State.ASKED)


# Drafts


@pytest.fixture
def senders_meet(monkeypatch):
    """Both who send meet after looking for a duplicate, if nothing keeps them apart."""
    barrier, look = Barrier(2), applying.sent_before

    def waits(**answers):
        found = look(**answers)
        with suppress(BrokenBarrierError):
            barrier.wait(timeout=1.5)
        return found

    monkeypatch.setattr(applying, "sent_before", waits)


def answers_of(draft):
    return {
        "city": City.objects.get(pk=draft.answers["city"][0]),
        "themes": list(Theme.objects.filter(pk__in=draft.answers["themes"])),
        **{name: draft.answers[name][0] for name in draft.answers.keys() - {"city", "themes"}},
    }


def test_a_draft_that_is_sent_twice_at_once_makes_one_application(senders_meet):
    draft = ApplicationDraft.objects.get(pk=make_draft(themes=[make_theme()]).pk)
    answers = answers_of(draft)

    first, second = at_once(*(lambda: drafting.send_draft(draft, **answers) for _ in range(2)))

    assert first == second == Application.objects.get()
    assert [message.kind for message in Message.objects.all()] == ["application_confirm"]
    assert not ApplicationDraft.objects.exists()


def test_without_the_lock_of_the_draft_there_would_be_two(senders_meet, monkeypatch):
    draft = ApplicationDraft.objects.get(pk=make_draft(themes=[make_theme()]).pk)
    answers = answers_of(draft)
    monkeypatch.setattr(drafting, "_locked", lambda draft: ApplicationDraft.objects.get(pk=draft.pk))

    at_once(*(lambda: drafting.send_draft(draft, **answers) for _ in range(2)))

    assert Application.objects.count() == 2


def test_two_windows_at_once_keep_the_answers_of_both():
    draft, typed = make_draft(), [{"interest": ["One"]}, {"commitment": ["Two"]}]

    at_once(*(lambda one=one: drafting.keep_answers(draft, kind="c40", typed=one, shown={}) for one in typed))

    kept = ApplicationDraft.objects.get().answers
    assert (kept["interest"], kept["commitment"]) == (["One"], ["Two"])


def test_two_windows_at_once_begin_one_draft_of_a_partner():
    invited = make_application(kind=City.Kind.PARTNER, state=State.INVITED)
    typed = [{"interest": ["One"]}, {"commitment": ["Two"]}]
    facts = {"kind": City.Kind.PARTNER, "application": invited, "shown": {}}

    at_once(*(lambda one=one: drafting.keep_answers(None, typed=one, **facts) for one in typed))

    assert ApplicationDraft.objects.get().answers == {"interest": ["One"], "commitment": ["Two"]}
