"""The lock under which a membership changes."""

from django.utils.translation import gettext as _

from cities.directory.models import City, Membership
from cities.joining.refusals import MembershipEnded
from icaforum.audit.locks import locked


def locked_membership(membership: Membership) -> Membership:
    """Return the row as it is now, locked; raises MembershipEnded where it is closed.

    The city is locked first, as in `invite` and in the verbs on teams (`cities.people.actions.teams`): with
    one order for all, two verbs on one city wait for each other and cannot deadlock.
    """
    city = locked(City.objects.select_for_update(no_key=True), membership.city_id)
    membership = locked(Membership.objects.select_for_update(), membership.pk)
    membership.city = city
    if not membership.is_open:
        following = Membership.objects.open().filter(city=city).first()
        if following is None:
            raise MembershipEnded(_("This membership has ended already."))
        message = _("%(city)s has another tier by now: %(tier)s. Change it from the page of the city.")
        raise MembershipEnded(message % {"city": city, "tier": following.label})
    return membership
