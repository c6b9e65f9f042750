"""What shows that a city has begun something in the Forum: all kinds of it, in one table.

The rows are named by the labels of their models, since most belong to apps above this one. A test asks of
every kind of row that is a city's whether it is such a sign.
"""

from dataclasses import dataclass, field

from django.apps import apps
from django.db.models import Exists, OuterRef, Q


@dataclass(frozen=True)
class Beginning:
    """Rows of a model by which a city has begun something: `city` is the path to it, `only` which of them."""

    model: str
    city: str = "city"
    only: Q = field(default_factory=Q)


# Whether a pairing was only proposed is the secretariat's word, and no city's.
_PAIRED = Q(state__in=("active", "paused", "completed"))

BEGINNINGS: tuple[Beginning, ...] = (
    Beginning("cities.CallComment"),
    Beginning("cities.ExpertiseNeed"),
    Beginning("cities.HelpMessage"),
    Beginning("cities.HelpRequest"),
    Beginning("cities.JointCall"),
    Beginning("cities.Letter", "from_city"),
    Beginning("cities.Measure"),
    Beginning("cities.MeasureOrganisation"),
    Beginning("cities.Signature"),
    Beginning("cities.Undecided"),
    Beginning("cities.WantOffer"),
    Beginning("events.EventOrganisation"),
    Beginning("events.Registration"),
    Beginning("pilots.Comment"),
    Beginning("pilots.Consent"),
    Beginning("pilots.Exchange", "host"),
    Beginning("pilots.Interest", only=Q(sent_at__isnull=False)),
    Beginning("pilots.Milestone", "owner", Q(done_on__isnull=False)),
    Beginning("pilots.Pairing", "peer_city", _PAIRED),
    Beginning("pilots.Pairing", "pilot_city", _PAIRED),
    Beginning("pilots.ProjectOrganisation"),
    Beginning("pilots.Revision"),
    Beginning("resources.Answer"),
    Beginning("resources.Brief"),
    Beginning("resources.Contribution"),
    Beginning("resources.PaperOrganisation"),
    Beginning("resources.Question"),
    Beginning("resources.Quote", only=Q(answered_at__isnull=False)),
    Beginning("resources.Use"),
    # Of a person with a seat: they follow a question.
    Beginning("resources.Watch", "person__seats__city", Q(person__seats__until__isnull=True)),
)


def has_begun() -> Q:
    """Return the condition of the cities that have begun something, or introduced themselves."""
    begun = ~Q(about="")
    for it in BEGINNINGS:
        rows = apps.get_model(it.model)._default_manager.order_by()
        begun |= Q(Exists(rows.filter(it.only, **{it.city: OuterRef("pk")})))
    return begun
