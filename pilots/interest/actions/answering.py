"""The verbs of a city's interest: kept while somebody types, sent, changed, taken back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import City, Officer, User
from icaforum.audit.belonging import belongs
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.words.kept_answers import Answers, merged
from icaforum.words.times import database_now
from pilots.interest import rules
from pilots.interest.models import Interest, PeerCall, Wish
from pilots.interest.recipients import cities_it_is_for, mail_each, people_of
from pilots.interest.refusals import NotFitting, NotNow, NotYours, TooLate
from pilots.interest.standing import stands, written_meanwhile
from pilots.projects.models import PilotProject

name_verbs(
    {
        "interest sent": gettext_lazy("sent the interest of the city"),
        "interest changed": gettext_lazy("sent the interest of the city anew"),
        "interest withdrawn": gettext_lazy("took the interest of the city back"),
        # The clock's, named here since pages say it too.
        "reminded of an interest": gettext_lazy("reminded the city of its interest"),
    }
)
belongs(Interest, "city", to=City)
belongs(Interest, "call", to=PeerCall, within=True)


@transaction.atomic
def keep_interest(
    call: PeerCall, *, city: City, typed: Answers, shown: Mapping[str, str], by: User, overwrite: bool = True
) -> tuple[Interest, Answers]:
    """Keep what was typed, right or wrong; return the interest, and what colleagues typed meanwhile.

    `shown` are the marks of the answers that the page showed: what was not touched there stays as it stands,
    and what a colleague changed or sent too is replaced only if `overwrite`. After the call has closed it is
    kept as well, so that nothing is lost. Raises NotYours, NotFitting, and NotNow once it is a pairing. No
    line of history: nobody but the city sees it.
    """
    row = _begun(call, city, by)
    kept, elsewhere = merged(stands(row, city=city, by=by), typed, shown, overwrite=overwrite)
    if kept:
        row.typed |= kept
        if row.state == Interest.State.WITHDRAWN:
            row.state, row.reminded = Interest.State.DRAFT, 0
        row.changed_at, row.author = database_now(), by
        row.save(update_fields=["typed", "state", "reminded", "changed_at", "author"])
    return row, elsewhere


@transaction.atomic
def send_interest(
    call: PeerCall,
    *,
    city: City,
    by: User,
    wishes: list[PilotProject],
    read_at: datetime | None = None,
    **facts: Any,
) -> Interest:
    """Send the interest of a city, or what was changed of it; `facts` are its columns.

    `read_at` is its `changed_at` when they were read: what a colleague has typed since is not sent unseen.
    Raises TooLate where the call has closed on the clock of the city, NotYours for others than its leads,
    NotFitting where the city may not answer or names another project, NotNow.
    """
    if not Officer.objects.standing().leads().filter(city=city, person=by).exists():
        raise NotYours(_("A lead contact of %(city)s sends it.") % {"city": city})
    # The call first, as everywhere: what is sent while it is dropped or decided comes before that, or after.
    call = PeerCall.objects.locked(call.pk)
    row = _begun(call, city, by)
    _refuse_late(row)
    if read_at is not None and row.changed_at != read_at:
        raise NotNow(written_meanwhile())
    if not cities_it_is_for().filter(pk=city.pk).exists():
        raise NotFitting(_("%(city)s cannot answer this call now.") % {"city": city})
    if not {it.pk for it in wishes} <= set(row.call.projects.values_list("pk", flat=True)):
        raise NotFitting(_("Name projects of this call."))
    verb = "interest changed" if row.is_sent else "interest sent"
    for name, value in facts.items():
        setattr(row, name, value)
    row.state, row.typed, row.author = Interest.State.SENT, {}, by
    row.sent_at = row.changed_at = database_now()
    row.withdrawn_at = None
    row.save()
    # All at once: two of them may have changed places, and each number stands once.
    row.wishes.all().delete()
    Wish.objects.bulk_create(
        Wish(interest=row, project=project, number=number) for number, project in enumerate(wishes, 1)
    )
    record(verb, row, by=by)
    _tell(row)
    return row


@transaction.atomic
def withdraw_interest(interest: Interest, *, by: User) -> Interest:
    """Take back the interest of a city: what stands in it is a draft again, which the city alone sees.

    Raises NotYours for others than its leads, NotNow where it was not sent or has become a pairing.
    """
    PeerCall.objects.locked(interest.call_id)
    row = Interest.objects.locked(interest.pk)
    if not Officer.objects.standing().leads().filter(city=row.city, person=by).exists():
        raise NotYours(_("A lead contact of %(city)s takes it back.") % {"city": row.city})
    if row.call.is_over:
        raise NotNow(_("What becomes of it is said already."))
    if not row.is_sent or not rules.may_change(row):
        raise NotNow(_("It is not sent, or has become a pairing."))
    row.state, row.withdrawn_at = Interest.State.WITHDRAWN, database_now()
    row.save(update_fields=["state", "withdrawn_at"])
    record("interest withdrawn", row, by=by)
    _tell(row)
    return row


def _tell(row: Interest) -> None:
    """Tell the people of an interest how it stands; each time is a mail of its own."""
    moment = row.sent_at if row.is_sent else row.withdrawn_at
    key = f"interest:{row.pk}:{row.state}:{moment:%Y%m%d%H%M%S%f}"
    mail_each("interest_stands", people_of(row), key=key, ids={"interest": row.pk, "state": row.state})


def _refuse_late(row: Interest) -> None:
    if not row.call.opened_at or row.call.is_over:
        raise NotNow(_("This call is not open."))
    if not rules.is_open(row.call, row.city.known_zone, database_now()):
        raise TooLate(_("The call has closed."))


def _begun(call: PeerCall, city: City, by: User) -> Interest:
    """Return the interest of a city, locked, or begun. Raises NotYours, NotNow, NotFitting."""
    if not Officer.objects.standing().filter(city=city, person=by).exists():
        raise NotYours(_("Only contacts of %(city)s write it.") % {"city": city})
    if not call.opened_at:
        raise NotNow(_("This call is not open."))
    rows = Interest.objects.filter(call=call, city=city)
    if not rows.exists():
        if not cities_it_is_for().filter(pk=city.pk).exists():
            raise NotFitting(_("%(city)s cannot answer this call now.") % {"city": city})
        try:
            with transaction.atomic():
                Interest.objects.create(call=call, city=city, author=by)
        except IntegrityError:
            # Begun by a colleague at the same moment.
            pass
    row = Interest.objects.locked(rows.values_list("pk", flat=True).get())
    if not rules.may_change(row):
        raise NotNow(_("It has become a pairing."))
    return row
