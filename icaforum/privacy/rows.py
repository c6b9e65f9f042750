"""All rows that are a person's: how they are found, and what becomes of them when the person is erased.

What is read and what is erased is one table, so that nothing is held that no page shows.
"""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.db.models import CharField, Count, F, Model, Q, Value
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermission

from cities.models import (
    AccessRequest,
    Application,
    ApplicationDraft,
    Invitation,
    LaunchRow,
    Officer,
    Report,
    User,
)
from events.models import (
    AttendanceRow,
    CalendarFeed,
    EventPersonGrant,
    Guest,
    Registration,
    Speaker,
    SurveyAnswer,
)
from icaforum.digest.models import Follow
from icaforum.inbound.models import Arrival
from icaforum.outbox.models import Message, Optout, OwnWords, Returned, Suppression, address_hash
from icaforum.privacy.held import Rows, by_person, by_user
from icaforum.privacy.subjects import Subject
from icaforum.privacy.written import WRITTEN
from icaforum.words.addresses import clean_address
from icaforum.words.unions import union_of
from pilots.models import PilotProjectPersonGrant
from resources.models import (
    Bookmark,
    QuestionPersonGrant,
    ResourcePersonGrant,
)

# The domain that never exists (RFC 2606), so no mail goes there.
NO_ADDRESS = "erased@erased.invalid"


def address_of_nobody(key: int) -> str:
    """Return what stands in the column of the address, which is unique, once an account is erased."""
    return f"erased-{key}@erased.invalid"


def _address(subject: Subject) -> Q:
    return Q(email__in=subject.addresses)


def _mails(subject: Subject) -> Q:
    # What an account had before another address is told there, to an address that is nobody's any more.
    told_before = Q(person=None, ids__person=subject.key) if subject.has_account else Q(pk__in=())
    return by_person(subject) | Q(address__in=subject.addresses) | told_before


def _stopped(subject: Subject) -> Q:
    """Return the condition of the addresses that came back, those of earlier times too."""
    written_to = Message.objects.filter(_mails(subject)).values_list("address", flat=True).distinct()
    addresses = {*subject.addresses, *map(clean_address, written_to)}
    others = User.objects.exclude(pk=subject.key).filter(email__in=addresses).values_list("email", flat=True)
    return Q(address_hash__in=[address_hash(it) for it in addresses - set(others)])


def _nobody(_subject: Subject) -> Q:
    return Q(pk__in=())


_OF_THE_CITY = _("the city’s time in the Forum still counts; nobody’s name stands at it")
_SURVEY_COUNTS = _("how many chose what still counts; what was written is taken out")
_EVENT_COUNTS = _("how many came from the city still counts; nobody’s name stands at it")

