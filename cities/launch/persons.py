"""The people of the rows: what their cells mean, who stands twice, who is here already. Pure, as `rules`."""

from collections import Counter, defaultdict
from difflib import SequenceMatcher
from functools import partial

from cities.launch import values
from cities.launch.holdings import Background, Known
from cities.launch.lines import Line, Place
from cities.launch.problems import Unclear
from cities.people.models import Officer
from icaforum.words.addresses import FREE_MAIL
from icaforum.words.names import plain_words

# «lakmouth.example» beside «lakemouth.example».
ALIKE_DOMAINS = 0.85
NOBODY = Known()


def read_people(rows: list[Line]) -> None:
    """Understand the people of one city; the domains of some complete the addresses of others."""
    rows = [line for line in rows if line.names_a_person]
    domains = Counter(domain for line in rows if (domain := _domain(line)))
    for line in rows:
        _read_person(line, [domain for domain, _count in domains.most_common()])
        domain = _domain(line)
        for other in [] if domain in FREE_MAIL or domains[domain] > 1 else domains:
            alike = SequenceMatcher(None, domain, other).ratio() if domain else 0
            if other != domain and alike >= ALIKE_DOMAINS and not line.has("domain"):
                offer = f"{line.email.rpartition('@')[0]}@{other}"
                line.note("domain", "email", offer, value=line.email, domain=other)


def _domain(line: Line) -> str:
    """Return the domain of a line's address, where it is one."""
    try:
        return values.read_address(line.text("email")).rpartition("@")[2] if line.text("email") else ""
    except Unclear:
        return ""


def _read_person(line: Line, domains: list[str]) -> None:
    line.name = line.understand("name", values.read_name) or ""
    if not line.cells.get("name"):
        line.note("no_name", "name")
    line.email = line.understand("email", partial(values.read_address, domains=domains)) or ""
    if not line.cells.get("email"):
        line.note("no_address", "email", name=line.name or line.text("city"))
    line.role = line.understand("role", values.read_role) or ""
    if not line.cells.get("role"):
        line.note("no_role", "role", *Officer.Role.values)
    try:
        line.language = values.read_language(line.text("language"))
    except Unclear as unclear:
        line.note(unclear.code, "language", *unclear.offers)
    if line.language not in values.LANGUAGES:
        line.note("mail_language", "language")
        line.language = "en"


def judge_people(lines: list[Line], background: Background) -> None:
    """Judge each address over all rows: who stands twice, who is here already, who is to be left out."""
    by_address: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_address[line.email].append(line)
    for address, rows in by_address.items():
        _note_twice(address, rows)
        known = background.known.get(address, NOBODY)
        for line in rows:
            _judge_person(line, known, background)


def _note_twice(address: str, rows: list[Line]) -> None:
    """Note one address in several rows: of one city, with several names, or for several cities."""
    first: dict[Place | None, Line] = {}
    for line in rows:
        before = first.setdefault(line.place, line)
        named = rows[0]
        if plain_words(line.name) != plain_words(named.name) and line.name and named.name:
            line.note("shared", "email", value=address, row=named.number, other=named.name)
        elif before is not line:
            line.note("twice", "email", value=address, row=before.number)
    if len(first) > 1:
        cities = ", ".join(place.name for place in first if place)
        for line in first.values():
            line.note("two_cities", value=address, name=line.name or address, cities=cities)


def _judge_person(line: Line, known: Known, background: Background) -> None:
    key = line.place.key if line.place else 0
    if known.is_staff:
        line.note("staff", "email", value=line.email)
    elif known.is_closed:
        line.note("closed", "email", value=line.email)
    elif key in known.seats:
        line.does.append("seat")
        if line.role and line.role != known.seats[key]:
            line.note("other_role", "role", name=line.name, role=known.seats[key])
    elif key in known.invited:
        line.does.append("invited")
    elif line.email in background.no_thanks:
        line.does.append("no_thanks")
        line.note("no_thanks", "email", value=line.email)
    else:
        line.does.append("person")
