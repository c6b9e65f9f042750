"""The verbs on who was there: read a report, answer for its rows, write it down, say it by hand.

Each locks the event, so that no two decide about its presence at once; what is written follows from all rows
and answers in `_write` and nowhere else.
"""

import hashlib
from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import User
from events.after import reading
from events.after.beginning import begin_survey
from events.after.matching import Matching, Person
from events.after.models import AttendanceReport, AttendanceRow
from events.after.presence import said_by
from events.after.refusals import NothingToRead, OtherEvent, refuse_unless_over
from events.guests.models import Guest
from events.places.models import Registration
from events.programme.locks import lock_event
from events.programme.models import Event
from icaforum.audit.details import name_details, yes_or_no
from icaforum.audit.locks import lock_row, locking
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.words.times import database_now

name_verbs(
    {
        "attendance read": gettext_lazy("read a report of who was there"),
        "attendance dropped": gettext_lazy("took the reports of who was there out"),
        "participant answered": gettext_lazy("said who somebody in a report is"),
        "presence written": gettext_lazy("wrote down who was there"),
        "presence said": gettext_lazy("said whether somebody was there"),
    }
)
name_details({"came": yes_or_no(gettext_lazy("was there"))})

Answer, Told = AttendanceRow.Answer, Registration.Told


@transaction.atomic
def read_report(event: Event, *, content: bytes, name: str, by: User, adds: bool = False) -> AttendanceReport:
    """Read a report in place of those before it, or beside them (`adds`), and judge its rows.

    Nothing is said of anybody by it yet: `write_presence` does that. Answers given to the same participants
    before are kept. The same file again changes nothing. Returns the report. Raises Unreadable, NotOver,
    Busy.
    """
    found = reading.read(content, name=name)  # before the lock: it takes a moment
    event, now = lock_event(event)
    refuse_unless_over(event, now)
    digest = hashlib.sha256(content).hexdigest()
    stands = event.attendance_reports.filter(digest=digest).first()
    if stands:
        return stands
    answers = {reading.identity(row.name, row.address): row for row in AttendanceRow.objects.of(event)}
    if not adds:
        event.attendance_reports.all().delete()
    report = AttendanceReport.objects.create(
        event=event,
        source=AttendanceReport.Source.TEAMS if found.is_teams else AttendanceReport.Source.ZOOM,
        file_name=name[-200:],
        digest=digest,
        notes=[*found.notes, *_other_day(event, found)],
        read_by=by,
    )
    rows = _judged(report, found.people)
    for row in rows:
        if before := answers.get(reading.identity(row.name, row.address)):
            row.answer, row.chosen_id = before.answer, before.chosen_id
    AttendanceRow.objects.bulk_create(rows, batch_size=500)
    record("attendance read", event, by=by, rows=len(rows))
    return report


@transaction.atomic
def answer_row(
    row: AttendanceRow, *, by: User, answer: str = "", chosen: Registration | None = None
) -> AttendanceRow:
    """Say who a participant is (`chosen`), leave the row out, or, with no answer, take one back.

    Where presence is written already it is written anew at once. Returns the row. Raises OtherEvent for
    somebody without a row at this event, NotThere where another report was read meanwhile, Busy.
    """
    with locking():  # both may be gone: the report, and, once the lock is there, the row
        event, _now = lock_event(row.report.event)
        row = lock_row(row)
    if answer == Answer.PERSON and (chosen is None or chosen.event_id != event.pk):
        raise OtherEvent(_("Choose somebody who answered for this event."))
    row.answer, row.chosen = answer, chosen if answer == Answer.PERSON else None
    row.save(update_fields=["answer", "chosen"])
    # About the event, whose history all see who may do this.
    record("participant answered", event, by=by)
    if _source_of(event) == Told.REPORT:
        _write(event, Told.REPORT)
    return row


@transaction.atomic
def write_presence(event: Event, *, by: User) -> Event:
    """Write down who was there, by the reports; without any, by who opened the room.

    May be repeated. What was said by hand stays. The survey opens with it. Returns the event. Raises
    NothingToRead, NotOver, Busy.
    """
    event, now = lock_event(event)
    refuse_unless_over(event, now)
    source = Told.REPORT if event.attendance_reports.update(written_at=now) else Told.ROOM
    opened = event.registrations.filter(opened_at__isnull=False)
    if source == Told.ROOM and (not opened.exists() or _told_by(event, Told.REPORT)):
        raise NothingToRead(_("There is no report to write down. Read one first."))
    _write(event, source)
    begin_survey(event)
    record("presence written", event, by=by)
    return event


