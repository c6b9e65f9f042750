"""The demo's webinar that was held: its report has rows to decide about, and its survey some answers."""

from datetime import datetime, time, timedelta

from django.db.models import F
from django.utils import timezone

from cities.directory.tiers import Level
from cities.models import Theme, User
from events.after.actions.reports import read_report, write_presence
from events.after.actions.surveys import answer_survey
from events.models import Event, Registration
from events.places import actions
from events.planning.actions import entries
from events.planning.actions.afterwards import add_recording

FRIDAY = 4  # as `date.weekday` counts
TITLE = "Who opens the door? Heat checks with neighbours, not for them"
GOES = ("pilot", "peer", "colleague", "general", "fairhaven", "oakvale", "saltmarsh")
# Minutes in the report, by who it was; «general» left at once. «colleague» came as a telephone.
REPORT = {"pilot": 88, "peer": 64, "fairhaven": 90, "oakvale": 71, "saltmarsh": 45, "general": 2}
# What was chosen at the first two questions, and what was written at the third.
ANSWERS: dict[str, tuple[int | str, ...]] = {
    "pilot": (0, 0, "Ask who is not in the room, before we send the letter."),
    "peer": (0, 1, ""),
    "fairhaven": (1, 0, "Pay neighbours for the day they lose."),
    "oakvale": (0, 2, ""),
    "saltmarsh": (2, 1, ""),
}


def load(by: User, people: dict[str, User]) -> None:
    """Add a webinar, take places at it, let its day pass, read who was there, and answer its survey."""
    event = _announced(by)
    for word in GOES:
        actions.take_place(event, by=people[word])
    actions.recording_only(event, by=people["partner"])
    event = _held(event)
    _open_the_room(event, people)
    read_report(event, content=_report(event, people), name="participants-87551234567.csv", by=by)
    write_presence(event, by=by)
    add_recording(event, by=by, recording="https://video.demo.example/who-opens-the-door")
    questions = event.survey.questions.all()
    for word, said in ANSWERS.items():
        place = event.registrations.get(person=people[word])
        answer_survey(
            place, by=people[word], given={it.pk: answer for it, answer in zip(questions, said, strict=True)}
        )


def _announced(by: User) -> Event:
    day = timezone.now() + timedelta(days=7)
    event = entries.create(
        by=by,
        kind=Event.Kind.WEBINAR,
        title=TITLE,
        summary="Three cities on who knocks, what they ask, and what neighbours say afterwards.",
        local_date=day.date(),
        local_time=time(14),
        time_zone="UTC",
        duration=90,
        level=Level.GENERAL,
        open_to_partners=True,
        languages=["en"],
        join_url="https://meet.demo.example/forum",
        passcode="sample",
        themes=Theme.objects.filter(slug="extreme-heat"),
        is_sample=True,
    )
    return entries.publish(event, by=by)


def _held(event: Event) -> Event:
    """Let the days of an event pass: it was on the last working day but one."""
    back = timedelta(days=9)
    while (event.starts_at - back).weekday() > FRIDAY:
        back += timedelta(days=1)
    moments = ("starts_at", "ends_at", "local_date", "published_at")
    Event.objects.filter(pk=event.pk).update(**{name: F(name) - back for name in moments})
    rows = Registration.objects.filter(event=event)
    rows.update(**{name: F(name) - back for name in ("created_at", "answered_at", "queued_at")})
    event.refresh_from_db()
    return event


def _open_the_room(event: Event, people: dict[str, User]) -> None:
    for minutes, word in enumerate(("peer", "colleague", "fairhaven"), start=1):
        place = event.registrations.get(person=people[word])
        actions.enter(place, by=people[word])
        Registration.objects.filter(pk=place.pk).update(
            opened_at=event.starts_at - timedelta(minutes=minutes)
        )


def _report(event: Event, people: dict[str, User]) -> bytes:
    """Return the report of Zoom: one came twice, one as a telephone, one is unknown, one is us."""
    lines = ["Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest"]
    lines += [
        _line(event, people[word].name, people[word].email, minutes) for word, minutes in REPORT.items()
    ]
    lines += [
        _line(event, people["peer"].name, people["peer"].email, 12, later=70),
        _line(event, "Jon’s iPhone", "", 71),
        _line(event, "Guest of Riverport", "guest@riverport.example", 88),
        _line(event, "Ana Ruiz", people["secretariat"].email, 95),
    ]
    return "\r\n".join(lines).encode()


def _line(event: Event, name: str, address: str, minutes: int, *, later: int = 0) -> str:
    begin = event.starts_at + timedelta(minutes=later)
    end = begin + timedelta(minutes=minutes)
    return f"{name},{address},{_clock(begin)},{_clock(end)},{minutes},Yes"


def _clock(moment: datetime) -> str:
    return moment.strftime("%m/%d/%Y %I:%M:%S %p")
