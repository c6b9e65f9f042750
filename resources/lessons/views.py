"""The pages of lessons-learned drafts: make one, look after it; and for a city quoted to say yes or no."""

from functools import partial

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.models import City
from cities.people.requests import MemberRequest
from cities.talking.anonymity import words_offered
from cities.talking.views import ask_then_do
from icaforum.audit.answers import carry_out
from icaforum.audit.record import Refused
from icaforum.forum.models import Room
from icaforum.forum.rooms import in_room
from icaforum.words.decorators import form_page, pressed_once
from resources.lessons import actions
from resources.lessons.forms import ConsentForm, LessonForm, RewordForm
from resources.lessons.models import Lesson, LessonQuerySet, Quote
from resources.lessons.recipients import asked_people, could_be_unnamed
from resources.library.models import Resource
from resources.questions.models import Question

# So many answers are offered to be quoted, those that helped first.
OFFERED = 50


@in_room(Room.QUESTIONS)
@form_page
@pressed_once
def begin(request: MemberRequest, pk: int) -> HttpResponse:
    """Make a draft of a question; where there is one, lead there."""
    rows = Question.objects.visible_to(request.viewer)
    if not request.viewer.runs(Lesson):
        rows = rows.filter(city__in=request.viewer.city_ids)
    question = get_object_or_404(rows.select_related("city").filter(first_answer_at__isnull=False), pk=pk)
    if there := question.lessons.open().first():
        return redirect(there)
    answers = question.answers.up().select_related("city").order_by("helped_at", "pk")
    # Who has left can agree to nothing. Those not named stay in the list: that one is missing would tell.
    here = City.objects.members().order_by().values("pk")
    answers = answers.filter(Q(city__in=here) | Q(is_named=False))[:OFFERED]
    data = request.POST if request.method == "POST" else None
    form = LessonForm(
        data,
        question=question,
        answers=list(answers),
        language=request.user.language,
        person=request.user,
    )
    if form.is_valid():
        typed = form.cleaned_data
        try:
            lesson = actions.begin_lesson(
                question,
                title=typed["title"],
                language=typed["language"],
                quotes=form.quotes(),
                by=request.user,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The cities quoted are asked. You get a mail when all have answered.")
            )
            return redirect(lesson)
    return render(request, "resources/lessons/new.html", {"form": form, "question": question})


def _visible(request: MemberRequest, pk: int) -> Lesson:
    rows = Lesson.objects.visible_to(request.viewer).select_related("question__city", "resource")
    return get_object_or_404(rows, pk=pk)


def _own(request: MemberRequest) -> LessonQuerySet:
    """Return the drafts that the reader may change: of their cities, and all for those who run them."""
    rows = Lesson.objects.visible_to(request.viewer)
    return rows if request.viewer.runs(Lesson) else rows.filter(question__city__in=request.viewer.city_ids)


