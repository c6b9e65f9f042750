"""The library in the admin: Django looks for an app's pages here, each story keeps its own."""

# Importing the classes registers them; Django imports this module of each app by itself.
from resources.briefs.admin import BriefAdmin
from resources.contributions.admin import ContributionAdmin
from resources.lessons.admin import LessonAdmin
from resources.library.admin import PaperOrganisationAdmin, ResourceAdmin, SearchWordsAdmin
from resources.questions.admin import AnswerAdmin, QuestionAdmin
from resources.shelves.admin import ShelfAdmin
from resources.uses.admin import UseAdmin

__all__ = [
    "AnswerAdmin",
    "BriefAdmin",
    "ContributionAdmin",
    "LessonAdmin",
    "PaperOrganisationAdmin",
    "QuestionAdmin",
    "ResourceAdmin",
    "SearchWordsAdmin",
    "ShelfAdmin",
    "UseAdmin",
]
