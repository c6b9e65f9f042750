"""What matching proposes, as a table of the administration."""

from django.template.loader import render_to_string
from django.urls import reverse

from pilots.interest.results import Proposal, unmet_in_words
from pilots.interest.stations import in_words


def pairs_in_words(found: list[Proposal]) -> str:
    """Return proposals as a table: what, why, what the two need, and why the other wishes are not met."""
    rows = [
        {
            "it": it,
            "url": reverse("admin:pilots_interest_change", args=[it.interest.pk]),
            "needs": in_words(it.needs) if it.needs else [],
            "unmet": [(project, unmet_in_words(why)) for project, why in it.unmet],
            "way": it.way,
        }
        for it in found
    ]
    return render_to_string("pilots/interest/pairs.html", {"rows": rows})
