"""Drafts, announcements, and changes that people are told of."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from events.models import Event, Notice, Registration, Speaker
from events.places import actions
from events.planning import emails
from events.planning.actions import changes, entries, resuming
from events.programme import refusals
from icaforum.audit.models import Entry
from icaforum.outbox.kinds import kinds
from icaforum.outbox.models import Message
from tests.factories import make_city, make_event, make_officer, make_registration, make_staff, make_theme

pytestmark = pytest.mark.django_db

Answer = Registration.Answer
State = Event.State


def mails(kind):
    return set(Message.objects.filter(kind=kind).values_list("person", flat=True))


def wanted(kind):
    """Whom a kind of mail would reach if it were sent now."""
    write = kinds()[kind].write
    return {mail.person_id for mail in Message.objects.filter(kind=kind) if write(mail.ids)}


def new_time(event, **shift):
    start = event.starts_at.astimezone(event.zone) + timedelta(**shift)
    return {"local_date": start.date(), "local_time": start.time()}


def facts(**more):
    return {
        "title": "Cool rooms close to home",
        "local_date": date(2027, 3, 16),
        "local_time": time(18),
        "time_zone": "Europe/Madrid",
        "duration": 75,
    } | more


def test_a_draft_gets_its_name_for_calendars_and_its_moments():
    staff, host, theme = make_staff(), make_city(), make_theme()

    event = entries.create(by=staff, host_cities=[host], themes=[theme], **facts())

    assert (event.state, event.slug) == (State.DRAFT, "cool-rooms-close-to-home")
    assert event.uid.startswith("event-")
    assert event.uid.endswith("@testserver")
    assert event.starts_at == datetime(2027, 3, 16, 17, tzinfo=UTC)
    assert event.ends_at == datetime(2027, 3, 16, 18, 15, tzinfo=UTC)
    assert (list(event.host_cities.all()), list(event.themes.all())) == ([host], [theme])
    assert [(entry.verb, entry.actor_id) for entry in Entry.objects.about(event)] == [("created", staff.pk)]


def test_equal_titles_get_words_of_their_own_and_strange_ones_too():
    staff = make_staff()

    slugs = [
        entries.create(by=staff, **facts(title=title)).slug for title in ("Heat", "Heat", "Heat", "猛暑")
    ]

    assert slugs == ["heat", "heat-2", "heat-3", "event"]


def test_a_draft_may_be_moved_by_editing_and_tells_nobody():
    event, staff = make_event(published=False), make_staff()

    event = entries.edit(event, by=staff, local_time=time(6, 30), time_zone="Pacific/Auckland")

    assert event.starts_at.astimezone(event.zone).time() == time(6, 30)
    assert (event.sequence, Message.objects.count()) == (0, 0)


def test_plain_facts_save_quietly():
    event, staff = make_event(), make_staff()
    make_registration(event)

    event = entries.edit(event, by=staff, summary="New words", passcode="1234", capacity=50)

    assert (event.summary, event.sequence) == ("New words", 0)
    assert not Message.objects.exists()
    assert Entry.objects.about(event).get().details == {"fields": ["capacity", "passcode", "summary"]}


@pytest.mark.parametrize("change", [{"title": "Cooler rooms"}, {"place": "Another house"}])
def test_title_and_place_are_told_to_those_who_come(change):
    event, staff = make_event(), make_staff()
    going, waiting = make_registration(event), make_registration(event, answer=Answer.WAITING)
    make_registration(event, answer=Answer.RECORDING)
    make_registration(event, answer=Answer.GAVE_UP)

    event = entries.edit(event, by=staff, **change)

    assert event.sequence == 1
    assert wanted("event_changed") == {going.person_id, waiting.person_id}


def test_two_quick_titles_send_one_mail():
    event, staff = make_event(), make_staff()
    going = make_registration(event)

    entries.edit(event, by=staff, title="First thought")
    entries.edit(event, by=staff, title="Second thought")

    written = [emails.event_changed(mail.ids) for mail in Message.objects.order_by("pk")]
    assert [content and content.context["event"].title for content in written] == [None, "Second thought"]
    assert mails("event_changed") == {going.person_id}


def test_a_title_changed_back_before_people_are_told_tells_nobody():
    event, staff = make_event(title="What people know"), make_staff()
    make_registration(event)

    entries.edit(event, by=staff, title="First thought")
    entries.edit(event, by=staff, title="Second thought")
    entries.edit(event, by=staff, title="What people know")

    assert wanted("event_changed") == set()


def test_who_took_a_place_under_the_title_taken_back_is_told():
    event, staff = make_event(title="What people know"), make_staff()
    make_registration(event)
    changed = entries.edit(event, by=staff, title="First thought")
    newcomer = make_officer()
    actions.take_place(changed, by=newcomer)

    entries.edit(event, by=staff, title="What people know")

    assert wanted("event_changed") == {newcomer.pk}


def test_a_title_changed_back_after_people_are_told_tells_them_again():
    event, staff = make_event(title="What people know"), make_staff()
    going = make_registration(event)
    entries.edit(event, by=staff, title="First thought")
    Notice.objects.update(told_at=timezone.now() - timedelta(seconds=1))

    entries.edit(event, by=staff, title="What people know")

    assert wanted("event_changed") == {going.person_id}


def test_the_time_of_an_announced_event_is_not_edited_but_moved():
    event, staff = make_event(), make_staff()

    with pytest.raises(refusals.Announced):
        entries.edit(event, by=staff, local_time=time(4, 5))

    event.refresh_from_db()
    assert event.sequence == 0


def test_publishing_needs_a_time_to_come():
    staff, event = make_staff(), make_event(published=False)
    late = make_event(published=False, starts_in=-timedelta(hours=1))

    event = entries.publish(event, by=staff)
    with pytest.raises(refusals.InThePast):
        entries.publish(late, by=staff)
    with pytest.raises(refusals.Announced):
        entries.publish(event, by=staff)

    assert (event.state, event.published_at is not None) == (State.PUBLISHED, True)
    assert not Message.objects.exists()


def test_a_move_keeps_the_places_and_tells_those_who_come():
    event, staff = make_event(), make_staff()
    going, waiting = make_registration(event), make_registration(event, answer=Answer.WAITING)
    make_registration(event, answer=Answer.RECORDING)
    before = event.starts_at

    moved = changes.move(event, by=staff, why="The hall was double-booked.", **new_time(event, days=2))

    assert moved.starts_at == before + timedelta(days=2)
    assert (moved.sequence, moved.schedule_version, moved.uid) == (1, 1, event.uid)
    going.refresh_from_db()
    assert going.answer == Answer.GOING
    assert wanted("event_moved") == {going.person_id, waiting.person_id}
    notice = moved.notices.get()
    assert (notice.was_starts_at, notice.why) == (before, "The hall was double-booked.")
    entry = Entry.objects.about(event).get(verb="moved")
    assert entry.actor_id == staff.pk


def test_people_are_told_after_five_minutes():
    event, staff = make_event(), make_staff()
    make_registration(event)

    changes.move(event, by=staff, **new_time(event, days=2))

    mail = Message.objects.get(kind="event_moved")
    held = mail.due_at - event.notices.get().made_at
    assert held == timedelta(minutes=5)


def test_two_quick_moves_send_one_mail_that_names_the_time_people_knew():
    event, staff = make_event(), make_staff()
    going = make_registration(event)
    known = event.starts_at

    moved = changes.move(event, by=staff, **new_time(event, days=2))
    changes.move(moved, by=staff, **new_time(event, days=3))

    written = [emails.event_moved(mail.ids) for mail in Message.objects.order_by("pk")]
    assert written[0] is None
    assert written[1].context["notice"].was_starts_at == known
    assert written[1].context["event"].starts_at == known + timedelta(days=3)
    assert mails("event_moved") == {going.person_id}


def test_a_later_move_names_the_time_of_the_first():
    event, staff = make_event(), make_staff()
    make_registration(event)
    moved = changes.move(event, by=staff, **new_time(event, days=2))
    Notice.objects.update(told_at=timezone.now() - timedelta(minutes=1))

    changes.move(moved, by=staff, **new_time(event, days=3))

    latest = emails.event_moved(Message.objects.order_by("-pk").first().ids)
    assert latest.context["notice"].was_starts_at == moved.starts_at


def test_an_undone_move_tells_nobody_and_restores_the_time_and_its_version():
    event, staff = make_event(), make_staff()
    make_registration(event)
    moved = changes.move(event, by=staff, **new_time(event, days=2))
    twice = changes.move(moved, by=staff, **new_time(event, days=3))

    back = changes.undo_move(twice, by=staff)

    assert (back.starts_at, back.schedule_version) == (event.starts_at, 0)
    assert back.sequence == 3
    assert wanted("event_moved") == set()


def test_who_took_a_place_at_the_undone_time_is_told():
    event, staff = make_event(), make_staff()
    make_registration(event)
    moved = changes.move(event, by=staff, **new_time(event, days=2))
    newcomer = make_officer()
    actions.take_place(moved, by=newcomer)

    changes.undo_move(moved, by=staff)

    assert wanted("event_moved") == {newcomer.pk}
    content = emails.event_moved(Message.objects.order_by("-pk").first().ids)
    assert content.context["notice"].was_starts_at == moved.starts_at


def test_a_move_back_to_the_time_people_know_is_an_undo():
    event, staff = make_event(), make_staff()
    make_registration(event)
    moved = changes.move(event, by=staff, **new_time(event, days=2))

    back = changes.move(moved, by=staff, **new_time(event, days=0))

    assert (back.starts_at, back.schedule_version) == (event.starts_at, 0)
    assert wanted("event_moved") == set()


def test_a_move_to_the_same_time_is_refused():
    event, staff = make_event(), make_staff()
    make_registration(event)

    with pytest.raises(refusals.SameTime):
        changes.move(event, by=staff, **new_time(event, days=0))

    assert not Message.objects.exists()


def test_once_people_are_told_it_cannot_be_undone():
    event, staff = make_event(), make_staff()
    moved = changes.move(event, by=staff, **new_time(event, days=2))
    Notice.objects.update(told_at=timezone.now() - timedelta(seconds=1))

    with pytest.raises(refusals.TooLate):
        changes.undo_move(moved, by=staff)


def test_a_move_after_an_undone_one_is_a_new_version():
    event, staff = make_event(), make_staff()
    moved = changes.move(event, by=staff, **new_time(event, days=2))
    back = changes.undo_move(moved, by=staff)

    again = changes.move(back, by=staff, **new_time(event, days=5))

    assert (moved.schedule_version, back.schedule_version, again.schedule_version) == (1, 0, 2)


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({"local_date": date(2020, 1, 1), "local_time": time(9)}, refusals.InThePast),
        (
            {"local_date": date(2027, 3, 28), "local_time": time(2, 30), "time_zone": "Europe/Madrid"},
            refusals.NoSuchHour,
        ),
    ],
)
def test_a_time_that_cannot_be_is_refused(typed, refusal):
    event, staff = make_event(), make_staff()

    with pytest.raises(refusal):
        changes.move(event, by=staff, **typed)

    event.refresh_from_db()
    assert (event.sequence, Notice.objects.count()) == (0, 0)


def test_a_postponed_event_keeps_its_places_and_gets_a_new_date():
    event, staff = make_event(), make_staff()
    going = make_registration(event)

    postponed = changes.postpone(event, by=staff, why="Elections.")
    told = wanted("event_postponed")
    moved = changes.move(postponed, by=staff, **new_time(event, days=30))

    assert told == {going.person_id}
    assert (postponed.state, moved.state) == (State.POSTPONED, State.PUBLISHED)
    assert wanted("event_postponed") == set()
    assert wanted("event_moved") == {going.person_id}
    going.refresh_from_db()
    assert going.answer == Answer.GOING


def test_a_cancelled_event_tells_all_who_waited_for_anything():
    event, staff = make_event(), make_staff()
    told = [make_registration(event, answer=answer) for answer in (*Registration.COMING, Answer.RECORDING)]
    make_registration(event, answer=Answer.GAVE_UP)

    cancelled = changes.cancel(event, by=staff)
    changes.cancel(event, by=staff)

    assert (cancelled.state, cancelled.sequence) == (State.CANCELLED, 1)
    assert wanted("event_cancelled") == {row.person_id for row in told}
    assert Message.objects.count() == 3


def test_a_cancelled_event_is_published_again_with_its_places_and_its_list():
    event, staff = make_event(capacity=1), make_staff()
    going, waiting, late, gone = (make_officer() for _ in range(4))
    for person in (going, waiting, late):
        actions.take_place(event, by=person)
    actions.recording_only(event, by=gone)
    event = changes.cancel(event, by=staff)
    sequence = event.sequence
    # Whoever left meanwhile loses the place, and the longest waiting gets it.
    going.seats.update(until=timezone.now())
    Message.objects.all().delete()

    event = resuming.publish_again(event, why="The room is free again.", by=staff)

    assert (event.state, event.sequence > sequence) == (State.PUBLISHED, True)
    answers = {row.person_id: row.answer for row in event.registrations.all()}
    assert answers == {going.pk: "gave_up", waiting.pk: "going", late.pk: "waiting", gone.pk: "recording"}
    told = {mail.person_id for mail in Message.objects.filter(kind="event_resumed")}
    assert told == {going.pk, waiting.pk, late.pk, gone.pk}
    assert wanted("event_resumed") == {waiting.pk, late.pk, gone.pk}
    assert [notice.kind for notice in event.notices.standing()] == ["resumed"]


@pytest.mark.parametrize("state", [State.DRAFT, State.POSTPONED])
def test_a_cancelled_event_is_again_what_it_was(state):
    event, staff = make_event(state=state), make_staff()
    changes.cancel(event, by=staff)

    assert resuming.publish_again(event, by=staff).state == state


def test_a_cancelled_event_whose_time_has_passed_stays_so():
    event, staff = make_event(), make_staff()
    changes.cancel(event, by=staff)
    past = timezone.now() - timedelta(hours=1)
    Event.objects.filter(pk=event.pk).update(starts_at=past - timedelta(hours=1), ends_at=past)

    with pytest.raises(refusals.Started, match="Duplicate it"):
        resuming.publish_again(event, by=staff)
    assert Event.objects.get(pk=event.pk).is_cancelled


def test_a_copy_is_a_draft_four_weeks_later_with_nobody_in_it_and_no_way_in():
    event, staff = make_event(hosts=[make_city()], passcode="1234"), make_staff()
    Speaker.objects.create(event=event, name="Mara Kim", role="Moderator")
    make_registration(event)

    copy = entries.duplicate(event, by=staff)

    assert (copy.state, copy.title, copy.sequence) == (State.DRAFT, event.title, 0)
    assert copy.local_date == event.local_date + timedelta(weeks=4)
    assert copy.uid != event.uid
    assert (copy.join_url, copy.passcode) == ("", "")
    assert [speaker.name for speaker in copy.speakers.all()] == ["Mara Kim"]
    assert list(copy.host_cities.all()) == list(event.host_cities.all())
    assert not copy.registrations.exists()


STATES = {
    "draft": {"published": False},
    "published": {},
    "begun": {"starts_in": -timedelta(minutes=5)},
    "over": {"starts_in": -timedelta(days=3)},
    "postponed": {"state": State.POSTPONED},
    "cancelled": {"state": State.CANCELLED},
}
VERBS = {
    "publish": entries.publish,
    "move": lambda event, by: changes.move(event, by=by, local_date=date(2031, 3, 3), local_time=time(9)),
    "undo": changes.undo_move,
    "postpone": changes.postpone,
    "cancel": changes.cancel,
    "publish again": resuming.publish_again,
    "edit": lambda event, by: entries.edit(event, by=by, title="Other"),
    "duplicate": entries.duplicate,
}
DONE = None
TABLE = {
    "publish": [DONE, refusals.Announced, refusals.Announced, refusals.Announced, refusals.Announced],
    "move": [refusals.NotAnnounced, DONE, refusals.Started, refusals.Started, DONE],
    "undo": [refusals.NotAnnounced, refusals.TooLate, refusals.Started, refusals.Started, refusals.TooLate],
    "postpone": [refusals.NotAnnounced, DONE, refusals.Started, refusals.Started, DONE],
    "cancel": [DONE, DONE, DONE, refusals.Started, DONE],
    "publish again": [refusals.NotCancelled] * 5,
    "edit": [DONE, DONE, DONE, DONE, DONE],
    "duplicate": [DONE] * 5,
}
WHEN_CANCELLED = {"cancel": DONE, "publish again": DONE, "duplicate": DONE}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", STATES)
def test_every_verb_in_every_state_is_done_or_refused_as_the_table_says(state, verb):
    event, staff = make_event(**STATES[state]), make_staff()
    column = dict(zip(STATES, [*TABLE[verb], WHEN_CANCELLED.get(verb, refusals.Cancelled)], strict=True))
    before = Event.objects.filter(pk=event.pk).values().get()

    if refusal := column[state]:
        with pytest.raises(refusal):
            VERBS[verb](event, by=staff)
        assert Event.objects.filter(pk=event.pk).values().get() == before
        assert not Entry.objects.exists()
    else:
        VERBS[verb](event, by=staff)
        assert Entry.objects.count() == (0 if (verb, state) in QUIET else 1)


QUIET = {("cancel", "cancelled"), ("postpone", "postponed")}


def test_the_sequence_of_an_entry_never_falls_over_any_chain_of_changes():
    event, staff, person = make_event(capacity=1), make_staff(), make_officer()
    rival = make_officer()
    steps = [
        lambda event: actions.take_place(event, by=person),
        lambda event: entries.edit(event, by=staff, title="Other words"),
        lambda event: changes.move(event, by=staff, **new_time(event, days=1)),
        lambda event: changes.undo_move(event, by=staff),
        lambda event: actions.take_place(event, by=rival),
        lambda event: actions.give_up(event, by=person),
        lambda event: actions.take_place(event, by=person),
        lambda event: actions.give_up(event, by=rival),
        lambda event: changes.postpone(event, by=staff),
        lambda event: changes.move(event, by=staff, **new_time(event, days=9)),
        lambda event: actions.recording_only(event, by=person),
        lambda event: actions.take_place(event, by=person),
        lambda event: changes.cancel(event, by=staff),
    ]

    seen = []
    for step in steps:
        step(Event.objects.get(pk=event.pk))
        row = Registration.objects.select_related("event").get(person=person)
        seen.append(row.event.sequence + row.turn)

    assert seen == sorted(seen)
    assert seen[-1] > seen[0]
