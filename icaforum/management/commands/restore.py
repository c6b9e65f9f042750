"""Restore a backup, or try whether it could be."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from icaforum.backups import restoring
from icaforum.backups.programs import BackupError


class Command(BaseCommand):
    """`manage.py restore FOLDER` into an empty database; with `--try` into one that is thrown away."""

    help = "Restore a backup into an empty database, before web, worker and clock are started."
    requires_system_checks = ()  # they may ask tables that are not there yet

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder of the backup, and whether it is only tried."""
        parser.add_argument("folder", type=Path, help="such as /var/backups/icaforum/portal-20270316T020000Z")
        parser.add_argument("--try", action="store_true", dest="tries", help="compare it, and change nothing")
        parser.add_argument(
            "--from-elsewhere", action="store_true", help="with --try: it is a copy from another machine"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it; raises CommandError with the reason where it cannot be done."""
        folder: Path = options["folder"].resolve()
        try:
            if options["tries"]:
                self._try(folder, from_elsewhere=options["from_elsewhere"])
            else:
                self._restore(folder)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error

    def _try(self, folder: Path, *, from_elsewhere: bool) -> None:
        manifest = restoring.try_backup(folder, from_elsewhere=from_elsewhere)
        rows = sum(manifest.rows.values())
        self.stdout.write(f"It can be restored, with all {rows} rows and {len(manifest.files)} files.")

    def _restore(self, folder: Path) -> None:
        manifest = restoring.restore_rows(folder)
        self.stdout.write(f"The database is restored as of {manifest.made_at}.")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("mails", "restored", stdout=self.stdout)
        for what, count in restoring.settle(folder, manifest).items():
            if count:
                self.stdout.write(f"Done again, as after the backup: {what}, {count} times.")
        files = restoring.restore_files(folder, manifest)
        self.stdout.write(f"{files} files are put back, {len(manifest.files) - files} were here.")
        self.stdout.write("Everybody signs in anew. No mail leaves until «manage.py mails release».")
