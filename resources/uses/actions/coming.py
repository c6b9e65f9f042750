"""The verbs of what came of a use: answer by a page or by mail, put a mailed answer up, take it back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from cities.models import User
from cities.people import limits
from icaforum.audit.record import record
from icaforum.audit.verbs import done_without_account, name_verbs
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.planners import row_by_row
from icaforum.words.times import database_now
from resources.questions.models import Answer
from resources.uses.models import FollowUp, Use
from resources.uses.refusals import NotNow, NotYours, SaysNothing, TooMany
from resources.uses.rules import ASKED, GOES_UP_AFTER
from resources.uses.standing import seal_again

Outcome = FollowUp.Outcome

name_verbs(
    {
        "use answered": gettext_lazy("said what came of a use"),
        "use answer changed": gettext_lazy("changed what it said of what came of a use"),
        "use answered by mail": gettext_lazy("said by mail what came of a use"),
        "use answer put up": gettext_lazy("let what came of a use go up"),
        "use answer dropped": gettext_lazy("took back what it said by mail of a use"),
        # The clock's, named here since pages say them too.
        "use asked about": gettext_lazy("asked what came of a use"),
        "use asked about again": gettext_lazy("asked once more what came of a use"),
        "use left to staff": gettext_lazy("left the question what came of a use to the secretariat"),
    }
)
done_without_account(
    "resources.followup",
    *("use answered", "use answer changed", "use answer put up", "use answer dropped"),
    by=gettext_lazy("somebody with the link of a mail"),
)


@transaction.atomic
def say_what_came(
    use: Use,
    *,
    outcome: str,
    text: str,
    language: str,
    by: User,
    station: int | None = None,
    with_link: bool = False,
) -> FollowUp:
    """Say what came of a use; return the answer, which stands there at once.

    It answers what was asked last, or `station`, also anew; where nothing is asked a city says only that it
    stopped. `with_link` is set where somebody answers by the link of their mail. Of a city that is not named
    it stays in the language for which it was counted. Raises NotYours, NotNow, SaysNothing.
    """
    row = _of_contact(use, by)
    answer = _at_station(row, station, outcome)
    _refuse_held(answer, by)
    is_new = answer.up_at is None
    said = text.strip()
    if outcome != Outcome.NOTHING_YET and not said:
        raise SaysNothing(_("Say in a sentence what came of it."))
    if not is_new and (answer.outcome, answer.text) == (outcome, said):
        return answer
    now = database_now()
    answer.outcome, answer.text, answer.author = outcome, said, by
    answer.language = _language_of(row, language)
    answer.by_mail = False
    answer.answered_at = answer.answered_at if not is_new else now
    answer.up_at, answer.goes_up_at = answer.up_at or now, None
    answer.save()
    seal_again(row, said_at=now)
    verb = "use answered" if is_new else "use answer changed"
    record(verb, answer, by=None if with_link else by, use=row.pk)
    return answer


def _of_contact(use: Use, by: User | None) -> Use:
    """Return a use that counts, locked, for an active contact of its city; raises NotYours, NotNow."""
    row = Use.objects.locked(use.pk)
    if by is None or not by.is_active or not by.seats.standing().filter(city=row.city_id).exists():
        raise NotYours(_("A contact of the city says what came of it."))
    if not row.is_up:
        raise NotNow(_("This was taken back, or the secretariat has hidden it."))
    return row


def _refuse_held(answer: FollowUp, by: User) -> None:
    """Raise NotNow where a colleague's answer by mail waits there, which must not be written over."""
    if answer.waits and FollowUp.objects.held_from(by).filter(pk=answer.pk).exists():
        raise NotNow(_("A colleague has answered by mail, and looks at the words once more."))


def _language_of(row: Use, language: str) -> str:
    """Return in which language an answer stands: another than that of the use might tell who is not named."""
    return language if row.is_named else row.language


def _at_station(row: Use, station: int | None, outcome: str) -> FollowUp:
    """Return the row that is answered, which may be a new one; raises NotNow where nothing is asked."""
    rows = {it.station: it for it in row.follow_ups.all()}
    if station is not None:
        if station not in rows:
            raise NotNow(_("This was not asked."))
        return rows[station]
    asked = [it for it in rows.values() if it.asked_at and not it.up_at]
    if asked:
        return max(asked, key=lambda it: it.station)
    if outcome != Outcome.STOPPED or row.stopped_at:
        raise NotNow(_("Nothing is asked now. We ask after 6 and after 12 months."))
    free = [it for it in (*ASKED, FollowUp.Station.LATER) if it > max(rows, default=0)]
    if not free:  # it stopped, and goes on: the last word is said anew
        return rows[FollowUp.Station.LATER]
    return FollowUp(use=row, station=free[0])


