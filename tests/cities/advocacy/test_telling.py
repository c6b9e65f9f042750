"""Who gets which mail of a joint call, and who gets none."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.advocacy import emails
from cities.advocacy.actions import commenting, drafting, outcomes, signing, waiting
from cities.models import City, Membership
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from tests import factories as make
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """Leads by word, and «mate», a contact of the city of «lead»."""
    make.open_rooms()
    found = {word: make.make_lead() for word in ("lead", "other", "pausing")}
    found["partner"] = make.make_lead(make.make_city(kind=City.Kind.PARTNER))
    found["former"] = make.make_lead(make.make_city(member=False))
    found["mate"] = make.make_officer(found["lead"].seats.get().city)
    Membership.objects.filter(city=found["pausing"].seats.get().city).update(paused_at=timezone.now())
    return found


def told(people, kind):
    keys = set(Message.objects.filter(kind=kind).values_list("person_id", flat=True))
    return {word for word, person in people.items() if person.pk in keys}


def test_opened_it_asks_the_leads_of_cities_that_take_part(people):
    make.make_call(opened=True)

    assert told(people, "call_opened") == {"lead", "other"}


def test_a_signature_is_told_to_all_contacts_of_the_city_and_so_is_its_end(people):
    call = make.make_call(opened=True)
    row = make.sign_it(call, people["lead"])
    assert told(people, "call_signed") == {"mate"}

    signing.take_signature_back(row, by=people["lead"])

    assert told(people, "call_signature_back") == {"mate"}
    assert emails.call_signed({"signature": row.pk, "reader": people["mate"].pk}) is None


def test_a_changed_text_is_told_to_all_signatories_and_to_those_who_were_asked(people):
    call = make.make_call(opened=True)
    make.sign_it(call, people["lead"])
    make.sign_it(call, people["partner"], decided_by="mayor")

    drafting.change_call(call, text="One thing.", by=make.make_staff_at_work())

    assert told(people, "call_text_changed") == {"lead", "mate", "partner"}
    assert told(people, "call_changed") == {"other"}
    ids = {"call": call.pk, "number": 1, "reader": people["lead"].pk}
    assert emails.call_text_changed(ids).context["leads"]
    make.sign_it(call, people["lead"])
    assert emails.call_text_changed(ids) is None


def test_before_it_closes_those_are_reminded_that_have_not_answered(people):
    call, quiet = make.make_call(opened=True), make.make_lead()
    people["quiet"] = quiet
    make.sign_it(call, people["lead"])
    signing.decline(call, city=people["other"].seats.get().city, by=people["other"])

    waiting.go_round(now=call.sign_by - timedelta(days=1))

    assert told(people, "call_closes") == {"quiet"}


def test_who_wanted_to_be_reminded_is(people):
    call, today = make.make_call(opened=True), timezone.now().date()
    city = people["lead"].seats.get().city
    signing.decide_later(call, city=city, remind_on=today + timedelta(days=2), by=people["lead"])

    waiting.go_round(now=timezone.now() + timedelta(days=3))

    assert told(people, "call_reminder") == {"lead"}
    message = Message.objects.get(kind="call_reminder")
    assert emails.call_reminder(message.ids) is not None
    make.sign_it(call, people["lead"])
    assert emails.call_reminder(message.ids) is None


def test_signatories_hear_of_each_step_once(people):
    call, staff, today = make.make_call(opened=True), make.make_staff(), timezone.now().date()
    make.sign_it(call, people["lead"])
    outcomes.hand_over(call, on=today, handed_over_by="Two mayors", by=staff)
    outcomes.note_answer(call, on=today, answer="No.", by=staff)
    outcomes.note_answer(call, on=today, answer="No, again.", by=staff)
    outcomes.end_call(call, outcome="Nothing.", by=staff)

    for kind in ("call_handed_over", "call_answered", "call_ended"):
        assert told(people, kind) == {"lead", "mate"}
    assert Message.objects.filter(kind="call_answered").count() == 2
    ids = {"call": call.pk, "reader": people["lead"].pk}
    assert emails.call_answered(ids) is None
    assert emails.call_ended(ids).context["what"] == "ended"


def test_a_city_that_left_hears_nothing_more(people):
    call = make.make_call(opened=True)
    make.sign_it(call, people["lead"])
    people["lead"].seats.get().city.memberships.update(until=timezone.now())

    outcomes.drop_call(call, because="Too late", by=make.make_staff())

    assert told(people, "call_dropped") == set()


def test_a_hidden_comment_is_told_to_its_writer(people):
    comment = make.comment_on(make.make_call(), people["mate"])

    commenting.hide_comment(comment, because="It names a tenant.", by=make.make_staff())

    assert told(people, "call_comment_hidden") == {"mate"}


def test_a_closed_room_mails_nothing(people):
    call = make.make_call(opened=True)
    ids = {"call": call.pk, "number": 1, "reader": people["lead"].pk}
    assert emails.call_opened(ids) is not None

    make.open_rooms("questions")

    assert emails.call_opened(ids) is None


def test_a_changed_day_is_told_to_all_who_were_asked_once_more_changes_apart(people):
    call, staff = make.make_call(opened=True), make.make_staff_at_work()
    make.sign_it(call, people["lead"])
    first, day = call.sign_by, timedelta(days=1)
    signing.decide_later(
        call, city=people["other"].seats.get().city, remind_on=timezone.localdate() + day, by=people["other"]
    )

    drafting.change_call(call, sign_by=first + day, by=staff)
    drafting.change_call(call, sign_by=first + 2 * day, decides="In May.", by=staff)

    assert told(people, "call_changed") == {"lead", "mate", "other"}
    mails = [written(it) for it in Message.objects.filter(kind="call_changed", person=people["other"])]
    # The day was changed once more before the first was sent: only the second says it.
    (sent,) = filter(None, mails)
    assert sent.subject == f"Another last day to sign: {call.title}"
    assert "In May." in sent.text


def test_before_saving_it_is_said_how_many_are_told(people, client):
    call = make.make_call(opened=True)
    make.sign_it(call, people["lead"])
    client.force_login(make.make_staff())
    address = reverse("cities:call_change", args=[call.slug])
    typed = Page(client.get(address)).sent_by("form.form") | {"decides": "In May."}

    asked = client.post(address, typed)

    assert "3 people who were asked, or have signed, are told" in asked.text
    assert not Message.objects.filter(kind="call_changed").exists()
    assert client.post(address, typed | {"agreed": "yes"}).status_code == 302
    assert told(people, "call_changed") == {"lead", "mate", "other"}
