"""Load the demo: real cities and projects, and sample content that says so."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from cities.models import User
from icaforum.demo import (
    afterwards,
    applications,
    calls,
    contributions,
    departures,
    forum,
    incoming,
    launch,
    letters,
    library,
    measures,
    meetings,
    news,
    pairings,
    partners,
    peers,
    people,
    projects,
    pulses,
    questions,
    returned,
    tables,
    uses,
    yearly,
)
from icaforum.demo.cast import ACCOUNTS, PASSWORD, PRINTED


class Command(BaseCommand):
    """`manage.py demo`: safe to run at each start, since it does nothing where anybody has an account."""

    help = "Load the demo's people and sample content into an empty portal; say who can sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--accounts`."""
        parser.add_argument("--accounts", action="store_true", help="only print who can sign in")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load the demo or print who can sign in; raises CommandError on a portal that is no demo."""
        if options["accounts"]:
            self._print_accounts()
            return
        if not settings.DEMO:
            raise CommandError("The demo has passwords that everybody knows. Set DEMO=1 to load it.")
        if User.objects.exists():
            self.stdout.write("The demo is loaded already; nothing was changed.")
            return
        with transaction.atomic():  # all or nothing: half a demo would count as loaded at the next start
            self._load()
        self.stdout.write("The demo is loaded.")

    def _load(self) -> None:
        # Each needs what the ones before it made.
        cast = people.load()
        staff = cast["secretariat"]
        forum.load(staff)
        applications.load(staff)
        projects.load(staff, cast)
        pairing = pairings.load(staff, cast)
        pulses.load(staff, cast, pairing)
        library.load(staff, pairing)
        meetings.load(staff, cast)
        afterwards.load(staff, cast)
        launch.load(staff)
        news.load(cast["peer"])
        partners.load(staff, cast)
        questions.load(staff, cast)
        calls.load(staff, cast)
        peers.load(staff, cast)
        letters.load(cast)
        departures.load(staff, cast["elmsworth"])
        contributions.load(staff, cast)
        tables.load(staff, cast)
        measures.load(staff, cast)
        uses.load(cast)
        returned.load(cast["fairhaven"])
        yearly.load(staff)
        incoming.load(unreached=cast["oakvale"], declines=cast["general"])

    def _print_accounts(self) -> None:
        width = max(len(account.email) for account in ACCOUNTS)
        for account in ACCOUNTS:
            if account.word in PRINTED:
                self.stdout.write(f"  {account.email:<{width}}  {account.what}")
        self.stdout.write(f"  password for all: {PASSWORD}")
