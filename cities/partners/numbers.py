"""What the year says of organisations at the table: only what they have confirmed themselves."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Value

from cities.partners.models import TABLES
from icaforum.words.unions import union_of


@dataclass(frozen=True)
class Confirmed:
    """How many organisations agreed to what stands of them, and of how many something changed.

    One that was at two tables agreed to two texts, and counts twice. `unchanged` are those of which nothing
    has changed so far, as they say themselves or agreed to.
    """

    organisations: int
    changed: int

    @property
    def unchanged(self) -> int:
        """Of how many nothing has changed so far."""
        return self.organisations - self.changed


def confirmed_by_word(first: datetime, after: datetime) -> dict[str, Confirmed]:
    """Return the numbers of a span, `after` excluded, by the word of each kind of thing, in one statement.

    The day is that on which they agreed. One that has taken its name back, is hidden, or is asked again since
    its words changed, counts no more.
    """
    counts = (
        table.objects.confirmed()
        .filter(answered_at__gte=first, answered_at__lt=after)
        .order_by()
        .annotate(word_=Value(word))
        .values("word_")
        .annotate(all_=Count("pk"), changed_=Count("pk", filter=~Q(changed="") & Q(nothing_so_far=False)))
        for word, table in TABLES.items()
    )
    found = union_of(counts, doubles=True)
    return {it["word_"]: Confirmed(it["all_"], it["changed_"]) for it in found}


def confirmed_between(first: datetime, after: datetime) -> Confirmed:
    """Return the numbers of a span over all kinds of things, as `confirmed_by_word` has them."""
    found = confirmed_by_word(first, after).values()
    return Confirmed(sum(it.organisations for it in found), sum(it.changed for it in found))
