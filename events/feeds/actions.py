"""The verbs of a person's calendar feed."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cities.models import Theme, User
from events.feeds.models import CalendarFeed, new_number
from icaforum.audit.locks import lock_row
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs

name_verbs(
    {
        "feed chosen": _("chose what their calendar reads"),
        "feed renewed": _("made a new address for their calendar"),
        "feed ended": _("switched their calendar’s address off"),
    }
)


@transaction.atomic
def choose_feed(person: User, *, by: User, scope: str, themes: Iterable[Theme]) -> CalendarFeed:
    """Choose what the person's calendar reads, and return the feed; the first time, its address begins.

    Raises Refused where the person's row cannot be locked.
    """
    lock_row(person)
    chosen = {"scope": scope}
    feed, _made = CalendarFeed.objects.update_or_create(
        person=person, defaults=chosen, create_defaults=chosen | {"number": new_number()}
    )
    feed.themes.set(themes)
    record("feed chosen", person, by=by)
    return feed


@transaction.atomic
def renew_feed(person: User, *, by: User | None) -> None:
    """Give the feed a new address; the one before opens nothing from now on. Nothing without a feed.

    Raises Refused where the person's row cannot be locked.
    """
    lock_row(person)
    if CalendarFeed.objects.filter(person=person).update(number=new_number()):
        record("feed renewed", person, by=by)


@transaction.atomic
def end_feed(person: User, *, by: User | None) -> None:
    """End the feed: its address opens nothing from now on. Nothing without one.

    Raises Refused where the person's row cannot be locked.
    """
    lock_row(person)
    ended, _rows = CalendarFeed.objects.filter(person=person).delete()
    if ended:
        record("feed ended", person, by=by)
