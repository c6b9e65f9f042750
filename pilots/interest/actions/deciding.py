"""The verbs by which a call becomes pairings: pairs set by staff, a pairing proposed, all cities told."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import City, Theme, User
from icaforum.audit.details import keys_of, name_details
from icaforum.audit.locks import locked
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.words.times import database_now
from pilots.interest.matching import Unmet
from pilots.interest.models import Interest, PeerCall, has_ended
from pilots.interest.recipients import mail_each, people_of
from pilots.interest.refusals import NotFitting, NotNow
from pilots.interest.results import Proposal, proposal_for, proposals_of, stands_in_the_way
from pilots.pairings.actions import course
from pilots.pairings.models import Pairing
from pilots.projects.models import PilotProject

name_verbs(
    {
        "pair set": gettext_lazy("said of the city and a project that they come together"),
        "pair kept apart": gettext_lazy("said of the city and a project that they stay apart"),
        "pairs left open": gettext_lazy("left open with whom the city is paired"),
        "interest paired": gettext_lazy("proposed a pairing for the interest"),
        "peer call decided": gettext_lazy("told the cities what becomes of the call for peers"),
    }
)
name_details({"project": keys_of(PilotProject, gettext_lazy("pilot project"))})


@transaction.atomic
def pin(interest: Interest, *, project: PilotProject, by: User) -> Interest:
    """Have a city come to a project, whatever fits; another one that was set for it goes. Raises NotNow."""
    row = _undecided(interest)
    row.rulings.filter(is_apart=False).delete()
    row.rulings.update_or_create(project=project, defaults={"is_apart": False, "by": by})
    record("pair set", row, by=by, project=project.pk)
    return row


@transaction.atomic
def keep_apart(interest: Interest, *, project: PilotProject, by: User) -> Interest:
    """Have a city never come to a project. Raises NotNow."""
    row = _undecided(interest)
    row.rulings.update_or_create(project=project, defaults={"is_apart": True, "by": by})
    record("pair kept apart", row, by=by, project=project.pk)
    return row


@transaction.atomic
def leave_open(interest: Interest, *, by: User) -> Interest:
    """Take back all that was set for a city. Raises NotNow, also where nothing is set."""
    row = _undecided(interest)
    if not row.rulings.exists():
        raise NotNow(_("Nothing is set for this city."))
    row.rulings.all().delete()
    record("pairs left open", row, by=by)
    return row


@transaction.atomic
def propose_pairing(interest: Interest, *, theme: Theme, scope: str, reason: str, by: User) -> Interest:
    """Propose the pairing that matching found for an interest; both cities are asked, as for any other.

    Raises NotNow before the call has closed, NotFitting where nothing is proposed for it or the city may not
    be paired yet; and as `pairings.actions.course.propose`.
    """
    row = _undecided(interest)
    if not has_ended(row.call.closes_on, database_now()):
        raise NotNow(_("The call is open: cities may still change what they sent."))
    if in_the_way := stands_in_the_way(row):
        raise NotFitting(in_the_way)
    # Another call may propose this city at the same moment: whoever holds its row asks alone.
    locked(City.objects.select_for_update(no_key=True), row.city_id)
    if Pairing.objects.live().filter(peer_city=row.city_id).exists():
        raise NotFitting(_("%(city)s learns in a pairing already.") % {"city": row.city})
    found = proposal_for(row)
    if found is None or found.project is None or found.host is None:
        raise NotFitting(_("Nothing is proposed for %(city)s now.") % {"city": row.city})
    row.pairing = course.propose(
        by=by,
        project=found.project,
        pilot_city=found.host,
        peer_city=row.city,
        theme=theme,
        scope=scope,
        reason=reason,
        ends_on=row.call.ends_on,
    )
    row.unmet = _stored(found)
    row.save(update_fields=["pairing", "unmet"])
    record("interest paired", row, by=by)
    return row


@transaction.atomic
def decide(call: PeerCall, *, by: User) -> PeerCall:
    """Tell every city that sent an interest what becomes of it, with the reason for each wish not met.

    Cities for which no pairing was proposed get none from this call. Raises NotNow before it has closed
    everywhere, and where it is over.
    """
    call = PeerCall.objects.locked(call.pk)
    if not call.opened_at or call.is_over:
        raise NotNow(_("This call is not open, or is over already."))
    if not has_ended(call.closes_on, database_now()):
        raise NotNow(_("Cities may still answer it."))
    for found in proposals_of(call):
        found.interest.unmet = _stored(found)
        if found.project:  # proposed by matching, and not by the secretariat
            found.interest.unmet[str(found.project.pk)] = str(Unmet.APART)
        found.interest.save(update_fields=["unmet"])
    call.decided_at = database_now()
    call.save(update_fields=["decided_at"])
    record("peer call decided", call, by=by)
    for row in call.interests.sent().select_related("city").order_by("pk"):
        mail_each(
            "interest_decided", people_of(row), key=f"interest:{row.pk}:decided", ids={"interest": row.pk}
        )
    return call


def _stored(found: Proposal) -> dict[str, str]:
    return {str(project.pk): str(why) for project, why in found.unmet}


def _undecided(interest: Interest) -> Interest:
    """Return an interest, locked after its call, of which nothing is decided; raises NotNow."""
    # The call first: two proposals of one call would else count the same free place.
    call = PeerCall.objects.locked(interest.call_id)
    row = Interest.objects.locked(interest.pk)
    row.call = call
    if call.is_over or not row.is_sent or row.has_pairing:
        raise NotNow(_("It is decided already, or was taken back."))
    return row
