"""The year so far in a few numbers, each of which leads to exactly the rows it counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from statistics import median_high

from django.db.models import Count, Model, Q
from django.urls import reverse
from django.utils.dateformat import format as in_letters
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.joining import route
from cities.models import Application, City, Membership, User
from cities.partners.models import TABLES
from cities.partners.numbers import Confirmed, confirmed_by_word
from events.after.numbers import Presence, presence_between
from events.models import Event, Registration
from icaforum.forum.reading import the_forum
from icaforum.pages.today.duties import view_right
from icaforum.words.times import year_of
from pilots.models import Milestone, Pairing
from resources.models import Resource

# Of so many of the decisions the days are read.
DECISIONS_READ = 200


@dataclass(frozen=True)
class Figure:
    """One number: `count` rows stand at `url`; `shown` is what is written large, by default that count."""

    count: int
    label: str
    remark: str
    url: str
    large: str = ""

    @property
    def shown(self) -> str:
        """What is written large."""
        return self.large or str(self.count)


@dataclass(frozen=True)
class Glance:
    """The heading and the numbers."""

    title: str
    figures: list[Figure]


def glance_of(person: User, today: date) -> Glance | None:
    """Return the numbers of the year that `today` is in, of what this person may open; None without any."""
    year = year_of(today)
    figures: list[Figure] = []
    if person.has_perm(view_right(Membership)):
        figures.append(_members(year[0]))
    if person.has_perm(view_right(Application)):
        figures.append(_decisions(year))
    if person.has_perm(view_right(Event)):
        figures.extend(_events(year, person))
    if person.has_perm(view_right(Pairing)):
        figures.append(_pairings(year))
    if person.has_perm(view_right(Resource)):
        figures.append(_papers(year))
    figures.extend(_organisations(year, person))
    return Glance(_title(today), figures) if figures else None


def _title(today: date) -> str:
    first, last = (in_letters(day, "F") for day in (today.replace(month=1, day=1), today))
    if first == last:
        return _("%(month)s at a glance") % {"month": first}
    return _("%(first)s to %(last)s at a glance") % {"first": first, "last": last}


def _list(model: type[Model], query: str) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") + f"?{query}"


def _moments(year: tuple[date, date]) -> tuple[datetime, datetime]:
    """Return the reader's year as two moments, as the filter «This year» of a list reads it."""
    first, last = year
    after = last.replace(year=last.year + 1, month=1, day=1)
    return make_aware(datetime.combine(first, time.min)), make_aware(datetime.combine(after, time.min))


def _members(first: date) -> Figure:
    begin = make_aware(datetime.combine(first, time.min))
    still = Q(until__isnull=True)
    # A partner is no city, and has no tier.
    found = Membership.objects.filter(tier__isnull=False).aggregate(
        now=Count("pk", filter=still),
        then=Count("pk", filter=Q(since__lt=begin) & (still | Q(until__gte=begin))),
    )
    return Figure(
        count=found["now"],
        label=ngettext("member city", "member cities", found["now"]),
        remark=_compared(found["now"] - found["then"]),
        url=_list(Membership, "stands=now&tier__isnull=False"),
    )


def _compared(more: int) -> str:
    if more == 0:
        return _("as many as at the start of the year")
    if more < 0:
        fewer = ngettext(
            "%(n)d fewer than at the start of the year", "%(n)d fewer than at the start of the year", -more
        )
        return fewer % {"n": -more}
    words = ngettext(
        "%(n)d more than at the start of the year", "%(n)d more than at the start of the year", more
    )
    return words % {"n": more}


def _decisions(year: tuple[date, date]) -> Figure:
    first, after = _moments(year)
    rows = Application.objects.filter(decided_at__gte=first, decided_at__lt=after)
    count, promised = rows.count(), the_forum().promised_days
    newest = rows.prefetch_related("clarifications").order_by("-decided_at")[:DECISIONS_READ]
    days = [clock.day for row in newest if (clock := route.clock(row, after))]
    url = _list(Application, "stands=all&decided_at__span=year")
    decided = ngettext("%(n)d decided", "%(n)d decided", count) % {"n": count}
    if not days:
        return Figure(count, ngettext("application decided", "applications decided", count), "", url)
    middle = median_high(days)
    of = ngettext("%(n)d day promised", "%(n)d days promised", promised) % {"n": promised}
    large = ngettext("%(n)d day", "%(n)d days", middle) % {"n": middle}
    return Figure(count, _("to a decision"), f"{decided}, {of}", url, large)


def _events(year: tuple[date, date], person: User) -> Iterable[Figure]:
    found = presence_between(*year)
    places = _("%(came)d of %(places)d places used") % {"came": found.came, "places": found.places}
    sees = person.has_perm(view_right(Registration))
    yield Figure(
        count=found.events,
        label=ngettext("event held", "events held", found.events),
        remark=places if sees and found.with_presence else "",
        url=_list(Event, "soon=held"),
    )
    if sees and person.has_perm(view_right(City)):
        yield _cities(found)


def _cities(found: Presence) -> Figure:
    known = ngettext(
        "known for %(known)d of %(n)d event", "known for %(known)d of %(n)d events", found.events
    )
    return Figure(
        count=found.cities,
        label=ngettext("city took part", "cities took part", found.cities),
        remark=known % {"known": found.with_presence, "n": found.events},
        url=_list(City, "came=year"),
    )


def _pairings(year: tuple[date, date]) -> Figure:
    pairings = Pairing.objects.with_a_step_done(*year).count()
    steps = Milestone.objects.filter(done_on__range=year).count()
    return Figure(
        count=pairings,
        label=ngettext("pairing went on", "pairings went on", pairings),
        remark=ngettext("%(n)d step done", "%(n)d steps done", steps) % {"n": steps},
        url=_list(Pairing, "look=stepped"),
    )


def _papers(year: tuple[date, date]) -> Figure:
    first, after = _moments(year)
    new = Resource.objects.published().filter(published_at__gte=first, published_at__lt=after)
    count, cities = new.count(), new.order_by().aggregate(n=Count("cities", distinct=True))["n"]
    return Figure(
        count=count,
        label=ngettext("new paper", "new papers", count),
        remark=ngettext("of %(n)d city", "of %(n)d cities", cities) % {"n": cities},
        url=_list(Resource, "state__exact=published&published_at__span=year"),
    )


def _organisations(year: tuple[date, date], person: User) -> Iterable[Figure]:
    """Yield a number for each kind of thing at whose table somebody was, since each has a list of its own."""
    found = confirmed_by_word(*_moments(year))
    for word, table in TABLES.items():
        number = found.get(word, Confirmed(0, 0))
        if number.organisations and person.has_perm(view_right(table)):
            names = table._meta
            yield Figure(
                count=number.organisations,
                label=str(names.verbose_name if number.organisations == 1 else names.verbose_name_plural),
                remark=_("by their own word; changes named: %(n)d") % {"n": number.changed},
                url=_list(table, "look=confirmed"),
            )
