"""The verb that writes to people after an event: one mail each, by whether they were there."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import User
from events.after.recipients import ABSENT, GROUPS, KIND, PRESENT, can_be_told, groups_of, is_known
from events.after.refusals import NothingWritten, refuse_unless_over
from events.planning.recipients import keys_after
from events.programme import refusals
from events.programme.locks import lock_event
from events.programme.models import Event
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import NewMail, queue_mails

name_verbs({"wrote after it": gettext_lazy("wrote to its people after it")})


@transaction.atomic
def write_after(
    event: Event, *, by: User, groups: Collection[str] = tuple(GROUPS), agreed: int | None = None
) -> Event:
    """Mail those who were there, those who were not, and those who wanted the recording, each once for ever.

    `groups` are names of `recipients.GROUPS`. Who is not known to have been there counts as absent. `agreed`
    is how many mails were agreed on, if that was asked. Returns the event. Raises NothingWritten before it is
    written down who was there, by the newest report too, NobodyToTell, OtherNumber where it is not the number
    agreed on, NotOver, Busy.
    """
    event, now = lock_event(event)
    refuse_unless_over(event, now)
    known = is_known(event)
    wanted = [name for name in GROUPS if name in groups and can_be_told(event, name, is_known=known)]
    if not wanted and {PRESENT, ABSENT} & set(groups):
        raise NothingWritten(_("Write down first who was there."))
    told = groups_of(event, *wanted)
    keys = keys_after(event, [row for group in told for row in group.rows])
    mails = [
        NewMail(KIND, to=row.person, key=keys[row.pk], ids={"registration": row.pk, "group": group.name})
        for group in told
        for row in group.rows
    ]
    if not wanted or not mails:
        raise refusals.NobodyToTell(_("There is nobody to write to."))
    if agreed is not None and agreed != len(mails):
        raise refusals.OtherNumber(_("Meanwhile the number has changed. Look at it, and press again."))
    queue_mails(mails)
    record("wrote after it", event, by=by, mails=len(mails))
    return event
