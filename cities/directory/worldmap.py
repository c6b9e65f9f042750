"""The map of the member cities: where each stands on it, the paths between them, and their names.

The projection is Equal Earth, cut at the top of Greenland and below Cape Horn, in a box of 1200 by 516. The
module is pure arithmetic: the land is a drawing of its own (static/img/land.svg, land-fine.svg), made with
the same numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations
from math import asin, cos, hypot, radians, sin, sqrt

# The box of static/img/land.svg. CENTRE is where 0° N 0° E falls in it, SCALE how long one unit of the
# projection is: change either only together with the two drawings, or dots stand beside their coasts.
WIDTH, HEIGHT = 1200, 516


CENTRE = (600.0, 284.3)


SCALE = 221.68


# How far the middle of an arc is lifted, as a part of the distance between its ends.
LIFT = 0.22


# The part of the map behind the head of a city's page, in units of the whole map.
CROP_WIDTH, CROP_HEIGHT = 212, 58


CROP_AT = (0.73, 0.6)
"""Where the city stands in the crop of its page, as parts of its width and height: beside the words."""


LETTER, LINE, RING, NEAR = 6.7, 15.0, 14.0, 12.0
"""On the map: the width of a letter, a line, the room of a ring; what stands nearer shares one label."""


SMALLER = 0.17
"""A name in the crop, beside one on the map."""


Point = tuple[float, float]


Box = tuple[float, float, float, float]


# The polynomial of Equal Earth, as its authors (Šavrič, Patterson, Jenny 2018) published it.
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796


_M = sqrt(3) / 2


@dataclass(frozen=True)
class MappedCity:
    """A city to draw: its name, where it is, and the word of its tier (pilot, peer, general or partner)."""

    name: str
    latitude: float
    longitude: float
    tier: str

    @property
    def point(self) -> Point:
        """The city on the map, as x and y."""
        return project(self.latitude, self.longitude)


@dataclass(frozen=True)
class Dot:
    """A city on the map; the pilot cities, and the one whose page it is, stand in a ring."""

    x: float
    y: float
    tier: str
    name: str
    ringed: bool


@dataclass(frozen=True)
class Label:
    """A name on the map: `x` and `y` are its baseline, `anchor` is SVG's text-anchor (start, middle, end)."""

    x: float
    y: float
    anchor: str
    text: str


@dataclass(frozen=True)
class WorldMap:
    """What the template draws, from the bottom up: arcs, dots (pilot cities last), labels."""

    arcs: list[str]
    dots: list[Dot]
    labels: list[Label]
    view_box: str = f"0 0 {WIDTH} {HEIGHT}"


def project(latitude: float, longitude: float) -> Point:
    """Return the point on the map of a latitude and longitude in degrees, by the Equal Earth projection."""
    # The projection replaces the latitude by the parametric one before it applies the polynomial.
    angle = asin(_M * sin(radians(latitude)))
    square = angle * angle
    sixth = square**3
    x = (
        radians(longitude)
        * cos(angle)
        / (_M * (_A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)))
    )
    y = angle * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))
    # A tenth of a unit is finer than a dot on any screen, and keeps the page small.
    return round(CENTRE[0] + SCALE * x, 1), round(CENTRE[1] - SCALE * y, 1)


def arc(start: Point, end: Point) -> str:
    """Return the SVG path of the curve between two points, lifted in its middle by LIFT of its length."""
    middle, top = _bend(start, end)
    return f"M{start[0]:.1f} {start[1]:.1f}Q{middle:.1f} {top:.1f} {end[0]:.1f} {end[1]:.1f}"


def crop(centre: Point) -> str:
    """Return the view box of a city's page head: the city to the right, with the rest of its region."""
    left, top = _corner(centre)
    return f"{left:.1f} {top:.1f} {CROP_WIDTH} {CROP_HEIGHT}"


def draw(cities: Iterable[MappedCity], links: Iterable[tuple[MappedCity, MappedCity]] = ()) -> WorldMap:
    """Return the map of these cities, and of the pairs in `links` that learn together.

    Only the pilot cities carry their names.
    """
    # SVG paints in order: what comes last lies on top, so pilot cities cover the others and not the
    # reverse.
    depth = ("partner", "general", "peer", "pilot")
    # The name settles the order among equals, so that the same cities always give the same page.
    ordered = sorted(cities, key=lambda city: (depth.index(city.tier), city.name))
    return WorldMap(
        arcs=[arc(start.point, end.point) for start, end in links],
        dots=[Dot(*city.point, city.tier, city.name, city.tier == "pilot") for city in ordered],
        labels=arrange_labels(
            [city for city in ordered if city.tier == "pilot"],
            beside=[city.point for city in ordered if city.tier != "pilot"],
        ),
    )


def draw_neighbourhood(
    home: MappedCity, cities: Iterable[MappedCity], partners: Iterable[MappedCity] = ()
) -> WorldMap:
    """Return the crop with one city in its ring, its neighbours, and the paths to those it learns with.

    `home` may be among `cities` or not: it is drawn once either way.
    """
    partners = list(partners)
    drawn = draw(cities, [(home, partner) for partner in partners])
    others = [dot for dot in drawn.dots if dot.name != home.name]
    return WorldMap(
        drawn.arcs,
        [*others, Dot(*home.point, home.tier, home.name, ringed=True)],
        _names_of_paths(home, partners),
        view_box=crop(home.point),
    )


