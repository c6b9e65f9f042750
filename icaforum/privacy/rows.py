"""All rows that are a person's: how they are found, and what becomes of them when the person is erased.

What is read and what is erased is one table, so that nothing is held that no page shows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.db.models import F, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast, Lower
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermission

from cities.models import (
    AccessRequest,
    Application,
    ApplicationDraft,
    Invitation,
    LaunchRow,
    Letter,
    Officer,
    User,
)
from events.models import CalendarFeed, EventPersonGrant, Registration, Speaker
from icaforum.audit.verbs import Words
from icaforum.outbox.models import Message, Optout, Suppression, address_hash
from icaforum.privacy.subjects import Subject
from pilots.models import PilotProjectPersonGrant
from resources.models import ResourcePersonGrant

# The domain that never exists (RFC 2606), so no mail goes there.
NO_ADDRESS = "erased@erased.invalid"


def address_of_nobody(key: int) -> str:
    """Return what stands in the column of the address, which is unique, once an account is erased."""
    return f"erased-{key}@erased.invalid"


@dataclass(frozen=True)
class Rows:
    """The rows of one kind that are a person's.

    `empties` are the columns that are emptied where the rows stay; without `stays`, which says why they do,
    they go. `typed` are columns of JSON in which an address may stand anywhere.
    """

    model: type[Model]
    title: Words
    of: Callable[[Subject], Q]
    empties: Mapping[str, Any] = field(default_factory=dict)
    stays: Words = ""
    typed: tuple[str, ...] = ()

    @property
    def goes(self) -> bool:
        """Whether erasing deletes these rows."""
        return not self.stays

    def held(self, subject: Subject) -> QuerySet[Any]:
        """Return the rows of a person, the newest first."""
        rows = self.model._base_manager.annotate(
            **{f"_{name}": Lower(Cast(name, TextField())) for name in self.typed}
        )
        mine = self.of(subject)
        for name in self.typed:
            for address in subject.addresses:
                mine |= Q(**{f"_{name}__contains": address})
        return rows.filter(mine).order_by("-pk")


def _person(subject: Subject) -> Q:
    return Q(person=subject.key)


def _user(subject: Subject) -> Q:
    return Q(user=subject.key)


def _address(subject: Subject) -> Q:
    return Q(email__in=subject.addresses)


def _nobody(_subject: Subject) -> Q:
    return Q(pk__in=())


_OF_THE_CITY = _("your city’s time in the Forum still counts; nobody’s name stands at it")
_EVENT_COUNTS = _("how many came from the city still counts; nobody’s name stands at it")

ROWS: tuple[Rows, ...] = (
    Rows(
        Officer,
        _("Seats in the teams of cities"),
        _person,
        empties={"position": ""},
        stays=_OF_THE_CITY,
    ),
    Rows(Registration, _("Places at events"), _person, stays=_EVENT_COUNTS),
    Rows(
        Application,
        _("Applications from this address"),
        _address,
        empties={
            "person_name": "",
            "position": "",
            "email": NO_ADDRESS,
            "link_version": F("link_version") + 1,
        },
        stays=_("they are the city’s; name, position and address are taken out"),
    ),
    Rows(
        ApplicationDraft,
        _("Applications that were begun"),
        lambda subject: _address(subject) | Q(application__email__in=subject.addresses),
        typed=("answers",),
    ),
    Rows(
        Invitation,
        _("Invitations"),
        lambda subject: _address(subject) | Q(accepted_by=subject.key),
    ),
    Rows(AccessRequest, _("Requests for access"), _address),
    Rows(
        LaunchRow,
        _("Rows of a list that the secretariat brings in"),
        _nobody,
        typed=("cells", "answers"),
    ),
    Rows(Letter, _("Messages to cities"), lambda subject: Q(sender=subject.key)),
    Rows(
        Message,
        _("Mails"),
        lambda subject: _person(subject) | Q(address__in=subject.addresses),
    ),
    Rows(Optout, _("Mails that are switched off"), _person),
    Rows(
        Suppression,
        _("Addresses that we stopped mailing"),
        lambda subject: Q(address_hash__in=[address_hash(it) for it in subject.addresses]),
    ),
    Rows(CalendarFeed, _("Address of the calendar"), _person),
    Rows(
        Speaker,
        _("Entries as a speaker"),
        lambda subject: Q(name__iexact=subject.name) if subject.name else _nobody(subject),
    ),
    Rows(EventPersonGrant, _("Events that were shared with this person alone"), _user),
    Rows(ResourcePersonGrant, _("Papers that were shared with this person alone"), _user),
    Rows(PilotProjectPersonGrant, _("Projects that were shared with this person alone"), _user),
    Rows(UserObjectPermission, _("Rights to single things"), _user),
    Rows(EmailConfirmation, _("Links that prove an address"), lambda it: Q(email_address__user=it.key)),
    Rows(EmailAddress, _("Addresses"), _user),
    Rows(Authenticator, _("Second steps and passkeys"), _user),
    Rows(UserSession, _("Devices on which one is signed in"), _user),
    Rows(LogEntry, _("Django’s own log"), _user),
)

ACCOUNT = Rows(
    User,
    _("Account"),
    lambda subject: Q(pk=subject.key),
    empties={
        "name": "",
        "greeting": "",
        "language": "en",
        "time_zone": "UTC",
        "address_to_settle": False,
        "is_active": False,
        "is_staff": False,
        "is_superuser": False,
        **dict.fromkeys(
            (
                "last_login",
                "zone_confirmed_at",
                "staff_invited_at",
                "staff_invitation_ends_at",
                "staff_until",
            )
        ),
    },
    stays=_("a number without a name, for the history"),
)
