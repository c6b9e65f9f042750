"""The drill: a backup of a real database is restored into an empty one, by the commands, and compared."""

import json
import os
import subprocess
import sys
from pathlib import Path
from stat import S_IMODE
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from cities.leaving.actions import remove_officer
from cities.people.actions import accounts, colleagues
from icaforum.backups import ledger, making
from icaforum.backups.manifest import hash_of
from icaforum.backups.models import Backup
from icaforum.management.commands.migrate import write_role
from icaforum.outbox.compose import queue_mail
from tests.factories import make_city, make_lead, make_officer, make_staff, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[3]
NAME, OWNER, PORTAL = "restored_by_a_test", "owner_of_a_test", "portal_of_a_backup"
SENT = """
import django; django.setup()
from icaforum.outbox.send import drain
drain()
"""


def sql(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def empty_database():
    """An empty database of the same server, whose owner may do no more than docs/deploy.md gives it."""
    drop = (f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)", f"DROP ROLE IF EXISTS {OWNER}")
    sql(*drop, f"CREATE ROLE {OWNER} LOGIN CREATEROLE", f"CREATE DATABASE {NAME} OWNER {OWNER}")
    yield
    sql(*drop)


def as_role(environment, role, name=None):
    """The environment with another role, and perhaps another database."""
    url = urlsplit(environment["DATABASE_URL"])
    host = url.netloc.rpartition("@")[2]
    path = f"/{name}" if name else url.path
    return environment | {"DATABASE_URL": url._replace(netloc=f"{role}@{host}", path=path).geturl()}


@pytest.fixture
def elsewhere(process_environment, empty_database, tmp_path):
    """The environment of a new machine: an empty database, no files, a mail server that takes all."""
    return as_role(process_environment, OWNER, NAME) | {
        "STATE_DIR": str(tmp_path),
        "BACKUP_DIR": str(tmp_path / "backups"),
        "EMAIL_URL": "dummymail://nowhere",
        "DJANGO_SETTINGS_MODULE": "icaforum.settings",
    }


def run(environment, *words):
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def asked(question):
    """What the restored database answers."""
    there = connection.copy()
    there.settings_dict = {**connection.settings_dict, "NAME": NAME}
    try:
        with there.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()
    finally:
        there.close()


def test_what_is_restored_is_what_was_there_and_nobody_who_left_comes_back(elsewhere, tmp_path):
    city, ana = make_city(name="Lagos"), make_staff(name="Ana")
    make_lead(city)
    gone, stays, closed = make_officer(city), make_officer(city), make_user()
    fired = make_staff()
    Client().force_login(stays)
    key = default_storage.save("editions/ab/abcdef", ContentFile(b"a paper"))
    queue_mail("access_known", to="kim@city.example", key="one", ids={"city": city.pk})
    call_command("backup")
    (folder,) = making.backups_in(settings.BACKUP_DIR)
    # Afterwards, and lost with the machine but for the ledger.
    remove_officer(gone.seats.get(), by=ana)
    accounts.deactivate(closed, by=ana)
    colleagues.take_rights(fired, by=ana)
    ledger.keep_ledger()

    said = run(elsewhere, "manage.py", "restore", str(folder))

    counts = json.loads((folder / "manifest.json").read_text())["rows"]
    assert counts["cities_officer"] == 3
    for table in ("cities_city", "cities_officer", "cities_user", "cities_membership", "outbox_message"):
        assert (table, asked(f"SELECT count(*) FROM {table}")[0]) == (table, counts[table])
    ended = "SELECT until IS NOT NULL FROM cities_officer WHERE person_id = %d"
    assert [asked(ended % person.pk) for person in (gone, stays)] == [(True,), (False,)]
    assert asked(f"SELECT is_active FROM cities_user WHERE id = {closed.pk}") == (False,)
    assert asked(f"SELECT is_staff, is_superuser FROM cities_user WHERE id = {fired.pk}") == (False, False)
    assert counts["django_session"] == 1
    assert asked("SELECT count(*) FROM django_session") == (0,)
    assert hash_of(tmp_path / "files" / key) == hash_of(Path(default_storage.path(key)))
    assert "1 files are put back" in said

    # No mail leaves until somebody says so.
    run(elsewhere, "-c", SENT)
    assert asked("SELECT paused_at IS NOT NULL FROM outbox_gate") == (True,)
    assert asked("SELECT state FROM outbox_message") == ("pending",)
    run(elsewhere, "manage.py", "mails", "release")
    run(elsewhere, "-c", SENT)
    assert asked("SELECT state FROM outbox_message") == ("sent",)

    # It is not done twice.
    again = subprocess.run(
        [sys.executable, "manage.py", "restore", str(folder)],
        cwd=ROOT,
        env=elsewhere,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (again.returncode, "The database is not empty." in again.stderr) == (1, True)


def test_a_backup_can_be_tried_and_tells_what_is_damaged():
    make_city()
    default_storage.save("editions/cd/cdefab", ContentFile(b"another paper"))
    call_command("backup")
    (folder,) = making.backups_in(settings.BACKUP_DIR)
    call_command("restore", folder, "--try")
    first = Backup.objects.get()
    call_command("restore", folder, "--try", "--from-elsewhere")

    assert (first.tried_at is not None, first.tried_from_elsewhere) == (True, False)
    assert Backup.objects.came_back().get().folder == folder.name
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'icaforum_try_%%'")
        assert cursor.fetchone() == (0,)

    paper = next(path for path in (settings.BACKUP_DIR / "files").rglob("*") if path.is_file())
    paper.write_bytes(b"torn")
    with pytest.raises(CommandError, match="damaged or missing"):
        call_command("restore", folder, "--try")
    with pytest.raises(CommandError, match="is no backup"):
        call_command("restore", folder.parent, "--try")


def test_the_role_of_the_running_portal_can_back_everything_up(process_environment, tmp_path):
    write_role(PORTAL, "a word")
    environment = as_role(process_environment, PORTAL) | {"BACKUP_DIR": str(tmp_path)}
    try:
        run(environment, "manage.py", "backup")
    finally:
        sql(f"DROP OWNED BY {PORTAL}", f"DROP ROLE {PORTAL}")

    (folder,) = making.backups_in(tmp_path)
    call_command("restore", folder, "--try")


def test_only_its_owner_reads_a_backup_and_no_secret_is_said(capsys, caplog):
    call_command("backup")

    said = capsys.readouterr().out + caplog.text
    (folder,) = making.backups_in(settings.BACKUP_DIR)
    files = [path for path in settings.BACKUP_DIR.rglob("*") if path.is_file()]
    assert {S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert {S_IMODE(path.stat().st_mode) for path in (settings.BACKUP_DIR, folder)} == {0o700}
    assert f"DATABASE_URL={os.environ['DATABASE_URL']}" in (folder / "settings.env").read_text()
    assert settings.SECRET_KEY not in said
    assert os.environ["DATABASE_URL"] not in said


def test_two_weeks_of_backups_are_kept_and_the_files_they_name(monkeypatch):
    monkeypatch.setattr(making, "KEPT", 1)
    old = default_storage.save("editions/ee/old", ContentFile(b"an old paper"))
    call_command("backup")
    (first,) = making.backups_in(settings.BACKUP_DIR)
    first.rename(first.with_name("portal-20200101T000000Z"))
    default_storage.delete(old)
    default_storage.save("editions/ff/new", ContentFile(b"a new paper"))

    call_command("backup")

    (second,) = making.backups_in(settings.BACKUP_DIR)
    pool = {path.name for path in (settings.BACKUP_DIR / "files").rglob("*") if path.is_file()}
    named = json.loads((second / "manifest.json").read_text())["files"]
    assert "editions/ff/new" in named
    assert pool == set(named.values())
