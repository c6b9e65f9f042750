"""/questions/: the list, and the page of one question with its answers."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cities.directory.viewer import Viewer
from cities.models import City
from cities.people.requests import MemberRequest
from cities.talking.anonymity import words_offered
from cities.talking.forms import WriterForm
from cities.talking.views import take_report
from icaforum.audit.answers import carry_out
from icaforum.audit.record import Refused
from icaforum.audit.sending import sent_once
from icaforum.forum.models import Room
from icaforum.forum.rooms import in_room
from icaforum.words.decorators import form_page
from icaforum.words.times import request_now
from resources.library.models import Resource
from resources.questions.actions import answering
from resources.questions.asked import askers, cities_that_see, could_have_answered, reached
from resources.questions.could_help import could_help
from resources.questions.forms import AnswerForm, SumUpForm
from resources.questions.listing import Listing
from resources.questions.models import Answer, Question, QuestionQuerySet
from resources.questions.papers import papers_of
from resources.questions.rules import may_sum_up
from resources.questions.search import like

ANSWERS_PAGE = 50
SIMILAR = 3


def visible(request: MemberRequest) -> QuestionQuerySet:
    """Return the questions that this reader may open."""
    return Question.objects.visible_to(request.viewer)


@in_room(Room.QUESTIONS)
@require_safe
def questions(request: MemberRequest) -> HttpResponse:
    """Show the questions that were put to the reader's cities, filtered, and the line to ask in."""
    follows = request.user.follows.filter(theme__isnull=False)
    listing = Listing(
        request.GET, request.viewer, follows=frozenset(follows.values_list("theme__slug", flat=True))
    )
    # What they wrote stays theirs where the question is not put to their city any more.
    out_of_sight = Answer.objects.up().filter(author=request.user, city__in=request.viewer.city_ids)
    context = {
        "listing": listing,
        "wanted": listing.wanted,
        "drafts": list(request.user.question_drafts.all()[:5]),
        "out_of_sight": list(out_of_sight.exclude(question__in=visible(request))[:ANSWERS_PAGE]),
        "now": request_now(),
    }
    return render(request, "resources/questions/list.html", context)


