"""The verbs of comments on the draft of a joint call."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.advocacy.models import CallComment, JointCall
from cities.advocacy.refusals import NotForThem, NotNow, SoAlready, TooMany
from cities.directory.models import City
from cities.people import limits
from cities.people.models import User
from cities.sharing.viewers import viewer_of
from icaforum.audit.belonging import belongs
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import queue_mail
from icaforum.words.times import database_now

name_verbs(
    {
        "call commented": gettext_lazy("commented on a joint call"),
        "call comment taken back": gettext_lazy("took back a comment on a joint call"),
        "call comment hidden": gettext_lazy("hid a comment on a joint call"),
        "call comment shown": gettext_lazy("showed a comment on a joint call again"),
    }
)
belongs(CallComment, "city", to=City)
belongs(CallComment, "author", to=User)
belongs(CallComment, "call", to=JointCall)


@transaction.atomic
def comment(call: JointCall, *, city: City, text: str, language: str, by: User) -> CallComment:
    """Comment on a draft for a city in which this person has a seat; return the comment.

    Raises NotForThem, NotNow once it is no draft, TooMany.
    """
    call = JointCall.objects.locked(call.pk)
    sees = JointCall.objects.visible_to(viewer_of(by)).filter(pk=call.pk).exists()
    if not sees or not by.seats.standing().filter(city=city).exists():
        raise NotForThem(_("You comment for a city in the Forum in which you have a seat."))
    if not call.is_draft:
        raise NotNow(_("The call is no draft any more, and takes no comments."))
    if limits.one_too_many(call_comments_of_person=by.pk):
        raise TooMany(_("You have commented much today. Please go on tomorrow."))
    row = CallComment.objects.create(
        call=call,
        city=city,
        author=by,
        tier=city.memberships.open().get().tier,
        language=language,
        text=text.strip(),
        written_at=database_now(),
    )
    record("call commented", row, by=by)
    return row


@transaction.atomic
def take_back_comment(row: CallComment, *, by: User) -> CallComment:
    """Take one's own comment back; nobody reads it any more. Raises NotForThem, NotNow."""
    row = CallComment.objects.locked(row.pk)
    if row.author_id != by.pk:
        raise NotForThem(_("This is the comment of somebody else."))
    if row.taken_back_at:
        raise SoAlready(_("Your comment is taken back already."))
    if not row.is_up:
        raise NotNow(_("This comment no longer stands there."))
    row.taken_back_at = database_now()
    row.save(update_fields=["taken_back_at"])
    record("call comment taken back", row, by=by)
    return row


@transaction.atomic
def hide_comment(row: CallComment, *, because: str, by: User) -> CallComment:
    """Take a comment from the page, and tell its writer why. By the secretariat; raises NotNow."""
    row = CallComment.objects.locked(row.pk)
    if not row.is_up:
        raise NotNow(_("This comment no longer stands there."))
    row.hidden_at, row.hidden_because = database_now(), because.strip()
    row.save(update_fields=["hidden_at", "hidden_because"])
    record("call comment hidden", row, by=by)
    if row.author:
        key = f"call-comment:{row.pk}:hidden:{row.hidden_at.timestamp():.0f}"
        queue_mail("call_comment_hidden", to=row.author, key=key, ids={"comment": row.pk})
    return row


@transaction.atomic
def show_comment(row: CallComment, *, by: User) -> CallComment:
    """Put a hidden comment back. By the secretariat; raises NotNow."""
    row = CallComment.objects.locked(row.pk)
    if not row.hidden_at:
        raise NotNow(_("It is not hidden."))
    row.hidden_at, row.hidden_because = None, ""
    row.save(update_fields=["hidden_at", "hidden_because"])
    record("call comment shown", row, by=by)
    return row
