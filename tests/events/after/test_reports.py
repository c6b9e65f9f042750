"""A report says who was there: a verdict a row, answers that can be taken back, presence as dated facts."""

import pytest

from events.after.actions.reports import answer_row, drop_reports, read_report, say_presence, write_presence
from events.after.models import AttendanceRow
from events.after.refusals import NothingToRead, OtherEvent
from events.models import Guest, Registration, Speaker
from events.places import actions as places
from events.programme.refusals import NotOver
from icaforum.audit.locks import NotThere
from icaforum.audit.models import Entry
from icaforum.privacy.actions import erase
from tests.events.after.reports import teams, zoom, zoom_line
from tests.factories import make_event, make_registration

ANA = ("Ana R", "ana@lima.example", 64)
TOM = ("Paulo iPhone", "", 71)


def rows_of(event):
    return {row.name or row.address: row for row in AttendanceRow.objects.of(event)}


def verdicts(event):
    return {name: (row.verdict, row.found_id, row.offers) for name, row in rows_of(event).items()}


def test_each_row_has_a_verdict_and_nothing_is_written_yet(held):
    Speaker.objects.create(event=held.event, name="Dr. Ada Speaks")
    for name, answer in {"Kofi Mensah": "invited", "Eva Away": "taken-back"}.items():
        email = f"{name.split()[0].lower()}@union.example"
        Guest.objects.create(event=held.event, name=name, email=email, answer=answer)
    twin = held.place("Jo Twin", "jo1@x.example"), held.place("Jo Twin", "jo2@x.example")
    content = zoom(
        ANA,
        ("Paulo Lima", "", 40),
        ("Paolo L. iPad", "", 3),
        ("Lee Wong", "lee@seoul.example", 80),
        ("Jo Twin", "", 80),
        ("Dr. Ada Speaks", "", 80),
        ("Desk", "ina@forum.example", 90),
        ("Kofi's iPhone", "kofi@union.example", 80),
        ("Kofi Mensah", "", 80),
        ("Eva Away", "eva@union.example", 80),
        ("Otter.ai Notetaker", "", 90),
        ("Ana Ruiz", "private@mail.example", 9),
        ("Nobody", "guest@river.example", 88),
    )

    read_report(held.event, content=content, name="r.csv", by=held.staff)

    assert verdicts(held.event) == {
        "Ana R": ("address", held.ana.pk, []),
        "Paulo Lima": ("name", held.paulo.pk, []),
        "Paolo L. iPad": ("unclear", None, [held.paulo.pk]),
        "Lee Wong": ("unclear", None, [held.lee.pk]),  # who had no place
        "Jo Twin": ("unclear", None, [it.pk for it in twin]),
        "Dr. Ada Speaks": ("guest", None, []),
        "Desk": ("guest", None, []),
        "Kofi's iPhone": ("guest", None, []),
        "Kofi Mensah": ("guest", None, []),
        "Eva Away": ("unclear", None, []),  # whose invitation was taken back
        "Otter.ai Notetaker": ("guest", None, []),
        "Ana Ruiz": ("unclear", None, [held.ana.pk]),
        "Nobody": ("unclear", None, []),
    }
    assert {came for came, _minutes in held.said()} == {None}


def test_writing_it_down_says_of_each_place_whether_and_how_long(held):
    late = held.place("Noor Haddad", "noor@lake.example")
    content = zoom(
        zoom_line("Paulo", "p.lima@river.example", 12),
        zoom_line("Paulo", "p.lima@river.example", 64, begin=(14, 20)),
        ("Noor", "noor@lake.example", 2),
    )
    read_report(held.event, content=content, name="r.csv", by=held.staff)

    write_presence(held.event, by=held.staff)

    assert held.said(held.ana, held.paulo, late) == [(False, None), (True, 76), (False, 2)]
    # Of who had no place nothing is said.
    assert held.said(held.kim, held.lee, held.max) == [(None, None)] * 3
    held.paulo.refresh_from_db()
    assert (held.paulo.came_from, held.paulo.came_said_at is not None) == ("report", True)