@in_room(Room.QUESTIONS)
@require_safe
def lesson(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a draft to the city that asked and to staff: the words of each city, and what it says to them."""
    found = _visible(request, pk)
    quotes = list(
        found.quotes.standing().exclude(state=Quote.State.LEFT_OUT).select_related("city", "answer")
    )
    for quote in quotes:
        quote.lesson = found
    manages = request.viewer.manages(Lesson)
    waiting = found.quotes.asked() if manages else found.quotes.seem_asked()
    others = [quote.state for quote in quotes if quote.city_id != found.question.city_id]
    context = {
        "lesson": found,
        "question": found.question,
        "quotes": quotes,
        "waiting": waiting.count(),
        "agreed": others.count(Quote.State.AGREED),
        "manages": manages,
        # To staff also those not named; to the city that asked nothing tells that their city has left.
        "lapsed": [it.pk for it in found.quotes.lapsed() if manages or it.is_named],
        "may_change": found.is_open and _own(request).filter(pk=found.pk).exists(),
        # Before the secretariat has published it, nobody else opens it.
        "paper": found.resource if found.resource and found.resource.is_published else None,
    }
    return render(request, "resources/lessons/detail.html", context)


@in_room(Room.QUESTIONS)
@form_page
def give_up(request: MemberRequest, pk: int) -> HttpResponse:
    """Make no paper of it, after a page that says what that means."""
    found = get_object_or_404(_own(request).select_related("question"), pk=pk)
    if request.method == "POST":
        verb = partial(actions.give_up, found, by=request.user)
        return carry_out(request, verb, _("The draft is given up."), found.question)
    context = {
        "title": _("Give this draft up?"),
        "text": found.title,
        "consequences": [
            _("No paper is made of it, and nobody is asked any more."),
            _("The question and its answers stay as they are. You can begin a new draft."),
        ],
        "action": _("Give it up"),
        "danger": True,
        "back_url": found.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


def _quote_of_draft(request: MemberRequest, pk: int) -> Quote:
    rows = Quote.objects.filter(lesson__in=_own(request))
    return get_object_or_404(rows.select_related("lesson__question", "city", "answer"), pk=pk)


@in_room(Room.QUESTIONS)
@form_page
def reword(request: MemberRequest, pk: int) -> HttpResponse:
    """Change the words of a quote."""
    found = _quote_of_draft(request, pk)
    own = found.city_id in request.viewer.city_ids
    form = RewordForm(
        request.POST if request.method == "POST" else None, quote=found, own=own, person=request.user
    )
    if form.is_valid():
        try:
            actions.reword(found, words=form.cleaned_data["words"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The words are changed."))
            return redirect(found.lesson)
    return render(request, "resources/lessons/reword.html", {"form": form, "quote": found})


@in_room(Room.QUESTIONS)
@form_page
def leave_out(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a quote out of the draft, after a page that says what that means."""
    found = _quote_of_draft(request, pk)
    question = {
        "title": _("Leave these words out?"),
        "text": _("The words of: %(who)s") % {"who": found.speaker},
        "consequences": [_("They are no longer in the draft, and cannot be put back into it.")],
        "action": _("Leave them out"),
    }
    return ask_then_do(
        request,
        partial(actions.leave_out, found, by=request.user),
        question=question,
        done=_("These words are no longer in the draft."),
        back=found.lesson.get_absolute_url(),
    )


def _quote_of_city(request: MemberRequest, pk: int) -> Quote:
    """Return words of one of the reader's cities: asked about, or in a paper that was made."""
    rows = Quote.objects.filter(city__in=request.viewer.city_ids).exclude(state=Quote.State.LEFT_OUT)
    standing, made = (it.order_by().values("pk") for it in (rows.standing(), rows.of_papers()))
    rows = rows.filter(Q(pk__in=standing) | Q(pk__in=made))
    beside = ("lesson__question__city", "lesson__resource", "city", "answer")
    return get_object_or_404(rows.select_related(*beside), pk=pk)


@in_room(Room.QUESTIONS)
@form_page
def take_out(request: MemberRequest, pk: int) -> HttpResponse:
    """Take the words of one's city out of a paper, after a page that says what that means."""
    found = _quote_of_city(request, pk)
    if not asked_people(found).filter(pk=request.user.pk).exists():
        raise Http404
    if request.method != "POST" and not found.is_in_paper:
        return redirect(found)
    question = {
        "title": _("Take your words out of the paper?"),
        "text": found.lesson.title,
        "consequences": [
            _("The paper is rewritten without them, and no longer names your city for them."),
            _("Whoever made the paper is told that they are gone, and not why."),
            _("They cannot be put back. Who has read the paper may remember them."),
        ],
        "action": _("Take our words out"),
    }
    return ask_then_do(
        request,
        partial(actions.take_words_out, found, by=request.user),
        question=question,
        done=_("Your words are no longer in the paper."),
        back=found.get_absolute_url(),
    )


@in_room(Room.QUESTIONS)
@form_page
def consent(request: MemberRequest, pk: int) -> HttpResponse:
    """Let a city quoted say yes, in these words or others of its own, with its name or not; or say no."""
    found = _quote_of_city(request, pk)
    if request.POST.get("do") == "decline":
        verb = partial(actions.decline, found, by=request.user, seal=request.POST.get("seal", ""))
        return carry_out(request, verb, _("You are not quoted."), found)
    could = could_be_unnamed(found)
    words = words_offered(found.city, language=found.language, among=could) if found.is_named else ""
    data = request.POST if request.method == "POST" else None
    form = ConsentForm(data, quote=found, unnamed=words, person=request.user)
    if form.is_valid() and _agreed(request, found, form):
        messages.success(request, _("Thank you. You are quoted in these words."))
        return redirect(found)
    question = found.lesson.question
    answers = asked_people(found).filter(pk=request.user.pk).exists()
    context = {
        "quote": found,
        "lesson": found.lesson,
        "question": question,
        "form": form,
        "may_answer": found.lesson.is_open and answers,
        "may_take_out": found.is_in_paper and answers,
        "paper": Resource.objects.visible_to(request.viewer).filter(lesson=found.lesson_id).first(),
        "can_read": Question.objects.visible_to(request.viewer).filter(pk=question.pk).exists(),
    }
    return render(request, "resources/lessons/consent.html", context)


def _agreed(request: MemberRequest, quote: Quote, form: ConsentForm) -> bool:
    typed = form.cleaned_data
    try:
        actions.agree(
            quote,
            seal=typed["seal"],
            words=typed["words"],
            is_named=form.is_named(typed),
            by=request.user,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
