"""The verbs of the secretariat: hide what a city says of a use, show it again, ask no more."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import Officer, User
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import NewMail, queue_mails
from icaforum.words.times import database_now
from resources.uses.models import FollowUp, Use
from resources.uses.refusals import NotNow

name_verbs(
    {
        "use hidden": gettext_lazy("hid what a city says of a use"),
        "use shown again": gettext_lazy("showed again what a city says of a use"),
        "use question closed": gettext_lazy("closed the question what came of a use"),
    }
)


@transaction.atomic
def hide_use(use: Use, *, because: str, by: User) -> Use:
    """Hide what a city says from all but its people, and tell its leads why. Raises NotNow."""
    row = Use.objects.locked(use.pk)
    if not row.is_up:
        raise NotNow(_("It is hidden or taken back already."))
    row.hidden_at, row.hidden_because = database_now(), because.strip()
    row.save(update_fields=["hidden_at", "hidden_because"])
    record("use hidden", row, by=by)
    leads = Officer.objects.standing().leads().filter(city=row.city_id, person__is_active=True)
    key = f"use:{row.pk}:hidden:{row.hidden_at.timestamp():.0f}"
    queue_mails(
        NewMail("use_hidden", seat.person, f"{key}:{seat.person_id}", {"use": row.pk})
        for seat in leads.select_related("person")
    )
    return row


@transaction.atomic
def show_use_again(use: Use, *, by: User) -> Use:
    """Let those read it again who could before. Raises NotNow."""
    row = Use.objects.locked(use.pk)
    if not row.hidden_at or row.taken_back_at:
        raise NotNow(_("It is not hidden."))
    row.hidden_at, row.hidden_because = None, ""
    row.save(update_fields=["hidden_at", "hidden_because"])
    record("use shown again", row, by=by)
    return row


@transaction.atomic
def close_question(use: Use, *, by: User) -> Use:
    """Take a question without an answer off the secretariat's list: nobody is asked of it again.

    Raises NotNow.
    """
    row = Use.objects.locked(use.pk)
    waits = FollowUp.objects.for_staff().filter(use=row)
    closed = waits.update(asked_at=None, staff_since=None)
    if not closed:
        raise NotNow(_("Nothing waits here for the secretariat."))
    record("use question closed", row, by=by)
    return row
