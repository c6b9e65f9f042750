"""The two questions on the page of a pairing, which knows nothing of them."""

from typing import Any

from django import template

from icaforum.words.times import request_now
from pilots.pairings.models import Pairing
from pilots.pulse.forms import PulseForm
from pilots.pulse.models import Pulse

register = template.Library()

# So many answers of the reader's cities stand there, the newest first.
SHOWN = 6


@register.inclusion_tag("pilots/pulse/of_pairing.html", takes_context=True)
def two_questions(context: template.Context, pairing: Pairing) -> dict[str, Any]:
    """Ask the reader's city the two questions where they are open, and say what it answered before.

    Of the other city nothing is told; the secretariat reads the answers in the administration.
    """
    viewer = context["request"].viewer
    own = Pulse.objects.filter(pairing=pairing, city__in=viewer.city_ids).select_related("city")
    rows = list(own.order_by("-number", "city__sort_name")[: SHOWN * 2]) if viewer.city_ids else []
    last = {row.city_id: row for row in reversed(rows)}
    now, is_active = request_now(), pairing.state == Pairing.State.ACTIVE
    return {
        "pairing": pairing,
        "asked": [
            {
                "pulse": row,
                "other": pairing.peer_city if row.city_id == pairing.pilot_city_id else pairing.pilot_city,
                "form": PulseForm(pulse=row, prefix=None, auto_id=f"id_{row.pk}_%s"),
                "can_change": now < row.counts_from,
            }
            for row in last.values()
            if is_active and (not row.answered_at or now < row.counts_from)
        ],
        "answers": [row for row in rows if row.answered_at][:SHOWN],
        "csrf_token": context.get("csrf_token"),
    }
