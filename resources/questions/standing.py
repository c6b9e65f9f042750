"""What a question says of its answers, after one has gone or come back."""

from resources.questions.models import Question
from resources.questions.search import write_index


def count_again(question: Question) -> None:
    """Say anew when the question was answered first and last, after an answer has gone or come back."""
    moments = (
        question.answers.up().filter(is_of_asker=False).order_by("up_at").values_list("up_at", flat=True)
    )
    found = list(moments)
    question.first_answer_at, question.last_answer_at = (found[0], found[-1]) if found else (None, None)
    question.save(update_fields=["first_answer_at", "last_answer_at"])
    write_index(question)
