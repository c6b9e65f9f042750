"""The verdict on each row: what is wrong, what to look at, what will happen. Pure, given the background."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from cities.directory.gazetteer import keys_meant
from cities.directory.models import City
from cities.directory.tiers import SELECTED, SLUGS, Tier
from cities.joining.rules import missing_grounds
from cities.launch import values
from cities.launch.columns import GROUNDS
from cities.launch.holdings import Background
from cities.launch.lines import Line, Place, note_odd_cells
from cities.launch.models import LaunchRow
from cities.launch.persons import judge_people, read_people
from cities.people.models import Officer
from icaforum.words.names import name_keys, sort_key

Verdict = LaunchRow.Verdict
TIERS = [SLUGS[tier] for tier in Tier]
# What is asked of a name that the directory does not hold.
ASKED_OF_NEW = ("near_city", "unknown_city", "no_country")


def judge(
    lines: Sequence[Line],
    background: Background,
    *,
    day_first: bool | None = None,
    progress: Callable[[int], object] | None = None,
) -> None:
    """Find out what each line means and does, and what is wrong with it; all is written into the lines."""
    here = [line for line in lines if not line.is_out]
    above, read_day = "", partial(values.read_day, today=background.today, day_first=day_first)
    for at, line in enumerate(here):
        note_odd_cells(line)
        line.tier = line.understand("tier", values.read_tier) or ""
        line.since = line.understand("since", read_day)
        _read_place(line, background, above=above)
        above = line.text("city") or above
        if progress and at % 100 == 0:
            progress(at)
    _share_new_places(here)
    teams: dict[Place, list[Line]] = defaultdict(list)
    for line in here:
        if line.place:
            teams[line.place].append(line)
    for place, rows in teams.items():
        _judge_city(place, rows, background)
        read_people(rows)
    judge_people([line for line in here if line.email], background)
    for place, rows in teams.items():
        _judge_team(place, rows, background)
    _judge_numbers([rows[0] for rows in teams.values() if "member" in rows[0].does], background)


def verdict_of(line: Line) -> str:
    """Return the one word for a line that was judged."""
    if line.is_out:
        return Verdict.OUT
    if line.stops:
        return Verdict.FIX
    if line.problems:
        return Verdict.LOOK
    return Verdict.NEW if {"member", "person"} & set(line.does) else Verdict.SAME


def summary_of(lines: Iterable[Line]) -> dict[str, Any]:
    """Return the numbers of what the import would do: members and people, by tier, role and language."""
    lines = [line for line in lines if not line.is_out]
    new = {line.place: line for line in lines if line.place and "member" in line.does}
    people = [line for line in lines if "person" in line.does]
    return {
        "rows": len(lines),
        "members": len(new),
        "tiers": dict(Counter(line.tier for line in new.values() if line.tier)),
        "people": len({line.email for line in people}),
        "leads": sum(line.role == Officer.Role.LEAD for line in people),
        "contacts": sum(line.role != Officer.Role.LEAD for line in people),
        "languages": dict(Counter({line.email: line.language for line in people}.values())),
    }


# Cities ---------------------------------------------------------------------------------------------------


def _read_place(line: Line, background: Background, *, above: str) -> None:
    """Find the entry of the directory that a line is about, or note what has to be answered first."""
    name = line.text("city")
    if not name:
        if not line.stops:
            # The cells of a merged one are empty but for the first: the city above is offered, never taken.
            line.note("no_city", "city", *filter(None, [above]))
        return
    kind = line.understand("kind", values.read_kind)
    country = line.understand("country", values.read_country) or ""
    called = [city for city in background.called(name) if _is_of_kind(city, kind)]
    found = [city for city in called if not country or str(city.country) in {"", country}]
    if kind is None and line.tier == "partner":
        # A city that is called a partner in the column of the tier stays that city, and is asked about.
        found = [city for city in found if city.is_partner] or found
        kind = City.Kind.PARTNER
    # Its own name before another one, and where nothing says «partner» a city before a partner.
    found = [city for city in found if city.sort_name == sort_key(name)] or found
    found = [city for city in found if kind or not city.is_partner] or found
    if len(countries := dict.fromkeys(str(city.country) for city in found)) > 1:
        line.note("which_city", "country", *filter(None, countries), value=name)
    elif found:
        line.place = Place.of(min(found, key=lambda city: (city.kind, city.pk)))
    elif called and "other_country" not in line.settled:
        line.note(
            "other_country", "country", *dict.fromkeys(str(city.country) for city in called), value=name
        )
    else:
        _read_new_place(line, background, name=name, kind=kind, country=country)


def _is_of_kind(city: City, kind: str | None) -> bool:
    """Return whether an entry can be meant where the file says this kind, or none."""
    return kind is None or city.is_partner == (kind == City.Kind.PARTNER)


def _read_new_place(line: Line, background: Background, *, name: str, kind: str | None, country: str) -> None:
    """Take a name that the directory does not hold for a new entry, once nothing else can be meant."""
    near = [] if "near_city" in line.settled else background.alike(name, country=country)
    if near:
        line.note("near_city", "city", *near)
    elif kind is None:
        if not line.has("kind"):
            line.note("unknown_city", "kind", City.Kind.OTHER, City.Kind.PARTNER, City.Kind.C40, value=name)
    elif not country and kind != City.Kind.PARTNER:
        if not line.has("country"):
            line.note("no_country", "country", city=name)
    elif not line.has("country"):
        line.place = Place.new(name, kind=kind, country=country)


def _share_new_places(lines: list[Line]) -> None:
    """Let rows that only name a new city be about the one that another row says kind and country of."""
    new = {line.place.name: line.place for line in lines if line.place and not line.place.key}
    by_key = {key: place for name, place in new.items() for key in keys_meant(name, place.country)}
    for line in lines:
        if line.place is None and any(line.has(code) for code in ASKED_OF_NEW):
            line.place = next((by_key[it] for it in name_keys(line.text("city")) if it in by_key), None)
            if line.place:
                line.problems = [it for it in line.problems if it.code not in ASKED_OF_NEW]


def _judge_city(place: Place, rows: list[Line], background: Background) -> None:
    """Judge what the rows of one city say together of its membership."""
    _note_differences(place, rows)
    first, city = rows[0], background.cities.get(place.key)
    if city and city.membership:
        _compare_with_what_is_here(place, rows, city)
        return
    first.does.append("member")
    if not place.key:
        first.note("new_city", city=place.name)
    _judge_tier(place, rows)
    days = [line.since for line in rows if line.since]
    first.since = days[0] if days else None
    if not days and not any(line.cells.get("since") for line in rows):
        first.note("no_day", "since", city=place.name)
    elif days and days[0] < values.LONG_AGO:
        first.note("long_ago", "since")
    stated = {name: next((line.text(name) for line in rows if line.text(name)), "") for name in GROUNDS}
    first.backers = _read_backers(first, stated["backed_by"], background)
    stated["backed_by"] = "x" if first.backers else ""
    if missing := missing_grounds(place.kind, stated):
        first.note("grounds", value=",".join(missing), missing=",".join(missing))


def _note_differences(place: Place, rows: list[Line]) -> None:
    """Note rows that say another tier or first day than the first row of the city that says one."""
    for column, code in (("tier", "two_tiers"), ("since", "two_days")):
        says = [line for line in rows if getattr(line, column)]
        for line in says[1:]:
            if getattr(line, column) != getattr(says[0], column):
                before = says[0].text(column)
                line.note(code, column, before, city=place.name, row=says[0].number, other=before)


def _judge_tier(place: Place, rows: list[Line]) -> None:
    """Note a tier that is missing, or not one of such an entry; the first row gets that of the city."""
    says = next((line for line in rows if line.tier), None)
    if place.is_partner:
        if says and says.tier != "partner":
            says.note("partner_tier", "tier", "partner", city=place.name)
        rows[0].tier = "partner"
    elif says is None:
        if not any(line.cells.get("tier") for line in rows):
            rows[0].note("no_tier", "tier", *TIERS, city=place.name)
    elif says.tier == "partner":
        says.note("city_tier", "tier", *TIERS, city=place.name)
    else:
        rows[0].tier = says.tier


def _compare_with_what_is_here(place: Place, rows: list[Line], city: City) -> None:
    """Note where the file differs from a membership that is here, and stays as it is."""
    here = city.membership
    says = next((line for line in rows if line.tier), None)
    if here and says and says.tier != here.slug:
        says.note("other_tier", "tier", city=place.name, tier=here.slug)
    told = next((line for line in rows if line.since), None)
    if here and told and told.since != here.since.date():
        told.note("other_day", "since", city=place.name, day=here.since.date().isoformat())


def _judge_numbers(new: list[Line], background: Background) -> None:
    """Note where the members of the file are more than the Forum's settings allow."""
    peers = [line for line in new if line.tier and values.tier_of(line.tier) in SELECTED]
    others = [line for line in new if line.place and line.place.kind == City.Kind.OTHER]
    for code, lines, number in (
        ("beyond_peers", peers, background.peers),
        ("beyond_others", others, background.others),
    ):
        if lines and number.limit is not None and number.taken + len(lines) > number.limit:
            lines[0].note(code, value="", all=number.taken + len(lines), limit=number.limit)


def _read_backers(line: Line, text: str, background: Background) -> list[Place]:
    """Return the cities that back a partner; names of no city are noted and left out."""
    found = []
    for name in filter(None, (part.strip() for part in text.replace("\n", ";").split(";"))):
        cities = [city for city in background.called(name) if not city.is_partner]
        if cities:
            found.append(Place.of(cities[0]))
        else:
            line.note("backers", value=name)
    return found


def _judge_team(place: Place, rows: list[Line], background: Background) -> None:
    """Note a new member without anybody, or without a lead contact."""
    if "member" not in rows[0].does:
        return
    people = [line for line in rows if line.names_a_person and "no_thanks" not in line.does]
    if not people and place.key not in background.with_people:
        rows[0].note("nobody", city=place.name)
    elif place.key not in background.with_lead and not any(line.role == "lead" for line in people):
        if people and not any(line.has("role") or line.has("no_role") for line in people):
            people[0].note("no_lead", "role", Officer.Role.LEAD, value="", city=place.name)
        elif not people:
            rows[0].note("no_lead", value="", city=place.name)
