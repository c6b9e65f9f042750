"""What ends and what goes on when somebody leaves a team, counted before by the rules that then hold.

Counted, and not tried out and rolled back: a page may not cost more statements for more places. Tests hold
the plan equal to what then happens.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q

from cities.leaving.losses import losses_of_seat, offers_of
from cities.leaving.rules import Losses
from cities.models import HelpRequest, Officer, Part
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from pilots.models import Milestone, Pairing
from resources.models import Question, Resource


@dataclass(frozen=True)
class Plan:
    """What ends, and what does not.

    `passed` places a colleague gets; `offers` are open invitations that a colleague may take over, and are
    not among the losses; `steps` of plans and `papers` stay. Of the threads of letters in which the person
    takes part for the city, `letters` go on with its lead contacts, and `personal` ones end. Open `questions`
    that the person asked for it, and `helps` (requests for help, of either side), are the city's and go on.
    """

    losses: Losses
    passed: int
    offers: int
    steps: int
    papers: int
    letters: int = 0
    personal: int = 0
    questions: int = 0
    helps: int = 0


def plan_of(
    seat: Officer, *, passed: Collection[int] = (), unled: bool = False, offers_stay: bool = False
) -> Plan:
    """Return the plan for the end of a seat, of whose places these (by key) are passed on to a colleague.

    With `unled` nobody of the team takes over the lead: somebody new is invited to it. With `offers_stay` the
    open invitations do not end with it.
    """
    city = seat.city
    losses = losses_of_seat(seat, passed=passed, unled=unled, offers_stay=offers_stay)
    running = Pairing.objects.running().filter(Q(pilot_city=city) | Q(peer_city=city))
    steps = Milestone.objects.filter(owner=city, done_on=None, pairing__in=running)
    papers = Resource.objects.published().filter(cities=city)
    return Plan(
        losses=losses,
        passed=len(passed),
        offers=offers_of(seat).count() if offers_stay else 0,
        steps=steps.count(),
        papers=papers[:MOST_PAPERS].count(),
        **_letters_of(seat),
        **_asked_by(seat),
    )


def _asked_by(seat: Officer) -> dict[str, int]:
    """Count the open questions and requests for help of its person for the city; none of a closed room."""
    forum, who = the_forum(), seat.person_id
    questions = Question.objects.listed().filter(author=who, city=seat.city_id, closed_at__isnull=True)
    asked, promised = Q(asked_by=who, city=seat.city_id), Q(answered_by=who, partner=seat.city_id)
    helps = HelpRequest.objects.open().filter(asked | promised)
    return {
        "questions": questions.count() if forum.has_open(Room.QUESTIONS) else 0,
        "helps": helps.count() if forum.has_open(Room.HELP) else 0,
    }


def _letters_of(seat: Officer) -> dict[str, int]:
    """Count the threads in which the person of a seat takes part for its city, in one statement."""
    parts = Part.objects.filter(person=seat.person_id, city=seat.city_id, takes_part=True)
    personal = Q(thread__is_personal=True)
    return parts.aggregate(letters=Count("pk", filter=~personal), personal=Count("pk", filter=personal))


# Nothing a page shows is counted to the end.
MOST_PAPERS = 100
