"""What matching proposes for the interests of a call: the rows behind `matching`, and reasons in words."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from cities.directory.tiers import Level
from cities.models import City, Officer, Theme
from cities.sharing.viewers import viewer_of_city
from icaforum.words.times import request_now
from pilots.interest import matching, rules
from pilots.interest.matching import Asking, Assignment, Fit, Offering, Unmet
from pilots.interest.models import Interest, PeerCall, Ruling
from pilots.interest.recipients import cities_it_is_for
from pilots.pairings.models import Pairing
from pilots.pairings.rules import may_be_paired, may_take_peers, pauses
from pilots.projects.models import PilotProject
from pilots.projects.states import LIVE


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
        Unmet.DECLINED: _("A pairing was proposed here, and was declined or withdrawn."),
        Unmet.OWN: _("The city delivers this project itself."),
        Unmet.GONE: _("The project has ended, or is not open to the city any more."),
        Unmet.ELSEWHERE: _("The city learns in another pairing by now."),
        Unmet.AWAY: _("The city pauses, or has left the Forum."),
        Unmet.SET: _("The secretariat chose another pair."),
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
    unmet = dict(row.unmet)
    if row.pairing and not row.has_pairing:  # maybe since it was decided
        unmet[str(row.pairing.project_id)] = str(Unmet.DECLINED)
    return [
        (wish.project, unmet_in_words(unmet[str(wish.project_id)]))
        for wish in row.wishes.all()
        if str(wish.project_id) in unmet
    ]


def proposals_of(call: PeerCall) -> list[Proposal]:
    """Return what is proposed for each interest that was sent and has no pairing, by the city's name.

    Pairs that stand already keep their places, so that the reasons of the rest stay what they were; a pair
    that was declined or withdrawn gives its place back, and does not come again.
    """
    sent = call.interests.sent().select_related("call", "pairing")
    rows = list(
        sent.prefetch_related(
            "wishes", Prefetch("city", City.objects.with_membership()), "city__themes"
        ).order_by("city__sort_name")
    )
    held = {row.pk: row.pairing.project_id for row in rows if row.pairing and row.pairing.state in LIVE}
    free = [row for row in rows if not row.has_pairing]
    projects = {it.pk: it for it in _projects_of(call, rows, held.values())}
    able = set(cities_it_is_for().filter(pk__in=[row.city_id for row in free]).values_list("pk", flat=True))
    hosts = _able_hosts(projects.values())
    rulings = list(Ruling.objects.filter(interest__call=call))
    because = _impossible(free, projects)
    pinned = {(it.interest_id, it.project_id) for it in rulings if not it.is_apart}
    found = matching.assign(
        [asking_of(row) for row in rows if row.pk in held or (row in free and row.city_id in able)],
        _offerings(projects, hosts, Counter(held.values())),
        places=call.places,
        fixed=set(held.items()),
        pinned=pinned,
        apart={*because, *((it.interest_id, it.project_id) for it in rulings if it.is_apart)},
    )
    found = replace(
        found, unmet={**found.unmet, **{pair: because[pair] for pair in found.unmet if pair in because}}
    )
    leads = _led(row.city_id for row in free)
    live = list(Pairing.objects.live().values_list("pilot_city", "peer_city"))
    load, learning = Counter(host for host, _peer in live), {peer for _host, peer in live}
    proposals = []
    for row in free:
        if row.city_id not in able:
            why = Unmet.ELSEWHERE if row.city_id in learning else Unmet.AWAY
            proposals.append(_not_able(row, why, projects, because))
            continue
        one = _proposal(row, found, projects, hosts=hosts, load=load, pinned=pinned, because=because)
        one = replace(one, way=stands_in_the_way(row, leads=leads))
        if one.host:
            # Of several cities of one project the next peer goes to whoever has fewer.
            load[one.host.pk] += 1
        proposals.append(one)
    return proposals


def _offerings(
    projects: Mapping[int, PilotProject], hosts: Mapping[int, list[City]], held: Counter[int]
) -> list[Offering]:
    """Return projects as matching sees them, with the room that pairs of the call already hold."""
    return [
        Offering(
            key, (it.room if hosts[key] else 0) + held[key], frozenset(theme.pk for theme in it.themes.all())
        )
        for key, it in projects.items()
    ]


def _impossible(rows: Iterable[Interest], projects: Mapping[int, PilotProject]) -> dict[matching.Pair, Unmet]:
    """Return the pairs that cannot come, whatever fits, each with the reason that the city reads."""
    today, found = request_now().date(), {}
    gone = {key for key, it in projects.items() if not it.published_at or it.is_over_on(today)}
    # Every city sees the others: only of what few may see each city is asked for.
    for_few = {key for key, it in projects.items() if it.level > Level.GENERAL}
    for row in rows:
        hidden = for_few - _seen_by(row.city, for_few) if for_few else set()
        for key, project in projects.items():
            pair = (row.pk, key)
            ended = row.pairing and row.pairing.project_id == key
            if ended or row.unmet.get(str(key)) == Unmet.DECLINED:
                found[pair] = Unmet.DECLINED
            elif any(host.pk == row.city_id for host in project.hosts.all()):
                found[pair] = Unmet.OWN
            elif key in gone or key in hidden:
                found[pair] = Unmet.GONE
    return found


def _seen_by(city: City, keys: Collection[int]) -> set[int]:
    rows = PilotProject.objects.visible_to(viewer_of_city(city)).filter(pk__in=keys)
    return set(rows.order_by().values_list("pk", flat=True))


def _not_able(
    row: Interest,
    why: Unmet,
    projects: Mapping[int, PilotProject],
    because: Mapping[matching.Pair, Unmet],
) -> Proposal:
    """Return why a city that cannot learn now gets nothing, for each of its wishes."""
    unmet = tuple(
        (projects[wish.project_id], because.get((row.pk, wish.project_id), why))
        for wish in row.wishes.all()
        if wish.project_id in projects
    )
    return Proposal(row, unmet=unmet, note=_("%(city)s learns already, or pauses.") % {"city": row.city})


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
    because: Mapping[matching.Pair, Unmet],
) -> Proposal:
    unmet = tuple(
        (projects[wish.project_id], found.unmet[row.pk, wish.project_id])
        for wish in row.wishes.all()
        if (row.pk, wish.project_id) in found.unmet
    )
    fit = found.fits.get(row.pk)
    # Why a pair that is set does not come: what makes it impossible, else that there is no room.
    no_room = _("There is no room for the pair that is set.")
    kept_out = [pair for pair in found.kept_out if pair[0] == row.pk]
    note = next((unmet_in_words(because[it]) if it in because else no_room for it in kept_out), "")
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


def _projects_of(call: PeerCall, rows: list[Interest], held: Iterable[int]) -> list[PilotProject]:
    """Return the projects of a call, with those that its rulings name or that are `held`, and their room."""
    ruled = Ruling.objects.filter(interest__in=rows).order_by().values("project")
    named = PilotProject.objects.filter(peer_calls=call) | PilotProject.objects.filter(pk__in=ruled)
    named |= PilotProject.objects.filter(pk__in=list(held))
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
