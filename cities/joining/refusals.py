"""Refusals that several verbs on applications raise, and the check that they share.

Refusals of one verb alone stand beside it in `actions`.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from cities.directory.models import City
from cities.joining.models import Application
from icaforum.audit.record import Refused


class AnotherIsOpen(Refused):
    """The city has an undecided application already; the message does not tell who sent it."""


class AlreadyDecided(Refused):
    """The application was decided by somebody else, or withdrawn, meanwhile."""


class NotOpen(Refused):
    """The application is closed, or in a state in which this is not done."""


def entry_of(application: Application) -> City | None:
    """Return the entry of its city in the directory: the one that was chosen, or the one of that name."""
    return application.city or City.objects.named(
        application.city_name, kind=application.kind, country=str(application.country or "")
    )


def refuse_another_open(application: Application, states: Iterable[str] = Application.OPEN) -> None:
    """Raise AnotherIsOpen where another application of the same city is in one of these states.

    The caller holds `lock_names` where the answer has to stay true until its own commit.
    """
    same = Application.objects.of_same_city(application, entry_of(application))
    if same.filter(state__in=states).exists():
        # Whoever sent the other one is not named: anybody can type the name of a city into the form.
        message = _(
            "An application from %(city)s is with us already. If it is yours, let us send you its link "
            "again; if not, ask your colleagues, or write to us."
        )
        raise AnotherIsOpen(message % {"city": application.local_name})
