"""The verbs of the secretariat: feature a measure, hide it or one of its indicators, show it again."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.measures.models import Indicator, Measure
from cities.measures.refusals import NotNow
from cities.partners.links import ask_those_left
from cities.people.models import Officer, User
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import NewMail, queue_mails
from icaforum.words.times import database_now

name_verbs(
    {
        "measure featured": gettext_lazy("featured a measure"),
        "measure featured no more": gettext_lazy("features a measure no more"),
        "measure hidden": gettext_lazy("hid a measure"),
        "measure shown again": gettext_lazy("showed a measure again"),
        "indicator hidden": gettext_lazy("hid an indicator of a measure"),
        "indicator shown again": gettext_lazy("showed an indicator of a measure again"),
    }
)


@transaction.atomic
def feature(measure: Measure, *, by: User) -> Measure:
    """Put a measure first where measures of several cities stand. Raises NotThere, NotNow."""
    row = Measure.objects.locked(measure.pk)
    if row.featured_at or row.is_draft or row.hidden_at:
        raise NotNow(_("It is featured already, or others do not read it."))
    row.featured_at = database_now()
    row.save(update_fields=["featured_at"])
    record("measure featured", row, by=by)
    return row


@transaction.atomic
def stop_featuring(measure: Measure, *, by: User) -> Measure:
    """Let a measure stand among the others again. Raises NotThere, NotNow."""
    row = Measure.objects.locked(measure.pk)
    if not row.featured_at:
        raise NotNow(_("It is not featured."))
    row.featured_at = None
    row.save(update_fields=["featured_at"])
    record("measure featured no more", row, by=by)
    return row


@transaction.atomic
def hide(measure: Measure, *, because: str, by: User) -> Measure:
    """Hide a measure from all but its city, and tell the leads why. Raises NotThere, NotNow."""
    row = Measure.objects.locked(measure.pk)
    if row.hidden_at:
        raise NotNow(_("It is hidden already."))
    row.hidden_at, row.hidden_because = database_now(), because.strip()
    row.save(update_fields=["hidden_at", "hidden_because"])
    record("measure hidden", row, by=by)
    key = f"measure:{row.pk}:hidden:{row.hidden_at.timestamp():.0f}"
    _tell_leads(row, "measure_hidden", key, {"measure": row.pk})
    return row


def _tell_leads(measure: Measure, kind: str, key: str, ids: dict[str, int]) -> None:
    leads = Officer.objects.standing().leads().filter(city=measure.city_id, person__is_active=True)
    queue_mails(
        NewMail(kind, seat.person, f"{key}:{seat.person_id}", ids) for seat in leads.select_related("person")
    )


@transaction.atomic
def show_again(measure: Measure, *, by: User) -> Measure:
    """Let those read a hidden measure again who could before. Raises NotThere, NotNow."""
    row = Measure.objects.locked(measure.pk)
    if not row.hidden_at:
        raise NotNow(_("It is not hidden."))
    row.hidden_at, row.hidden_because = None, ""
    row.save(update_fields=["hidden_at", "hidden_because"])
    record("measure shown again", row, by=by)
    if not row.is_draft:
        ask_those_left(row)
    return row


@transaction.atomic
def hide_indicator(indicator: Indicator, *, because: str, by: User) -> Indicator:
    """Hide one indicator of a measure from all but its city, and tell the leads why.

    What is held back of the other indicators stays as it is. Raises NotThere, NotNow.
    """
    row = Indicator.objects.locked(indicator.pk)
    if row.hidden_at:
        raise NotNow(_("It is hidden already."))
    row.hidden_at, row.hidden_because = database_now(), because.strip()
    row.save(update_fields=["hidden_at", "hidden_because"])
    record("indicator hidden", row, by=by)
    key = f"indicator:{row.pk}:hidden:{row.hidden_at.timestamp():.0f}"
    _tell_leads(row.measure, "indicator_hidden", key, {"indicator": row.pk})
    return row


@transaction.atomic
def show_indicator_again(indicator: Indicator, *, by: User) -> Indicator:
    """Let those read a hidden indicator again who read its measure. Raises NotThere, NotNow."""
    row = Indicator.objects.locked(indicator.pk)
    if not row.hidden_at:
        raise NotNow(_("It is not hidden."))
    row.hidden_at, row.hidden_because = None, ""
    row.save(update_fields=["hidden_at", "hidden_because"])
    record("indicator shown again", row, by=by)
    return row
