"""The pages of whoever answered: change, take back, look after a mailed one; and the mark of the asker."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cities.people.requests import MemberRequest
from cities.talking.anonymity import words_offered
from cities.talking.views import ask_then_do
from icaforum.audit.answers import carry_out, or_gone
from icaforum.audit.record import Refused
from icaforum.forum.models import Room
from icaforum.forum.rooms import in_room
from icaforum.outbox.links import BadLink, read
from icaforum.words.decorators import form_page
from resources.questions.actions import answering
from resources.questions.asked import could_have_answered, reached
from resources.questions.emails import LINK
from resources.questions.forms import ChangeAnswerForm
from resources.questions.models import Answer
from resources.questions.papers import telling
from resources.questions.views import visible

# What the page of a mailed answer offers: the verb, and what is said after it.
_VERBS = {
    "up": (answering.put_up, gettext_lazy("Your answer stands there now. Thank you.")),
    "unname": (answering.do_not_name, gettext_lazy("The name of your city is left out.")),
    "back": (answering.take_back, gettext_lazy("Your answer is taken back. Nobody reads it.")),
}


def _mine(request: MemberRequest, pk: int) -> Answer:
    """Return an answer of the reader that can be read; 404 for every other one.

    Also where they cannot open the question any more, while they have a seat in the city it was written for.
    """
    rows = Answer.objects.up().filter(author=request.user)
    own = rows.filter(Q(question__in=visible(request)) | Q(city__in=request.viewer.city_ids))
    return get_object_or_404(own.select_related("question", "city"), pk=pk)


def _back_to(request: MemberRequest, answer: Answer) -> str:
    """Return where the reader sees an answer of theirs: at its question, or where they see only its words."""
    sees = visible(request).filter(pk=answer.question_id).exists()
    return answer.get_absolute_url() if sees else reverse("resources:questions")


@in_room(Room.QUESTIONS)
@form_page
def change_answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Change the words of one's own answer."""
    found = _mine(request, pk)
    back = _back_to(request, found)
    form = ChangeAnswerForm(
        request.POST if request.method == "POST" else None, answer=found, person=request.user
    )
    if form.is_valid():
        try:
            answering.change_answer(found, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your answer is changed, and says so."))
            return redirect(back)
    context = {
        "form": form,
        "title": _("Change your answer"),
        "action": _("Save"),
        "question": found.question,
        "back": back,
        "sees": back == found.get_absolute_url(),
    }
    return render(request, "resources/questions/form.html", context)


def _its_question(request: MemberRequest, pk: int) -> str:
    found = get_object_or_404(Answer.objects.select_related("question"), pk=pk, author=request.user)
    sees = visible(request).filter(pk=found.question_id).exists()
    return found.question.get_absolute_url() if sees else reverse("resources:questions")


@in_room(Room.QUESTIONS)
@or_gone(gettext_lazy("Your answer no longer stands there."), to=_its_question)
@form_page
def take_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Take one's own answer back, after a page that says what that means."""
    found = _mine(request, pk)
    back = _back_to(request, found)
    sees = back == found.get_absolute_url()
    if request.method == "POST":
        verb = partial(answering.take_back, found, by=request.user)
        return carry_out(request, verb, _("Your answer is taken back."), found.question if sees else back)
    context = {
        "title": _("Take your answer back?"),
        "text": found.question.title if sees else found.text,
        "consequences": [
            _("Nobody reads it on the page any more."),
            _("Who got it by mail keeps that mail."),
        ],
        "action": _("Take it back"),
        "danger": True,
        "back_url": back,
    }
    return render(request, "components/confirm.html", context)


@in_room(Room.QUESTIONS)
@require_POST
def helped(request: MemberRequest, pk: int) -> HttpResponse:
    """Mark that an answer helped the reader's city, or take the mark off."""
    rows = Answer.objects.up().filter(
        question__in=visible(request), question__city__in=request.viewer.city_ids
    )
    found = get_object_or_404(rows.select_related("question"), pk=pk)
    mark = request.POST.get("helped") != "no"
    said = _("Marked as helpful.") if mark else _("The mark is taken off.")
    verb = partial(answering.mark_helpful, found, helped=mark, by=request.user)
    return carry_out(request, verb, said, found)


@login_not_required
@in_room(Room.QUESTIONS)
@form_page
def mailed_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever has the link of a mail put their answer up, leave the city's name out, or take it back."""
    try:
        link = read(LINK, token)
    except BadLink:
        return render(request, "resources/questions/dead.html", status=404)
    rows = Answer.objects.filter(author__is_active=True).select_related("question__city", "city", "author")
    found = rows.filter(pk=link.key).first()
    if found is None or found.question.hidden_at:
        return render(request, "resources/questions/dead.html", status=404)
    if "take_back" in request.GET:
        take, taken = _VERBS["back"]
        ask = {
            "title": _("Take your answer back?"),
            "text": found.question.title,
            "consequences": [_("Nobody reads it on the page. It cannot be put up again.")],
            "action": _("Take it back"),
        }
        back = partial(take, found, by=None)
        return ask_then_do(request, back, question=ask, done=str(taken), back=request.path)
    if request.method == "POST":
        verb, said = _VERBS.get(request.POST.get("do", ""), (None, ""))
        if verb is None:
            return redirect(request.path)
        return carry_out(request, lambda: verb(found, by=None), str(said), request.path)
    question = found.question
    could = could_have_answered(question)
    words = words_offered(found.city, language=found.language, among=could) if found.is_named else ""
    context = {
        "answer": found,
        "question": question,
        "waits": not found.up_at and not found.taken_back_at and not found.hidden_at,
        "tells": telling(found.city, [found.text], writer=found.author),
        "unnamed": "" if found.is_of_asker else words,
        "reached": reached(question, but=[found.city_id]),
    }
    return render(request, "resources/questions/mailed.html", context)
