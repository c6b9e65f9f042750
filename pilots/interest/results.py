"""What matching proposes for the interests of a call: the rows behind `matching`, and reasons in words."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from cities.models import City, Officer, Theme
from pilots.interest import matching, rules
from pilots.interest.matching import Asking, Assignment, Fit, Offering, Unmet
from pilots.interest.models import Interest, PeerCall, Ruling
from pilots.interest.recipients import cities_it_is_for
from pilots.pairings.models import Pairing
from pilots.pairings.rules import may_be_paired, may_take_peers, pauses
from pilots.projects.models import PilotProject


@dataclass(frozen=True)
class Proposal:
    """What is proposed for one interest: a project with its pilot city, and why; or why nothing is.

    `unmet` are the projects that it names and does not get, each with the reason; `note` is what the
    secretariat should know before, `way` what it has to do before.
    """

    interest: Interest
    project: PilotProject | None = None
    host: City | None = None
    fit: Fit | None = None
    is_pinned: bool = False
    themes: tuple[Theme, ...] = ()
    needs: rules.Needs | None = None
    unmet: tuple[tuple[PilotProject, Unmet], ...] = ()
    note: str = ""
    way: str = ""

    @property
    def why(self) -> str:
        """The reason in a sentence; empty where nothing is proposed."""
        if self.fit is None or self.project is None:
            return ""
        return _why(self)


def _why(proposal: Proposal) -> str:
    fit, city = proposal.fit, proposal.interest.city
    themes = ", ".join(str(theme) for theme in proposal.themes)
    wishes = {1: _("its first wish"), 2: _("its second wish"), 3: _("its third wish")}
    facts = {"city": city, "themes": themes, "wish": wishes.get(fit.wish, "") if fit else ""}
    if proposal.is_pinned:
        return _("The secretariat chose this pair for %(city)s.") % facts
    if themes:
        return _("It is %(wish)s, and %(city)s and the project work on the same: %(themes)s.") % facts
    return _("It is %(wish)s. %(city)s and the project have no theme in common.") % facts


def unmet_in_words(why: str) -> str:
    """Say why a wish came to nothing, so that the city may read it."""
    words = {
        Unmet.EARLIER: _("Another wish was met, which counts more."),
        Unmet.APART: _("The secretariat decided against this pair."),
        Unmet.FULL: _("The project has no room now."),
        Unmet.PLACES: _("All places of this call are given."),
        Unmet.CLOSER: _("Its places went to cities that are closer to it by theme or wish."),
        Unmet.LOT: _("Others fit as well, and lots were drawn."),
        Unmet.MORE: _("This way more cities get a place, or fit better together."),
    }
    return str(words.get(Unmet(why), "")) if why in set(Unmet) else ""


def outcome_of(row: Interest) -> list[tuple[PilotProject, str]]:
    """Return the wishes of an interest that came to nothing, each with the reason, once it is decided."""
    return [
        (wish.project, unmet_in_words(row.unmet[str(wish.project_id)]))
        for wish in row.wishes.all()
        if str(wish.project_id) in row.unmet
    ]


def proposals_of(call: PeerCall) -> list[Proposal]:
    """Return what is proposed for each interest that was sent and has no pairing yet, by the city's name."""
    rows = list(
        call.interests.sent()
        .filter(pairing=None)
        .select_related("call")
        .prefetch_related("wishes", Prefetch("city", City.objects.with_membership()), "city__themes")
        .order_by("city__sort_name")
    )
    projects = {it.pk: it for it in _projects_of(call, rows)}
    able = set(cities_it_is_for().filter(pk__in=[row.city_id for row in rows]).values_list("pk", flat=True))
    askings = [asking_of(row) for row in rows if row.city_id in able]
    hosts = _able_hosts(projects.values())
    rulings = list(Ruling.objects.filter(interest__call=call))
    apart = {(it.interest_id, it.project_id) for it in rulings if it.is_apart}
    # A city does not learn from itself.
    for key, able_hosts in hosts.items():
        only = {host.pk for host in able_hosts}
        apart |= {(row.pk, key) for row in rows if only == {row.city_id}}
    pinned = {(it.interest_id, it.project_id) for it in rulings if not it.is_apart}
    offerings = [
        Offering(key, it.room if hosts[key] else 0, frozenset(theme.pk for theme in it.themes.all()))
        for key, it in projects.items()
    ]
    given = call.interests.filter(pairing__isnull=False).count()
    found = matching.assign(
        askings, offerings, places=max(call.places - given, 0), pinned=pinned, apart=apart
    )
    leads = _led(row.city_id for row in rows)
    load = Counter(Pairing.objects.live().values_list("pilot_city", flat=True))
    proposals = []
    for row in rows:
        if row.city_id not in able:
            words = _("%(city)s learns already, or pauses.") % {"city": row.city}
            proposals.append(Proposal(row, note=words))
            continue
        one = _proposal(row, found, projects, hosts=hosts, load=load, pinned=pinned)
        one = replace(one, way=stands_in_the_way(row, leads=leads))
        if one.host:
            # Of several cities of one project the next peer goes to whoever has fewer.
            load[one.host.pk] += 1
        proposals.append(one)
    return proposals


