"""The verbs on an application, as buttons. Whether each is offered stands in `moves`."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.tiers import Tier
from cities.joining import moves
from cities.joining.actions import deciding, recommending, reopening
from cities.joining.forms.staff import (
    ApproveForm,
    ClarificationForm,
    DeclineForm,
    RecommendationForm,
    WelcomeForm,
)
from cities.joining.models import Application
from cities.joining.numbers import counts_in
from cities.joining.refusals import entry_of
from icaforum.audit.admin import Verb
from icaforum.audit.verbs import Words
from icaforum.words.languages import translated_name


def whom_it_mails(application: Application) -> str:
    """The sentence that says whom a verb will mail, and in which language."""
    language = translated_name(application.language)
    words = _("This mails %(person)s (%(email)s) in this language: %(language)s.")
    person = application.person_name or application.city_name
    return words % {"person": person, "email": application.email, "language": language}


def _what_approving_does(application: Application) -> str:
    words = _("%(city)s is in the Forum at once, and its contact gets an invitation.")
    return f"{words % {'city': application.city_name}} {whom_it_mails(application)}"


def _what_taking_up_does(application: Application) -> str:
    words = _(
        "It waits for a decision again, with all answers, questions and notes. The days promised count from "
        "today. The reason that was sent goes into the notes."
    )
    return f"{words} {whom_it_mails(application)}"


def _naming_the_applicant(words: Words) -> Callable[[Application], str]:
    """A function that fills the city and the address of an application into `words`."""
    # str: the words are lazy, and are put into the language of the person who reads them only here.
    return lambda application: str(words) % {"city": application.local_name, "email": application.email}


_APPROVED = gettext_lazy("%(city)s is in the Forum. The mail to %(email)s is on its way.")


def _ask_of_approving(form: ApproveForm, application: Application) -> None:
    city = entry_of(application)
    form.ask_beyond(counts_in(city.kind if city else application.kind, list(Tier)))


RECOMMEND = "recommend"

# Approving stands here twice, since a partner's form has no tier. Only one of the two is ever offered.
VERBS = (
    Verb(
        name="approve",
        label=gettext_lazy("Approve"),
        do=deciding.approve,
        done=_naming_the_applicant(_APPROVED),
        form=ApproveForm,
        fill=_ask_of_approving,
        offered=lambda application: moves.is_possible(application, "approve") and not application.is_partner,
        consequence=_what_approving_does,
        mails=True,
    ),
    Verb(
        name="approve-partner",
        label=gettext_lazy("Approve as partner"),
        do=deciding.approve,
        done=_naming_the_applicant(_APPROVED),
        form=WelcomeForm,
        offered=lambda application: moves.is_possible(application, "approve") and application.is_partner,
        consequence=_what_approving_does,
        mails=True,
    ),
    Verb(
        name="ask",
        label=gettext_lazy("Ask a question"),
        do=deciding.ask,
        done=_naming_the_applicant(
            gettext_lazy(
                "Your question to %(city)s is on its way. The days promised rest until the answer is here."
            )
        ),
        form=ClarificationForm,
        offered=moves.offered("ask"),
        consequence=whom_it_mails,
        mails=True,
    ),
    Verb(
        name="decline",
        label=gettext_lazy("Decline"),
        do=deciding.decline,
        done=_naming_the_applicant(
            gettext_lazy("The application of %(city)s is declined. The reason is on its way to %(email)s.")
        ),
        form=DeclineForm,
        offered=moves.offered("decline"),
        consequence=whom_it_mails,
        mails=True,
        danger=True,
    ),
    Verb(
        name=RECOMMEND,
        label=gettext_lazy("Recommend something"),
        do=recommending.recommend,
        done=gettext_lazy("Your recommendation stands for whoever decides. You can change it until then."),
        form=RecommendationForm,
        offered=moves.offered("recommend"),
        consequence=lambda _application: _("Colleagues read it, the applicant never does. Nobody is mailed."),
    ),
    Verb(
        name="take-up",
        label=gettext_lazy("Take up again"),
        do=reopening.take_up_again,
        done=_naming_the_applicant(
            gettext_lazy(
                "The application of %(city)s waits for a decision again. The mail to %(email)s is on its way."
            )
        ),
        offered=moves.offered("take up again"),
        consequence=_what_taking_up_does,
        mails=True,
        note_in=("application_taken_up",),
    ),
    Verb(
        name="take-back",
        label=gettext_lazy("Take the invitation back"),
        do=deciding.take_back_invitation,
        done=_naming_the_applicant(gettext_lazy("The invitation of %(city)s to apply is taken back.")),
        offered=moves.offered("take back"),
        consequence=lambda _application: _("The link in the mail ends at once. Nobody is mailed."),
        danger=True,
    ),
)


UNDOING = ("take-up", "take-back")
"""Offered under the name of the application; the others have places of their own on its page."""
