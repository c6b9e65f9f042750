"""Each rule of joining, as a table: what is known, what the sheet says, and why."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from cities.joining import route, rules
from cities.joining.rules import Background
from cities.models import Application, City
from icaforum.forum.actions import change_settings
from icaforum.words.addresses import is_free_mail, plain_address
from tests.factories import (
    make_application,
    make_city,
    make_lead,
    make_question,
    make_staff,
    make_user,
)

pytestmark = pytest.mark.django_db

C40, OTHER, PARTNER = City.Kind.C40, City.Kind.OTHER, City.Kind.PARTNER


def verdicts(application, around=None):
    return [check.ok for check in rules.checks(application, around or Background())]


def reason(application, number, around=None):
    return rules.checks(application, around or Background())[number].reason


def test_a_c40_city_that_says_why_from_its_own_address_leaves_one_question_to_people():
    quito = make_city(name="Quito", member=False)
    application = make_application(city=quito, email="maria@quito.example")

    checks = rules.checks(application, Background())

    assert [(check.ok, check.sentence) for check in checks] == [
        (True, "Quito is a C40 member city."),
        (True, "Interest and commitment are stated."),
        (True, "The contact writes from the city's own address."),
        (None, f"Is {application.person_name} entitled to speak for them?"),
        (True, "No other application from here is open."),
        (True, "Quito is not in the Forum yet."),
    ]


@pytest.mark.parametrize(
    ("interest", "commitment", "ok"),
    [
        ("", "Two people give four hours a month, and the deputy mayor backs the work.", False),
        ("We want to learn.", "Two people.", None),
        ("   ", "   ", False),
        (
            "私たちは他の都市から学びたいと考えています。特に熱波の対策です。",
            "毎月二人が四時間ずつ働き、副市長も支持しています。",
            True,
        ),
    ],
)
def test_interest_and_commitment_are_missing_thin_or_stated(interest, commitment, ok):
    application = make_application(interest=interest, commitment=commitment)

    assert rules.checks(application, Background())[1].ok is ok


@pytest.mark.parametrize(
    ("email", "website", "ok"),
    [
        ("maria@quito.example", "", True),
        ("maria@ambiente.quito.gob.example", "", True),
        ("maria@mdmq.example", "https://www.mdmq.example/clima", True),
        ("maria@post.mdmq.example", "https://mdmq.example", True),
        ("maria@münchen.example", "https://www.MÜNCHEN.example/klima", True),
        ("maria@elsewhere.example", "https://mdmq.example", None),
        ("maria@gmail.com", "", None),
        ("quito@gmail.com", "https://gmail.com", None),
    ],
)
def test_an_address_is_the_citys_own_when_its_website_or_name_says_so(email, website, ok):
    application = make_application(city=make_city(name="Quito", member=False, website=website), email=email)

    assert rules.checks(application, Background())[2].ok is ok


def test_an_address_that_nobody_confirmed_is_a_question_even_at_the_citys_own_domain():
    quito = make_city(name="Quito", member=False)
    application = make_application(
        city=quito, email="maria@quito.example", state=Application.State.UNCONFIRMED
    )

    assert rules.checks(application, Background())[2].ok is None


@pytest.mark.parametrize(
    ("evidence", "links", "ok"),
    [
        ("", [], False),
        ("Rooms for 400 people", [], False),
        ("Rooms for 400 people", ["https://a.example"], None),
    ],
)
def test_leadership_outside_c40_needs_words_and_a_link_and_then_a_person(evidence, links, ok):
    application = make_application(kind=OTHER, evidence=evidence, links=links)

    assert rules.checks(application, Background())[1].ok is ok


def test_a_city_outside_c40_that_the_directory_holds_as_a_member_city_is_told_apart():
    listed = make_city(name="Lisbon", member=False)
    application = make_application(kind=OTHER, city_name="Lisbon")

    assert verdicts(application)[0] is True
    assert verdicts(application, Background(in_directory=listed))[0] is False


@pytest.mark.parametrize(("need", "ok"), [("", False), ("  ", False), ("Tenants' rights in retrofits", True)])
def test_a_partner_needs_a_need(need, ok):
    application = make_application(kind=PARTNER, need=need)

    assert verdicts(application)[0] is ok


def test_a_partner_is_backed_by_members_and_not_by_cities_that_left():
    application = make_application(kind=PARTNER, need="A need")
    member, gone = make_city(name="Accra"), make_city(name="Lima", member=False)

    assert verdicts(application)[1] is False
    assert verdicts(application, Background(backing=[gone]))[1] is None
    assert verdicts(application, Background(backing=[gone, member]))[1] is True
    assert reason(application, 1, Background(backing=[gone, member])) == "Accra"


def test_another_application_counts_while_it_is_undecided():
    quito = make_city(member=False)
    application = make_application(city=quito)
    begun = make_application(city=quito, state=Application.State.UNCONFIRMED)
    old = make_application(city=quito, state=Application.State.DECLINED)

    assert rules.checks(application, Background(same_city=[old]))[4].ok is True
    assert rules.checks(application, Background(same_city=[old, begun]))[4].ok is False


def test_a_city_that_is_in_the_forum_needs_no_application():
    application = make_application(city=make_city(name="Lisbon"))

    assert verdicts(application)[-1] is False
    assert reason(application, -1) == "It is, as: Forum member."


@pytest.mark.parametrize(
    ("pledge", "words"),
    [
        (True, "Equity Pledge: signed. This is not a condition."),
        (False, "Equity Pledge: not signed, as far as we know. This is not a condition."),
    ],
)
def test_the_pledge_is_said_beside_the_rules_and_is_none_of_them(pledge, words):
    application = make_application(city=make_city(member=False, pledge=pledge, name="Quito"))

    assert rules.pledge_note(application, Background()) == words
    assert len(verdicts(application)) == 6


# Who may decide


def test_staff_decide_and_nobody_else():
    application = make_application()

    assert rules.may_decide(make_staff(), application) is True
    assert rules.may_decide(make_user(), application) is False
    assert rules.may_decide(make_lead(), application) is False
    assert rules.may_decide(make_staff(is_active=False), application) is False


@pytest.mark.parametrize(
    "address", ["ana@quito.example", "ANA@Quito.example", "ana+forum@quito.example", " ana@quito.example "]
)
def test_nobody_decides_about_an_application_from_an_address_of_their_own(address):
    ana = make_staff(email="ana@quito.example")

    assert rules.may_decide(ana, make_application(email="eva@quito.example")) is True
    assert rules.may_decide(ana, make_application(email=address)) is False


def test_a_second_address_of_theirs_counts_too():
    ana = make_staff()
    EmailAddress.objects.create(user=ana, email="ana@private.example", verified=False)

    assert rules.may_decide(ana, make_application(email="ana@private.example")) is False


def test_nobody_decides_for_a_city_in_which_they_have_a_seat():
    city = make_city(member=False)
    ana = make_staff()
    make_lead(city, person=ana)

    assert rules.may_decide(ana, make_application()) is True
    assert rules.may_decide(ana, make_application(city=city)) is False


# The clock


def at(days, hours=0):
    return datetime(2027, 3, 9, 12, tzinfo=UTC) + timedelta(days=days, hours=hours)  # a Tuesday


def end_of(days):
    return datetime.combine(at(days).date(), time.max, UTC)


@pytest.mark.parametrize(
    ("now", "day", "overdue"),
    [
        (at(0, 1), 1, 0),
        (at(1, 1), 1, 0),
        (at(4), 3, 0),
        (at(14, 11), 10, 0),
        (at(14, 12), 11, 1),
        (at(17), 13, 3),
    ],
)
def test_working_days_are_counted_from_the_day_after_the_confirmation(now, day, overdue):
    clock = route.clock(make_application(sent_at=at(-2), confirmed_at=at(0)), now)

    assert (clock.day, clock.promised_days, clock.due, clock.overdue_days) == (day, 10, end_of(14), overdue)


def test_closed_days_pause_the_promise_in_the_zone_of_the_secretariat():
    change_settings(
        by=None, promised_days=3, closed_days=["2027-03-11 – 2027-03-15"], time_zone="Pacific/Auckland"
    )
    clock = route.clock(make_application(sent_at=at(0), confirmed_at=at(0)), at(6))

    # 10 March in Auckland when it was confirmed, 16 March now: only that day counts, and two more follow.
    due = datetime(2027, 3, 18, 23, 59, 59, 999999, ZoneInfo("Pacific/Auckland"))
    assert (clock.day, clock.due, clock.words) == (1, due, "day 1 of 3 promised")


def test_the_clock_rests_while_a_question_waits_for_its_answer():
    application = make_application(sent_at=at(0))
    make_question(application, asked_at=at(2), answered_at=at(7))
    make_question(application, asked_at=at(8))

    clock = route.clock(application, at(13))

    # Two days before the first question, one between the two; six in which one of them waited.
    assert (clock.day, clock.due) == (3, end_of(22))


def test_two_questions_that_wait_at_the_same_time_rest_the_clock_once():
    application = make_application(sent_at=at(0))
    make_question(application, asked_at=at(1), answered_at=at(8))
    make_question(application, asked_at=at(2), answered_at=at(3))
    make_question(application, asked_at=at(3), answered_at=at(9))

    clock = route.clock(application, at(10))

    assert (clock.day, clock.due) == (2, end_of(22))


@pytest.mark.parametrize("state", ["declined", "withdrawn"])
def test_a_question_that_was_never_answered_rests_the_clock_until_the_end_alone(state):
    end = {"declined": "decided_at", "withdrawn": "withdrawn_at"}[state]
    application = make_application(sent_at=at(0), state=state, **{end: at(6)})
    make_question(application, asked_at=at(2))

    clocks = [route.clock(application, now) for now in (at(6), at(40))]

    assert clocks[0] == clocks[1]
    assert (clocks[0].day, clocks[0].due) == (2, end_of(16))


@pytest.mark.parametrize(
    ("now", "overdue", "words"),
    [
        (at(13), False, "day 9 of 10 promised"),
        (at(14, 11), False, "day 10 of 10 promised"),
        (at(14, 12), True, "1 day late"),
        (at(18), True, "3 days late"),
        (at(20), True, "4 days late"),
    ],
)
def test_what_is_past_the_promise_is_late_from_the_next_working_day_on(now, overdue, words):
    clock = route.clock(make_application(sent_at=at(0), confirmed_at=at(0)), now)

    assert (clock.is_overdue, clock.words) == (overdue, words)
    assert (clock.tone == "need") is overdue


def test_an_unconfirmed_application_has_no_clock():
    assert route.clock(make_application(state=Application.State.UNCONFIRMED), timezone.now()) is None


# Addresses and words


def test_free_mailboxes_are_known_in_any_case():
    assert [is_free_mail(email) for email in ("a@Gmail.com", "a@web.de", "a@quito.example")] == [
        True,
        True,
        False,
    ]


def test_one_persons_address_is_one_address():
    assert plain_address(" Ana+x@Quito.Example ") == "ana@quito.example"


@pytest.mark.parametrize(
    ("text", "words"), [("", 0), ("  one two\nthree ", 3), ("東京都は学びたい", 4), ("กรุงเทพ", 4)]
)
def test_words_are_counted_in_scripts_without_spaces_too(text, words):
    assert rules.count_words(text) == words


@pytest.mark.parametrize(
    "rest", ["", "/", "/en?a=b", "?lang=en", "#top", ":8443/en", "?next=https://elsewhere.example/"]
)
def test_the_host_of_a_site_ends_where_its_host_does(rest):
    assert rules.host_of(f"https://www.Köln.example{rest}") == "xn--kln-sna.example"
    assert rules.host_of(f"https://city@www.köln.example{rest}") == "xn--kln-sna.example"
