"""The arithmetic of the map."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cities.directory import worldmap
from cities.directory.worldmap import MappedCity

BARCELONA = MappedCity("Barcelona", 41.389, 2.159, "pilot")
SEATTLE = MappedCity("Seattle", 47.606, -122.332, "peer")
SOUTH_AFRICA = [
    MappedCity("Johannesburg", -26.204, 28.047, "pilot"),
    MappedCity("Tshwane", -25.745, 28.188, "pilot"),
    MappedCity("Ekurhuleni", -26.178, 28.220, "pilot"),
    MappedCity("Durban", -29.858, 31.021, "pilot"),
    MappedCity("Cape Town", -33.925, 18.424, "pilot"),
]


@pytest.mark.parametrize(
    ("latitude", "longitude", "point"),
    [(0, 0, (600.0, 284.3)), (41.389, 2.159, (606.3, 107.2)), (-33.925, 18.424, (656.4, 431.9))],
)
def test_a_place_stands_where_equal_earth_puts_it(latitude, longitude, point):
    assert worldmap.project(latitude, longitude) == point


@given(st.floats(-56, 79), st.floats(-180, 180))
def test_every_place_where_people_live_is_on_the_map(latitude, longitude):
    x, y = worldmap.project(latitude, longitude)

    assert 0 <= x <= worldmap.WIDTH
    assert 0 <= y <= worldmap.HEIGHT


@given(st.floats(-90, 90), st.floats(0, 180))
def test_east_and_west_mirror_each_other(latitude, longitude):
    east, west = worldmap.project(latitude, longitude), worldmap.project(latitude, -longitude)

    assert (round(east[0] + west[0], 1), east[1]) == (1200.0, west[1])


def test_an_arc_is_lifted_in_its_middle_by_a_fifth_of_the_way():
    assert worldmap.arc((100, 200), (200, 200)) == "M100.0 200.0Q150.0 178.0 200.0 200.0"


def test_the_crop_of_a_city_page_holds_the_city_right_of_the_middle():
    left, top, width, height = map(float, worldmap.crop(BARCELONA.point).split())

    assert (width, height) == (212, 58)
    assert round((606.3 - left) / width, 2) == 0.73
    assert round((107.2 - top) / height, 2) == 0.6


def test_the_crop_stays_on_the_map_in_the_far_north():
    assert worldmap.crop(worldmap.project(78.2, 15.6)).split()[1] == "0.0"


def test_pilot_cities_are_drawn_last_and_carry_their_names():
    drawn = worldmap.draw(
        [BARCELONA, SEATTLE, MappedCity("Lisbon", 38.7, -9.1, "general")], [(BARCELONA, SEATTLE)]
    )

    assert [dot.name for dot in drawn.dots] == ["Lisbon", "Seattle", "Barcelona"]
    assert [label.text for label in drawn.labels] == ["Barcelona"]
    assert len(drawn.arcs) == 1


def test_cities_next_to_each_other_share_one_label():
    labels = worldmap.arrange_labels(SOUTH_AFRICA)

    assert sorted(label.text for label in labels) == [
        "Cape Town",
        "Durban",
        "Johannesburg, Tshwane, Ekurhuleni",
    ]


def test_no_label_lies_on_another_however_many_there_are():
    crowd = [
        MappedCity(f"City {number}", 40 + number % 3 * 4, number * 5 - 50, "pilot") for number in range(21)
    ]

    boxes = [worldmap._box(label) for label in worldmap.arrange_labels(crowd)]

    assert len(boxes) > 5
    assert not [pair for pair in combinations(boxes, 2) if worldmap._meet(*pair)]


def test_a_label_near_the_edge_stays_on_the_map():
    label = worldmap.arrange_labels([MappedCity("Apia in the South Pacific", -13.8, -179.9, "pilot")])[0]

    assert (label.anchor, label.x) == ("start", round(worldmap.project(-13.8, -179.9)[0] + 14, 1))


def test_a_label_leaves_the_dots_beside_it_free_where_it_can():
    freely = worldmap.arrange_labels([BARCELONA])[0]
    beside = worldmap.arrange_labels([BARCELONA], beside=[(560.0, 107.0)])[0]

    assert (freely.anchor, beside.anchor) == ("end", "start")


def test_a_map_of_no_cities_is_empty():
    assert worldmap.draw([]) == worldmap.WorldMap([], [], [])


def test_the_city_whose_page_it_is_stands_in_a_ring_above_the_others():
    drawn = worldmap.draw_neighbourhood(SEATTLE, [BARCELONA, SEATTLE], [BARCELONA])

    assert [(dot.name, dot.ringed) for dot in drawn.dots] == [("Barcelona", True), ("Seattle", True)]
    assert drawn.view_box == worldmap.crop(SEATTLE.point)


def inside(label, home):
    """Where a name stands in the crop, its corner being nought."""
    left, top, *_ = map(float, worldmap.crop(home.point).split())
    return label.x - left, label.y - top


def test_each_path_carries_the_name_of_its_other_end_inside_the_crop():
    lima = MappedCity("Lima", -12.046, -77.043, "peer")

    names = worldmap.draw_neighbourhood(BARCELONA, [BARCELONA, SEATTLE, lima], [SEATTLE, lima]).labels

    assert [name.text for name in names] == ["Seattle", "Lima"]
    assert all(84 < x < 196 and 14 < y < 48 for x, y in (inside(name, BARCELONA) for name in names))


def test_a_neighbour_carries_its_name_at_its_own_dot():
    madrid = MappedCity("Madrid", 40.417, -3.704, "peer")

    [name] = worldmap.draw_neighbourhood(BARCELONA, [], [madrid]).labels

    x, y = madrid.point
    assert (name.x, name.y, name.anchor) == (x, round(y + 3.6, 1), "middle")


def test_paths_that_leave_side_by_side_share_one_name():
    south = [MappedCity("Buenos Aires", -34.6, -58.38, "peer"), MappedCity("Salvador", -12.97, -38.5, "peer")]

    names = worldmap.draw_neighbourhood(BARCELONA, [], [*south, SEATTLE]).labels

    assert [name.text for name in names] == ["Buenos Aires, Salvador", "Seattle"]


@given(st.lists(st.tuples(st.floats(-56, 79), st.floats(-180, 180)), max_size=6))
def test_no_name_of_a_path_lies_on_another(places):
    partners = [MappedCity(f"City {number}", *place, "peer") for number, place in enumerate(places)]

    names = worldmap.draw_neighbourhood(BARCELONA, [], partners).labels

    boxes = [worldmap._box(name, worldmap.SMALLER) for name in names]
    assert not [pair for pair in combinations(boxes, 2) if worldmap._meet(*pair)]
