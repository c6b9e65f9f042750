"""The library: resources, their editions in each language, and who else may see them."""

# Django looks for models in this module only; the stories are named here so that it finds them.
from resources.bookmarks.models import Bookmark
from resources.briefs.models import Brief
from resources.contributions.models import Contribution, ContributionDraft, ContributionFile
from resources.lessons.models import Lesson, Quote
from resources.library.models import (
    Edition,
    FileType,
    Kind,
    LastIndexed,
    PaperOrganisation,
    Resource,
    ResourceCircleGrant,
    ResourcePersonGrant,
    SearchWords,
)
from resources.questions.models import (
    Answer,
    Hearing,
    Question,
    QuestionCircleGrant,
    QuestionDraft,
    QuestionPersonGrant,
    Watch,
)
from resources.shelves.models import Shelf, ShelfPaper
from resources.transcripts.models import Transcript, TranscriptPart
from resources.uses.models import FollowUp, MeasurePaper, Use

__all__ = [
    "Answer",
    "Bookmark",
    "Brief",
    "Contribution",
    "ContributionDraft",
    "ContributionFile",
    "Edition",
    "FileType",
    "FollowUp",
    "Hearing",
    "Kind",
    "LastIndexed",
    "Lesson",
    "MeasurePaper",
    "PaperOrganisation",
    "Question",
    "QuestionCircleGrant",
    "QuestionDraft",
    "QuestionPersonGrant",
    "Quote",
    "Resource",
    "ResourceCircleGrant",
    "ResourcePersonGrant",
    "SearchWords",
    "Shelf",
    "ShelfPaper",
    "Transcript",
    "TranscriptPart",
    "Use",
    "Watch",
]
