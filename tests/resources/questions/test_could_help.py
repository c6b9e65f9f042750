"""The cities that could help with a question: the reason in a sentence, and nothing that tells who asks."""

import pytest

from cities.directory.tiers import Tier
from cities.joining.actions.pausing import pause_membership
from cities.models import City
from cities.sharing.viewers import viewer_of
from resources.questions.could_help import could_help
from tests.factories import (
    answer_it,
    ask_the_forum,
    make_city,
    make_lead,
    make_staff,
    make_theme,
    make_want,
    open_rooms,
)

pytestmark = pytest.mark.django_db
FOR_YOU = "Cities that could help you"


@pytest.fixture(autouse=True)
def rooms():
    open_rooms()


def a_lead(name, **facts):
    return make_lead(make_city(**{"name": name, "tier": Tier.GENERAL, "region": "europe"} | facts))


def reasons(question, person):
    return [row.reason for row in could_help(question, viewer_of(person))]


def test_what_a_city_offers_and_answered_is_the_reason():
    poverty, heat = make_theme("energy-poverty"), make_theme("extreme-heat")
    asker, riverport, hillford, quito = map(a_lead, ("Lakemouth", "Riverport", "Hillford", "Quito"))
    make_want(riverport, theme=poverty, kind="offer")
    make_want(hillford, theme=poverty, kind="offer")
    make_want(quito, theme=poverty)  # looks for help itself
    make_want(quito, theme=heat, kind="offer")
    for _number in range(2):
        answer_it(ask_the_forum(hillford, themes=[poverty]), riverport)
    answer_it(ask_the_forum(hillford, themes=[poverty]), quito)

    assert reasons(ask_the_forum(asker, themes=[poverty]), asker) == [
        "Riverport offers help on Energy poverty, and answered 2 questions on it",
        "Hillford offers help on Energy poverty",
        "Quito answered 1 question on Energy poverty",
    ]
    assert reasons(ask_the_forum(asker), asker) == []


def test_who_answered_without_a_name_is_not_counted_and_not_left_out():
    theme = make_theme()
    asker, other = a_lead("Lakemouth"), a_lead("Riverport")
    for number in range(6):
        a_lead(f"Town {number}")
    make_want(other, theme=theme, kind="offer")
    question = ask_the_forum(asker, themes=[theme])
    assert reasons(question, asker) == ["Riverport offers help on Extreme heat"]

    answer_it(ask_the_forum(a_lead("Quito"), themes=[theme]), other, is_named=False)
    row = answer_it(question, other, is_named=False)

    assert not row.is_named
    assert reasons(question, asker) == ["Riverport offers help on Extreme heat"]
    answer_it(question, other)
    assert reasons(question, asker) == []


def test_an_answer_that_the_reader_may_not_see_is_not_counted():
    theme = make_theme()
    asker, peer, pilot = a_lead("Lakemouth"), a_lead("Hillford", tier=Tier.PEER), a_lead("Riverport", tier=3)
    answer_it(ask_the_forum(peer, themes=[theme], asked_of="peers"), pilot)

    assert reasons(ask_the_forum(asker, themes=[theme]), asker) == []


def test_a_city_that_pauses_or_left_is_not_named():
    theme = make_theme()
    asker, pausing, left = a_lead("Lakemouth"), a_lead("Riverport"), a_lead("Hillford")
    for lead in (pausing, left):
        make_want(lead, theme=theme, kind="offer")
    pause_membership(City.objects.get(name="Riverport").memberships.get(), by=make_staff())
    City.objects.get(name="Hillford").memberships.all().delete()

    assert reasons(ask_the_forum(asker, themes=[theme]), asker) == []


def test_only_the_city_that_asks_and_the_secretariat_see_the_list(client):
    theme = make_theme()
    asker, helper, reader = a_lead("Lakemouth"), a_lead("Riverport"), a_lead("Hillford")
    for number in range(6):
        make_want(a_lead(f"Town {number}"), theme=theme, kind="offer")
    make_want(asker, theme=theme, kind="offer")
    question = ask_the_forum(asker, themes=[theme], is_named=False)

    shown = {}
    for who, person in {"asker": asker, "helper": helper, "reader": reader, "staff": make_staff()}.items():
        client.force_login(person)
        page = client.get(question.get_absolute_url()).text
        shown[who] = "that could help" in page
        if who in {"helper", "reader"}:
            assert "Lakemouth" not in page
        if who == "asker":
            assert FOR_YOU in page
            assert "It does not mention this question." in page

    assert shown == {"asker": True, "helper": False, "reader": False, "staff": True}