@transaction.atomic
def drop_reports(event: Event, *, by: User) -> Event:
    """Take the reports out, with their answers and all that was written down from them.

    Returns the event. Raises Busy.
    """
    event, _now = lock_event(event)
    event.attendance_reports.all().delete()
    rows = event.registrations.filter(came_from__in=[Told.REPORT, Told.ROOM])
    rows.update(came=None, minutes=None, came_said_at=None, came_from="")
    record("attendance dropped", event, by=by)
    return event


@transaction.atomic
def say_presence(registration: Registration, *, by: User, came: bool | None) -> Registration:
    """Say by hand whether somebody was there, which no report changes; None takes that back.

    Returns the registration. Raises NotOver, Busy.
    """
    event, now = lock_event(registration.event)
    refuse_unless_over(event, now)
    said = {"came_said_at": None, "came_from": ""} if came is None else {"came_from": Told.HAND}
    place = Registration.objects.filter(pk=registration.pk)
    place.update(**{"came": came, "minutes": None, "came_said_at": now} | said)
    if source := _source_of(event):
        _write(event, source)
    begin_survey(event)
    # Nothing is said any more by whoever takes it back.
    record("presence said", registration, by=by, **({} if came is None else {"came": came}))
    registration.refresh_from_db()
    return registration


# How it is done -------------------------------------------------------------------------------------------


def _judged(report: AttendanceReport, people: Iterable[reading.Participant]) -> list[AttendanceRow]:
    matching = _matching_of(report.event)
    rows = []
    for number, person in enumerate(people, start=1):
        found = matching.judge(person)
        rows.append(
            AttendanceRow(
                report=report,
                number=number,
                name=person.name,
                address=person.address,
                parts=[list(part) for part in person.parts],
                verdict=found.verdict,
                found_id=found.key,
                offers=found.offers,
            )
        )
    return rows


def _matching_of(event: Event) -> Matching:
    """Return who can be found in a report of an event; in five statements however many people."""
    rows = list(event.registrations.select_related("person", "city"))
    addresses: dict[int, set[str]] = {row.person_id: {row.person.email} for row in rows}
    proved = EmailAddress.objects.filter(verified=True, user__in=list(addresses))
    for user, email in proved.values_list("user_id", "email"):
        addresses[user].add(email)
    people = [
        Person(
            key=row.pk,
            name=row.person.name,
            addresses=frozenset(addresses[row.person_id]),
            city=row.city.name,
            has_place=row.is_going,
            opened=row.opened_at is not None,
        )
        for row in rows
        if row.person.erased_at is None
    ]
    staff = User.objects.filter(is_staff=True, is_active=True).values_list("email", flat=True)
    invited = list(event.guests.exclude(answer=Guest.Answer.TAKEN_BACK).values_list("name", "email"))
    return Matching(
        people,
        guests=[*event.speakers.values_list("name", flat=True), *(name for name, _email in invited)],
        hosts=[*staff, *(email for _name, email in invited)],
    )


def _other_day(event: Event, found: reading.Report) -> list[str]:
    """Return a sentence where nobody in the report came near the days of the event."""
    # The clock of a report is that of whoever made it, a day away at most.
    first, last = event.starts_at.date(), event.ends_at.date()
    if not found.days or any((first - day).days <= 1 and (day - last).days <= 1 for day in found.days):
        return []
    return [_("Its times are of another day than the event. Is it the right report?")]


def _told_by(event: Event, source: str) -> bool:
    return event.registrations.filter(came_from=source).exists()


def _source_of(event: Event) -> str:
    """Return from what presence can be written anew: nothing once the rows of its reports are deleted."""
    if event.attendance_reports.filter(written_at__isnull=False).exists():
        return Told.REPORT
    return Told.ROOM if _told_by(event, Told.ROOM) else ""


def _write(event: Event, source: str) -> None:
    """Write down for all people of an event what its reports, with their answers, or the room say of them."""
    now, said = database_now(), said_by(event, source)
    changed = []
    places = event.registrations.exclude(came_from=Told.HAND).filter(person__erased_at__isnull=True)
    for place in places:
        came, minutes = said(place)
        told = "" if came is None else source
        if (place.came, place.minutes, place.came_from) != (came, minutes, told):
            place.came, place.minutes, place.came_from = came, minutes, told
            place.came_said_at = None if came is None else now
            changed.append(place)
    columns = ["came", "minutes", "came_said_at", "came_from"]
    Registration.objects.bulk_update(changed, columns, batch_size=500)
