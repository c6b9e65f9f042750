"""The answers to the yearly question: of the lead contact, or of the secretariat that was told."""

from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City
from cities.joining.actions.memberships import end_membership
from cities.joining.refusals import MembershipEnded
from cities.people.models import User
from cities.yearly.models import Confirmation
from icaforum.audit.belonging import belongs
from icaforum.audit.locks import locked
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from icaforum.forum.reading import the_forum
from icaforum.outbox.compose import queue_mail
from icaforum.words.times import database_now

# Those of the clock too: the pages of the history load no planner.
name_verbs(
    {
        "asked for the year": gettext_lazy("asked whether it still takes part"),
        "year left to staff": gettext_lazy("left the yearly question to the secretariat"),
        "year closed": gettext_lazy("closed the yearly question, since it is not in the Forum"),
        "confirmed for the year": gettext_lazy("confirmed that it takes part"),
        "said no for the year": gettext_lazy("said that it no longer takes part"),
    }
)
belongs(Confirmation, "city", to=City)


class NothingAsked(Refused):
    """The question was answered by somebody else meanwhile, or none is open."""


class TeamChanged(Refused):
    """The team is not the one that was confirmed: somebody came or left meanwhile."""


@transaction.atomic
def confirm(city: City, *, seats: Collection[int] | None, by: User) -> Confirmation:
    """Record that a city takes part, and that whoever has one of these seats is still there.

    `seats` are the keys of all its open seats; None is the word of the secretariat, which knows it from
    elsewhere and is asked about no person. Raises MembershipEnded, NothingAsked and TeamChanged.
    """
    row = _lock_open_question(city)
    if seats is not None and set(seats) != set(city.seats.open().values_list("pk", flat=True)):
        raise TeamChanged(_("Somebody came or left meanwhile. Please look at the team again."))
    _answer(row, takes_part=True, by=by)
    record("confirmed for the year", row, by=by, city=city.pk, year=row.year)
    return row


@transaction.atomic
def leave_the_forum(city: City, *, reason: str, by: User) -> Confirmation:
    """End the membership of a city that answers no; its people are told as always, and the secretariat too.

    `reason` is for the secretariat. Raises MembershipEnded and NothingAsked.
    """
    row = _lock_open_question(city)
    _answer(row, takes_part=False, by=by)
    record("said no for the year", row, by=by, city=city.pk, year=row.year)
    end_membership(city.memberships.open().get(), by=by, reason=reason)
    queue_mail(
        "no_longer_there",
        to=the_forum().contact_email,
        language=settings.LANGUAGE_CODE,
        key=f"no_longer_there:{row.pk}",
        ids={"confirmation": row.pk},
    )
    return row


def _lock_open_question(city: City) -> Confirmation:
    """Lock the city, then its question without an answer; raises MembershipEnded and NothingAsked."""
    city = locked(City.objects.select_for_update(no_key=True), city.pk)
    if not city.memberships.open().exists():
        raise MembershipEnded(_("%(city)s is not in the Forum.") % {"city": city})
    row = Confirmation.objects.unanswered().filter(city=city).first()
    if row is None:
        raise NothingAsked(_("This was answered meanwhile. Thank you."))
    return Confirmation.objects.locked(row.pk)


def _answer(row: Confirmation, *, takes_part: bool, by: User) -> None:
    row.answered_at, row.answered_by, row.takes_part = database_now(), by, takes_part
    row.save(update_fields=["answered_at", "answered_by", "takes_part"])