def test_answers_count_at_once_and_can_be_taken_back(held):
    read_report(held.event, content=zoom(ANA, TOM), name="r.csv", by=held.staff)
    row = rows_of(held.event)["Paulo iPhone"]
    write_presence(held.event, by=held.staff)
    first = held.said(held.ana, held.paulo)

    answer_row(row, answer="person", chosen=held.paulo, by=held.staff)
    yes = held.said(held.ana, held.paulo)
    answer_row(row, by=held.staff)
    back = held.said(held.ana, held.paulo)
    answer_row(rows_of(held.event)["Ana R"], answer="out", by=held.staff)
    out = held.said(held.ana, held.paulo)

    assert first == back == [(True, 64), (False, None)]
    assert (yes, out) == ([(True, 64), (True, 71)], [(False, None)] * 2)


def test_who_waited_in_vain_may_have_been_there_all_the_same(held):
    read_report(held.event, content=zoom(("Lee Wong", "lee@seoul.example", 80)), name="r.csv", by=held.staff)
    answer_row(rows_of(held.event)["Lee Wong"], answer="person", chosen=held.lee, by=held.staff)

    write_presence(held.event, by=held.staff)

    assert held.said(held.lee) == [(True, 80)]


def test_reading_again_is_safe_keeps_answers_and_a_second_part_adds(held):
    read_report(held.event, content=zoom(ANA, TOM), name="r.csv", by=held.staff)
    answer_row(rows_of(held.event)["Paulo iPhone"], answer="person", chosen=held.paulo, by=held.staff)
    write_presence(held.event, by=held.staff)

    same = read_report(held.event, content=zoom(ANA, TOM), name="again.csv", by=held.staff)
    longer = ("Ana R", "ana@lima.example", 70)
    read_report(held.event, content=zoom(longer, TOM), name="new.csv", by=held.staff)
    kept = held.said(held.ana, held.paulo)
    write_presence(held.event, by=held.staff)
    written = held.said(held.ana, held.paulo)
    more = zoom(zoom_line("Ana R", "ana@lima.example", 15, begin=(16, 0)))
    read_report(held.event, content=more, name="part2.csv", by=held.staff, adds=True)
    write_presence(held.event, by=held.staff)

    assert same.file_name == "r.csv"
    assert kept == [(True, 64), (True, 71)]
    assert written == [(True, 70), (True, 71)]
    assert held.said(held.ana, held.paulo) == [(True, 85), (True, 71)]


def test_without_a_report_who_opened_the_room_is_known(held):
    with pytest.raises(NothingToRead):
        write_presence(held.event, by=held.staff)
    for _ in range(2):
        places.enter(held.ana, by=held.ana.person)

    write_presence(held.event, by=held.staff)

    assert held.said(held.ana, held.paulo) == [(True, None), (False, None)]
    assert Entry.objects.about(held.ana).filter(verb="opened the room").count() == 1


def test_what_is_said_by_hand_stays_until_it_is_taken_back(held):
    read_report(held.event, content=zoom(ANA), name="r.csv", by=held.staff)
    say_presence(held.paulo, came=True, by=held.staff)
    say_presence(held.ana, came=False, by=held.staff)
    write_presence(held.event, by=held.staff)
    by_hand = held.said(held.ana, held.paulo)

    for place in (held.ana, held.paulo):
        say_presence(place, came=None, by=held.staff)

    assert by_hand == [(False, None), (True, None)]
    assert held.said(held.ana, held.paulo) == [(True, 64), (False, None)]


def test_taking_the_report_out_leaves_only_what_was_said_by_hand(held):
    read_report(held.event, content=zoom(ANA), name="r.csv", by=held.staff)
    write_presence(held.event, by=held.staff)
    say_presence(held.paulo, came=True, by=held.staff)

    drop_reports(held.event, by=held.staff)

    assert held.said(held.ana, held.paulo) == [(None, None), (True, None)]
    assert not AttendanceRow.objects.exists()


