"""Begin for real: the directory, the themes, the pilot projects, and the first person of the secretariat."""

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from cities.models import User
from icaforum.audit.record import record
from icaforum.words.addresses import clean_address, validate_address
from icaforum.words.zones import validate_time_zone


class Command(BaseCommand):
    """`manage.py start_for_real`: once, on an empty database."""

    help = "Load the reference data and make the first account of the secretariat, in an empty portal."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address, the name and the time zone of the first person."""
        parser.add_argument("--email", required=True, help="the first person's address")
        parser.add_argument("--name", required=True, help="the first person's name")
        parser.add_argument("--time-zone", default="UTC", help="such as Europe/Copenhagen")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load the reference data and make the account.

        Raises CommandError in a demo, where people exist already, and for an address or zone that is none.
        """
        email = clean_address(options["email"])
        self._refuse(email, options["time_zone"])
        call_command("load_reference", stdout=self.stdout)
        with transaction.atomic():
            person = User.objects.create_superuser(
                email, name=options["name"], time_zone=options["time_zone"]
            )
            # Without a password: whoever reads mails at this address signs in by a code.
            EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
            record("started the portal", person, by=None)
        self.stdout.write(
            f"{person} can sign in now: open {settings.BASE_URL}/account/login/ and ask for a code."
        )
        self.stdout.write("The administration then asks for a second factor: a passkey or an app with codes.")

    def _refuse(self, email: str, time_zone: str) -> None:
        if settings.DEMO:
            raise CommandError("This is the demo (DEMO is set). Start for real on a database of its own.")
        if User.objects.exists():
            raise CommandError("This portal has people already; nothing was changed.")
        try:
            validate_address(email)
            validate_time_zone(time_zone)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
