"""Undo a decision: take a declined application up again, open an ended membership again."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.locks import lock_names
from cities.directory.models import City, Membership
from cities.joining import moves, rules
from cities.joining.actions.memberships import AlreadyMember
from cities.joining.emails import mail_applicant, tell_team
from cities.joining.models import Application
from cities.joining.numbers import refuse_beyond
from cities.joining.refusals import entry_of, refuse_another_open
from cities.people.models import User
from icaforum.audit.locks import locked
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from icaforum.words.times import database_now

name_verbs(
    {
        "taken up again": gettext_lazy("took up again"),
        "membership reopened": gettext_lazy("opened the membership again, as if it had not ended"),
    }
)


class NotTheLast(Refused):
    """Another membership of the city has followed this one."""


@transaction.atomic
def take_up_again(application: Application, *, by: User) -> Application:
    """Have a declined application wait for a decision again, with all that was written; tell the applicant.

    The promised days count anew, and the decision with its reason goes into the secretariat's notes. Raises
    NotDeclined, OwnApplication, AlreadyMember where the city is in by now, and AnotherIsOpen where it has
    applied anew.
    """
    application = moves.locked_for(application, "take up again", by=by)
    # One that is confirmed at this moment waits here, as this one waits for it.
    lock_names()
    refuse_another_open(application)
    city = entry_of(application)
    if city and city.memberships.open().exists():
        raise AlreadyMember(_("%(city)s is in the Forum already.") % {"city": city})
    application.note = "\n\n".join(
        part for part in (application.note, _earlier_decision(application)) if part
    )
    application.state, application.reason = moves.after(application, "take up again"), ""
    application.decided_at = application.decided_by = None
    # The days that we promise count from here, and the list is in this order.
    application.taken_up_at = now = database_now()
    application.save()
    record("taken up again", application, by=by)
    mail_applicant(application, "application_taken_up", key=now.isoformat())
    return application


def _earlier_decision(application: Application) -> str:
    """Return what the notes keep of the decision that is undone."""
    words = _("Declined on %(day)s by %(person)s: %(reason)s")
    return words % {
        "day": rules.day_in_words(application.decided_at) if application.decided_at else "",
        "person": application.decided_by or _("somebody"),
        "reason": application.reason,
    }


@transaction.atomic
def reopen_membership(
    membership: Membership, *, by: User, beyond_limit: bool = False, reason: str = ""
) -> Membership:
    """Open the last membership of a city again, as if it had not ended; tell the active people of its team.

    Seats are as they are, and give rights again from the next page on. What ended with it does not come back
    by itself: invitations, requests for access, pairings, places that were given up. `reason` is for the
    secretariat. Raises AlreadyMember where the city is in the Forum, NotTheLast where another membership
    followed, and Full unless `beyond_limit`.
    """
    # The city first, as in `end_membership`.
    city = locked(City.objects.select_for_update(no_key=True), membership.city_id)
    membership = locked(Membership.objects.select_for_update(), membership.pk)
    membership.city = city
    if city.memberships.open().exists():
        raise AlreadyMember(_("%(city)s is in the Forum already.") % {"city": city})
    if city.memberships.exclude(pk=membership.pk).filter(since__gte=membership.until).exists():
        raise NotTheLast(
            _("Another membership of this city has followed. Only the last can be opened again.")
        )
    if not beyond_limit:
        refuse_beyond(city, tier=membership.tier)
    ended, membership.until, membership.reason = membership.until, None, reason
    membership.save(update_fields=["until", "reason"])
    record("membership reopened", membership, by=by, city=city.pk)
    tell_team("membership_reopened", membership, moment=ended)
    return membership
