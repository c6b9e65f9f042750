"""Begin for real: the directory, the themes, the pilot projects, and the first person of the secretariat."""

import sys
from collections.abc import Callable
from getpass import getpass
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, models, transaction

from cities.models import Application, Membership, User
from events.models import Event
from icaforum.audit.models import Entry
from icaforum.audit.record import record
from icaforum.forum.actions import change_settings
from icaforum.words.addresses import clean_address, validate_address
from icaforum.words.names import clean_name, validate_name
from icaforum.words.zones import validate_time_zone
from resources.models import Resource

STARTED = "started the portal"
# What only a portal that is in use holds; reference data are none of it.
IN_USE: tuple[type[models.Model], ...] = (User, Membership, Application, Event, Resource)
# Any number that nothing else in this database locks.
STARTING = 7_201_002

QUESTIONS: dict[str, tuple[str, Callable[[str], None]]] = {
    "email": ("Your e-mail address: ", validate_address),
    "name": ("Your name: ", validate_name),
    "time_zone": ("The secretariat's time zone, such as Europe/Copenhagen: ", validate_time_zone),
}


class Command(BaseCommand):
    """`manage.py start_for_real`: once, on an empty database; a second time it says that it is done."""

    help = "Load the reference data and make the first account of the secretariat, in an empty portal."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address, the name and the time zone of the first person; what is not given is asked."""
        parser.add_argument("--email", help="the first person's address")
        parser.add_argument("--name", help="the first person's name")
        parser.add_argument("--time-zone", help="the secretariat's, such as Europe/Copenhagen")
        parser.add_argument("--contact-email", help="where answers to mails go; else CONTACT_EMAIL, or yours")
        parser.add_argument(
            "--ask-password",
            action="store_true",
            help="ask for a password as well, to sign in while no mail leaves yet",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Ask what is missing, then load and make everything, or nothing.

        Raises CommandError in a demo, in a portal that is in use, and for an address, name, zone or password
        that is none.
        """
        self._refuse_demo()
        if self._is_started():
            self.stdout.write(f"This portal was started already; nothing was changed. {self._way_in()}")
            return
        self._refuse_data()
        facts = {name: self._answer(name, options[name]) for name in QUESTIONS}
        contact = clean_address(options["contact_email"] or _contact_of_settings() or facts["email"])
        _check("contact-email", validate_address, contact)
        password = self._password(facts) if options["ask_password"] else None
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [STARTING])
                if not cursor.fetchone()[0]:
                    raise CommandError("Somebody else is starting it just now; nothing was changed.")
            self._refuse_data()  # another may have been quicker
            call_command("load_reference", stdout=self.stdout)
            person = _first_person(facts, password)
            change_settings(by=None, contact_email=contact, time_zone=facts["time_zone"])
        self.stdout.write(f"{person} can sign in now. {self._way_in()}")
        self.stdout.write("The administration then asks for a second factor: a passkey or an app with codes.")
        self.stdout.write("Next: Forum settings, then «Ready to open?», in the group Secretariat.")

    def _refuse_demo(self) -> None:
        if settings.DEMO:
            raise CommandError("This is the demo (DEMO is set). Start for real on a database of its own.")

    def _is_started(self) -> bool:
        return Entry.objects.filter(verb=STARTED).exists()

    def _refuse_data(self) -> None:
        for model in IN_USE:
            if model._default_manager.exists():
                words = model._meta.verbose_name_plural
                raise CommandError(f"This portal is in use already ({words}); nothing was changed.")

    def _answer(self, name: str, given: str | None) -> str:
        question, check = QUESTIONS[name]
        if given is None and not sys.stdin.isatty():
            raise CommandError(f"--{name.replace('_', '-')} is missing.")
        typed = (input(question) if given is None else given).strip()
        answer = {"email": clean_address, "name": clean_name}.get(name, str)(typed)
        if not answer:
            raise CommandError(f"--{name.replace('_', '-')} is empty.")
        _check(name, check, answer)
        return answer

    def _password(self, facts: dict[str, str]) -> str:
        """Ask for a password, which is neither shown nor printed."""
        password = getpass("A password, of at least 12 signs: ")
        if getpass("The same once more: ") != password:
            raise CommandError("The two passwords differ; nothing was changed.")
        person = User(email=facts["email"], name=facts["name"])
        _check("ask-password", lambda typed: validate_password(typed, person), password)
        return password

    def _way_in(self) -> str:
        return f"Open {settings.BASE_URL}/account/login/ and ask for a code by mail."


def _check(option: str, check: Callable[[str], None], answer: str) -> None:
    try:
        check(answer)
    except ValidationError as error:
        raise CommandError(f"--{option.replace('_', '-')}: {' '.join(error.messages)}") from error


def _contact_of_settings() -> str:
    """Return the address that the environment names; not the one that stands for none."""
    return "" if settings.CONTACT_EMAIL.endswith("@demo.example") else settings.CONTACT_EMAIL


def _first_person(facts: dict[str, str], password: str | None) -> User:
    person = User.objects.create_superuser(**facts, password=password)
    EmailAddress.objects.create(user=person, email=facts["email"], verified=True, primary=True)
    record(STARTED, person, by=None)
    return person
