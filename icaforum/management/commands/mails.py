"""Mails from the command line: whether they leave, and what is to be done after a restore."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from icaforum.audit.record import Refused
from icaforum.outbox import actions, spans
from icaforum.outbox.gate import held_after_restore
from icaforum.outbox.models import Gate

# More rows than any table gets between two backups.
KEYS_SKIPPED = 100_000

_SKIP = """
SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, coalesce(last_value, 1) + %s)
FROM pg_sequences WHERE schemaname = current_schema()
"""


class Command(BaseCommand):
    """`manage.py mails status|hold|restored|cancel|delivered|release`."""

    help = (
        "Say whether mails leave; hold and release them; settle those of a span; prepare a restored database."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do, and for `cancel` and `delivered` the span."""
        does = parser.add_subparsers(dest="does", required=True)
        does.add_parser("status", help="whether mails leave, and how many wait")
        does.add_parser("hold", help="let no mail out until «release»")
        does.add_parser("restored", help="after a restore: hold, and use no key of the lost time again")
        does.add_parser("release", help="let mails out again, from this database")
        for name in ("cancel", "delivered"):
            span = does.add_parser(name, help="settle all mails of a span that have not left")
            span.add_argument(
                "--since", required=True, help="such as 2027-03-16T03:00+00:00; UTC without a zone"
            )
            span.add_argument("--until", required=True)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it, and say how things stand; raises CommandError with the reason where it cannot be done."""
        try:
            getattr(self, f"_{options['does']}")(options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        gate = Gate.the()
        self.stdout.write(" ".join(filter(None, (str(gate), gate.why, gate.waiting))))

    def _status(self, _options: dict[str, Any]) -> None:
        held_after_restore(Gate.the())

    def _hold(self, _options: dict[str, Any]) -> None:
        actions.pause(Gate.the(), reason="put on hold on the command line", by=None)

    def _release(self, _options: dict[str, Any]) -> None:
        actions.resume(Gate.the(), by=None)

    def _restored(self, _options: dict[str, Any]) -> None:
        """Hold, and skip the keys that rows of the lost time had: keys of mails are made of them."""
        if Gate.the().paused_at is None:
            actions.pause(Gate.the(), reason=Gate.RESTORED, by=None)
        with connection.cursor() as cursor:
            cursor.execute(_SKIP, [KEYS_SKIPPED])

    def _cancel(self, options: dict[str, Any]) -> None:
        count = spans.cancel_span(Gate.the(), **_span(options), by=None)
        self.stdout.write(f"{count} mails are taken back.")

    def _delivered(self, options: dict[str, Any]) -> None:
        count = spans.deliver_span(Gate.the(), **_span(options), by=None)
        self.stdout.write(f"{count} mails count as delivered.")


def _span(options: dict[str, Any]) -> dict[str, datetime]:
    return {name: _moment(options[name]) for name in ("since", "until")}


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text)
    except ValueError:  # such as the 31st of February
        moment = None
    if moment is None:
        raise CommandError(f"{text} is no moment such as 2027-03-16T03:00+00:00.")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
