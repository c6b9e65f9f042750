"""Requests for help: who does what in which state, who hears of it, and who reads what."""

from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from cities.directory.tiers import Tier
from cities.models import HelpMessage, HelpRequest, Membership, PartnerTerms
from cities.partners.actions import helping
from cities.partners.refusals import NoCity, NotNow, NotTaking, NotYours, TooMany
from cities.sharing.viewers import viewer_of
from icaforum.forum.models import Room
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from tests import factories as make

pytestmark = pytest.mark.django_db

State = HelpRequest.State


@pytest.fixture
def people():
    """Both sides, others beside them, and the secretariat."""
    make.open_rooms(Room.HELP)
    city, partner = make.make_city(name="Lakemouth", tier=Tier.PEER), make.make_partner(name="Shade")
    return {
        "lead": make.make_lead(city),
        "asker": make.make_officer(city),
        "partner": make.make_lead(partner),
        "colleague": make.make_officer(partner),
        "other city": make.make_lead(make.make_city(tier=Tier.PILOT)),
        "other partner": make.make_lead(make.make_partner(name="Homes")),
        "nobody": make.make_user(),
        "staff": make.make_staff_at_work(),
    }


def city_of(person):
    return person.seats.get().city


@pytest.fixture
def row(people):
    return make.ask_for_help(people["asker"], city_of(people["partner"]))


def mails():
    """Kind and reader of each mail that waits, and none of them any more."""
    found = sorted(Message.objects.values_list("kind", "person__name"))
    Message.objects.all().delete()
    return found


def test_from_asking_to_what_came_of_it(people, row):
    asker, partner = people["asker"], people["partner"]
    assert (row.state, row.answer_days) == (State.ASKED, 5)
    assert mails() == [("help_asked", partner.name)]

    helping.accept(row, text="Noa reads it from Monday.", by=people["colleague"])
    assert mails() == [("help_answered", asker.name)]
    helping.write(row, text="Here is the plan.", language="en", by=asker)
    assert mails() == [("help_message", name) for name in sorted((people["colleague"].name, partner.name))]
    helping.write(row, text="Thank you.", language="en", by=partner)
    assert mails() == [("help_message", asker.name)]
    done = helping.finish(row, outcome="Two clauses went.", is_shown=True, by=people["lead"])

    assert (done.state, done.is_shown, done.is_open) == (State.DONE, True, False)
    assert {kind for kind, _name in mails()} == {"help_ended"}
    helping.show(row, shown=False, by=asker)
    with pytest.raises(NotNow):
        helping.show(row, shown=False, by=people["staff"])


def test_a_no_ends_it_and_another_partner_reads_nothing_of_it(people, row):
    helping.write(row, text="Our rents are secret.", language="en", by=people["asker"])
    helping.decline(row, text="No time before May.", by=people["partner"])
    with pytest.raises(NotNow):
        helping.accept(row, text="Yes after all", by=people["partner"])

    again = helping.go_on_looking(row, by=people["asker"])
    with pytest.raises(NotNow):
        helping.go_on_looking(row, by=people["asker"])
    assert (again.state, again.title, again.follows, again.partner) == (State.LOOKING, row.title, row, None)
    mails()
    helping.write(again, text="For the secretariat alone.", language="en", by=people["asker"])
    assert mails() == []
    put = helping.put_to(again, partner=city_of(people["other partner"]), by=people["staff"])
    helping.write(again, text="Good morning.", language="en", by=people["staff"])

    other = viewer_of(people["other partner"])
    assert list(HelpRequest.objects.visible_to(other)) == [put]
    read = HelpMessage.objects.read_by(other).filter(request__in=HelpRequest.objects.visible_to(other))
    assert [it.text for it in read] == ["Good morning."]
    assert {kind for kind, _name in mails()} == {"help_asked", "help_message"}
    with pytest.raises(NotNow):
        helping.put_to(again, partner=city_of(people["partner"]), by=people["staff"])


def test_staff_take_a_request_from_a_silent_partner_and_look_on_in_one_step(people, row):
    with pytest.raises(NotNow):
        helping.look_elsewhere(row, text="No answer came.", by=people["staff"])
    HelpRequest.objects.update(staff_since=timezone.now())
    for person in (people["asker"], people["partner"]):
        with pytest.raises(NotYours):
            helping.look_elsewhere(row, text="No answer came.", by=person)
    mails()

    again = helping.look_elsewhere(row, text="No answer came.", by=people["staff"])

    told = Message.objects.get(kind="help_answered")
    row.refresh_from_db()
    assert (row.state, again.state, again.follows, again.partner) == (
        State.DECLINED,
        State.LOOKING,
        row,
        None,
    )
    assert "You need not ask again" in written(told).text
    assert mails() == [("help_answered", people["asker"].name), ("help_ended", people["partner"].name)]
    assert list(HelpRequest.objects.for_staff()) == [again]


