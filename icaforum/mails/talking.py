"""The mails of what cities ask each other and write for the library: a part of the table of all mails."""

from django.utils.translation import gettext_lazy as _

from cities.measures import emails as measures
from cities.partners import emails as partners
from cities.wants import emails as wants
from icaforum.forum.models import Room
from icaforum.outbox.kinds import Kind
from pilots.revisions import emails as revisions
from resources.briefs import emails as briefs
from resources.contributions import emails as contributions
from resources.lessons import emails as lessons
from resources.questions import emails as questions
from resources.uses import emails as uses

_QUESTION = _("You get this mail because this question in the %(forum)s was put to your city.")
_FOLLOWED = _("You get this mail because you asked, answered or follow this question in the %(forum)s.")

_QUOTED = _("You get this mail because your city answered this question in the %(forum)s.")

QUESTIONS: dict[str, Kind] = {
    "question_asked": Kind(
        questions.question_asked,
        _("A question to your city"),
        _QUESTION,
        optional=True,
        room=Room.QUESTIONS,
        when=_("At once, if you chose so above; else it stands in your weekly mail."),
        can_wait=True,
    ),
    "question_answered": Kind(
        questions.question_answered,
        _("An answer to a question"),
        _FOLLOWED,
        optional=True,
        room=Room.QUESTIONS,
        when=_("For each question that you asked, answered or follow."),
    ),
    "question_summed_up": Kind(
        questions.question_summed_up,
        _("What a city took from the answers"),
        _FOLLOWED,
        optional=True,
        room=Room.QUESTIONS,
        when=_("Once for each such question, when it is summed up."),
        can_wait=True,
    ),
    "question_unanswered": Kind(
        questions.question_unanswered, _("Nobody has answered yet"), _FOLLOWED, can_wait=True
    ),
    "question_to_sum_up": Kind(
        questions.question_to_sum_up, _("What did you take from it?"), _FOLLOWED, can_wait=True
    ),
    "question_hidden": Kind(questions.question_hidden, _("A question is hidden"), _FOLLOWED),
    "answer_hidden": Kind(questions.answer_hidden, _("An answer is hidden"), _FOLLOWED),
    "quote_asked": Kind(lessons.quote_asked, _("May we quote your city?"), _QUOTED),
    "quote_taken_out": Kind(
        lessons.quote_taken_out, _("Words of a city were taken out of a paper"), _FOLLOWED, can_wait=True
    ),
    "quotes_answered": Kind(
        lessons.quotes_answered, _("All cities quoted have answered"), _FOLLOWED, can_wait=True
    ),
    "lesson_published": Kind(
        lessons.lesson_published,
        _("A lessons-learned paper is in the library"),
        _FOLLOWED,
        optional=True,
        room=Room.QUESTIONS,
        when=_("Once for each paper made of your question, or that quotes your city."),
        can_wait=True,
    ),
    "answer_as_it_stands": Kind(
        questions.answer_as_it_stands,
        _("Your answer, as it will stand"),
        _FOLLOWED,
        sensitive=True,
        priority=3,
    ),
}

_IN_SHORT = _("You get this mail because somebody says in short what your city wrote in the %(forum)s.")
_WROTE_IN_SHORT = _("You get this mail because you wrote this in the %(forum)s.")

BRIEFS: dict[str, Kind] = {
    "brief_waits": Kind(briefs.brief_waits, _("Please check a text in short"), _IN_SHORT, can_wait=True),
    "brief_answered": Kind(
        briefs.brief_answered, _("What became of your text in short"), _WROTE_IN_SHORT, can_wait=True
    ),
}

_WROTE_FOR_LIBRARY = _("You get this mail because you sent this in for the library of the %(forum)s.")
_NAMED_ALONG = _(
    "You get this mail because your city is named as an author in the %(forum)s, "
    "and you are a lead contact of it."
)

