"""All rows that are a person's: how they are found, and what becomes of them when the person is erased.

What is read and what is erased is one table, so that nothing is held that no page shows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.db.models import CharField, Count, F, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Lower
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermission

from cities.models import (
    AccessRequest,
    Application,
    ApplicationDraft,
    CallComment,
    Invitation,
    JointCall,
    LaunchRow,
    Letter,
    LetterAnswer,
    Officer,
    Report,
    Signature,
    Undecided,
    User,
    WantOffer,
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
from icaforum.audit.verbs import Words
from icaforum.digest.models import Follow
from icaforum.inbound.models import Arrival
from icaforum.outbox.models import Message, Optout, OwnWords, Returned, Suppression, address_hash
from icaforum.privacy.subjects import Subject, whole
from icaforum.words.addresses import clean_address
from icaforum.words.unions import union_of
from pilots.models import PilotProjectPersonGrant
from resources.models import (
    Answer,
    Bookmark,
    Contribution,
    ContributionDraft,
    ContributionFile,
    Hearing,
    Lesson,
    Question,
    QuestionDraft,
    QuestionPersonGrant,
    Quote,
    ResourcePersonGrant,
    Watch,
)

# The domain that never exists (RFC 2606), so no mail goes there.
NO_ADDRESS = "erased@erased.invalid"


def address_of_nobody(key: int) -> str:
    """Return what stands in the column of the address, which is unique, once an account is erased."""
    return f"erased-{key}@erased.invalid"


@dataclass(frozen=True)
class Rows:
    """The rows of one kind that are a person's.

    `empties` are the columns that are emptied where the rows stay; without `stays`, which says why they do,
    they go. `typed` are columns of JSON in which an address may stand anywhere. `shows` are the columns of
    the readable page; the file has all.
    """

    model: type[Model]
    title: Words
    of: Callable[[Subject], Q]
    shows: str
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
                mine |= Q(**{f"_{name}__regex": whole(address)})
        return rows.filter(mine).order_by("-pk")


def _person(subject: Subject) -> Q:
    return Q(person=subject.key)


def _user(subject: Subject) -> Q:
    return Q(user=subject.key)


def _address(subject: Subject) -> Q:
    return Q(email__in=subject.addresses)


def _mails(subject: Subject) -> Q:
    # What an account had before another address is told there, to an address that is nobody's any more.
    told_before = Q(person=None, ids__person=subject.key) if subject.has_account else Q(pk__in=())
    return _person(subject) | Q(address__in=subject.addresses) | told_before


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
        _person,
        "city role position since until",
        empties={"position": ""},
        stays=_OF_THE_CITY,
    ),
    Rows(
        Registration,
        _("Places at events"),
        _person,
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
    Rows(
        LetterAnswer,
        _("Answers to messages"),
        lambda subject: Q(sender=subject.key) | Q(to=subject.key),
        "letter text written_at",
    ),
    Rows(
        Arrival,
        _("Mails that came in, for the secretariat to read"),
        _nobody,
        "received_at sender subject text",
        typed=("sender", "text"),
    ),
    Rows(Letter, _("Messages to cities"), lambda subject: Q(sender=subject.key), "city text sent_at"),
    # Before the mails, which tell to what addresses they went.
    Rows(Suppression, _("Addresses that we stopped mailing"), _stopped, "since reason"),
    Rows(
        Returned,
        _("Mails that came back"),
        lambda subject: Q(message__in=Message.objects.filter(_mails(subject))),
        "at words over_at",
    ),
    Rows(
        Message,
        _("Mails"),
        _mails,
        "created_at kind state address subject",
    ),
    Rows(OwnWords, _("Notes in mails"), lambda subject: Q(writer=subject.key), "text written_at"),
    Rows(Bookmark, _("Papers that are kept"), _person, "resource since"),
    Rows(
        Report,
        _("What was reported to the secretariat"),
        lambda subject: Q(reported_by=subject.key) | Q(settled_by=subject.key),
        "reported_at reason outcome",
        stays=_("The secretariat has to know what became of it."),
    ),
    Rows(Follow, _("What is followed"), _person, "theme city kind since"),
    Rows(Optout, _("Mails that are switched off"), _person, "kind since"),
    Rows(Guest, _("Invitations as a guest of an event"), _address, "event name email part answer invited_at"),
    Rows(CalendarFeed, _("Address of the calendar"), _person, "scope created_at"),
    Rows(
        Speaker,
        _("Entries as a speaker"),
        lambda subject: Q(name__iexact=subject.name) if subject.full_names else _nobody(subject),
        "event name role",
    ),
    Rows(
        EventPersonGrant,
        _("Events that were shared with this person alone"),
        _user,
        "content_object granted_at until",
    ),
    Rows(
        ResourcePersonGrant,
        _("Papers that were shared with this person alone"),
        _user,
        "content_object granted_at until",
    ),
    Rows(
        QuestionPersonGrant,
        _("Questions that were shared with this person alone"),
        _user,
        "content_object granted_at until",
    ),
    Rows(QuestionDraft, _("Drafts of questions"), lambda it: Q(author=it.key), "typed changed_at"),
    Rows(Hearing, _("How one hears of questions"), _person, "when"),
    Rows(Watch, _("Questions that are followed or muted"), _person, "question hears"),
    Rows(
        Question,
        _("Questions to the Forum"),
        lambda subject: Q(author=subject.key) | Q(summed_up_by=subject.key),
        "title details tried summary asked_at",
        stays=_("They are their city’s, whose colleagues go on with them."),
    ),
    Rows(
        WantOffer,
        _("What one wrote of help that a city looks for or gives"),
        lambda subject: Q(author=subject.key),
        "city kind theme text",
        stays=_("It is the city’s, which goes on looking for it or giving it."),
    ),
    Rows(
        Answer,
        _("Answers to questions"),
        lambda subject: Q(author=subject.key),
        "question text written_at",
        stays=_("They are their city’s, and others have read and used them."),
    ),
    Rows(ContributionFile, _("Files of drafts"), lambda it: Q(draft__author=it.key), "file_name added_at"),
    Rows(ContributionDraft, _("Drafts for the library"), lambda it: Q(author=it.key), "typed changed_at"),
    Rows(
        Contribution,
        _("What was sent in for the library"),
        lambda subject: Q(author=subject.key),
        "title summary context steps results benefited did_not_work text submitted_at",
        stays=_("It is the city’s, whose colleagues go on with it, and others may have read it."),
    ),
    Rows(
        JointCall,
        _("Joint calls that one drafted"),
        lambda subject: Q(author=subject.key),
        "title addressee drafted_at",
        stays=_("They are the cities’ that signed them."),
    ),
    Rows(
        CallComment,
        _("Comments on joint calls"),
        lambda subject: Q(author=subject.key),
        "call text written_at",
        stays=_("They are their city’s, and others have read and used them."),
    ),
    Rows(
        Signature,
        _("Signatures under joint calls, given or taken back for a city"),
        lambda subject: Q(signed_by=subject.key) | Q(withdrawn_by=subject.key),
        "version city signed_at withdrawn_at",
        stays=_("They are the city’s, and others have read and used them."),
    ),
    Rows(
        Undecided,
        _("Joint calls of which one is reminded, or that one’s city does not sign"),
        _person,
        "call city remind_on declined_at",
    ),
    Rows(
        Lesson,
        _("Lessons-learned drafts"),
        lambda subject: Q(made_by=subject.key),
        "question title made_at",
        stays=_("They are their city’s, whose colleagues go on with them."),
    ),
    Rows(
        Quote,
        _("Words quoted in lessons-learned drafts"),
        lambda subject: Q(author=subject.key) | Q(answered_by=subject.key),
        "lesson words asked_at answered_at",
        stays=_("They are their city’s, which agreed to be quoted."),
    ),
    Rows(
        PilotProjectPersonGrant,
        _("Projects that were shared with this person alone"),
        _user,
        "content_object granted_at until",
    ),
    Rows(UserObjectPermission, _("Rights to single things"), _user, "permission object_pk"),
    Rows(
        EmailConfirmation, _("Links that prove an address"), lambda it: Q(email_address__user=it.key), "sent"
    ),
    Rows(EmailAddress, _("Addresses"), _user, "email verified primary"),
    Rows(Authenticator, _("Second steps and passkeys"), _user, "type created_at last_used_at"),
    Rows(
        SocialAccount,
        _("Sign-ins through a city’s own system"),
        _user,
        "provider uid date_joined last_login",
    ),
    Rows(UserSession, _("Devices on which one is signed in"), _user, "user_agent ip created_at last_seen_at"),
    Rows(LogEntry, _("Django’s own log"), _user, "action_time object_repr"),
)

ACCOUNT = Rows(
    User,
    _("Account"),
    lambda subject: Q(pk=subject.key),
    "name greeting email language time_zone last_login joined_at",
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