def test_each_verb_is_for_its_own_side(people, row):
    does = {
        "accept": (lambda by: helping.accept(row, text="Yes", by=by), {"partner", "colleague"}),
        "withdraw": (lambda by: helping.withdraw(row, by=by), {"lead", "asker"}),
        "write": (
            lambda by: helping.write(row, text="Hello", language="en", by=by),
            {"lead", "asker", "partner", "colleague", "staff"},
        ),
        "decline": (lambda by: helping.decline(row, text="No", by=by), {"partner", "colleague", "staff"}),
    }
    for verb, allowed in does.values():
        done = set()
        for word, person in people.items():
            try:
                with_rollback(lambda verb=verb, person=person: verb(person))
            except NotYours:
                continue
            done.add(word)
        assert done == allowed


def with_rollback(verb):
    with transaction.atomic():
        verb()
        transaction.set_rollback(True)


def test_who_reads_a_request(people, row):
    readers = {
        word
        for word, person in people.items()
        if HelpRequest.objects.visible_to(viewer_of(person, verified=True)).filter(pk=row.pk).exists()
    }
    assert readers == {"lead", "asker", "partner", "colleague", "staff"}


def test_only_cities_ask_and_only_partners_that_take_requests_are_asked(people):
    asker, partner = people["asker"], city_of(people["partner"])
    with pytest.raises(NoCity):
        helping.ask(city=partner, partner=None, title="Help", text="Us", language="en", by=people["partner"])
    with pytest.raises(NoCity):
        helping.ask(
            city=city_of(people["lead"]),
            partner=partner,
            title="H",
            text="U",
            language="en",
            by=people["nobody"],
        )
    for closed in (make.make_partner(member=False), make.make_city(tier=Tier.PEER)):
        with pytest.raises(NotTaking):
            make.ask_for_help(asker, closed)
    Membership.objects.filter(city=partner).update(paused_at="2026-01-01T00:00:00Z")
    with pytest.raises(NotTaking):
        make.ask_for_help(asker, partner)
    Membership.objects.filter(city=partner).update(paused_at=None)
    PartnerTerms.objects.create(city=partner, is_paused=True)
    with pytest.raises(NotTaking):
        make.ask_for_help(asker, partner)
    assert not HelpRequest.objects.exists()


def test_what_was_promised_stays_when_the_terms_change(people, row):
    PartnerTerms.objects.create(city=row.partner, answer_days=30, is_paused=True)
    row.refresh_from_db()
    assert row.answer_days == 5
    helping.accept(row, text="Yes", by=people["partner"])  # a pause stops nothing that was asked before


def test_so_much_is_asked_in_a_day(people):
    for _number in range(10):
        make.ask_for_help(people["asker"], False)
    with pytest.raises(TooMany):
        make.ask_for_help(people["asker"], False)


def test_a_request_that_was_taken_back_takes_nothing_more(people, row):
    helping.withdraw(row, by=people["lead"])
    assert ("help_ended", people["partner"].name) in mails()
    for again in (
        lambda: helping.withdraw(row, by=people["lead"]),
        lambda: helping.accept(row, text="Yes", by=people["partner"]),
        lambda: helping.write(row, text="Hello", language="en", by=people["asker"]),
        lambda: helping.finish(row, outcome="Nothing", by=people["asker"]),
    ):
        with pytest.raises(NotNow):
            again()


def test_the_leads_hear_of_it_when_whoever_asked_has_left(people, row):
    people["asker"].seats.update(until=timezone.now())
    mails()
    helping.accept(row, text="Yes", by=people["partner"])
    assert mails() == [("help_answered", people["lead"].name)]


@pytest.mark.django_db(transaction=True)
def test_of_yes_and_taking_back_at_once_one_comes_through():
    asker, partner = make.make_lead(make.make_city(tier=Tier.PEER)), make.make_lead(make.make_partner())
    row = make.ask_for_help(asker, city_of(partner))
    became, start = [], Barrier(2)

    def do(verb, word):
        start.wait()
        try:
            verb()
            became.append(word)
        except NotNow:
            became.append("refused")
        finally:
            connection.close()

    threads = [
        Thread(target=do, args=(lambda: helping.accept(row, text="Yes", by=partner), "accepted")),
        Thread(target=do, args=(lambda: helping.decline(row, text="No", by=partner), "declined")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    row.refresh_from_db()
    assert sorted(became) == sorted(["refused", row.state])
