"""The rows of what people write for their cities, as `icaforum.privacy.rows` has all kinds of rows."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cities.models import (
    CallComment,
    ExpertiseNeed,
    HelpMessage,
    HelpRequest,
    JointCall,
    Letter,
    LetterAnswer,
    Measure,
    Part,
    Signature,
    Undecided,
    WantOffer,
)
from cities.partners.models import TABLES
from icaforum.privacy.held import Rows, by_person
from pilots.models import Interest, Pulse, Revision
from resources.models import (
    Answer,
    Brief,
    Contribution,
    ContributionDraft,
    ContributionFile,
    FollowUp,
    Hearing,
    Lesson,
    Question,
    QuestionDraft,
    Quote,
    Use,
    Watch,
)

WRITTEN: tuple[Rows, ...] = (
    Rows(
        LetterAnswer,
        _("Answers to messages"),
        lambda subject: Q(sender=subject.key) | Q(to=subject.key),
        "letter text written_at",
    ),
    Rows(Letter, _("Letters"), lambda subject: Q(sender=subject.key), "from_city text sent_at"),
    Rows(Part, _("Letters in which one takes part"), by_person, "city takes_part"),
    Rows(QuestionDraft, _("Drafts of questions"), lambda it: Q(author=it.key), "typed changed_at"),
    Rows(Hearing, _("How one hears of questions"), by_person, "when"),
    Rows(Watch, _("Questions that are followed or muted"), by_person, "question hears"),
    Rows(
        Question,
        _("Questions to the Forum"),
        lambda subject: Q(author=subject.key) | Q(summed_up_by=subject.key),
        "title details tried summary asked_at",
        stays=_("They are their city’s, whose colleagues go on with them."),
    ),
    Rows(
        HelpRequest,
        _("Requests for help"),
        lambda subject: Q(asked_by=subject.key) | Q(answered_by=subject.key),
        "title text answer outcome asked_at",
        stays=_("They are their city’s and its partner’s, who go on with them."),
    ),
    Rows(
        ExpertiseNeed,
        _("Expertise that is needed"),
        lambda subject: Q(written_by=subject.key),
        "theme text suggests named_at",
        stays=_("It is the need of a city."),
    ),
    Rows(
        HelpMessage,
        _("What was written to requests for help"),
        lambda subject: Q(author=subject.key),
        "request text written_at",
        stays=_("It is part of a request that both sides go on with."),
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
    Rows(
        Brief,
        _("Texts in short, written or checked"),
        lambda subject: Q(author=subject.key) | Q(checked_by=subject.key),
        "language text written_at",
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
        Revision,
        _("New versions of pilot projects"),
        lambda subject: Q(author=subject.key),
        "project changes changed_at",
        stays=_("They are their city’s, whose colleagues go on with them."),
    ),
    Rows(
        Interest,
        _("What a city wrote to a call for peers, with who takes part"),
        lambda subject: Q(author=subject.key) | Q(lead=subject.key) | Q(deputy=subject.key),
        "call city challenge goals gives_back backing changed_at",
        stays=_("They are their city’s, whose colleagues go on with them."),
    ),
    Rows(
        Pulse,
        _("What one answered of how a pairing goes"),
        lambda subject: Q(answered_by=subject.key),
        "pairing city going next_step answered_at",
        stays=_("It is the city’s, whose colleagues go on with it."),
    ),
    Rows(
        JointCall,
        _("Joint calls that one drafted"),
        lambda subject: Q(author=subject.key),
        "title addressee drafted_at",
        stays=_("They are the cities’ that signed them."),
    ),
    Rows(
        Measure,
        _("Measures of a city that one wrote, or agreed to show to the web"),
        lambda subject: Q(author=subject.key) | Q(public_agreed_by=subject.key),
        "city title summary text drafted_at",
        stays=_("They are the city’s, whose colleagues go on with them."),
    ),
    Rows(
        Use,
        _("What one said that a city uses, or agreed to show to the web"),
        lambda subject: Q(author=subject.key) | Q(public_agreed_by=subject.key),
        "city since changed began said_at",
        stays=_("It is the city’s, whose colleagues go on with it."),
    ),
    Rows(
        FollowUp,
        _("What one said came of what a city uses"),
        lambda subject: Q(author=subject.key),
        "use outcome text answered_at",
        stays=_("It is the city’s, whose colleagues go on with it."),
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
        by_person,
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
    *(
        Rows(
            table,
            _("Organisations at the table that are asked at this address"),
            lambda subject: Q(email__in=subject.addresses),
            "thing name kind took_part changed they_say email",
            empties={"email": ""},
            stays=_("What is written of the organisation is its own, and it can still take its name back."),
        )
        for table in TABLES.values()
    ),
)
