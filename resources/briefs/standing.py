"""What the search knows of texts in short, after one has been checked or has gone."""

from resources.briefs.models import Brief
from resources.library.search.index import write_index as write_of_paper
from resources.questions.search import write_index as write_of_question


def index_again(brief: Brief) -> None:
    """Make the index of the whole text anew, which holds what it says in short."""
    if brief.resource:
        write_of_paper(brief.resource)
    else:
        write_of_question(brief.answer.question if brief.answer else brief.thing)
