"""The verbs of texts in short: write, check, decline, take back; ask once more by the clock."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from cities.models import City, Officer, User
from cities.people import limits
from cities.sharing.models import can_view
from cities.sharing.viewers import viewer_of
from cities.talking.models import Use
from icaforum.audit.as_read import refuse_unread
from icaforum.audit.belonging import belongs
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import NewMail, queue_mail, queue_mails
from icaforum.outbox.planners import row_by_row
from icaforum.words.times import database_now
from resources.briefs.models import Brief
from resources.briefs.recipients import about, checkers, languages_of, unnamed_behind
from resources.briefs.refusals import NoPart, NotNow, NotYours, ThereAlready, TooMany
from resources.briefs.rules import REMIND_AFTER
from resources.briefs.standing import index_again
from resources.library.models.resource import Resource
from resources.questions.models import Answer, Question

name_verbs(
    {
        "brief written": gettext_lazy("wrote a text in short"),
        "brief checked": gettext_lazy("checked a text in short"),
        "brief declined": gettext_lazy("declined a text in short"),
        "brief taken back": gettext_lazy("took a text in short back"),
        "brief asked about again": gettext_lazy("asked again to check a text in short"),
    }
)
belongs(Brief, "city", to=City)
belongs(Brief, "resource", to=Resource)
belongs(Brief, "question", to=Question)
belongs(Brief, "answer", to=Answer)


@transaction.atomic
def write_brief(
    thing: Resource | Question | Answer,
    *,
    city: City,
    language: str,
    text: str,
    by: User,
    use: str = Use.UNATTRIBUTED,
) -> Brief:
    """Write for a city what a text says in short in another language; return it.

    It waits until it is checked, unless the text is of a city of whoever writes it. Raises NoPart, NotYours
    for people of a city that the text does not name, ThereAlready, TooMany.
    """
    seen = thing.question if isinstance(thing, Answer) else thing
    if not by.seats.standing().filter(city=city).exists() or not can_view(viewer_of(by), seen):
        raise NoPart(_("You write for a city or organisation in the Forum in which you have a seat."))
    # By each of their seats: that it stands at once would tell the other city too.
    if by.seats.standing().filter(city__in=unnamed_behind(thing)).exists():
        raise NotYours(
            _("Your city is not named there. In another language it could be told which one it is.")
        )
    if language in languages_of(thing):
        raise ThereAlready(_("It can be read in this language already."))
    if limits.one_too_many(briefs_of_person=by.pk):
        raise TooMany(_("You have written many of these today. Please go on tomorrow."))
    tier = city.memberships.open().get().tier
    facts: dict[str, Any] = {"text": text.strip(), "language": language, "use": use, **about(thing)}
    row = Brief(city=city, author=by, tier=tier, **facts)
    if _is_checker(row, by):
        row.checked_at, row.checked_by = database_now(), by
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise ThereAlready(_("Somebody has written one in this language meanwhile.")) from error
    record("brief written", row, by=by)
    if row.is_waiting:
        _ask(row)
    else:
        index_again(row)
    return row


def _is_checker(row: Brief, by: User) -> bool:
    return Officer.objects.standing().filter(person=by, city__in=row.owners).exists()


def _ask(row: Brief, *, again: bool = False) -> None:
    """Mail those who check it."""
    key = f"brief:{row.pk}:waits" + (":again" if again else "")
    if row.sent_back_at:
        key += f":{row.sent_back_at.timestamp():.6f}"
    facts = {"brief": row.pk, "again": again}
    queue_mails(
        NewMail("brief_waits", person, f"{key}:{person.pk}", facts | {"reader": person.pk})
        for person in checkers(row)
    )


def _checked_meanwhile(row: Brief) -> str:
    """Return who has said yes since somebody opened the page; by name where it is a colleague."""
    who = row.checked_by if row.checked_by and _is_checker(row, row.checked_by) else _("The secretariat")
    said = _("%(name)s has approved it meanwhile, and everybody reads it. Nothing is changed: look again.")
    return said % {"name": who}


def _checking(brief: Brief, by: User) -> Brief:
    row = Brief.objects.locked(brief.pk)
    if row.ended_at:
        raise NotNow(_("It was declined or taken back meanwhile."))
    if not by.acts_as_staff and not _is_checker(row, by):
        raise NotYours(_("The city that wrote the whole text checks it, or the secretariat."))
    return row


@transaction.atomic
def check_brief(brief: Brief, *, by: User, text: str = "") -> Brief:
    """Say that it is right, in these words or in corrected ones, so that everybody reads it; return it.

    Said again of one whose whole text has changed since. Raises NotNow, and NotYours, also for other words of
    a city that is not named: they would stand there as another's, and its hand could be known.
    """
    row = _checking(brief, by)
    if not Brief.objects.to_look_at().filter(pk=row.pk).exists():
        mine = row.checked_by_id == by.pk
        raise NotNow(_("You have approved it already.") if mine else _checked_meanwhile(row))
    if not row.whole.is_named and not by.acts_as_staff and text.strip() not in ("", row.text):
        raise NotYours(
            _("Your city is not named there. Say yes or no: your words would stand as another city’s.")
        )
    again, words = bool(row.checked_at), text.strip() or row.text
    row.text_before = row.text if words != row.text else ""
    row.checked_at, row.checked_by, row.text = database_now(), by, words
    row.save(update_fields=["checked_at", "checked_by", "text", "text_before"])
    record("brief checked", row, by=by)
    index_again(row)
    # Looked at once more without a change is no news.
    if row.text_before or not again:
        _tell(row, by)
    return row


@transaction.atomic
def decline_brief(brief: Brief, *, because: str, by: User, read: str = "") -> Brief:
    """Let nobody read it (any more), and tell its writer why; return it.

    `read` is the mark of what the person has read (`Brief.mark`). Raises NotYours, NotNow, ChangedMeanwhile.
    """
    row = _checking(brief, by)
    refuse_unread(read, row.mark, _checked_meanwhile(row))
    row.ended_at, row.ended_because = database_now(), because.strip()
    row.save(update_fields=["ended_at", "ended_because"])
    record("brief declined", row, by=by)
    index_again(row)
    _tell(row, by)
    return row


def _tell(row: Brief, by: User) -> None:
    if row.author and row.author != by:
        state, at = ("declined", row.ended_at) if row.ended_at else ("checked", row.checked_at)
        key = f"brief:{row.pk}:{state}:{at.timestamp():.6f}" if at else f"brief:{row.pk}:{state}"
        queue_mail("brief_answered", to=row.author, key=key, ids={"brief": row.pk})


@transaction.atomic
def take_brief_back(brief: Brief, *, by: User) -> Brief:
    """Take one's own text in short back; return it. Raises NotYours, NotNow."""
    row = Brief.objects.locked(brief.pk)
    if row.author_id != by.pk:
        raise NotYours(_("Whoever wrote it takes it back."))
    if row.ended_at:
        raise NotNow(_("It was declined or taken back meanwhile."))
    row.ended_at = database_now()
    row.save(update_fields=["ended_at"])
    record("brief taken back", row, by=by)
    index_again(row)
    return row