CONTRIBUTIONS: dict[str, Kind] = {
    "contribution_sent_in": Kind(
        contributions.contribution_sent_in,
        _("What you sent in has arrived"),
        _WROTE_FOR_LIBRARY,
        optional=True,
        when=_("Once for each thing that you send in for the library."),
    ),
    "contribution_returned": Kind(
        contributions.contribution_returned, _("What you sent in comes back with a note"), _WROTE_FOR_LIBRARY
    ),
    "contribution_file_out": Kind(
        contributions.contribution_file_out, _("An earlier file of yours was taken out"), _WROTE_FOR_LIBRARY
    ),
    "contribution_published": Kind(
        contributions.contribution_published,
        _("What you sent in is published"),
        _WROTE_FOR_LIBRARY,
        optional=True,
        when=_("Once for each thing that you sent in for the library."),
    ),
    "contribution_names_you": Kind(
        contributions.contribution_names_you, _("Your city is named as an author"), _NAMED_ALONG
    ),
}

_PROJECT = _(
    "You get this mail because your city delivers a pilot project in the %(forum)s, "
    "and you lead there or wrote of it."
)

PROJECTS: dict[str, Kind] = {
    "project_returned": Kind(
        revisions.project_returned, _("A new version of your project comes back with a note"), _PROJECT
    ),
    "project_published": Kind(
        revisions.project_published,
        _("A new version of your project is published"),
        _PROJECT,
        optional=True,
        when=_("Once for each new version that a city of the project sent in."),
    ),
}

_HELPS = _("You get this mail because cities of the %(forum)s ask your organisation for help.")
_HELPED = _("You get this mail because your city asked for help in the %(forum)s.")
_BOTH = _("You get this mail because of a request for help in the %(forum)s.")

HELP: dict[str, Kind] = {
    "help_asked": Kind(partners.help_asked, _("A city asks for help"), _HELPS, room=Room.HELP),
    "help_reminder": Kind(
        partners.help_reminder, _("A city still waits for an answer"), _HELPS, room=Room.HELP
    ),
    "help_answered": Kind(
        partners.help_answered, _("The answer to a request for help"), _HELPED, room=Room.HELP
    ),
    "help_message": Kind(
        partners.help_message,
        _("Something new in a request for help"),
        _BOTH,
        optional=True,
        room=Room.HELP,
        when=_("For each request of your city, or to your organisation."),
    ),
    "help_answer_asked": Kind(
        partners.help_answer_asked, _("Is this answer yours?"), _BOTH, priority=3, room=Room.HELP
    ),
    "help_ended": Kind(partners.help_ended, _("What came of a help, or its end"), _BOTH, room=Room.HELP),
    "help_what_came": Kind(
        partners.help_what_came, _("What came of the help?"), _HELPED, room=Room.HELP, can_wait=True
    ),
}

_SAID = _("You get this mail because you are a lead contact of your city in the %(forum)s.")

_TOOK_PART = _(
    "You get this mail because this address was given in the %(forum)s as that of an organisation that "
    "took part in this."
)
_WROTE_AT_TABLE = _(
    "You get this mail because you, or your city, wrote down in the %(forum)s who was at the table."
)

TABLES: dict[str, Kind] = {
    # With a link that opens the page of the organisation.
    "organisation_asked": Kind(
        partners.organisation_asked, _("May we name your organisation?"), _TOOK_PART, sensitive=True
    ),
    "organisation_hidden": Kind(
        partners.organisation_hidden, _("An organisation at the table is hidden"), _WROTE_AT_TABLE
    ),
}

WANTS: dict[str, Kind] = {
    "indicator_hidden": Kind(
        measures.indicator_hidden, _("Figures of your city are hidden"), _SAID, room=Room.MEASURES
    ),
    "measure_hidden": Kind(
        measures.measure_hidden, _("A measure of your city is hidden"), _SAID, room=Room.MEASURES
    ),
    "want_hidden": Kind(wants.want_hidden, _("What your city looks for or gives is hidden"), _SAID),
}

_USES = _("You get this mail because your city uses this, as it said in the %(forum)s.")

USES: dict[str, Kind] = {
    "use_said": Kind(
        uses.use_said,
        _("A city uses what yours made"),
        _("You get this mail because you lead a city in the %(forum)s that made what another uses."),
        optional=True,
        when=_("Once for each city that says so."),
        can_wait=True,
    ),
    "use_asked": Kind(uses.use_asked, _("What came of what your city uses?"), _USES, can_wait=True),
    "use_answer_stands": Kind(
        uses.use_answer_stands,
        _("Your answer, as it will stand"),
        _USES,
        sensitive=True,
        priority=3,
    ),
    "use_hidden": Kind(uses.use_hidden, _("What your city says of a use is hidden"), _USES),
}
