"""The demo's organisations at tables: invented, of invented cities, in each state; marked as samples."""

from typing import Any

from cities.models import User
from cities.partners.actions import agreeing, table
from cities.partners.models import AtTable
from events.models import Event
from icaforum.demo.projects import SHELTERS
from pilots.models import PilotProject
from resources.models import Resource

TENANTS: dict[str, Any] = {
    "name": "Tenants’ union of the Old Docks (sample)",
    "kind": "tenants",
    "place": "Old Docks, Riverport",
    "took_part": "11 meetings, paid by the hour.",
    "changed": "Rooms stay open until midnight instead of eight. The list of streets is theirs.",
    "email": "docks@tenants.example",
}
WOMEN: dict[str, Any] = {
    "name": "Women’s group Station Quarter (sample)",
    "kind": "women",
    "place": "Station Quarter, Riverport",
    "took_part": "4 walks at night.",
    "changed": "Two rooms moved away from the underpass.",
    "email": "station@women.example",
}
CARETAKERS: dict[str, Any] = {
    "name": "Caretakers’ union (sample)",
    "kind": "labour",
    "place": "Riverport",
    "took_part": "3 meetings.",
    "changed": "Caretakers are paid for the evenings.",
    "email": "caretakers@union.example",
}
OWNERS: dict[str, Any] = {
    "name": "Association of house owners (sample)",
    "kind": "employers",
    "took_part": "Invited twice, came once.",
    "email": "office@owners.example",
}


def load(by: User, people: dict[str, User]) -> None:
    """Let sample cities write down who was at the table, and organisations answer; `by` is staff."""
    project = PilotProject.objects.get(slug=SHELTERS)
    lead = people["pilot"]
    _agree(_write(project, TENANTS, lead), "It took eleven meetings to be believed. Begin with our list.")
    _agree(_write(project, WOMEN, lead))
    _agree(_write(project, OWNERS, lead))
    _write(project, CARETAKERS, lead)
    event = Event.objects.get(title__startswith="After coal stoves")
    fitters = {
        "name": "Stove fitters of Riverport (sample)",
        "changed": "A workshop in their yard, and twelve apprentices.",
    }
    _agree(_write(event, CARETAKERS | fitters, by))
    agreeing.say_no(_write(event, TENANTS | {"name": "A union that said no (sample)", "place": ""}, by))
    paper = Resource.objects.get(slug="choosing-rooms-for-climate-shelters")
    residents = {
        "name": "Neighbours of the Lake Road (sample)",
        "kind": "residents",
        "place": "Lakemouth",
        "took_part": "Two evenings with forty people.",
        "changed": "Three rooms were left out, three others came in.",
        "email": "lake@neighbours.example",
    }
    row = _write(paper, residents, people["lakemouth"])
    agreeing.agree(
        row, seal=row.seal, nothing_so_far=True, they_say="The rooms are chosen, and still locked. (Sample)"
    )
    back = _write(paper, WOMEN | {"name": "A group that took its name back (sample)"}, people["lakemouth"])
    agreeing.take_name_back(agreeing.agree(back, seal=back.seal))


def _write(thing: Any, facts: dict[str, Any], by: User) -> AtTable:
    return table.write_down(thing, by=by, **{"language": "en", "changed": "", "place": ""} | facts)


def _agree(row: AtTable, they_say: str = "") -> None:
    agreeing.agree(row, seal=row.seal, they_say=they_say and f"{they_say} (Sample)")