def arrange_labels(cities: list[MappedCity], beside: Iterable[Point] = ()) -> list[Label]:
    """Return names left or right of their dots, above or below, so that none lies on another or on a ring.

    `beside` are points of dots without a name: such a dot is covered only where there is no other side.
    Cities too near to each other share one label. A name that finds no room is left out: the list beside
    the map has them all.
    """
    # A name may touch the edge of its neighbour's ring: there the letters still read, and in dense regions
    # more names find room.
    rings = {city: _square_at(city.point, RING - 4) for city in cities}
    dots = [_square_at(point, 3) for point in beside]
    taken: list[Box] = []
    labels: list[Label] = []
    for group in _neighbours(cities):
        others = [*taken, *(ring for city, ring in rings.items() if city not in group)]
        sides = _sides(group)
        # First try to spare the small dots too; if no side does, cover them rather than leave the name out.
        free = [side for side in sides if _is_free(side, others + dots)] or [
            side for side in sides if _is_free(side, others)
        ]
        if free:
            taken.append(_box(free[0]))
            labels.append(free[0])
    return labels


def _names_of_paths(home: MappedCity, partners: list[MappedCity]) -> list[Label]:
    """Name each path's other city where the path leaves the crop; names that would meet share one label."""
    names: list[Label] = []
    for partner in partners:
        name = _name_of_path(home.point, partner)
        # A joined name is longer and may meet yet another, so look again until it meets none.
        while other := next((it for it in names if _meet(_box(it, SMALLER), _box(name, SMALLER))), None):
            names.remove(other)
            name = replace(other, text=f"{other.text}, {name.text}")
        names.append(name)
    return names


def _name_of_path(start: Point, partner: MappedCity) -> Label:
    """Put the name below a flat path, beside a steep one; as far out as the page's own words leave room."""
    path = [_on_arc(start, partner.point, step / 100) for step in range(1, 101)]
    x, y = ([spot for spot in path if _is_clear(spot, _corner(start))] or path)[-1]
    if abs(x - start[0]) > abs(y - start[1]):
        return Label(round(x, 1), round(y + 3.6, 1), "middle", partner.name)
    return Label(round(x + 2, 1), round(y, 1), "start", partner.name)


def _is_clear(spot: Point, corner: Point) -> bool:
    """Whether a name can stand at `spot`: not below the page's words, nor cut off on a narrow screen."""
    x, y = spot[0] - corner[0], spot[1] - corner[1]
    # Units from the corner of the crop: its left part lies under the heading, and narrow screens cut its
    # edges. These numbers belong to the layout of templates/components/city_head.html.
    return 84 < x < 196 and 14 < y < (24 if x < 112 else 44)


def _corner(centre: Point) -> Point:
    """Return the upper left corner of the crop that shows this city."""
    # Never beyond the upper and lower edge, where there is no drawing; sideways the sea simply goes on.
    top = min(max(centre[1] - CROP_AT[1] * CROP_HEIGHT, 0), HEIGHT - CROP_HEIGHT)
    return centre[0] - CROP_AT[0] * CROP_WIDTH, top


def _bend(start: Point, end: Point) -> Point:
    """Return the control point of the curve between two points."""
    lift = LIFT * hypot(end[0] - start[0], end[1] - start[1])
    return (start[0] + end[0]) / 2, (start[1] + end[1]) / 2 - lift


def _on_arc(start: Point, end: Point, part: float) -> Point:
    """Return the point after `part` (0 to 1) of the curve: a quadratic Bézier curve, as SVG draws it."""
    bend, rest = _bend(start, end), 1 - part
    x, y = (
        rest * rest * one + 2 * rest * part * two + part * part * three
        for one, two, three in zip(start, bend, end, strict=True)
    )
    return x, y


def _neighbours(cities: list[MappedCity]) -> list[list[MappedCity]]:
    """Group the cities that share a label: those nearer than NEAR to any other of the group."""
    groups = {city: [city] for city in cities}
    for one, other in combinations(cities, 2):
        (x, y), (u, v) = one.point, other.point
        if hypot(x - u, y - v) < NEAR and groups[one] is not groups[other]:
            joined = groups[one] + groups[other]
            groups |= dict.fromkeys(joined, joined)
    # Joined cities point to one and the same list; by its identity each group counts once.
    return list({id(group): group for group in groups.values()}.values())


def _sides(group: list[MappedCity]) -> list[Label]:
    """Return the eight labels a group may have, the best first, without those that leave the map."""
    text = ", ".join(city.name for city in group)
    x = sum(city.point[0] for city in group) / len(group)
    y = sum(city.point[1] for city in group) / len(group)
    sides = [
        Label(x - RING, y + 4, "end", text),
        Label(x + RING, y + 4, "start", text),
        Label(x - RING, y + 14, "end", text),
        Label(x + RING, y - 6, "start", text),
        Label(x + RING, y + 14, "start", text),
        Label(x - RING, y - 6, "end", text),
        Label(x, y - RING, "middle", text),
        Label(x, y + RING + 8, "middle", text),
    ]
    return [side for side in sides if _box(side)[0] >= 0 and _box(side)[2] <= WIDTH]


def _is_free(side: Label, others: Iterable[Box]) -> bool:
    """Whether the label lies on none of these boxes."""
    return not any(_meet(_box(side), other) for other in others)


def _box(candidate: Label, size: float = 1) -> Box:
    """Return the box a label fills, guessed from its letters; `size` is its size beside a name on the map."""
    width = size * LETTER * len(candidate.text)
    left = candidate.x - {"start": 0, "middle": width / 2, "end": width}[candidate.anchor]
    return left, candidate.y - size * (LINE - 4), left + width, candidate.y + size * 4


def _square_at(point: Point, size: float) -> Box:
    """Return the square about a point that reaches `size` to each side."""
    return point[0] - size, point[1] - size, point[0] + size, point[1] + size


def _meet(one: Box, other: Box) -> bool:
    """Whether two boxes overlap."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
