"""Verbs on a shelf: show it, take it down. What stands on it is edited on its page."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import User
from icaforum.audit.locks import locked
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from resources.shelves.models import Shelf

name_verbs(
    {
        "shelf shown": gettext_lazy("showed the shelf"),
        "shelf taken down": gettext_lazy("took the shelf down"),
    }
)


class NothingOnIt(Refused):
    """The shelf holds no paper."""


class StandsSo(Refused):
    """The shelf is shown already, or is not shown."""


@transaction.atomic
def show_shelf(shelf: Shelf, *, by: User) -> Shelf:
    """Show the shelf to everybody who may see a paper on it; return it. Raises NothingOnIt, StandsSo."""
    stored = locked(Shelf.objects.select_for_update(), shelf.pk)
    if stored.is_published:
        raise StandsSo(_("It is shown already."))
    if not stored.places.exists():
        raise NothingOnIt(_("Put a paper on it first."))
    return _set(stored, shown=True, verb="shelf shown", by=by)


@transaction.atomic
def take_shelf_down(shelf: Shelf, *, by: User) -> Shelf:
    """Show the shelf to nobody any more; its papers stay where they are. Return it. Raises StandsSo."""
    stored = locked(Shelf.objects.select_for_update(), shelf.pk)
    if not stored.is_published:
        raise StandsSo(_("It is not shown, so nobody sees it now."))
    return _set(stored, shown=False, verb="shelf taken down", by=by)


def _set(shelf: Shelf, *, shown: bool, verb: str, by: User) -> Shelf:
    shelf.is_published = shown
    shelf.save(update_fields=["is_published"])
    record(verb, shelf, by=by)
    return shelf
