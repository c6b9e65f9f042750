"""The verdict on each row, over all rows of a file and what is here already."""

import pytest

from cities.directory.tiers import Tier
from cities.invitations.actions.forgetting import say_no_thanks
from cities.invitations.actions.inviting import invite
from cities.launch.actions import answering
from cities.launch.groups import questions, what_happens
from cities.launch.models import LaunchRow
from icaforum.forum.models import ForumSettings
from tests.cities.launch.sheets import HEADINGS, as_csv, row
from tests.factories import make_city, make_lead, make_staff_at_work, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return make_staff_at_work(name="Ana Ruiz")


@pytest.fixture(autouse=True)
def directory():
    facts = {"member": False, "country": "PT"}
    names = {"Lisbon": "Lisboa", "São Paulo": "", "Porto": ""}
    for name, other in names.items():
        make_city(
            name=name,
            sort_name=name.lower().replace("ã", "a"),
            keys=[key for key in (name.lower().replace("ã", "a").replace(" ", ""), other.lower()) if key],
            **facts,
        )


def choose(staff, *rows, **facts):
    return answering.choose_file(content=as_csv(*rows, **facts), name="members.csv", by=staff)


def found(sheet, *, stops=True):
    rows = LaunchRow.objects.filter(sheet=sheet)
    return [
        (it.problem.code, it.rows, [label for _value, label in it.offers])
        for it in questions(rows, stops=stops)
    ]


def says(sheet):
    return [what_happens(row) for row in LaunchRow.objects.filter(sheet=sheet)]


def test_a_near_miss_is_offered_and_one_answer_is_for_all_rows_that_have_it(staff):
    rows = [
        row("Sao Paolo", name="Ana"),
        row("Sao Paolo", name="Ben", role="Contact"),
        row("Lisboa", name="Eva"),
    ]
    sheet = choose(staff, *rows)
    assert found(sheet) == [("near_city", [2, 3], ["Use São Paulo"])]

    answering.answer(sheet, rows=[2, 3], column="city", value="São Paulo", by=staff)

    assert found(sheet) == []
    # Another name of a city is that city.
    assert says(sheet) == [
        "New member. New person: an invitation will wait.",
        "New person: an invitation will wait.",
        "New member. New person: an invitation will wait.",
    ]


def test_a_city_that_looks_alike_and_is_another_one_comes_in_as_new(staff):
    sheet = choose(staff, row("Portos"))
    answering.call_right(sheet, rows=[2], code="near_city", by=staff)
    assert found(sheet) == [("unknown_city", [2], ["City outside C40", "Partner", "C40 member city"])]
    answering.answer(sheet, rows=[2], column="kind", value="other", by=staff)
    assert found(sheet) == [("no_country", [2], [])]

    answering.answer(sheet, rows=[2], column="country", value="Portugal", by=staff)

    assert found(sheet) == []
    assert [code for code, *_more in found(sheet, stops=False)] == ["new_city", "grounds"]


def test_two_names_of_one_new_city_are_one(staff):
    headings = ("City", "Country", "Kind", "Tier", "In the Forum since", "Name", "E-mail", "Role")
    rows = [
        (name, "Austria", "City outside C40", "Peer", "2024-01-01", "Bo", f"bo@{number}.example", "Lead")
        for number, name in enumerate(["Wien", "Vienna", "Wien (Österreich)", "Graz"])
    ]

    sheet = choose(staff, *rows, headings=headings)

    assert [it.startswith("New member.") for it in says(sheet)] == [True, False, False, True]


def test_a_cell_without_a_city_is_asked_with_the_city_above(staff):
    sheet = choose(staff, row(name="Ana"), ("", "", "", "Rui Costa", "rui@lisbon.example", "Contact", ""))

    assert found(sheet) == [("no_city", [3], ["Use Lisbon"])]


def test_two_places_of_one_name_are_asked_for_the_country(staff):
    make_city(name="Lisbon", sort_name="lisbon", keys=["lisbon"], member=False, country="US")

    assert found(choose(staff, row())) == [("which_city", [2], ["Portugal", "United States of America"])]


def test_a_country_that_is_not_that_of_the_directory_is_asked(staff):
    content = (("Lisbon", "Brazil", "Peer", "2024-01-01", "", "", ""),)
    headings = ("City", "Country", "Tier", "In the Forum since", "Name", "E-mail", "Role")
    sheet = choose(staff, *content, headings=headings)
    assert found(sheet) == [("other_country", [2], ["Use Portugal"])]

    answering.call_right(sheet, rows=[2], code="other_country", by=staff)

    assert found(sheet) == [("unknown_city", [2], ["City outside C40", "Partner", "C40 member city"])]


def test_a_city_whose_tier_says_partner_is_asked_for_its_tier(staff):
    assert found(choose(staff, row(tier="Partner"))) == [
        ("city_tier", [2], ["Forum member", "Peer city", "Pilot city"])
    ]


def test_days_that_can_be_two_are_asked_once_for_the_file(staff):
    sheet = choose(staff, row(since="03/04/2024"), row("Porto", since="05/06/2024"))
    assert found(sheet) == [
        ("which_day", [2], ["3 April 2024", "4 March 2024"]),
        ("which_day", [3], ["5 June 2024", "6 May 2024"]),
    ]

    answering.say_day_first(sheet, day_first=True, by=staff)

    assert found(sheet) == []


