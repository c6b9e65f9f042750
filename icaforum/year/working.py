"""Pairings and lessons, calls, organisations at the table, and what became of gaps."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.directory.viewer import Viewer
from cities.measures.gaps import Move
from cities.measures.listing import indicators_of
from cities.models import JointCall, Measure, Signature
from cities.partners.models import TABLES
from cities.partners.numbers import Confirmed, confirmed_by_word
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.year.parts import Gap, Headline, Part, Said, Table
from icaforum.year.spans import Span
from pilots.models import Interest, Pairing, PeerCall
from resources.library.models import Kind
from resources.models import Resource

# So many gaps are drawn on the page; the table counts all of them.
DRAWN = 20


@dataclass(frozen=True)
class Pairings:
    """The pairings that went on in a span: whether both cities are of one region, and what they are now."""

    begun: int
    rows: Sequence[tuple[bool, str]]
    lessons: int


def pairings_in(span: Span) -> Pairings:
    """Return the pairings that were active for a time within a span; in two statements.

    Proposals that no pairing came of are none of them.
    """
    first, after = span.moments
    rows = Pairing.objects.filter(active_since__lt=after).filter(
        Q(ended_at__isnull=True) | Q(ended_at__gte=first)
    )
    near = Q(pilot_city__region=F("peer_city__region")) & ~Q(pilot_city__region="")
    found = list(rows.order_by().annotate(near=near).values_list("active_since", "state", "near"))
    lessons = Resource.objects.published().filter(
        kind=Kind.LESSONS_LEARNED, published_at__gte=first, published_at__lt=after
    )
    begun = sum(bool(since and since >= first) for since, _state, _near in found)
    return Pairings(begun, [(bool(is_near), state) for _since, state, is_near in found], lessons.count())


def pairings_part(found: Pairings) -> Part:
    """Say how pairings went on."""
    title, count = _("Pairings and lessons"), len(found.rows)
    lessons = ngettext(
        "%(n)d new paper of lessons learned.", "%(n)d new papers of lessons learned.", found.lessons
    )
    said = ngettext("%(n)d pairing went on.", "%(n)d pairings went on.", count) % {"n": count}
    begun = _("%(n)d began in this time.") % {"n": found.begun}
    finding = f"{said} {begun} {lessons % {'n': found.lessons}}"
    states = Counter(found.rows)
    of = Pairing.State
    rows = tuple(
        (
            words,
            states[is_near, of.ACTIVE],
            states[is_near, of.PAUSED],
            states[is_near, of.COMPLETED],
            states[is_near, of.WITHDRAWN] + states[is_near, of.DECLINED],
        )
        for is_near, words in ((True, _("In one region")), (False, _("Across regions")))
    )
    head = (_("Pairings"), _("Go on"), _("Pause"), _("Complete"), _("Ended early"))
    notes = (_("As they stand today. Which cities they are, and how it goes, is for the two cities alone."),)
    return Part("pairings", title, finding, (Table(title, head, rows),) if count else (), notes)


def pairings_headline(found: Pairings) -> Headline:
    """Return how many pairings went on."""
    count = len(found.rows)
    lessons = ngettext("%(n)d paper of lessons", "%(n)d papers of lessons", found.lessons)
    return Headline(str(count), ngettext("pairing", "pairings", count), lessons % {"n": found.lessons})


# Calls ------------------------------------------------------------------------------------------------------


def calls_part(span: Span) -> Part | None:
    """Say which calls there were; nothing of closed rooms, and None where both are closed."""
    first, after = span.moments
    forum, said, rows = the_forum(), [], []
    opened = {"opened_at__gte": first, "opened_at__lt": after}
    if forum.has_open(Room.JOINT_CALLS):
        calls = JointCall.objects.filter(**opened).count()
        signed = Signature.objects.standing().filter(signed_at__gte=first, signed_at__lt=after)
        found = signed.aggregate(n=Count("pk"), cities=Count("city", distinct=True))
        outcomes = JointCall.objects.filter(ended_at__gte=first, ended_at__lt=after).count()
        said.append(
            ngettext("%(n)d joint call was opened.", "%(n)d joint calls were opened.", calls) % {"n": calls}
        )
        rows += [
            (_("Joint calls opened for signing"), calls),
            (_("Signatures that stand"), found["n"]),
            (_("Cities that signed"), found["cities"]),
            (_("Joint calls with an outcome"), outcomes),
        ]
    if forum.has_open(Room.PEER_CALLS):
        calls = PeerCall.objects.filter(**opened).count()
        sent = Interest.objects.sent().filter(sent_at__gte=first, sent_at__lt=after).count()
        paired = Interest.objects.sent().paired().filter(sent_at__gte=first, sent_at__lt=after).count()
        words = ngettext("%(n)d call for peers was opened.", "%(n)d calls for peers were opened.", calls)
        said.append(words % {"n": calls})
        rows += [
            (_("Calls for peers opened"), calls),
            (_("Interests sent in"), sent),
            (_("Interests of which a pairing came"), paired),
        ]
    if not rows:
        return None
    table = Table(_("Calls"), (_("What"), _("Number")), tuple(rows))
    return Part("calls", _("Calls"), " ".join(said), (table,))


# Organisations at the table ---------------------------------------------------------------------------------


def table_part(span: Span) -> Part:
    """Say which organisations were at the table, as far as they confirmed it themselves; one statement."""
    found = confirmed_by_word(*span.moments)
    rows = []
    for word, table in TABLES.items():
        number = found.get(word, Confirmed(0, 0))
        if not table.is_closed():
            name = table.things().model._meta.verbose_name_plural
            rows.append((str(name).capitalize(), number.organisations, number.changed))
    count, changed = sum(row[1] for row in rows), sum(row[2] for row in rows)
    title = _("Organisations at the table")
    if not count:
        return Part("table", title, _("No organisation has confirmed in this time that it took part."))
    finding = ngettext(
        "%(n)d organisation confirmed that it took part.",
        "%(n)d organisations confirmed that they took part.",
        count,
    ) % {"n": count}
    finding += " " + _("Of %(n)d something changed, by their own word.") % {"n": changed}
    head = (_("At the table of"), _("Confirmed"), _("Something changed"))
    notes = (_("Only what organisations confirmed themselves. One at two tables counts twice."),)
    return Part("table", title, finding, (Table(title, head, tuple(rows)),), notes)


# Gaps -------------------------------------------------------------------------------------------------------

NARROWED = frozenset({Move.NARROWED, Move.CLOSED, Move.TURNED_OVER})
FELL_BACK = frozenset(
    {Move.OTHERS_FELL_BACK, Move.CLOSED_OTHERS_FELL_BACK, Move.TURNED_OVER_OTHERS_FELL_BACK}
)
AS_BEFORE = frozenset({Move.AS_BEFORE})
WIDER = frozenset({Move.WIDER, Move.WIDER_THOUGH_BETTER, Move.OPENED})
NOT_BEHIND = frozenset({Move.EVEN, Move.STAYED_AHEAD})


def gaps_in(span: Span, viewer: Viewer) -> list[Gap]:
    """Return the gaps that cities show to members and that have a new figure; in three statements.

    New is a figure of a year that the span touches, and one before it. What is held back of small groups is
    held back here too.
    """
    rows = list(
        Measure.objects.visible_to(viewer).shown().select_related("city").order_by("city__sort_name", "pk")
    )
    found = indicators_of(rows, viewer)
    gaps = []
    for row in rows:
        for it in found.get(row.pk, ()):
            shown = it.figures.shown
            years = range(span.first.year, span.last.year + 1)
            if (
                it.indicator.hidden_at
                or shown.move is None
                or shown.now is None
                or shown.now.year not in years
            ):
                continue
            gaps.append(
                Gap(str(row.city), Said.of(row.title, row.language, row.get_absolute_url()), it.figures)
            )
    return gaps


def gaps_part(gaps: Sequence[Gap]) -> Part:
    """Say how many gaps narrowed, and what is no merit of anybody."""
    title = _("Gaps narrowed")
    if not gaps:
        return Part(
            "gaps", title, _("No city shows a gap with a new figure in this time."), (), (_about_gaps(),)
        )
    narrowed, count = _count(gaps, NARROWED), len(gaps)
    finding = ngettext(
        "%(narrowed)d of %(n)d gap narrowed, since the group itself fares better.",
        "%(narrowed)d of %(n)d gaps narrowed, since the groups themselves fare better.",
        count,
    ) % {"narrowed": narrowed, "n": count}
    rows = (
        (_("Narrowed or closed: the group itself fares better"), narrowed),
        (_("Narrower, because the others fell back"), _count(gaps, FELL_BACK)),
        (_("As before"), _count(gaps, AS_BEFORE)),
        (_("Wider"), _count(gaps, WIDER)),
        (_("The group was not behind"), _count(gaps, NOT_BEHIND)),
    )
    tables = [Table(_("What became of them"), (_("What"), _("Gaps")), rows)]
    listed = tuple(
        (it.title, it.city, it.figures.name, it.figures.in_short, it.figures.change) for it in gaps
    )
    head = (_("Measure"), _("City"), _("Indicator"), _("Gap"), _("What became of it"))
    return Part(
        "gaps",
        title,
        finding,
        tuple(tables),
        (_about_gaps(), _held_against()),
        gaps=tuple(gaps[:DRAWN]),
        more=(Table(_("All of them"), head, listed),),
    )


def _count(gaps: Iterable[Gap], moves: frozenset[Move]) -> int:
    return sum(it.figures.shown.move in moves for it in gaps)


def _about_gaps() -> str:
    return _("Of gaps that cities chose to show; their own figures, unchecked; not the Forum’s doing alone.")


def _held_against() -> str:
    return _(
        "The newest figure, of a year in this time, against the first. Figures of small groups are left out."
    )


def gaps_headline(gaps: Sequence[Gap]) -> Headline:
    """Return how many narrowed, by the rule that the group itself fares better."""
    count = len(gaps)
    number = _("%(narrowed)d of %(n)d") % {"narrowed": _count(gaps, NARROWED), "n": count}
    label = ngettext("equity gap narrowed", "equity gaps narrowed", count)
    return Headline(number if count else "0", label, _("of those that cities chose to show"))