ROWS: tuple[Rows, ...] = (
    Rows(
        Officer,
        _("Seats in the teams of cities"),
        by_person,
        "city role position since until",
        empties={"position": ""},
        stays=_OF_THE_CITY,
    ),
    Rows(
        Registration,
        _("Places at events"),
        by_person,
        "event city answer answered_at came minutes opened_at",
        empties={"opened_at": None, "minutes": None, "uid": ""},
        stays=_EVENT_COUNTS,
    ),
    Rows(
        AttendanceRow,
        _("Rows in reports of who was at an event"),
        lambda subject: (
            Q(found__person=subject.key) | Q(chosen__person=subject.key) | Q(address__in=subject.addresses)
        ),
        "report name address",
    ),
    Rows(
        SurveyAnswer,
        _("Answers to surveys"),
        lambda subject: Q(registration__person=subject.key),
        "question choice words answered_at",
        empties={"words": ""},
        stays=_SURVEY_COUNTS,
    ),
    Rows(
        Application,
        _("Applications from this address"),
        _address,
        "city_name state person_name position email sent_at",
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
        "kind email changed_at",
        typed=("answers",),
    ),
    Rows(
        Invitation,
        _("Invitations"),
        lambda subject: _address(subject) | Q(accepted_by=subject.key),
        "city role name email sent_at accepted_at",
    ),
    Rows(AccessRequest, _("Requests for access"), _address, "city name email message sent_at"),
    Rows(
        LaunchRow,
        _("Rows of a list that the secretariat brings in"),
        _nobody,
        "number cells",
        typed=("cells", "answers"),
    ),
    # Before the mails, which tell to what addresses they went.
    Rows(Suppression, _("Addresses that we stopped mailing"), _stopped, "since reason"),
    Rows(
        Returned,
        _("Mails that came back"),
        lambda subject: Q(message__in=Message.objects.filter(_mails(subject))),
        "at words over_at",
    ),
    *WRITTEN,
    Rows(
        Arrival,
        _("Mails that came in, for the secretariat to read"),
        _nobody,
        "received_at sender subject text",
        typed=("sender", "text"),
    ),
    Rows(
        Message,
        _("Mails"),
        _mails,
        "created_at kind state address subject",
    ),
    Rows(OwnWords, _("Notes in mails"), lambda subject: Q(writer=subject.key), "text written_at"),
    Rows(Bookmark, _("Papers that are kept"), by_person, "resource since"),
    Rows(
        Report,
        _("What was reported to the secretariat"),
        lambda subject: Q(reported_by=subject.key) | Q(settled_by=subject.key),
        "reported_at reason outcome",
        stays=_("The secretariat has to know what became of it."),
    ),
    Rows(Follow, _("What is followed"), by_person, "theme city kind since"),
    Rows(Optout, _("Mails that are switched off"), by_person, "kind since"),
    Rows(Guest, _("Invitations as a guest of an event"), _address, "event name email part answer invited_at"),
    Rows(CalendarFeed, _("Address of the calendar"), by_person, "scope created_at"),
    Rows(
        Speaker,
        _("Entries as a speaker"),
        lambda subject: Q(name__iexact=subject.name) if subject.full_names else _nobody(subject),
        "event name role",
    ),
    Rows(
        EventPersonGrant,
        _("Events that were shared with this person alone"),
        by_user,
        "content_object granted_at until",
    ),
    Rows(
        ResourcePersonGrant,
        _("Papers that were shared with this person alone"),
        by_user,
        "content_object granted_at until",
    ),
    Rows(
        QuestionPersonGrant,
        _("Questions that were shared with this person alone"),
        by_user,
        "content_object granted_at until",
    ),
    Rows(
        PilotProjectPersonGrant,
        _("Projects that were shared with this person alone"),
        by_user,
        "content_object granted_at until",
    ),
    Rows(UserObjectPermission, _("Rights to single things"), by_user, "permission object_pk"),
    Rows(
        EmailConfirmation, _("Links that prove an address"), lambda it: Q(email_address__user=it.key), "sent"
    ),
    Rows(EmailAddress, _("Addresses"), by_user, "email verified primary"),
    Rows(Authenticator, _("Second steps and passkeys"), by_user, "type created_at last_used_at"),
    Rows(
        SocialAccount,
        _("Sign-ins through a city’s own system"),
        by_user,
        "provider uid date_joined last_login",
    ),
    Rows(
        UserSession, _("Devices on which one is signed in"), by_user, "user_agent ip created_at last_seen_at"
    ),
    Rows(LogEntry, _("Django’s own log"), by_user, "action_time object_repr"),
)

ACCOUNT = Rows(
    User,
    _("Account"),
    lambda subject: Q(pk=subject.key),
    "name greeting email language reads time_zone last_login joined_at",
    empties={
        "name": "",
        "greeting": "",
        "language": "en",
        "reads": [],
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


def counted(subject: Subject) -> dict[type[Model], int]:
    """Return how many rows of each kind a person has, in one statement; kinds without any are left out."""
    kinds = {rows.model._meta.label: rows.model for rows in ROWS}
    counts = (
        rows.held(subject)
        .order_by()
        .annotate(_kind=Value(rows.model._meta.label, output_field=CharField()))
        .values("_kind")
        .annotate(_count=Count("pk"))
        for rows in ROWS
    )
    return {kinds[it["_kind"]]: it["_count"] for it in union_of(counts, doubles=True) if it["_count"]}
