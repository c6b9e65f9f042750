"""The applicant's own page behind a signed link: where the application stands, answers, withdrawal."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cities.directory.viewer import ReaderRequest
from cities.joining import moves
from cities.joining.actions import applying, drafting
from cities.joining.forms.links import AnswerForm
from cities.joining.links import application_of, dead_link, keep_on_device
from cities.joining.models import Application, Clarification
from cities.joining.route import Said, answers, clock, stations, thread
from cities.joining.rules import zone_of
from cities.joining.views.ways import FORMS, WORDS, as_typed
from cities.people.models import User
from icaforum.audit.record import Refused
from icaforum.words.decorators import form_page
from icaforum.words.times import clock_of

# Digits of a key that every bigint column can hold (its largest number has 19).
KEY_DIGITS = 18


@login_not_required
@form_page
def status(request: ReaderRequest, token: str) -> HttpResponse:
    """Show where the application stands; on POST, take the answer to a question."""
    application = application_of("status", token)
    if application is None:
        return dead_link(request)
    if not request.user.is_authenticated:
        timezone.activate(clock_of(zone_of(application)))  # as the mails to the applicant say it
    asked, form = None, AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        # The question that the page showed, which may not be the one that is open now.
        asked = _asked_on_page(request, application) or application.open_clarification
        if form.is_valid() and _is_answered(request, asked, form):
            return redirect("cities:status", token)
    now: datetime = application.now  # type: ignore[attr-defined]  # annotated by `application_of`
    turns = _turns(application, asked, form)
    context = {
        "application": application,
        "clock": clock(application, now),
        "stations": stations(application, now=now),
        "form": form,  # whose errors the title of the page says
        "turns": turns,
        "open": any(turn_form for _said, turn_form in turns),
        "answers": answers(application),
        "can": moves.possible_to(application, moves.Who.APPLICANT),
        "token": token,
        "seated": _is_seated(application),
    }
    return render(request, "cities/joining/status.html", context)


@login_not_required
@form_page
def withdraw(request: ReaderRequest, token: str) -> HttpResponse:
    """Ask whether the application is to be withdrawn; on POST, withdraw it."""
    application = application_of("status", token)
    if application is None:
        return dead_link(request)
    if request.method == "POST":
        try:
            applying.withdraw_application(application)
            messages.success(request, _("Your application is withdrawn."))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("cities:status", token)
    why_not = str(moves.refusal_of(application, "withdraw", by=None) or "")
    context = {"application": application, "token": token, "refusal": why_not}
    return render(request, "cities/joining/status_withdraw.html", context)


@login_not_required
@form_page
def again(request: ReaderRequest, token: str) -> HttpResponse:
    """Ask whether to apply again; on POST, begin a draft with the answers of then, on this device."""
    application = application_of("status", token)
    if application is None:
        return dead_link(request)
    kind = WORDS[application.kind]
    why_not = str(moves.refusal_of(application, "apply again", by=None) or "")
    context = {"application": application, "token": token, "refusal": why_not}
    if request.method != "POST":
        return render(request, "cities/joining/status_again.html", context)
    try:
        draft = drafting.begin_again(application, answers=as_typed(application, FORMS[kind]))
    except Refused as refusal:
        return render(request, "cities/joining/status_again.html", context | {"refusal": str(refusal)})
    response = redirect("cities:apply", kind)
    keep_on_device(request, response, draft)
    return response


# What they share ------------------------------------------------------------------------------------------


def _is_answered(request: ReaderRequest, asked: Clarification | None, form: AnswerForm) -> bool:
    """Answer the question with what was typed; False, with an error in the form, where that is refused."""
    try:
        if asked:
            applying.answer(asked, **form.cleaned_data)
            messages.success(request, _("Thank you. Your answer is with us."))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _turns(
    application: Application, asked: Clarification | None, form: AnswerForm
) -> list[tuple[Said, AnswerForm | None]]:
    """The talk, with a form under each question that can be answered.

    The form that was sent stands under the question it was typed for, also where that is answered by now.
    """
    can, key = moves.is_possible(application, "answer"), asked.pk if asked else None
    turns: list[tuple[Said, AnswerForm | None]] = []
    for said in thread(application):
        if form.is_bound and said.of == key and not said.is_answer:
            turns.append((said, form))
        else:
            turns.append((said, AnswerForm(auto_id=f"id_%s_{said.of}") if said.is_open and can else None))
    return turns


def _is_seated(application: Application) -> bool:
    """Whether the applicant has a seat: the invitation was accepted, or they were in the team before."""
    if application.state != Application.State.APPROVED or application.city is None:
        return False
    own = User.objects.with_address(application.email)
    return application.city.seats.standing().filter(person__in=own).exists()


def _asked_on_page(request: ReaderRequest, application: Application) -> Clarification | None:
    """The question of this application whose key the form sent, if it sent one."""
    # Anything can be sent: a number too large for the column would be an error of the database.
    key = request.POST.get("question", "")
    if not (key.isascii() and key.isdigit() and len(key) <= KEY_DIGITS):
        return None
    return application.clarifications.filter(pk=int(key)).first()
