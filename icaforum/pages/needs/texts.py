"""Needs from what cities write: questions, papers, projects, calls, measures."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cities.models import City, JointCall, Measure, Signature, Undecided
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.pages.needs.need import NEEDS, Looking, Need, of_reader
from pilots.models import Interest, PeerCall, Revision
from pilots.projects.models import PilotProject
from resources.models import Brief, Contribution, FollowUp, Question, Quote, Resource, Use
from resources.questions.rules import REMIND_AFTER

# A joint call stands here so long before its list closes.
CALLS_WITHIN = timedelta(days=14)


def questions(looking: Looking) -> Iterator[Need]:
    """Yield what waits of questions: those put to this person's city alone, then own ones to sum up."""
    viewer = looking.viewer
    if not the_forum().has_open(Room.QUESTIONS) or not looking.viewer.city_ids:
        return
    visible = Question.objects.visible_to(viewer)
    alone = visible.waiting().filter(Exists(looking.asked), asked_of=Question.AskedOf.CITY)
    alone = alone.exclude(city__in=viewer.city_ids)
    for row in alone.select_related("city").defer("search").order_by("pk")[:NEEDS]:
        yield Need(
            title=_("%(city)s asks your city") % {"city": row.speaker},
            text=row.title,
            action=_("Read and answer"),
            url=row.get_absolute_url(),
        )
    quoted = Quote.objects.waiting().filter(city__in=looking.asked)
    mine = quoted.filter(Q(city__in=viewer.lead_of) | Q(author=viewer.user_id))
    for quote in mine.select_related("lesson").order_by("asked_at", "pk")[:NEEDS]:
        yield Need(
            title=_("May a paper quote you?"),
            text=quote.lesson.title,
            action=_("Read and answer"),
            url=quote.get_absolute_url(),
        )
    own = Question.objects.answered().filter(of_reader(viewer, "author"), closed_at=None)
    ripe = own.filter(city__in=looking.asked, last_answer_at__lte=looking.now - REMIND_AFTER)
    for row in ripe.defer("search").order_by("last_answer_at", "pk")[:NEEDS]:
        yield Need(
            title=_("What did you take from the answers?"),
            text=row.title,
            action=_("Sum it up"),
            url=row.get_absolute_url(),
        )


def briefs(looking: Looking) -> Iterator[Need]:
    """Yield what others say in short of this person's texts, or of those of the cities they lead."""
    viewer = looking.viewer
    if not viewer.city_ids:
        return
    led = looking.asked.filter(pk__in=viewer.lead_of).values("pk")
    papers = Resource.cities.through.objects.filter(city__in=led).values("resource")
    own = Q(question__author=viewer.user_id) | Q(answer__author=viewer.user_id)
    of_led = Q(resource__in=papers) | Q(question__city__in=led) | Q(answer__city__in=led)
    rows = Brief.objects.visible_to(viewer).to_look_at().filter(own | of_led)
    rows = rows.defer("resource__search", "question__search").order_by("pk")
    things = ("resource", "question", "answer__question", "city")
    for row in rows.select_related(*things).prefetch_related("resource__editions")[:NEEDS]:
        yield Need(
            title=(
                _("Your text has changed: look again at what %(city)s says in short")
                if row.has_changed
                else _("%(city)s says your text in short: is it right?")
            )
            % {"city": row.city},
            text=row.title,
            action=_("Look at it"),
            url=row.get_absolute_url(),
        )


def contributions(looking: Looking) -> Iterator[Need]:
    """Yield what came back with a note, of the cities of this person."""
    if not looking.viewer.city_ids:
        return
    back = Contribution.objects.filter(city__in=looking.asked, state=Contribution.State.RETURNED)
    for row in back.order_by("decided_at", "pk")[:NEEDS]:
        yield Need(
            title=_("What you sent in came back with a note"),
            text=row.title,
            action=_("Change it"),
            url=row.get_absolute_url(),
        )


def projects(looking: Looking) -> Iterator[Need]:
    """Yield what came back with a note of what the person's cities wrote of their pilot projects."""
    if not looking.viewer.city_ids:
        return
    back = Revision.objects.returned_to(looking.viewer).select_related("project")
    for row in back.prefetch_related("project__texts")[:NEEDS]:
        yield Need(
            title=_("The new version of your project came back with a note"),
            text=str(row.project),
            action=_("Change it"),
            url=row.get_absolute_url(),
        )


def silent_projects(looking: Looking) -> Iterator[Need]:
    """Yield the projects of the person's cities of which nobody has said a word for long."""
    if not looking.viewer.city_ids:
        return
    rows = PilotProject.objects.silent().filter(hosts__in=looking.asked.values("pk")).distinct()
    for row in rows.prefetch_related("texts")[:NEEDS]:
        yield Need(
            title=_("Is all of it still so?"),
            text=str(row),
            action=_("Look at your project"),
            url=row.get_absolute_url(),
        )