def test_the_rows_of_one_city_must_agree(staff):
    rows = [
        row(name="Ana"),
        row(tier="Pilot", since="2024-05-05", name="Ben"),
        ("Lisbon", "", "", "Eva", "e@l.example", "Lead", ""),
    ]

    assert found(choose(staff, *rows)) == [
        ("two_tiers", [3], ["Use Peer city"]),
        ("two_days", [3], ["Use 1 March 2024"]),
    ]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (row(tier=""), "no_tier"),
        (row(since=""), "no_day"),
        (row(name="", email="a@l.example"), "no_name"),
        (row(email=" "), "no_address"),
        (row(role=""), "no_role"),
        (row(email="m.okoro@lisbon"), "address"),
        (row(name="x" * 130), "too_long"),
    ],
)
def test_what_is_missing_or_wrong_stops_the_import(staff, cells, code):
    assert [it[0] for it in found(choose(staff, cells))] == [code]


def test_an_address_without_its_end_is_completed_by_others_of_the_city(staff):
    rows = [row(name="Ana"), row(name="Mercy", email="m.okoro@lisbon", role="Contact")]

    assert found(choose(staff, *rows)) == [("address", [3], ["Use m.okoro@lisbon.example"])]


def test_a_domain_written_nearly_like_that_of_others_is_to_be_looked_at(staff):
    rows = [row(name=name, role="Lead") for name in ("Ana", "Ben")]
    sheet = choose(staff, *rows, row(name="Eva", email="eva@lisbom.example"))

    assert found(sheet, stops=False) == [("domain", [4], ["Use eva@lisbon.example"])]


def test_one_address_for_two_names_and_one_person_twice(staff):
    rows = [row(name="Ana", email="office@lisbon.example")]
    rows += [row(name="Ben", email="office@lisbon.example"), row(name="Ana", email="Office@lisbon.example")]

    assert [it[:2] for it in found(choose(staff, *rows))] == [("shared", [3]), ("twice", [4])]


def test_who_is_staff_closed_or_said_no_is_not_invited(staff):
    lisbon = make_city(name="Braga", keys=["braga"])
    say_no_thanks(invite(lisbon, email="no@braga.example", by=staff))
    make_user(email="shut@braga.example", is_active=False)
    rows = [row("Braga", name=name, email=f"{name}@braga.example") for name in ("no", "shut")]

    sheet = choose(staff, *rows, row("Braga", name="Ana Ruiz", email=staff.email))

    assert [it[:2] for it in found(sheet)] == [("closed", [3]), ("staff", [4])]
    assert ("no_thanks", [2]) in [it[:2] for it in found(sheet, stops=False)]


def test_what_an_application_would_have_said_is_asked_once_for_all(staff):
    sheet = choose(staff, row(), row("Porto"), stated=False)

    [question] = questions(LaunchRow.objects.filter(sheet=sheet), stops=False)
    assert question.where == "Rows 2 and 3"
    assert question.words.startswith("Nothing is written for “Why it takes part, What it puts into it”")
    answering.call_right(sheet, rows=question.rows, code="grounds", by=staff)
    assert found(sheet, stops=False) == []


def test_a_city_without_a_lead_or_anybody_is_shown(staff):
    sheet = choose(
        staff, row(role="Contact", name="Ivo Sand"), ("Porto", "Peer", "2024-01-01", "", "", "", "")
    )

    assert found(sheet, stops=False) == [
        ("no_lead", [2], ["Make this person the lead contact"]),
        ("nobody", [3], []),
    ]


def test_more_than_the_settings_allow_is_said_and_stops_nothing(staff):
    ForumSettings.objects.update_or_create(pk=1, defaults={"max_peer_cities": 2})
    make_city(tier=Tier.PEER)

    sheet = choose(staff, row(), row("Porto"))

    assert [it[0] for it in found(sheet, stops=False)] == ["beyond_peers"]


def test_a_language_without_mails_falls_back_and_says_so(staff):
    sheet = choose(staff, row(language="Español"))

    assert found(sheet, stops=False) == [("mail_language", [2], [])]
    assert LaunchRow.objects.get(sheet=sheet).sheet.summary["languages"] == {"en": 1}


def test_who_is_in_the_team_or_invited_is_here_already(staff):
    braga = make_city(name="Braga", keys=["braga"], tier=Tier.PEER)
    lead = make_lead(braga)
    invite(braga, email="eva@braga.example", by=staff)
    blank = ("Braga", "", "")

    sheet = choose(
        staff, (*blank, "Lea", lead.email, "Lead", ""), (*blank, "Eva", "eva@braga.example", "Lead", "")
    )

    assert says(sheet) == [
        "The person is in the team already. Nothing changes.",
        "The person is invited already. Nothing changes.",
    ]


def test_answers_for_no_row_or_question_are_refused(staff):
    sheet = choose(staff, row("Sao Paolo"))
    for act in (
        lambda: answering.answer(sheet, rows=[99], column="city", value="Lima", by=staff),
        lambda: answering.answer(sheet, rows=[2], column="verdict", value="new", by=staff),
        lambda: answering.call_right(sheet, rows=[2], code="no_address", by=staff),
        lambda: answering.call_right(sheet, rows=[2], code="nonsense", by=staff),
    ):
        with pytest.raises(answering.NoSuchAnswer):
            act()


def test_two_thousand_rows_of_unknown_names_are_checked_in_seconds(staff, settings):
    from time import monotonic

    from cities.launch.actions.importing import go_on

    for number in range(100):
        make_city(name=f"Harbourtown {number}", keys=[f"harbourtown{number}"], member=False)
    rows = [row(f"Harborton {n}", name="Ana", email=f"ana{n}@x{n}.example") for n in range(2000)]

    begin = monotonic()
    sheet = choose(staff, *rows, headings=HEADINGS)
    assert not sheet.is_checked
    go_on()
    sheet.refresh_from_db()

    assert (sheet.is_checked, LaunchRow.objects.filter(sheet=sheet, verdict="fix").count()) == (True, 2000)
    assert monotonic() - begin < 30
