"""Papers and what is used of them, questions, and help of partners."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median_high

from django.db.models import Count, Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.directory.viewer import Viewer
from cities.models import City, HelpRequest, Officer
from cities.talking.rules import FEWEST
from icaforum.audit.models import Entry, label_of
from icaforum.year.members import quarters_left_out
from icaforum.year.parts import Headline, Part, Said, Table
from icaforum.year.small_numbers import added_up, at_least, by_row
from icaforum.year.spans import Quarter, Span
from resources.models import Edition, Question, Resource, Use

CITIES = (City.Kind.C40, City.Kind.OTHER)
# So many papers are named on the page.
NAMED = 10
# Of numbers of cities the page says these at most: two spans that differ by one city look alike.
BANDS = (40, 20, 10, FEWEST)


@dataclass(frozen=True)
class Papers:
    """Papers of the library: how many are new, and of whose people how many cities saved a file.

    `saved` has the number of cities by the key of the paper; `used` the uses said in this time.
    """

    new: int
    saved: Mapping[int, int]
    used: Mapping[int, int]
    uses: int
    users: int
    titles: Mapping[int, Said]


def papers_in(span: Span, viewer: Viewer) -> Papers:
    """Return what became of papers in a span. Titles are those that the viewer may read; numbers are of all.

    In six statements, or seven.
    """
    first, after = span.moments
    new = Resource.objects.published().filter(published_at__gte=first, published_at__lt=after).count()
    said = Use.objects.of_open_rooms().standing().filter(said_at__gte=first, said_at__lt=after).order_by()
    found = said.aggregate(uses=Count("pk"), users=Count("city", distinct=True))
    used = dict(said.filter(paper__isnull=False).values_list("paper").annotate(Count("pk")))
    saved = _saved(first, after)
    keys = [key for key, number in saved.items() if number >= FEWEST]
    visible = Resource.objects.visible_to(viewer).published().filter(pk__in={*keys, *used})
    rows = visible.defer("search").prefetch_related(Prefetch("editions", Edition.objects.defer("text")))
    return Papers(new, saved, used, found["uses"], found["users"], {row.pk: _title(row) for row in rows})


def _title(row: Resource) -> Said:
    edition = row.edition_for_reader()
    language = edition.language if edition else ""
    return Said.of(edition.title if edition else row.slug, language, row.get_absolute_url())


def _saved(first: datetime, after: datetime) -> Mapping[int, int]:
    """Return of how many cities somebody saved a file, by the key of the paper."""
    rows = Entry.objects.filter(
        verb="downloaded", target_type=label_of(Resource()), at__gte=first, at__lt=after
    )
    pairs = set(rows.order_by().values_list("target_id", "actor_id").distinct())
    seats = Officer.objects.filter(
        person__in={actor for _paper, actor in pairs if actor}, city__kind__in=CITIES
    )
    cities: dict[int, set[int]] = {}
    for person, city in seats.order_by().values_list("person", "city"):
        cities.setdefault(person, set()).add(city)
    of: dict[int, set[int]] = {}
    for paper, actor in pairs:
        of.setdefault(int(paper), set()).update(cities.get(actor or 0, ()))
    return {paper: len(some) for paper, some in of.items()}


def in_band(number: int) -> str:
    """Return a number of cities as it is shown: from how many on."""
    least = next((it for it in BANDS if number >= it), 0)
    return _("%(n)d or more") % {"n": least} if least else _("fewer than 5")


def papers_part(papers: Papers) -> Part:
    """Say which papers were saved and used."""
    many = sum(number >= FEWEST for number in papers.saved.values())
    finding = ngettext("%(n)d new paper.", "%(n)d new papers.", papers.new) % {"n": papers.new}
    finding += " " + ngettext(
        "A file of %(n)d was saved by five cities or more.",
        "Files of %(n)d were saved by five cities or more.",
        many,
    ) % {"n": many}
    finding += " " + ngettext(
        "%(n)d time a city wrote: we use this.", "%(n)d times a city wrote: we use this.", papers.uses
    ) % {"n": papers.uses}
    order = sorted(papers.titles, key=lambda key: (-papers.saved.get(key, 0), -papers.used.get(key, 0), key))
    rows = tuple(
        (papers.titles[key], in_band(papers.saved.get(key, 0)), papers.used.get(key, 0))
        for key in order[:NAMED]
    )
    head = (_("Paper"), _("Cities that saved a file"), _("Used by, said in this time"))
    return Part(
        "papers",
        _("Papers used"),
        finding,
        (Table(_("Papers saved or used most"), head, rows),) if rows else (),
        (
            _("Who only reads the page of a paper is not recorded, so this counts files that were saved."),
            _("Named are papers that you may read yourself; the numbers are of all."),
        ),
    )


def papers_headline(papers: Papers) -> Headline:
    """Return how often cities said that they use something."""
    by = ngettext("by %(n)d city", "by %(n)d cities", papers.users) % {"n": papers.users}
    return Headline(str(papers.uses), _("times “we use this”"), by)


# Questions --------------------------------------------------------------------------------------------------


def questions_part(span: Span) -> Part:
    """Say what was asked, and how long the first answer took; two statements."""
    first, after = span.moments
    rows = Question.objects.listed().filter(asked_at__gte=first, asked_at__lt=after).order_by()
    times = list(rows.values_list("asked_at", "first_answer_at", "summed_up_at"))
    waited = [answered - asked for asked, answered, _summed in times if answered]
    title, count = _("Questions"), len(times)
    if not count:
        return Part("questions", title, _("No question was asked in this time."))
    finding = ngettext("%(n)d question.", "%(n)d questions.", count) % {"n": count}
    if len(waited) >= FEWEST:
        finding += " " + _("Half of the first answers came within %(time)s.") % {
            "time": in_days(median_high(waited))
        }
    table = (
        (_("Asked"), count),
        (_("Answered"), len(waited)),
        (_("Summed up by the city that asked"), sum(bool(summed) for *_others, summed in times)),
    )
    notes = (
        _("Not counted by region or city: a question that is not named stays so."),
        _("The time to the first answer is said of five answers and more."),
    )
    return Part("questions", title, finding, (Table(title, (_("What"), _("Number")), table),), notes)


def in_days(span: timedelta) -> str:
    """Return a time in full days, the one that has begun counted in."""
    days = span.days + bool(span % timedelta(days=1))
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


# Help -------------------------------------------------------------------------------------------------------


def help_part(span: Span) -> Part:
    """Say how often partners were asked for help; one statement."""
    first, after = span.moments
    rows = HelpRequest.objects.filter(asked_at__gte=first, asked_at__lt=after).order_by()
    state, title = HelpRequest.State, _("Help from partners")
    parts = {
        _("A partner works on it, or it is done"): (state.ACCEPTED, state.DONE),
        _("Waits for a partner"): (state.ASKED, state.LOOKING),
        _("Declined, or taken back"): (state.DECLINED, state.WITHDRAWN),
    }
    words_of = {it.value: words for words, some in parts.items() for it in some}
    cells: Counter[tuple[str, Quarter]] = Counter()
    found = list(rows.values_list("asked_at", "state"))
    for asked_at, of in found:
        quarter = Quarter.of(asked_at.astimezone(UTC).date())
        if quarter in span.over:
            cells[words_of[of], quarter] += 1
    if not found:
        return Part("help", title, _("No help was asked for in this time."))
    shown = by_row(cells, parts)
    total = added_up(cells.values())
    if not total.number:
        return Part("help", title, _("Help was asked for; too seldom to be counted here."), (), _help_notes())
    finding = _("Help was asked for: %(n)s times.") % {"n": at_least(total)}
    table = tuple((words, at_least(shown[words])) for words in parts)
    head = (_("What became of it"), _("Number"))
    return Part("help", title, finding, (Table(title, head, table),), _help_notes())


def _help_notes() -> tuple[str, ...]:
    return (
        _("The city and its partner alone read a request."),
        quarters_left_out(),
    )
