"""The verbs of a lead contact who decides who reads a measure: members, everyone on the web, nobody."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.measures.locks import led_by
from cities.measures.models import Measure
from cities.measures.refusals import NotNow, OtherWords
from cities.partners.links import ask_those_left
from cities.people.models import User
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.words.times import database_now

name_verbs(
    {
        "measure shown to members": gettext_lazy("showed a measure to members"),
        "measure taken back": gettext_lazy("took a measure back, which is a draft again"),
        "measure agreed to the web": gettext_lazy("agreed that the web reads a measure in these words"),
        "measure taken off the web": gettext_lazy("took a measure off the web"),
    }
)


@transaction.atomic
def show_to_members(measure: Measure, *, by: User) -> Measure:
    """Show a draft to members and partners. By a lead contact. Raises NotYours, NotNow."""
    row = led_by(measure, by)
    if not row.is_draft:
        raise NotNow(_("Members read this measure already."))
    if row.hidden_at:
        raise NotNow(_("The secretariat has hidden it. Ask the secretariat to show it again first."))
    row.shown_at = row.looked_at = database_now()
    row.save(update_fields=["shown_at", "looked_at"])
    record("measure shown to members", row, by=by)
    ask_those_left(row)
    return row


@transaction.atomic
def take_back(measure: Measure, *, by: User) -> Measure:
    """Make a draft of a measure again, which its city reads alone. By a lead contact.

    Raises NotYours, NotNow.
    """
    row = led_by(measure, by)
    if row.is_draft:
        raise NotNow(_("It is a draft already."))
    row.shown_at, row.public_seal = None, ""
    row.save(update_fields=["shown_at", "public_seal"])
    record("measure taken back", row, by=by)
    return row


@transaction.atomic
def agree_to_web(measure: Measure, *, seal: str, by: User) -> Measure:
    """Let everyone on the web read a measure in exactly the words that stand. By a lead contact.

    `seal` is that of the words that were read. Raises NotYours, OtherWords where they have changed since, and
    NotNow for a draft, one that is hidden, or one that the web reads already.
    """
    row = led_by(measure, by)
    if row.is_draft or row.hidden_at:
        raise NotNow(_("Members do not read this measure now. Show it to them first."))
    if row.is_public:
        raise NotNow(_("The web reads exactly these words already."))
    if row.seal_now != seal:
        raise OtherWords(_("The words have changed meanwhile. Read them again."))
    row.public_seal, row.public_agreed_at, row.public_agreed_by = row.seal_now, database_now(), by
    row.save(update_fields=["public_seal", "public_agreed_at", "public_agreed_by"])
    record("measure agreed to the web", row, by=by)
    return row


@transaction.atomic
def take_off_web(measure: Measure, *, by: User) -> Measure:
    """Let members alone read a measure, also where the web waited for an agreement to new words.

    By a lead contact, or by the secretariat in the name of a city that told it so. Raises NotYours, NotNow.
    """
    row = Measure.objects.locked(measure.pk) if by.acts_as_staff else led_by(measure, by)
    if not row.public_seal:
        raise NotNow(_("The web does not read it."))
    row.public_seal = ""
    row.save(update_fields=["public_seal"])
    record("measure taken off the web", row, by=by)
    return row
