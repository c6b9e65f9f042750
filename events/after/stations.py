"""What the page after an event shows the secretariat: five stations, of which done ones are short."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, Q, QuerySet, When
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cities.models import User
from events.after import results, rules
from events.after.models import AttendanceRow, Survey
from events.after.presence import Told, numbers_of, said_by
from events.after.recipients import ASIDE, Group, can_be_told, groups_of, is_known
from events.places.models import Registration
from events.programme.models import Event
from icaforum.words.times import request_now

A_PAGE = 50
# So many people are offered to choose from; with more of them one types more of the name.
FOUND_AT_MOST = 20
SHOW_PEOPLE = "people"


@dataclass(frozen=True)
class Line:
    """One row of a report as the page shows it: whom it is taken for, and whom it may be."""

    row: AttendanceRow
    who: Registration | None
    offers: list[Registration]
    is_present: bool

    @property
    def parts_in_words(self) -> str:
        """Return the minutes of each coming: «12 + 64»."""
        minutes = [str(part[0]) for part in self.row.parts if part[0] is not None]
        return " + ".join(minutes[:5]) + (" …" if len(minutes) > 5 else "")

    @property
    def tone(self) -> str:
        """Return the colour word of the verdict."""
        if self.row.is_unclear:
            return "soon"
        return "done" if self.is_present else "open"


def stations_of(request: HttpRequest, event: Event, *, may: bool) -> dict[str, Any]:
    """Return what the template draws; `may` is whether this reader may change something here."""
    reports = list(event.attendance_reports.select_related("read_by"))
    presence = _presence(event, reports)
    mails = _mails(event)
    survey = Survey.objects.select_related("event").filter(event=event).first()
    asked = _survey(survey) if survey else None
    papers = {"recording": event.recording, "slides": event.slides}
    done = {
        "recording": event.recording_id is not None,
        "slides": event.slides_id is not None,
        "presence": presence["is_written"] and not presence["numbers"].to_look_at,
        "mails": mails["are_out"],
        "survey": bool(survey and request_now() >= survey.ends_at),
    }
    return {
        "may": may,
        "reports": reports,
        "presence": presence,
        "mails": mails,
        "survey": asked,
        "papers": papers,
        "done": done,
        "next": next((name for name, is_done in done.items() if not is_done), ""),
        "done_in_words": _("%(n)d of %(all)d done") % {"n": sum(done.values()), "all": len(done)},
        "sees_papers": request.user.has_perm("resources.view_resource"),
        **_table(request, event, reports),
    }


def _presence(event: Event, reports: list[Any]) -> dict[str, Any]:
    """Return the numbers of who was there, and what they are read from."""
    counts = dict(event.registrations.order_by().values_list("came_from").annotate(Count("pk")))
    opened = event.registrations.filter(opened_at__isnull=False).count()
    # Once the rows of a report are deleted, what was written down from it stands by itself.
    room = opened > 0 and not counts.get(Told.REPORT)
    source = Told.REPORT if reports else Told.ROOM if room else ""
    written = bool(counts.get(Told.REPORT) or counts.get(Told.ROOM))
    return {
        "numbers": numbers_of(event, source),
        "is_written": written and all(report.written_at for report in reports),
        "is_known": written or bool(counts.get(Told.HAND)),
        "by_hand": counts.get(Told.HAND, 0),
        "opened": opened,
        "from_room": source == Told.ROOM,
        "limit": rules.limit_of(event.duration),
        "can_be_written": bool(source),
    }


def _mails(event: Event) -> dict[str, Any]:
    """Return the three groups, whether each can be written to, and how many mails would leave."""
    groups, known = groups_of(event), is_known(event)
    ready = [group for group in groups if can_be_told(event, group.name, is_known=known)]
    # A recording that never comes keeps nobody waiting.
    waiting = [group for group in groups if group.rows and (group in ready or group.name != ASIDE)]
    return {
        "groups": [_group(group, group in ready) for group in groups],
        "ready": sum(len(group.rows) for group in ready),
        "are_out": any(group.have_it for group in groups) and not waiting,
    }


def _group(group: Group, is_ready: bool) -> dict[str, Any]:
    return {"group": group, "count": len(group.rows), "is_ready": is_ready}


def _survey(survey: Survey) -> dict[str, Any]:
    """Return what a survey says so far, and until when it is open."""
    # Also who has answered and is not counted as there any more, since what was said of them has changed.
    asked = Q(came=True) | Q(survey_answers__question__survey=survey)
    came = Registration.objects.filter(asked, event=survey.event_id).distinct().count()
    return {
        "survey": survey,
        "found": results.results_of(survey),
        "came": came,
        "is_open": survey.is_open(request_now()),
        "fewest": results.FEWEST,
    }


# The table of who was there -------------------------------------------------------------------------------


def _table(request: HttpRequest, event: Event, reports: list[Any]) -> dict[str, Any]:
    """Return the rows of the reports, unclear ones first, or with `?show=people` the people of the event."""
    shows_people = request.GET.get("show") == SHOW_PEOPLE or not reports
    rows = _people(event) if shows_people else _rows(event)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("p"))
    more = {"people": list(page.object_list)} if shows_people else {"lines": _lines(event, page)}
    return {"page": page, "shows_people": shows_people, **more}


def _people(event: Event) -> QuerySet[Registration]:
    """Return the people who had a place or were there, by name."""
    rows = event.registrations.filter(Q(answer=Registration.Answer.GOING) | Q(came__isnull=False))
    return rows.select_related("person", "city").order_by("person__name", "pk")


def _rows(event: Event) -> QuerySet[AttendanceRow]:
    unclear = Q(verdict=AttendanceRow.Verdict.UNCLEAR, answer="")
    first = Case(When(unclear, then=0), When(~Q(answer=""), then=1), default=2, output_field=IntegerField())
    rows = AttendanceRow.objects.of(event)
    return rows.order_by(first, "report", "number")


def _lines(event: Event, page: Page[Any]) -> list[Line]:
    """Return the rows of a page with the people they are about; in two statements for all of them."""
    rows: list[AttendanceRow] = list(page.object_list)
    keys = {key for row in rows for key in (row.counts_for, *row.offers) if key}
    found = Registration.objects.filter(pk__in=keys).select_related("person", "city")
    people = {it.pk: it for it in found}
    # By all rows of a person, as it is written: one of two devices may have been there for a moment only.
    said = said_by(event, Told.REPORT, unwritten=True)
    lines = []
    for row in rows:
        who = people.get(row.counts_for or 0)
        offers = [people[key] for key in row.offers if key in people and row.is_unclear]
        lines.append(Line(row, who, offers, who is not None and said(who)[0] is True))
    return lines


def offers_of(row: AttendanceRow) -> list[Registration]:
    """Return the people that a row may be, the likeliest first."""
    found = Registration.objects.filter(pk__in=row.offers).select_related("person", "city")
    return sorted(found, key=lambda place: row.offers.index(place.pk))


def people_to_choose(event: Event, words: str) -> list[Registration]:
    """Return the people of an event whose name or address holds these words, one more than are shown."""
    words = words.replace("\0", "")[:100].strip()
    if not words:
        return []
    matching = User.objects.matching(words).order_by().values("pk")
    rows = event.registrations.filter(person__in=matching).select_related("person", "city")
    return list(rows.order_by("person__name", "pk")[: FOUND_AT_MOST + 1])
