"""From a file to members and invitations: all or nothing, by the verbs, safe to repeat."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connections, transaction
from django.utils import timezone

from cities.directory.tiers import Tier
from cities.invitations.actions.accepting import accept_invitation
from cities.launch.actions import answering, importing, sending
from cities.launch.models import LaunchRow, LaunchSheet
from cities.models import City, Invitation, Membership, Officer
from icaforum.audit.models import Entry
from icaforum.outbox.models import Message
from tests.cities.launch.sheets import as_csv, as_xlsx, row
from tests.factories import make_city, make_lead, make_staff, make_staff_at_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return make_staff_at_work(name="Ana Ruiz")


@pytest.fixture
def places():
    facts = {"member": False, "country": "PT"}
    return {name: make_city(name=name, keys=[name.lower()], **facts) for name in ("Lisbon", "Porto", "Braga")}


def choose(staff, *rows, **facts):
    return answering.choose_file(content=as_csv(*rows, **facts), name="members.csv", by=staff)


def run(sheet, staff):
    importing.ask_to_import(LaunchSheet.objects.get(pk=sheet.pk), version=sheet.version, by=staff)
    importing.go_on()
    return LaunchSheet.objects.get(pk=sheet.pk)


def verdicts(sheet):
    return list(LaunchRow.objects.filter(sheet=sheet).values_list("number", "verdict"))


def codes(sheet):
    rows = LaunchRow.objects.filter(sheet=sheet)
    return [(row.number, [problem.code for problem in row.problems]) for row in rows if row.found]


def test_a_file_makes_members_and_invitations_that_wait(staff, places):
    rows = [
        row(),
        row(name="Rui Costa", role="Contact", language="German"),
        row("Porto", "Pilot", "1 May 2023"),
    ]

    sheet = run(choose(staff, *rows), staff)

    memberships = Membership.objects.order_by("city__name").values_list("city__name", "tier", "since")
    assert list(memberships) == [
        ("Lisbon", Tier.PEER, datetime(2024, 3, 1, 10, tzinfo=UTC)),
        ("Porto", Tier.PILOT, datetime(2023, 5, 1, 10, tzinfo=UTC)),
    ]
    assert list(Invitation.objects.order_by("pk").values_list("email", "role", "language", "sent_at")) == [
        ("ana.sousa@lisbon.example", "lead", "en", None),
        ("rui.costa@lisbon.example", "officer", "de", None),
        ("ana.sousa@porto.example", "lead", "en", None),
    ]
    assert (sheet.summary["members"], sheet.summary["people"], Message.objects.count()) == (2, 3, 0)
    # As by hand, and one line for the import.
    assert sorted(Entry.objects.values_list("verb", flat=True)) == sorted(
        ["file chosen", "import asked for", "imported", *["membership opened"] * 2, *["invited"] * 3]
    )


def test_nothing_of_what_stood_in_the_file_is_kept_after_it(staff, places):
    sheet = run(choose(staff, row()), staff)

    kept = LaunchRow.objects.get(sheet=sheet)
    assert (kept.cells, kept.answers, kept.found, kept.settled) == ({}, {}, [], [])
    assert kept.invitation.email == "ana.sousa@lisbon.example"


def test_one_row_to_fix_keeps_all_out_and_says_so(staff, places):
    sheet = choose(staff, row(), row("Porto", "Pirate", "2024-03-01"))

    with pytest.raises(importing.NotReady, match="Fix the rows first"):
        importing.ask_to_import(sheet, version=sheet.version, by=staff)

    assert codes(sheet) == [(3, ["tier"])]
    assert Membership.objects.count() == 0


def test_what_changed_between_check_and_import_undoes_all_of_it(staff, places):
    sheet = choose(staff, row(), row("Porto", email="ana@porto.example"))
    importing.ask_to_import(sheet, version=sheet.version, by=staff)
    make_staff(email="ana@porto.example")
    importing.go_on()

    sheet.refresh_from_db()
    assert sheet.stopped == (
        "Row 3 can no longer be imported: ana@porto.example belongs to the secretariat, which has no "
        "place in a city’s team."
    )
    assert (Membership.objects.count(), Invitation.objects.count(), sheet.done_at) == (0, 0, None)
    # One can go on: the row is to be fixed now.
    assert verdicts(sheet) == [(2, "new"), (3, "fix")]
    answering.leave_out(sheet, rows=[3], by=staff)
    sheet.refresh_from_db()
    assert run(sheet, staff).summary["members"] == 1


def test_a_second_press_imports_nothing_twice(staff, places):
    sheet = choose(staff, row())
    importing.ask_to_import(sheet, version=sheet.version, by=staff)

    with pytest.raises(answering.NotOpen, match="imported already, or is being imported"):
        importing.ask_to_import(sheet, version=sheet.version, by=staff)
    importing.go_on()
    importing.go_on()

    assert Membership.objects.count() == Invitation.objects.count() == 1


def test_of_a_worker_that_is_killed_nothing_stays_and_the_next_one_goes_on(staff, places):
    sheet = choose(staff, row(), row("Porto"))
    importing.ask_to_import(sheet, version=sheet.version, by=staff)
    with transaction.atomic():
        assert importing.go_on() == 1
        assert Membership.objects.count() == 2
        transaction.set_rollback(True)  # as the database does when the connection is gone

    assert (Membership.objects.count(), Invitation.objects.count()) == (0, 0)
    assert importing.go_on() == 1
    assert Membership.objects.count() == 2


def at_once(act, times=2):
    """What several workers get that begin at the same moment."""
    begin = Barrier(times)

    def work(_number):
        try:
            begin.wait()
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return sorted(pool.map(work, range(times)))


@pytest.mark.django_db(transaction=True)
def test_two_workers_and_two_presses_do_everything_once():
    staff = make_staff_at_work(name="Ana Ruiz")
    for name in ("Lisbon", "Porto"):
        make_city(name=name, keys=[name.lower()], member=False)
    sheet = choose(staff, row(), row("Porto"))
    importing.ask_to_import(sheet, version=sheet.version, by=staff)

    assert at_once(importing.go_on) == [0, 1]
    assert (Membership.objects.count(), Invitation.objects.count()) == (2, 2)

    def send():
        try:
            return len(sending.send_invitations(sheet, by=staff))
        except sending.NothingToSend:
            return 0

    assert at_once(send) == [0, 2]
    assert Message.objects.count() == 2


def test_an_answer_of_a_colleague_makes_the_press_look_again(staff, places):
    sheet = choose(staff, row())
    shown = sheet.version
    answering.answer(sheet, rows=[2], column="tier", value="Pilot city", by=staff)

    with pytest.raises(importing.NotReady, match="changed an answer meanwhile"):
        importing.ask_to_import(sheet, version=shown, by=staff)


def test_the_same_file_again_finds_everything_here_already(staff, places):
    rows = [row(), row(name="Rui Costa", role="Contact")]
    run(choose(staff, *rows), staff)

    again = choose(staff, *rows)

    assert verdicts(again) == [(2, "same"), (3, "same")]
    with pytest.raises(importing.NotReady, match="here already"):
        importing.ask_to_import(again, version=again.version, by=staff)


def test_what_is_here_stays_as_it_is(staff):
    city = make_city(name="Lisbon", keys=["lisbon"], tier=Tier.PILOT)
    lead = make_lead(city)

    sheet = choose(staff, row(email=lead.email, role="Contact"), row(name="Rui Costa"))

    assert codes(sheet) == [(2, ["other_tier", "other_day", "other_role"])]
    run(sheet, staff)
    assert city.memberships.get().tier == Tier.PILOT
    assert Officer.objects.get().role == "lead"
    assert list(city.invitations.values_list("name", flat=True)) == ["Rui Costa"]


def test_one_person_in_two_cities_gets_one_mail_and_one_account_with_two_seats(staff, places):
    rows = [row(email="ana@lisbon.example"), row("Porto", email="ana@lisbon.example", role="Contact")]
    sheet = choose(staff, *rows)
    assert codes(sheet) == [(2, ["two_cities"]), (3, ["two_cities", "no_lead"])]

    run(sheet, staff)
    sent = sending.send_invitations(sheet, by=staff)
    invitation = Invitation.objects.get(pk=sent[0].pk)
    accept_invitation(invitation, version=invitation.link_version, by=None, name="Ana", language="en")

    assert len(sent) == Message.objects.count() == 1
    assert list(Officer.objects.order_by("pk").values_list("person__email", "city__name", "role")) == [
        ("ana@lisbon.example", "Lisbon", "lead"),
        ("ana@lisbon.example", "Porto", "officer"),
    ]


def test_a_city_outside_and_a_partner_come_in_as_new_entries(staff, places):
    headings = ("City", "Country", "Kind", "Tier", "In the Forum since", "Need of member cities", "Backed by")
    rows = [
        ("Faro", "Portugal", "City outside C40", "Forum member", "2025-01-01", "", ""),
        ("Heat Institute", "", "", "Partner", "2025-01-01", "Cool rooms", "Lisbon; Atlantis"),
    ]
    content = as_xlsx(*rows, headings=headings, stated=False)

    sheet = answering.choose_file(content=content, name="members.xlsx", by=staff)

    assert codes(sheet) == [
        (2, ["new_city", "grounds", "nobody"]),
        (3, ["new_city", "backers", "nobody"]),
    ]
    run(sheet, staff)
    assert list(
        City.objects.filter(name__in=["Faro", "Heat Institute"]).values_list("name", "kind", "country")
    ) == [
        ("Faro", "other", "PT"),
        ("Heat Institute", "partner", ""),
    ]
    grounds = Membership.objects.get(city__name="Heat Institute").grounds
    assert (grounds.need, [city.name for city in grounds.backed_by.all()]) == ("Cool rooms", ["Lisbon"])


def test_further_people_of_a_new_city_need_its_name_alone(staff, places):
    headings = ("City", "Country", "Kind", "Tier", "In the Forum since", "Name", "E-mail", "Role")
    rows = [
        ("Sample Town", "Ireland", "City outside C40", "Peer", "2025-01-01", "Ivo", "ivo@s.example", "Lead"),
        ("sample town", "", "", "", "", "Eva", "eva@s.example", "Contact"),
    ]

    sheet = run(choose(staff, *rows, headings=headings), staff)

    assert (sheet.summary["members"], sheet.summary["people"]) == (1, 2)
    assert City.objects.get(name="Sample Town").time_zone == "Europe/Dublin"


def test_a_hundred_members_are_checked_and_imported_in_bounded_work(staff, django_assert_max_num_queries):
    for number in range(100):
        make_city(name=f"Town {number}", keys=[f"town{number}"], member=False)
    rows = [row(f"Town {n}", name=f"Ana {'abcdefghij'[n % 10]}{'abcdefghij'[n // 10]}") for n in range(100)]

    with django_assert_max_num_queries(40):
        sheet = choose(staff, *rows)
    with django_assert_max_num_queries(100 * 30):
        done = run(sheet, staff)

    assert (done.summary["members"], done.summary["people"]) == (100, 100)


# Sending --------------------------------------------------------------------------------------------------


def test_invitations_leave_by_one_by_twenty_and_all(staff, places):
    people = [row(name=f"Ana {chr(97 + n % 26)}{chr(97 + n // 26)}", role="Contact") for n in range(30)]
    sheet = run(choose(staff, *people, row("Porto", name="Rui Costa")), staff)

    first = sending.send_invitations(sheet, by=staff, most=1, note="Hello", origin="our list")
    twenty = sending.send_invitations(sheet, by=staff, most=20)
    rest = sending.send_invitations(sheet, by=staff)

    assert [len(first), len(twenty), len(rest), Message.objects.count()] == [1, 20, 10, 31]
    invitation = Invitation.objects.get(pk=first[0].pk)
    assert (invitation.note, invitation.origin, invitation.invited_by) == ("Hello", "our list", staff)
    with pytest.raises(sending.NothingToSend):
        sending.send_invitations(sheet, by=staff)


def test_the_first_of_each_region_come_first(staff):
    for name, region in (("Lisbon", "europe"), ("Porto", "europe"), ("Lima", "latin-america")):
        make_city(name=name, keys=[name.lower()], region=region, member=False)
    sheet = run(choose(staff, row(), row("Porto"), row("Lima")), staff)

    two = sending.send_invitations(sheet, by=staff, most=2)

    assert {invitation.city.name for invitation in two} == {"Lisbon", "Lima"}


def test_stopping_keeps_back_what_has_not_left(staff, places):
    sheet = run(choose(staff, row(), row("Porto"), row("Braga")), staff)
    sending.send_invitations(sheet, by=staff)
    Message.objects.filter(address="ana.sousa@lisbon.example").update(
        state=Message.State.SENT, accepted_at=timezone.now()
    )

    kept = sending.stop_sending(sheet, by=staff)

    assert {invitation.email for invitation in kept} == {"ana.sousa@porto.example", "ana.sousa@braga.example"}
    assert sending.invitations_of(sheet).to_send().count() == 2
    assert len(sending.send_invitations(sheet, by=staff)) == 2
    Message.objects.update(state=Message.State.SENT, accepted_at=timezone.now())
    with pytest.raises(sending.NothingToStop):
        sending.stop_sending(sheet, by=staff)
