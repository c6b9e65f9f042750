"""«See it as»: the pages of the Forum as a visitor, a tier or a city sees them, for those who run all of it.

What is chosen is kept in the session. It never shows more than one sees anyway, and nothing can be changed
until it is left (`cities.sharing.middleware.preview`).
"""

from dataclasses import dataclass, replace

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cities.directory.models import City
from cities.directory.tiers import LEVEL_OF, SLUGS, TIER_OF, Tier
from cities.directory.viewer import Viewer
from cities.people.models import Officer, User
from cities.sharing.models import Shared, shared_classes
from cities.sharing.viewers import viewer_of_city

VISITOR = "visitor"
_KEY = "see_it_as"
# A seat in a city that is none, since names of people are for members. No row has the key 0.
_SOME_CITY = frozenset({0})


@dataclass(frozen=True)
class Sight:
    """Whose eyes: `code` names them in forms and in the session, `who` on pages."""

    code: str
    who: str
    viewer: Viewer
    city: City | None = None


def kinds() -> list[tuple[str, str]]:
    """Return the codes and names of a visitor and of every tier, the one that sees least first."""
    tiers: list[Tier | None] = [None, *Tier]
    return [(VISITOR, _("A visitor")), *((SLUGS[tier], _name(tier)) for tier in tiers)]


def sight(code: str) -> Sight | None:
    """Return whose eyes a code means: «visitor», «peer», «city-12»; None for one that means nobody."""
    if code == VISITOR:
        return Sight(code, _("A visitor"), Viewer.public())
    if code in TIER_OF:
        tier = TIER_OF[code]
        viewer = Viewer(level=LEVEL_OF[tier], is_partner=tier is None, city_ids=_SOME_CITY)
        return Sight(code, _name(tier), viewer)
    key = code.removeprefix("city-")
    if key == code or not key.isdecimal() or len(key) > 18:
        return None
    city = City.objects.with_membership().filter(pk=int(key)).first()
    return Sight(code, str(city), viewer_of_city(city), city) if city else None


def _name(tier: Tier | None) -> str:
    return str(_("Partner")) if tier is None else str(tier.label)


def may_preview(viewer: Viewer) -> bool:
    """Whether somebody runs all that a preview could show: every kind of shared object, cities, people."""
    models: list[type[Model]] = [*shared_classes(), City, Officer]
    return all(viewer.manages(model) for model in models)


def begin(request: HttpRequest, seen: Sight, *, shared: Shared, back: str) -> None:
    """Let this session see the Forum so, and `shared` as if it were published; `back` is where it ends."""
    thing = (shared._meta.label_lower, shared.pk)
    request.session[_KEY] = {"code": seen.code, "thing": thing, "back": back}


def end(request: HttpRequest) -> str:
    """Let this session see the Forum with its own eyes again; return where it began, "" if nothing was on."""
    return str((request.session.pop(_KEY, None) or {}).get("back", ""))


def is_on(request: HttpRequest) -> bool:
    """Whether this session once began to see the Forum as somebody else; costs no statement."""
    session = getattr(request, "session", None)
    return session is not None and _KEY in session


def whose_own(request: HttpRequest) -> User | AnonymousUser:
    """Return whose own places and choices a page shows: nobody's while it is seen with other eyes."""
    return AnonymousUser() if getattr(request, "seen", None) else request.user


def seen_by(request: HttpRequest, own: Viewer) -> Sight | None:
    """Return whose eyes the session has chosen; None where it has none, or `own` may not choose any."""
    if not is_on(request) or not may_preview(own):
        return None
    kept = request.session[_KEY]
    found = sight(kept["code"])
    if found is None:
        return None
    label, key = kept["thing"]
    return replace(found, viewer=replace(found.viewer, as_published=(label, key)))
