"""How a city is described that does not want to be named, and where a text names it all the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cities.directory.tiers import Tier
from cities.models import City
from cities.talking.anonymity import description_for, member_cities, names_itself
from cities.talking.rules import FEWEST, Description, Facts, describe
from tests import factories as make

EUROPE, AFRICA = "europe", "africa"


def facts(key, people=2_000_000, region=EUROPE, languages=("en",)):
    return Facts(key, people, region, languages)


def five(first=1, **same):
    return [facts(key, **same) for key in range(first, first + 5)]


@pytest.mark.parametrize(
    ("among", "shown"),
    [
        (five(), Description("1-to-3", EUROPE)),
        (five()[:4], None),
        # Size is left out before the region is.
        ([*five()[:4], facts(9, people=9_000_000)], Description(region=EUROPE)),
        ([*five()[:4], facts(9, people=None)], Description(region=EUROPE)),
        ([*five()[:4], facts(9, region=AFRICA)], Description()),
        # Who does not write the language could not have written it.
        ([*five()[:4], facts(9, languages=("fr",))], None),
        # Who has not said any writes that of the Forum.
        ([*five()[:4], facts(9, languages=())], Description("1-to-3", EUROPE)),
    ],
)
def test_a_description_fits_five_cities_that_could_have_written_it(among, shown):
    assert describe(among[0], among=among, language="en") == shown


@pytest.mark.parametrize(
    ("people", "band"),
    [
        (999_999, "under-1"),
        (1_000_000, "1-to-3"),
        (2_999_999, "1-to-3"),
        (3_000_000, "3-to-10"),
        (9_999_999, "3-to-10"),
        (10_000_000, "over-10"),
    ],
)
def test_sizes_are_told_in_four_bands(people, band):
    among = five(people=people)
    assert describe(among[0], among=among, language="en") == Description(band, EUROPE)


def test_a_city_whose_size_nobody_knows_is_told_by_its_region_alone():
    among = [facts(0, people=None), *five()]
    assert describe(among[0], among=among, language="en") == Description(region=EUROPE)


CITIES = st.lists(
    st.tuples(
        st.sampled_from([None, 500_000, 2_000_000, 9_000_000]),
        st.sampled_from(["", EUROPE, EUROPE, AFRICA, "latin-america"]),
        st.sampled_from([("en",), ("en",), ("en", "fr"), ("fr",), ()]),
        st.booleans(),
    ),
    max_size=40,
)


@given(CITIES)
def test_each_description_is_of_five_cities_or_of_none(drawn):
    """Whoever knows the directory and this function cannot tell of which of five cities a text is."""
    everybody = [Facts(key, *of) for key, (*of, _asked) in enumerate(drawn)]
    asked = [city for city, (*_of, is_asked) in zip(everybody, drawn, strict=True) if is_asked]
    shown = {city.key: describe(city, among=asked, language="en") for city in everybody}

    likely = {city.key for city in asked if city.writes("en")}
    for description in {*shown.values()} - {None}:
        same = {key for key, found in shown.items() if found == description}
        assert len(same & likely) >= FEWEST
    # It is offered wherever five could have written it.
    assert all(shown[key] for key in likely) == (len(likely) >= FEWEST or not likely)


def test_who_is_left_over_is_not_told_by_that():
    five_and_one = [*five(), facts(9, people=9_000_000)]
    assert {describe(it, among=five_and_one, language="en") for it in five_and_one} == {
        Description(region=EUROPE)
    }
    with_africa = [*five(), facts(9, region=AFRICA)]
    assert describe(with_africa[0], among=with_africa, language="en") == Description()


def test_one_of_another_language_does_not_make_the_group_of_its_own():
    """The city itself counts once, also where its own entry does not list the language it wrote in."""
    own = facts(1, languages=("fr",))
    assert describe(own, among=five(first=1, languages=("fr",)), language="en") is None


@pytest.mark.django_db
def test_only_member_cities_with_somebody_who_writes_count_and_a_partner_is_always_named():
    cities = [make.make_city(tier=Tier.GENERAL, region=EUROPE) for _number in range(4)]
    for city in [*cities, make.make_city(member=False, region=EUROPE)]:
        make.make_lead(city)
    partner = make.make_lead(make.make_city(kind=City.Kind.PARTNER, region=EUROPE)).seats.get().city
    make.make_lead(make.make_city(tier=Tier.PEER, region=EUROPE), person=make.make_user(is_active=False))
    make.make_city(tier=Tier.PEER, region=EUROPE)

    assert description_for(cities[0], language="en", among=member_cities()) is None
    make.make_lead(make.make_city(tier=Tier.PEER, region=EUROPE))
    assert description_for(cities[0], language="en", among=member_cities()) == Description(region=EUROPE)
    assert description_for(partner, language="en", among=member_cities()) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We in São Paulo pay hosts.", ["São Paulo"]),
        ("Sao  paulo, and again SAO PAULO!", ["Sao  paulo", "SAO PAULO"]),
        ("See www.saopaulo.example and Sampa", ["saopaulo", "Sampa"]),
        ("The apostle Paulo lives in Salzburg", []),
        ("", []),
    ],
)
def test_a_text_that_names_its_city_is_found(text, found):
    city = City(name="São Paulo", other_names="Sampa")
    assert names_itself(city, [text]) == found
