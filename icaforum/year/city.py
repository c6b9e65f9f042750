"""A year of one city on one sheet: what it did, and what it got. For its own people, and the secretariat.

Numbers of people may be small here: they are of the city's own people, who read them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from cities.models import City, HelpRequest, Measure, Signature
from events.models import Event, Registration
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.year.spans import Span
from pilots.models import Interest, Pairing, PilotProject
from resources.models import Answer, Question, Resource, Use

Line = tuple[str, int]


@dataclass(frozen=True)
class Report:
    """What a city did, and what it got: lines in words with their numbers; those of nought are kept."""

    did: list[Line]
    got: list[Line]

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened."""
        return not any(number for _words, number in (*self.did, *self.got))


def report_of(city: City, span: Span) -> Report:
    """Return the year of a city, at a constant number of statements; nothing of closed rooms."""
    return Report(list(_did(city, *span.moments)), list(_got(city, span)))


def _did(city: City, first: datetime, after: datetime) -> Iterator[Line]:
    forum = the_forum()
    papers = Resource.objects.published().filter(published_at__gte=first, published_at__lt=after)
    own = papers.filter(Q(cities=city) | Q(contribution__city=city))
    yield _("Papers of the city that came out"), own.order_by().aggregate(n=Count("pk", distinct=True))["n"]
    uses = Use.objects.of_open_rooms().standing().filter(said_at__gte=first, said_at__lt=after)
    yield _("Times it said: we use this"), uses.filter(city=city).count()
    yield _("Pilot projects it is a host of today"), PilotProject.objects.filter(hosts=city).count()
    if forum.has_open(Room.QUESTIONS):
        answers = Answer.objects.up().filter(city=city, up_at__gte=first, up_at__lt=after, is_of_asker=False)
        found = answers.aggregate(n=Count("pk"), helped=Count("pk", filter=Q(helped_at__isnull=False)))
        yield _("Questions of others it answered"), found["n"]
        yield _("Answers that helped, as the other city says"), found["helped"]
    if forum.has_open(Room.MEASURES):
        shown = Measure.objects.shown().filter(city=city, shown_at__gte=first, shown_at__lt=after)
        yield _("Measures it showed"), shown.count()
    if forum.has_open(Room.JOINT_CALLS):
        signed = Signature.objects.standing().filter(city=city, signed_at__gte=first, signed_at__lt=after)
        yield (
            _("Joint calls it signed"),
            signed.order_by().aggregate(n=Count("version__call", distinct=True))["n"],
        )
    if forum.has_open(Room.PEER_CALLS):
        sent = Interest.objects.sent().filter(city=city, sent_at__gte=first, sent_at__lt=after)
        yield _("Interests it sent to calls for peers"), sent.count()


def _got(city: City, span: Span) -> Iterator[Line]:
    forum, (first, after) = the_forum(), span.moments
    held = Event.objects.held_between(span.first, span.last).order_by().values("pk")
    came = Registration.objects.came().filter(city=city, event__in=held).order_by()
    found = came.aggregate(places=Count("pk"), events=Count("event", distinct=True))
    yield _("Events somebody of the city was at"), found["events"]
    yield _("Places its people used there"), found["places"]
    uses = Use.objects.of_open_rooms().standing().filter(said_at__gte=first, said_at__lt=after)
    others = uses.exclude(city=city)
    of_papers = Q(
        paper__in=Resource.objects.filter(Q(cities=city) | Q(contribution__city=city)).order_by().values("pk")
    )
    yield (
        _("Times other cities said that they use something of it"),
        others.filter(of_papers | Q(measure__city=city)).count(),
    )
    pairings = Pairing.objects.filter(active_since__lt=after).filter(
        Q(ended_at__isnull=True) | Q(ended_at__gte=first)
    )
    pairs = pairings.aggregate(
        taught=Count("pk", filter=Q(pilot_city=city)), learned=Count("pk", filter=Q(peer_city=city))
    )
    yield _("Pairings in which it learned from another city"), pairs["learned"]
    yield _("Pairings in which another city learned from it"), pairs["taught"]
    if forum.has_open(Room.QUESTIONS):
        asked = (
            Question.objects.listed().filter(city=city, asked_at__gte=first, asked_at__lt=after).order_by()
        )
        counted = asked.aggregate(
            n=Count("pk"), answered=Count("pk", filter=Q(first_answer_at__isnull=False))
        )
        yield _("Questions it asked"), counted["n"]
        yield _("Of these, answered"), counted["answered"]
    if forum.has_open(Room.HELP):
        requests = HelpRequest.objects.filter(city=city, asked_at__gte=first, asked_at__lt=after).order_by()
        taken = Q(state__in=(HelpRequest.State.ACCEPTED, HelpRequest.State.DONE))
        helped = requests.aggregate(n=Count("pk"), taken=Count("pk", filter=taken))
        yield _("Times it asked partners for help"), helped["n"]
        yield _("Of these, taken up"), helped["taken"]