def proposal_for(interest: Interest) -> Proposal | None:
    """Return what is proposed for one interest now; None once it has a pairing, or was taken back."""
    return next((it for it in proposals_of(interest.call) if it.interest.pk == interest.pk), None)


def asking_of(row: Interest) -> Asking:
    """Return an interest as matching sees it: its wishes, and the themes of its city."""
    wishes = tuple(wish.project_id for wish in row.wishes.all())
    return Asking(row.pk, wishes, frozenset(theme.pk for theme in row.city.themes.all()))


def _proposal(
    row: Interest,
    found: Assignment,
    projects: dict[int, PilotProject],
    *,
    hosts: dict[int, list[City]],
    load: Counter[int],
    pinned: set[matching.Pair],
) -> Proposal:
    unmet = tuple(
        (projects[wish.project_id], found.unmet[row.pk, wish.project_id])
        for wish in row.wishes.all()
        if (row.pk, wish.project_id) in found.unmet
    )
    fit = found.fits.get(row.pk)
    has_no_room = any(interest == row.pk for interest, _project in found.kept_out)
    note = _("There is no room for the pair that is set.") if has_no_room else ""
    if fit is None:
        return Proposal(row, unmet=unmet, note=note)
    project = projects[fit.project]
    host = best_host(row, hosts[fit.project], load)
    theirs = [*project.languages, *host.languages]
    zones = (row.city.known_zone, row.languages, host.known_zone, theirs)
    return Proposal(
        row,
        project=project,
        host=host,
        fit=fit,
        is_pinned=(row.pk, fit.project) in pinned,
        themes=tuple(theme for theme in project.themes.all() if theme.pk in fit.themes),
        needs=rules.needs(*zones, row.call.starts_on),
        unmet=unmet,
        note=note,
    )


def best_host(row: Interest, hosts: Iterable[City], load: Counter[int]) -> City:
    """Return the pilot city with the largest overlap of office hours, then the least load, then by name."""

    def order(host: City) -> tuple[float, int, str]:
        shared = rules.shared_office_hours(row.city.known_zone, host.known_zone, row.call.starts_on)
        return -(shared.total_seconds() if shared else 0), load[host.pk], host.sort_name

    return min((host for host in hosts if host.pk != row.city_id), key=order)


def _projects_of(call: PeerCall, rows: list[Interest]) -> list[PilotProject]:
    """Return the projects of a call, with those that its rulings name, and their room."""
    ruled = Ruling.objects.filter(interest__in=rows).order_by().values("project")
    named = PilotProject.objects.filter(peer_calls=call) | PilotProject.objects.filter(pk__in=ruled)
    keys = named.order_by().values("pk")
    return list(PilotProject.objects.filter(pk__in=keys).for_list().order_by("slug"))


def _able_hosts(projects: Iterable[PilotProject]) -> dict[int, list[City]]:
    """Return by project the pilot cities that could take a peer now: no pause, and a lead who can answer."""
    projects = list(projects)
    keys = {host.pk for project in projects for host in project.hosts.all()}
    cities = {city.pk: city for city in City.objects.filter(pk__in=keys).with_membership()}
    led = _led(keys)
    able = {key for key, city in cities.items() if may_take_peers(city) and not pauses(city) and key in led}
    return {it.pk: [cities[host.pk] for host in it.hosts.all() if host.pk in able] for it in projects}


def stands_in_the_way(row: Interest, *, leads: Collection[int] | None = None) -> str:
    """Say what has to be done before a pairing can be proposed to a city; empty where nothing has to.

    `leads` are the keys of cities with a lead contact, where somebody has asked for several at once.
    """
    if not may_be_paired(row.city):
        words = _("%(city)s is a Forum member: give it the tier of a peer city first, on its page.")
        return words % {"city": row.city}
    if leads is None:
        leads = _led([row.city_id])
    return (
        ""
        if row.city_id in leads
        else _("%(city)s has no lead contact who could answer.") % {"city": row.city}
    )


def _led(keys: Iterable[int]) -> set[int]:
    rows = Officer.objects.standing().leads().filter(city__in=list(keys))
    return set(rows.values_list("city", flat=True))
