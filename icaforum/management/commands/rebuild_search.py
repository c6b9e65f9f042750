"""Make the index of the library's search anew, for who does not want to wait until the clock has done so."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from resources.library.search import refresh
from resources.models import Resource

STEP = 100


class Command(BaseCommand):
    """`manage.py rebuild_search`: may be stopped and begun again, and runs beside everything else."""

    help = "Make the index of the search anew where it is not what it should be, and say how far it is."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--all`."""
        parser.add_argument("--all", action="store_true", help="the index of every resource, true or not")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make each index anew and print a line for every hundred."""
        refresh.notice_changed_names()
        if options["all"]:
            Resource.objects.update(search_version=0)
        pks = list(refresh.stale().values_list("pk", flat=True))
        for begin in range(0, len(pks), STEP):
            refresh.make_anew(pks[begin : begin + STEP])
            self.stdout.write(f"{min(begin + STEP, len(pks))} of {len(pks)}")
            self.stdout.flush()
        self.stdout.write("The index of the search is true.")
