"""Who was at the table, on the pages of things: one component for all of them."""

from typing import Any

from django import template
from django.db import models

from cities.partners.models import table_of

register = template.Library()


@register.inclusion_tag("components/at_table.html", takes_context=True)
def at_the_table(context: template.Context, thing: models.Model) -> dict[str, Any]:
    """Show which organisations were at the table of a thing: by name those that agreed, of others the kind.

    Whoever writes there is led to the page for it. In two statements.
    """
    request, table = context["request"], table_of(thing)
    rows = list(table.objects.standing().filter(thing=thing.pk))
    # By kind: the order in which they were written down would tell who came when.
    others = sorted((row for row in rows if not row.is_named), key=lambda row: row.kind)
    writes = table.writable_by(request.viewer).filter(pk=thing.pk).exists()
    reads, all_of_them = request.viewer, writes and request.viewer.runs(table)
    cities = reads.lead_of if table.by_leads else reads.city_ids
    own = {row.pk for row in rows if writes and (all_of_them or row.city_id in cities)}
    return {
        "named": [(row, reads.is_member and row.pk not in own) for row in rows if row.is_named],
        # Each kind once: two of a kind read as a slip.
        "others": list(dict.fromkeys(str(row.get_kind_display()) for row in others)),
        "word": table.word,
        "thing": thing,
        "writes": writes,
        "changes": bool(own),
    }
