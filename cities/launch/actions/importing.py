"""The import itself: asked for by a press, done in the background, as a whole or not at all."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from cities.directory.actions import add_city
from cities.directory.models import City
from cities.invitations.actions.inviting import invite
from cities.invitations.models import Invitation
from cities.joining.actions.memberships import add_member
from cities.launch.actions.answering import NotOpen
from cities.launch.checking import check, judged, show_progress
from cities.launch.columns import GROUNDS
from cities.launch.lines import Line, Place
from cities.launch.models import LaunchRow, LaunchSheet
from cities.launch.rules import summary_of
from cities.launch.values import tier_of
from cities.people.models import User
from icaforum.audit.locks import lock_row, locking
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.planners import row_by_row
from icaforum.words.times import database_now
from icaforum.words.zones import only_zone_of

name_verbs(
    {
        "import asked for": gettext_lazy("asked for an import"),
        "import taken back": gettext_lazy("took back an import that had not begun"),
        "imported": gettext_lazy("imported cities and people"),
        "import stopped": gettext_lazy("stopped an import, with nothing imported"),
    }
)


class NotReady(Refused):
    """Something is still to be fixed, or changed after the page was shown."""


@transaction.atomic
def ask_to_import(sheet: LaunchSheet, *, version: int, by: User) -> LaunchSheet:
    """Have the sheet imported, as it was shown in that version; return it. The clock's worker does it.

    Raises NotOpen where it is imported or asked for already, and NotReady where rows are to be fixed or
    somebody has changed an answer since.
    """
    sheet = lock_row(sheet)
    if not sheet.is_open:
        raise NotOpen(_("This file is imported already, or is being imported, or deleted."))
    if sheet.version != version or not sheet.is_checked:
        raise NotReady(_("Somebody has changed an answer meanwhile. Please look at the file again."))
    if sheet.rows.filter(verdict=LaunchRow.Verdict.FIX).exists():
        raise NotReady(_("Fix the rows first: nothing is imported while one cannot be."))
    if not sheet.rows.filter(verdict__in=[LaunchRow.Verdict.NEW, LaunchRow.Verdict.LOOK]).exists():
        raise NotReady(_("Everything in this file is here already. There is nothing to import."))
    sheet.asked_by, sheet.asked_at, sheet.stopped = by, database_now(), ""
    sheet.save(update_fields=["asked_by", "asked_at", "stopped"])
    record("import asked for", sheet, by=by)
    return sheet


@transaction.atomic
def take_back_import(sheet: LaunchSheet, *, by: User) -> LaunchSheet:
    """Take the press back, while the import has not begun; return the sheet. Raises NotOpen."""
    # Whoever imports holds the lock to the end.
    with locking():
        row = LaunchSheet.objects.select_for_update(skip_locked=True).filter(pk=sheet.pk).first()
    if row is None or row.done_at or row.asked_at is None:
        raise NotOpen(_("It is imported, or is being imported just now."))
    row.asked_at, row.asked_by = None, None
    row.save(update_fields=["asked_at", "asked_by"])
    record("import taken back", row, by=by)
    return row


def go_on(*, now: datetime | None = None) -> int:  # noqa: ARG001 -- as every planner; nothing here is due
    """Check the sheets that nobody has checked, and import those that are asked for; return how many.

    Also what a worker that was killed has left: it had written nothing.
    """
    planner = gettext_noop("check and import files")
    waiting = LaunchSheet.objects.unchecked() | LaunchSheet.objects.asked()
    return row_by_row(planner, list(waiting.distinct()), _go_on_with)


def _go_on_with(sheet: LaunchSheet) -> int:
    # Another worker may have it in hand.
    row = LaunchSheet.objects.select_for_update(skip_locked=True).filter(pk=sheet.pk).first()
    if row is None or row.done_at:
        return 0
    if row.asked_at is None:
        if row.is_checked:
            return 0
        check(row, progress=show_progress(row))
        return 1
    with translation.override(row.asked_by.language if row.asked_by else None):
        _import_or_stop(row)
    return 1


def _import_or_stop(sheet: LaunchSheet) -> None:
    """Import all rows of a locked sheet; where one is refused none is, and the sheet says why."""
    by = sheet.asked_by
    try:
        # A savepoint: what was done before the refusal is undone, and the refusal is written down.
        with transaction.atomic():
            _import(sheet, by=by)
    except Refused as refusal:
        sheet.refresh_from_db()
        sheet.asked_at, sheet.asked_by, sheet.stopped = None, None, str(refusal)
        sheet.save(update_fields=["asked_at", "asked_by", "stopped"])
        record("import stopped", sheet, by=by)
        check(sheet)


def _import(sheet: LaunchSheet, *, by: User | None) -> None:
    """Do what the verdicts say, by the verbs that do it by hand. Raises Refused, of any of them."""
    rows = list(sheet.rows.all())
    # In the order of their keys, as whoever else locks several; then everything is looked at once more.
    lines, _background = judged(sheet, rows)
    keys = sorted({line.place.key for line in lines if line.place and line.place.key})
    with locking():
        list(City.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))
    lines, _background = judged(sheet, rows)
    if wrong := next((line for line in lines if line.stops), None):
        raise NotReady(
            _("Row %(row)s can no longer be imported: %(why)s")
            % {"row": wrong.number, "why": next(it.words for it in wrong.problems if it.stops)}
        )
    here = [(row, line) for row, line in zip(rows, lines, strict=True) if line.ready]
    with_progress = show_progress(sheet)
    cities = _let_cities_in((line for _row, line in here), by=by)
    _invite_people(here, cities, by=by, progress=with_progress)
    _forget_cells(sheet, here, cities)
    sheet.done_at, sheet.summary = database_now(), summary_of(lines)
    sheet.save(update_fields=["done_at", "summary"])
    record("imported", sheet, by=by, members=sheet.summary["members"], people=sheet.summary["people"])


def _let_cities_in(lines: Iterable[Line], *, by: User | None) -> dict[Place, City]:
    """Enter and let in the cities of the sheet; return each by its place."""
    found: dict[Place, City] = {}
    stated: dict[Place, dict[str, Any]] = {}
    first: dict[Place, Line] = {}
    for line in lines:
        place = line.place
        if place is None:
            continue
        first.setdefault(place, line)
        texts = stated.setdefault(place, {})
        texts |= {
            it: line.text(it) for it in GROUNDS if it != "backed_by" and line.text(it) and it not in texts
        }
    for place, line in first.items():
        city = City.objects.get(pk=place.key) if place.key else _enter(place, by=by)
        found[place] = city
        if "member" in line.does:
            backing = City.objects.filter(pk__in=[backer.key for backer in line.backers])
            add_member(
                city,
                tier=tier_of(line.tier),
                since=line.since,
                by=by,
                beyond_limit=True,  # the page has said so, and the cities are members already
                backed_by=backing,
                **stated[place],
            )
    return found


def _enter(place: Place, *, by: User | None) -> City:
    """Enter a city that the directory does not hold; its zone where its country has only one."""
    facts: dict[str, Any] = {"country": place.country}
    if zone := only_zone_of(place.country):
        facts["time_zone"] = zone
    return add_city(name=place.name, kind=place.kind, by=by, **facts)


def _invite_people(
    here: list[tuple[LaunchRow, Line]],
    cities: dict[Place, City],
    *,
    by: User | None,
    progress: Callable[[int], None],
) -> None:
    """Offer the people their seats, with invitations that wait; one mail for all seats of one person."""
    for at, (row, line) in enumerate(here):
        if at % 20 == 0:
            progress(at)
        if "person" in line.does and line.place:
            row.invitation = invite(
                cities[line.place],
                email=line.email,
                name=line.name,
                role=line.role,
                language=line.language,
                by=by,
                held=True,
                along_with=Invitation.objects.to_send().filter(email=line.email).order_by("pk").first(),
            )


def _forget_cells(sheet: LaunchSheet, here: list[tuple[LaunchRow, Line]], cities: dict[Place, City]) -> None:
    """Keep of each row what was made of it, and nothing of what stood in it."""
    for row, line in here:
        row.city = cities[line.place] if line.place else None
    LaunchRow.objects.bulk_update([row for row, _line in here], ["city", "invitation"], batch_size=500)
    sheet.rows.update(cells={}, answers={}, found=[], settled=[])