def test_what_a_report_says_as_the_room_did_is_known_from_the_report(held):
    """Else, once its rows are deleted, the room would take out whoever came by another way."""
    places.enter(held.ana, by=held.ana.person)
    late = held.place("Noor Haddad", "noor@lake.example")
    write_presence(held.event, by=held.staff)
    head = "Name,User Email,Guest,Join Time"
    content = zoom("Ana,ana@lima.example,Yes,", "Noor,noor@lake.example,Yes,", head=head)
    read_report(held.event, content=content, name="r.csv", by=held.staff)
    write_presence(held.event, by=held.staff)
    told = set(Registration.objects.came().values_list("came_from", flat=True))
    held.event.attendance_reports.all().delete()

    say_presence(held.paulo, came=True, by=held.staff)

    assert told == {"report"}
    assert held.said(held.ana, held.paulo, late) == [(True, None)] * 3


def test_once_its_rows_are_deleted_what_was_written_stays(held):
    places.enter(held.paulo, by=held.paulo.person)
    read_report(held.event, content=zoom(ANA), name="r.csv", by=held.staff)
    write_presence(held.event, by=held.staff)
    held.event.attendance_reports.all().delete()

    with pytest.raises(NothingToRead):
        write_presence(held.event, by=held.staff)
    say_presence(held.paulo, came=None, by=held.staff)

    assert held.said(held.ana) == [(True, 64)]


def test_an_answer_to_a_row_that_another_report_replaced_is_refused(held):
    read_report(held.event, content=zoom(TOM), name="r.csv", by=held.staff)
    row = rows_of(held.event)["Paulo iPhone"]
    read_report(held.event, content=zoom(ANA, TOM), name="new.csv", by=held.staff)

    with pytest.raises(NotThere):
        answer_row(row, answer="person", chosen=held.paulo, by=held.staff)


def test_it_is_refused_before_the_end_and_for_people_of_another_event(held):
    ahead, other = make_event(), make_registration()
    for deed in (
        lambda: read_report(ahead, content=zoom(ANA), name="r.csv", by=held.staff),
        lambda: write_presence(ahead, by=held.staff),
        lambda: say_presence(make_registration(ahead), came=True, by=held.staff),
    ):
        with pytest.raises(NotOver):
            deed()
    read_report(held.event, content=zoom(TOM), name="r.csv", by=held.staff)
    with pytest.raises(OtherEvent):
        answer_row(rows_of(held.event)["Paulo iPhone"], answer="person", chosen=other, by=held.staff)


def test_a_report_of_another_day_is_said(held):
    content = teams(("Paulo Lima", "p.lima@river.example", "1h"))

    report = read_report(held.event, content=content, name="t.csv", by=held.staff)

    assert report.source == "teams"
    assert report.notes == ["Its times are of another day than the event. Is it the right report?"]


def test_whoever_is_erased_leaves_the_number_and_no_row_of_a_report(held):
    paulo = ("Paulo Lima", "p.lima@river.example", 40)
    read_report(held.event, content=zoom(ANA, paulo), name="r.csv", by=held.staff)
    write_presence(held.event, by=held.staff)
    erase(held.paulo.person, by=held.paulo.person)

    write_presence(held.event, by=held.staff)

    assert held.said(held.paulo) == [(True, None)]
    assert rows_of(held.event).keys() == {"Ana R"}


def test_two_thousand_rows_are_judged_in_a_few_statements(held, django_assert_max_num_queries):
    content = zoom(*((f"Person Number{n}", f"p{n}@x.example", 20) for n in range(2000)))

    with django_assert_max_num_queries(20):
        read_report(held.event, content=content, name="r.csv", by=held.staff)

    assert AttendanceRow.objects.count() == 2000
    assert Registration.objects.came().count() == 0
