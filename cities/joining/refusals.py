"""Why verbs on applications are refused, and the checks that several verbs share."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from cities.joining.models import Application
from icaforum.audit.record import Refused


class AnotherIsOpen(Refused):
    """The city has an application with us; who sent it is nobody else's business."""


class AlreadyDecided(Refused):
    """Somebody else was faster, or the applicant withdrew: one application, one decision."""


class NotOpen(Refused):
    """The application is in no state for this."""


def refuse_another_open(application: Application, states: Iterable[str] = Application.OPEN) -> None:
    """Refuse a second application from the same city while one stands in any of these states.

    Raises AnotherIsOpen, in words that do not tell who sent the other one.
    """
    if Application.objects.of_same_city(application).filter(state__in=states).exists():
        message = _(
            "An application from %(city)s is with us already. If it is yours, let us send you its link "
            "again; if not, ask your colleagues, or write to us."
        )
        raise AnotherIsOpen(message % {"city": application.city_name})