def tell_of_sent_back(*, now: datetime | None = None) -> int:
    """Ask the checkers of each that waits to be checked anew, and tell its writer; return about how many.

    Words are taken out of papers below this story, so the clock looks.
    """
    at = now or database_now()
    planner = gettext_noop("tell of texts in short to be checked anew")
    return row_by_row(planner, list(Brief.objects.to_tell()), lambda row: _tell_back(row, at))


@transaction.atomic
def _tell_back(brief: Brief, at: datetime) -> int:
    row = Brief.objects.locked(brief.pk)
    if not row.is_sent_back or row.told_back_at or row.sent_back_at is None:
        return 0
    row.told_back_at = at
    row.save(update_fields=["told_back_at"])
    _ask(row)
    if row.author:
        key = f"brief:{row.pk}:back:{row.sent_back_at.timestamp():.6f}"
        queue_mail("brief_answered", to=row.author, key=key, ids={"brief": row.pk, "back": True})
    return 1


def ask_checkers_again(*, now: datetime | None = None) -> int:
    """Ask once more about each that has waited for a week; return about how many."""
    late = (now or database_now()) - REMIND_AFTER
    due = Brief.objects.waiting().waiting_since(late).filter(reminded_at__isnull=True)
    return row_by_row(gettext_noop("ask again to check texts in short"), list(due), _ask_again)


@transaction.atomic
def _ask_again(brief: Brief) -> int:
    row = Brief.objects.locked(brief.pk)
    if not row.is_waiting or row.reminded_at:
        return 0
    row.reminded_at = database_now()
    row.save(update_fields=["reminded_at"])
    _ask(row, again=True)
    record("brief asked about again", row, by=None)
    return 1