@transaction.atomic
def say_what_came_by_mail(
    answer: FollowUp,
    *,
    text: str,
    language: str,
    is_own: bool,
    by: User,
    attachments: int = 0,
    was_cut: bool = False,
) -> FollowUp:
    """Keep what somebody answers by mail, and send it back to them as it will stand; return it.

    Read as «we still use it»: their page says so, and what else they may choose. It goes up after half an
    hour; only when they say so a person's first one, one of which it is not proven that it is theirs
    (`is_own`), and one of a city that is not named whose text tells which it is. Raises NotYours, NotNow,
    TooMany.
    """
    row = _of_contact(answer.use, by)
    answer = FollowUp.objects.locked(answer.pk)
    if answer.up_at or not answer.asked_at:
        raise NotNow(_("This was answered already."))
    _refuse_held(answer, by)
    # A mail in somebody's name must not become a way to send them mails.
    if not is_own and limits.one_too_many(answers_asked_about=by.pk):
        raise TooMany(_("There were many answers to this message today."))
    now = database_now()
    answer.outcome, answer.text = Outcome.GOES_ON, text.strip()[:1000]
    answer.language = _language_of(row, language)
    answer.author, answer.by_mail, answer.answered_at = by, True, now
    by_itself = is_own and _is_known(by) and not answer.tells
    answer.goes_up_at = now + GOES_UP_AFTER if by_itself else None
    answer.save()
    record("use answered by mail", answer, by=by, use=row.pk)
    ids = {"answer": answer.pk, "attachments": attachments, "was_cut": was_cut or len(text.strip()) > 1000}
    key = f"use:{row.pk}:{answer.station}:stands:{now.timestamp():.0f}"
    queue_mail("use_answer_stands", to=by, key=key, ids=ids)
    return answer


def _is_known(by: User) -> bool:
    """Whether something that this person answered by mail stands there."""
    mailed = FollowUp.objects.up().filter(author=by, by_mail=True)
    return mailed.exists() or Answer.objects.up().filter(author=by, by_mail=True).exists()


@transaction.atomic
def put_up_what_came(answer: FollowUp, *, by: User | None, outcome: str = "") -> FollowUp:
    """Let an answer that came by mail stand there, with another word for the first question where given.

    `by` is None by its link, and by the clock. Raises NotYours, NotNow.
    """
    row = Use.objects.locked(answer.use_id)
    answer = FollowUp.objects.locked(answer.pk)
    if not answer.waits:
        raise NotNow(_("It stands there already, or was taken back."))
    _of_contact(row, answer.author)
    answer.up_at, answer.goes_up_at = database_now(), None
    answer.outcome = outcome or answer.outcome
    answer.save(update_fields=["up_at", "goes_up_at", "outcome"])
    seal_again(row, said_at=answer.up_at)
    record("use answer put up", answer, by=by, use=row.pk)
    return answer


@transaction.atomic
def drop_what_came(answer: FollowUp, *, by: User | None) -> FollowUp:
    """Take back an answer by mail that does not stand there yet: its words are gone. Raises NotNow."""
    row = Use.objects.locked(answer.use_id)
    answer = FollowUp.objects.locked(answer.pk)
    if not answer.waits:
        raise NotNow(_("It stands there already, or was taken back."))
    answer.outcome, answer.text, answer.author, answer.by_mail = "", "", None, False
    answer.answered_at = answer.goes_up_at = None
    answer.save()
    record("use answer dropped", answer, by=by, use=row.pk)
    return answer


def put_up_due(*, now: datetime | None = None) -> int:
    """Let the answers by mail go up whose half hour is over; return how many."""
    now = now or database_now()
    due = FollowUp.objects.waiting().filter(goes_up_at__lte=now, use__in=Use.objects.of_open_rooms())
    return row_by_row(
        gettext_noop("let go up what came of uses"), list(due.select_related("use")), _put_up_one
    )


def _put_up_one(row: FollowUp) -> int:
    try:
        put_up_what_came(row, by=None)
    except (NotNow, NotYours):
        # Somebody was quicker, or it takes a person: the clock tries no more.
        FollowUp.objects.waiting().filter(pk=row.pk).update(goes_up_at=None)
        return 0
    return 1
