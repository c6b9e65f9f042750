import shutil

import pytest
from django.conf import settings


@pytest.fixture(autouse=True)
def _no_backups_of_others():
    """Each test has a folder of its own for backups, and none of another's files."""
    for folder in (settings.BACKUP_DIR, settings.FILES_ROOT):
        shutil.rmtree(folder, ignore_errors=True)
