"""«Why?»: what lets a city, or a tier, see one shared object, or why nothing does.

Whether it is seen is asked of `visible_to`; what is said beside it is read from the same facts, and
tests/test_access.py holds that something is named exactly where `visible_to` lets somebody in.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from cities.directory.tiers import Level
from cities.people.models import Officer, User
from cities.sharing.audience import chosen_people
from cities.sharing.models import GRANT_IN_FORCE, Shared, can_view, rows_like
from cities.sharing.preview import Sight
from icaforum.words.times import day_in_words


@dataclass(frozen=True)
class Verdict:
    """Whether somebody sees an object now, or will once it is published, and each reason.

    `admits` is empty where nothing lets them in; then `refuses` says what would have to. `by_name` are the
    people of the city who were chosen in person.
    """

    sees: bool
    will_see: bool
    admits: list[str]
    refuses: list[str]
    by_name: list[User]


def verdict(shared: Shared, seen: Sight) -> Verdict:
    """Return whether, and why, these eyes see this object."""
    sees = can_view(seen.viewer, shared)
    once_out = replace(seen.viewer, as_published=(shared._meta.label_lower, shared.pk))
    will_see = can_view(once_out, shared)
    admits = [] if not will_see else _admits(shared, seen)
    refuses = [] if will_see else _refuses(shared, seen)
    if will_see and not sees:
        refuses.append(_("It is not published, so nobody but the secretariat sees it yet."))
    return Verdict(sees, will_see, admits, refuses, _by_name(shared, seen))


def _admits(shared: Shared, seen: Sight) -> list[str]:
    viewer = seen.viewer
    said = []
    if shared.level <= viewer.level:
        said.append(_("By its level: %(level)s.") % {"level": Level(shared.level).label})
    if shared.open_to_partners and viewer.is_partner:
        said.append(_("It is open to partners too."))
    grants = shared.circle_grants.filter(GRANT_IN_FORCE, group__in=viewer.group_ids)
    for row in grants.select_related("granted_by", "group__circle").order_by("granted_at", "pk"):
        chosen = _("By an exception for this city") if row.group.circle.city_id else _("By a partnership")
        said.append(_exception(chosen, row.granted_by, row.granted_at, row.until, row.reason))
    rows = rows_like(shared)
    if rows.filter(rows.own_of(viewer), pk=shared.pk).exists():
        always = _("It is the city's own, which it sees in every state.")
        said.append(always if rows.shows_own_always else _("It is the city's own."))
    return said


def _exception(what: str, by: User | None, on: datetime, until: datetime | None, reason: str) -> str:
    """Say who let a circle in, since when, until when, and with which reason."""
    facts = {"what": what, "by": by or _("somebody who is erased"), "day": day_in_words(on)}
    said = _("%(what)s, by %(by)s on %(day)s.") % facts
    if until:
        said += " " + _("It ends on %(day)s.") % {"day": day_in_words(until)}
    return _("%(said)s “%(reason)s”") % {"said": said, "reason": reason} if reason else said


def _refuses(shared: Shared, seen: Sight) -> list[str]:
    viewer, city = seen.viewer, seen.city
    if shared.level == Level.NAMED:
        said = [_("It is for those alone who were chosen, and they were not.")]
    else:
        said = [_("It is for: %(level)s.") % {"level": Level(shared.level).label}]
    if viewer.is_partner:
        said.append(_("It is not open to partners."))
    if city is not None and city.membership is None:
        said.append(_("%(city)s is not in the Forum.") % {"city": city})
    elif city is not None and city.membership is not None:
        said.append(_("%(city)s is: %(tier)s.") % {"city": city, "tier": city.membership.label})
        ended = shared.circle_grants.filter(group__in=viewer.group_ids, until__isnull=False)
        if row := ended.exclude(GRANT_IN_FORCE).order_by("-until").first():
            said.append(_("Its exception ended on %(day)s.") % {"day": day_in_words(row.until)})
    return said


def _by_name(shared: Shared, seen: Sight) -> list[User]:
    """The people of the city who see it by an exception of their own."""
    if seen.city is None:
        return []
    seats = Officer.objects.standing().filter(city=seen.city, person__is_active=True)
    return list(chosen_people(shared).filter(pk__in=seats.values("person")).order_by("name", "pk"))
