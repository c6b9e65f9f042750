"""The map of the member cities: where a place stands on it, and the paths between places.

Equal Earth, cut at the top of Greenland and below Cape Horn, in a box of 1200 by 516. Pure arithmetic: the
land is a drawing of its own (static/img/land.svg, land-fine.svg), made with the same numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations
from math import asin, cos, hypot, radians, sin, sqrt

WIDTH, HEIGHT = 1200, 516


CENTRE = (600.0, 284.3)


SCALE = 221.68


LIFT = 0.22


CROP_WIDTH, CROP_HEIGHT = 212, 58


CROP_AT = (0.73, 0.6)
"""Where the city stands in the crop of its page, as parts of its width and height: beside the words."""


LETTER, LINE, RING, NEAR = 6.7, 15.0, 14.0, 12.0
"""On the map: the width of a letter, a line, the room of a ring; what stands nearer shares one label."""


SMALLER = 0.17
"""A name in the crop, beside one on the map."""


Point = tuple[float, float]


Box = tuple[float, float, float, float]


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
    """A place on the map, by the Equal Earth projection."""
    angle = asin(_M * sin(radians(latitude)))
    square = angle * angle
    sixth = square**3
    x = (
        radians(longitude)
        * cos(angle)
        / (_M * (_A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)))
    )
    y = angle * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))
    return round(CENTRE[0] + SCALE * x, 1), round(CENTRE[1] - SCALE * y, 1)


def arc(start: Point, end: Point) -> str:
    """The curve between two places, lifted in its middle by about a fifth of the way."""
    middle, top = _bend(start, end)
    return f"M{start[0]:.1f} {start[1]:.1f}Q{middle:.1f} {top:.1f} {end[0]:.1f} {end[1]:.1f}"


def crop(centre: Point) -> str:
    """The view box of a city's page head: the city to the right, the rest of its region around it."""
    left, top = _corner(centre)
    return f"{left:.1f} {top:.1f} {CROP_WIDTH} {CROP_HEIGHT}"


def draw(places: Iterable[MappedCity], links: Iterable[tuple[MappedCity, MappedCity]] = ()) -> WorldMap:
    """The map of these places and of those that learn together; the pilot cities carry their names."""
    depth = ("partner", "general", "peer", "pilot")
    ordered = sorted(places, key=lambda place: (depth.index(place.tier), place.name))
    return WorldMap(
        arcs=[arc(start.point, end.point) for start, end in links],
        dots=[Dot(*place.point, place.tier, place.name, place.tier == "pilot") for place in ordered],
        labels=label(
            [place for place in ordered if place.tier == "pilot"],
            beside=[place.point for place in ordered if place.tier != "pilot"],
        ),
    )


def draw_around(
    home: MappedCity, places: Iterable[MappedCity], partners: Iterable[MappedCity] = ()
) -> WorldMap:
    """The crop around one city, with its neighbours and the paths to those it learns with."""
    partners = list(partners)
    whole = draw(places, [(home, partner) for partner in partners])
    others = [dot for dot in whole.dots if dot.name != home.name]
    return WorldMap(
        whole.arcs,
        [*others, Dot(*home.point, home.tier, home.name, ringed=True)],
        _names_of_paths(home, partners),
        view_box=crop(home.point),
    )


def label(places: list[MappedCity], beside: Iterable[Point] = ()) -> list[Label]:
    """Names left or right of their dots, above or below, so that none lies on another or on a ring.

    Cities too near to each other share one label. A smaller dot beside it is covered only where there is no
    other side. A name that finds no room is left out: the list beside the map has them all.
    """
    rings = {place: _around_point(place.point, RING - 4) for place in places}
    dots = [_around_point(point, 3) for point in beside]
    taken: list[Box] = []
    labels: list[Label] = []
    for group in _neighbours(places):
        others = [*taken, *(ring for place, ring in rings.items() if place not in group)]
        sides = _sides(group)
        free = [side for side in sides if _is_free(side, others + dots)] or [
            side for side in sides if _is_free(side, others)
        ]
        if free:
            taken.append(_box(free[0]))
            labels.append(free[0])
    return labels


def _names_of_paths(home: MappedCity, partners: list[MappedCity]) -> list[Label]:
    """Where each path leaves the crop, the name of the city it leads to; those that would meet share one."""
    names: list[Label] = []
    for partner in partners:
        name = _name_of_path(home.point, partner)
        while other := next((it for it in names if _meet(_box(it, SMALLER), _box(name, SMALLER))), None):
            names.remove(other)
            name = replace(other, text=f"{other.text}, {name.text}")
        names.append(name)
    return names


def _name_of_path(start: Point, partner: MappedCity) -> Label:
    """Below a flat path, beside a steep one; as far out as the words of the page leave room."""
    way = [_on_arc(start, partner.point, step / 100) for step in range(1, 101)]
    x, y = ([spot for spot in way if _is_clear(spot, _corner(start))] or way)[-1]
    if abs(x - start[0]) > abs(y - start[1]):
        return Label(round(x, 1), round(y + 3.6, 1), "middle", partner.name)
    return Label(round(x + 2, 1), round(y, 1), "start", partner.name)


def _is_clear(spot: Point, corner: Point) -> bool:
    """Whether a name can stand there: not below the words, and on screens of all widths not cut off."""
    x, y = spot[0] - corner[0], spot[1] - corner[1]
    return 84 < x < 196 and 14 < y < (24 if x < 112 else 44)


def _corner(centre: Point) -> Point:
    """Where the crop around a city begins."""
    top = min(max(centre[1] - CROP_AT[1] * CROP_HEIGHT, 0), HEIGHT - CROP_HEIGHT)
    return centre[0] - CROP_AT[0] * CROP_WIDTH, top


def _bend(start: Point, end: Point) -> Point:
    """The control point of the curve between two places."""
    lift = LIFT * hypot(end[0] - start[0], end[1] - start[1])
    return (start[0] + end[0]) / 2, (start[1] + end[1]) / 2 - lift


def _on_arc(start: Point, end: Point, part: float) -> Point:
    bend, rest = _bend(start, end), 1 - part
    x, y = (
        rest * rest * one + 2 * rest * part * two + part * part * three
        for one, two, three in zip(start, bend, end, strict=True)
    )
    return x, y


def _neighbours(places: list[MappedCity]) -> list[list[MappedCity]]:
    groups = {place: [place] for place in places}
    for one, other in combinations(places, 2):
        (x, y), (u, v) = one.point, other.point
        if hypot(x - u, y - v) < NEAR and groups[one] is not groups[other]:
            joined = groups[one] + groups[other]
            groups |= dict.fromkeys(joined, joined)
    return list({id(group): group for group in groups.values()}.values())


def _sides(group: list[MappedCity]) -> list[Label]:
    text = ", ".join(place.name for place in group)
    x = sum(place.point[0] for place in group) / len(group)
    y = sum(place.point[1] for place in group) / len(group)
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
    return not any(_meet(_box(side), other) for other in others)


def _box(candidate: Label, size: float = 1) -> Box:
    width = size * LETTER * len(candidate.text)
    left = candidate.x - {"start": 0, "middle": width / 2, "end": width}[candidate.anchor]
    return left, candidate.y - size * (LINE - 4), left + width, candidate.y + size * 4


def _around_point(point: Point, size: float) -> Box:
    return point[0] - size, point[1] - size, point[0] + size, point[1] + size


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