def calls(looking: Looking) -> Iterator[Need]:
    """Yield the joint calls whose text has changed since a city signed, then those that close soon.

    For a lead of cities that have not answered. A partner is asked for its support anew, and never first.
    """
    viewer = looking.viewer
    if not the_forum().has_open(Room.JOINT_CALLS) or not viewer.lead_of:
        return
    signable = JointCall.objects.signable(looking.now)
    asked = City.objects.taking_part().filter(pk__in=viewer.lead_of)
    newest = Signature.objects.of_texts_that_stand().filter(
        version__call=OuterRef(OuterRef("pk")), city=OuterRef("pk")
    )
    said = Undecided.objects.filter(call=OuterRef(OuterRef("pk")), city=OuterRef("pk"))
    open_to = asked.filter(~Exists(newest), ~Exists(said))
    earlier = Signature.objects.standing().filter(version__call=OuterRef(OuterRef("pk")), city=OuterRef("pk"))
    anew = list(signable.filter(Exists(open_to.filter(Exists(earlier)))).order_by("sign_by", "pk")[:NEEDS])
    for call in anew:
        yield Need(
            title=_("A joint call that you signed has a new text"),
            text=call.title,
            action=_("Read it and sign again"),
            url=call.get_absolute_url(),
        )
    soon = signable.filter(sign_by__lt=looking.now + CALLS_WITHIN).exclude(pk__in=[it.pk for it in anew])
    first = open_to.exclude(kind=City.Kind.PARTNER)
    for call in soon.filter(Exists(first)).order_by("sign_by", "pk")[:NEEDS]:
        yield Need(
            title=_("A joint call closes on %(day)s")
            % {"day": date_format(call.last_day, "MONTH_DAY_FORMAT")},
            text=call.title,
            action=_("Read it and sign"),
            url=call.get_absolute_url(),
        )


def measures(looking: Looking) -> Iterator[Need]:
    """Yield the measures that the web read until their words were changed, for a lead of their city."""
    if not the_forum().has_open(Room.MEASURES) or not looking.viewer.lead_of:
        return
    led = looking.asked.filter(pk__in=looking.viewer.lead_of)
    asking = Measure.objects.asking_again().filter(city__in=led).select_related("city")
    for row in asking.order_by("changed_at", "pk")[:NEEDS]:
        yield Need(
            title=_("The wording changed: may the web read it?"),
            text=row.title,
            action=_("Read it"),
            url=reverse("cities:measure_web", args=[row.city.slug, row.slug]),
        )


def interests(looking: Looking) -> Iterator[Need]:
    """Yield what the person's cities have begun for a call for peers and not sent, while it is open."""
    if not the_forum().has_open(Room.PEER_CALLS) or not looking.viewer.city_ids:
        return
    begun = Interest.objects.unsent().filter(
        city__in=looking.asked, call__in=PeerCall.objects.running(looking.now)
    )
    for row in begun.select_related("call", "city").order_by("call__closes_on", "pk")[:NEEDS]:
        yield Need(
            title=_("A call for peers closes on %(day)s") % {"day": date_format(row.call.closes_on)},
            text=_("The interest of %(city)s is not sent: %(call)s")
            % {"city": row.city, "call": row.call.title},
            action=_("Go on and send it"),
            url=f"{row.call.get_absolute_url()}?city={row.city.slug}",
        )


def uses(looking: Looking) -> Iterator[Need]:
    """Yield the uses of which nobody has said what came: of whoever said it, or leads once they have left."""
    viewer = looking.viewer
    if not viewer.city_ids:
        return
    mine = Use.objects.filter(of_reader(viewer, "author"), city__in=looking.asked).order_by().values("pk")
    asked = FollowUp.objects.unanswered().filter(use__in=mine)
    for row in asked.select_related("use").order_by("asked_at", "pk")[:NEEDS]:
        yield Need(
            title=_("What came of what your city uses?"),
            text=row.use.changed,
            action=_("Answer two questions"),
            url=reverse("resources:use_came", args=[row.use_id]),
        )
    led = Use.objects.of_open_rooms().asking_again().filter(city__in=looking.asked)
    for use in led.filter(city__in=viewer.lead_of).order_by("last_said_at", "pk")[:NEEDS]:
        yield Need(
            title=_("The wording changed: may the web read it?"),
            text=use.changed,
            action=_("Read it"),
            url=reverse("resources:use_web", args=[use.pk]),
        )
