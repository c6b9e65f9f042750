"""Make a backup of the database, the files and the settings."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from icaforum.backups.ledger import keep_ledger
from icaforum.backups.making import make_backup
from icaforum.backups.programs import BackupError


class Command(BaseCommand):
    """`manage.py backup`: a new folder in BACKUP_DIR; the oldest beyond two weeks go."""

    help = "Back up the database, the files and the settings into BACKUP_DIR."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Make it and say where it lies; raises CommandError with the reason where that does not work."""
        try:
            made = make_backup()
            keep_ledger()
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{settings.BACKUP_DIR / made.folder}: {made.rows} rows, {made.files} files.")
