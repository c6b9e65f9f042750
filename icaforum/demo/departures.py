"""The demo's city that left: what it wrote stands there as of that day, and its lead can take it back."""

from datetime import timedelta

from cities.advocacy.actions import signing, waiting
from cities.joining.actions import memberships
from cities.models import JointCall, Signature, User
from icaforum.words.times import database_now
from resources.models import Answer, Question
from resources.questions.actions import answering

# So long ago it answered and signed.
PAST = timedelta(days=9)


def load(by: User, lead: User) -> None:
    """Let the lead of a sample city answer and sign, and then let the city leave; `by` is staff."""
    seat = lead.seats.select_related("city").get()
    question = Question.objects.listed().filter(asked_of="all", closed_at=None, is_sample=True).latest("pk")
    answer = answering.answer(
        question,
        city=seat.city,
        text="Sample: we tried it for one winter, and stopped when the fund ran out.",
        language="en",
        by=lead,
    )
    Answer.objects.filter(pk=answer.pk).update(up_at=database_now() - PAST)
    call = JointCall.objects.filter(opened_at__isnull=False, handed_over_on=None, ended_at=None).latest("pk")
    row = signing.sign(
        call,
        city=seat.city,
        fingerprint=call.versions.latest("number").fingerprint,
        decided_by="council",
        decided_on=(database_now() - PAST).date(),
        agrees_public=True,
        by=lead,
    )
    # Its days are over, so the web names it, until it takes its name back.
    then = database_now() - PAST
    Signature.objects.filter(pk=row.pk).update(signed_at=then, public_from=then)
    waiting.go_round()
    memberships.end_membership(seat.city.memberships.open().get(), by=by, reason="Sample: a new council")