@in_room(Room.QUESTIONS)
@form_page
@sent_once
def question(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one question and its answers; on POST take an answer."""
    rows = visible(request).select_related("city", "author", "summed_up_by", "double_of")
    found = get_object_or_404(rows.prefetch_related("themes"), pk=pk)
    # Where the reader may see the other one, they are led there.
    if (
        found.double_of
        and not request.viewer.manages(Question)
        and visible(request).filter(pk=found.double_of_id).exists()
    ):
        return redirect(found.double_of)
    writes_for = _writes_for(request, found)
    form = _answer_form(request, found, writes_for) if writes_for and not found.is_closed else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid() and (row := _answered(request, found, form, writes_for)):
            messages.success(request, _("Your answer stands there now. Thank you."))
            return redirect(row)
    return render(request, "resources/questions/detail.html", _context(request, found, form))


def _writes_for(request: MemberRequest, question: Question) -> list[City]:
    """Return the reader's cities that may answer: those asked, and the one that asks."""
    mine = list(City.objects.of(request.viewer).order_by("sort_name"))
    if not mine:
        return []
    asked = set(
        cities_that_see(question).filter(pk__in=[city.pk for city in mine]).values_list("pk", flat=True)
    )
    # For whoever has a seat in the city that asks: it comes first, and speaks for itself alone.
    own = [city for city in mine if city.pk == question.city_id]
    return own or [city for city in mine if city.pk in asked]


def _answer_form(request: MemberRequest, question: Question, cities: list[City]) -> AnswerForm:
    data = request.POST if request.method == "POST" else None
    language = data.get("language", "") if data else request.user.language
    city = next((it for it in cities if data and it.slug == data.get("city")), cities[0])
    is_own = city.pk == question.city_id
    could = could_have_answered(question)
    words = (
        ""
        if is_own
        else words_offered(city, language=str(language), among=could, or_in=() if data else city.languages)
    )
    form = AnswerForm(
        data,
        viewer=request.viewer,
        person=request.user,
        speaks_for=city,
        unnamed=words,
        question=question,
        initial={"city": city.slug},
    )
    form.for_cities(cities)
    return form


def _answered(
    request: MemberRequest, question: Question, form: AnswerForm, cities: list[City]
) -> Answer | None:
    cleaned = form.cleaned_data
    try:
        return answering.answer(
            question,
            city=cleaned.get("city") or cities[0],
            text=cleaned["text"],
            language=cleaned.get("language") or question.language,
            did_not_work=cleaned.get("did_not_work", False),
            is_named=form.is_named(cleaned),
            use=form.use(cleaned),
            by=request.user,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def _context(request: MemberRequest, question: Question, form: WriterForm | None) -> dict[str, Any]:
    viewer = request.viewer
    is_own = question.is_of(viewer)
    answers = question.answers.up().select_related("city", "author")
    page = Paginator(answers, ANSWERS_PAGE).get_page(request.GET.get("page"))
    texts = [(question, text) for text in (question.details, question.tried, question.summary)]
    said = [
        (None if by.is_named else by.city, text) for by, text in [*texts, *((it, it.text) for it in page)]
    ]
    watch = question.watches.filter(person=request.user).first()
    now = request_now()
    helped = question.answers.up().filter(helped_at__isnull=False).count()
    answered = bool(question.first_answer_at) and not question.hidden_at
    states = (Resource.State.DRAFT, Resource.State.PUBLISHED)
    lesson = question.lessons.filter(resource__state__in=states).first()
    may_draft = answered and lesson is None and (is_own or viewer.runs(Question))
    # A paper may name whoever is not named here: the way from one to the other is its own.
    follows_paper = lesson and (question.is_named or is_own or viewer.runs(Question))
    return {
        "question": question,
        "form": form,
        "is_own": is_own,
        "page": page,
        "answers_count": page.paginator.count,
        "helped_count": helped,
        "marks": [bool(answer.helped_at) for answer in page if not answer.is_of_asker],
        "papers": papers_of(viewer, said),
        "similar": list(
            like(visible(request).listed().exclude(pk=question.pk), question.title).for_list()[:SIMILAR]
        ),
        # To others it would tell which city is left out, and so who asks.
        "could_help": could_help(question, viewer)
        if (is_own or viewer.manages(Question)) and not question.is_closed
        else [],
        "reached": reached(question, but=[question.city_id] if is_own else viewer.city_ids),
        # Of an asker who has left, the lead contacts hear of the answers until they mute it.
        "hears": watch.hears if watch else is_own and askers(question).filter(pk=request.user.pk).exists(),
        "mutes": bool(watch and not watch.hears),
        "sum_up": SumUpForm(row=question, person=request.user, initial={"summary": question.summary})
        if not question.summary
        and question.first_answer_at
        and not question.hidden_at
        and may_sum_up(question, is_own=is_own, is_staff=request.user.acts_as_staff, now=now)
        else None,
        "manages": viewer.manages(Question),
        "may_draft": may_draft,
        "paper": _shown_paper(viewer, lesson.resource_id) if lesson and follows_paper else None,
        "drafted": may_draft and question.lessons.open().exists(),
    }


def _shown_paper(viewer: Viewer, pk: int | None) -> Resource | None:
    rows = Resource.objects.visible_to(viewer).published().filter(pk=pk)
    return rows.as_cards().first()


@in_room(Room.QUESTIONS)
@require_POST
def hear(request: MemberRequest, pk: int) -> HttpResponse:
    """Let the reader hear of the answers to a question, or no more."""
    found = get_object_or_404(visible(request), pk=pk)
    hears = request.POST.get("hears") == "yes"
    said = _("You get each new answer by mail.") if hears else _("You hear no more of this question.")
    page = found.get_absolute_url() + "#hearing"
    return carry_out(request, lambda: answering.hear_of(found, hears=hears, by=request.user), said, page)


@in_room(Room.QUESTIONS)
@form_page
def report_question(request: MemberRequest, pk: int) -> HttpResponse:
    """Tell the secretariat of a question; its own people read it in the admin."""
    if request.viewer.manages(Question):
        raise Http404
    found = get_object_or_404(visible(request), pk=pk)
    return take_report(request, found, what=found.title, back=found.get_absolute_url())


@in_room(Room.QUESTIONS)
@form_page
def report_answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Tell the secretariat of an answer."""
    if request.viewer.manages(Question):
        raise Http404
    answers = Answer.objects.up().filter(question__in=visible(request)).exclude(author=request.user)
    answers = answers.select_related("question", "city")
    found = get_object_or_404(answers, pk=pk)
    what = _("The answer of %(who)s to “%(question)s”") % {
        "who": found.speaker,
        "question": found.question.title,
    }
    return take_report(request, found, what=what, back=found.get_absolute_url())
