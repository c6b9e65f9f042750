"""The survey after an event, for those who were there: by the link of their mail, or signed in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cities.models import User
from cities.people.requests import MemberRequest
from events.after.actions.surveys import answer_survey
from events.after.emails import SURVEY
from events.after.forms import AnswersForm
from events.after.models import Survey, SurveyAnswer
from events.places.models import Registration
from events.programme.models import Event
from icaforum.audit.locks import lock_row
from icaforum.audit.record import Refused
from icaforum.outbox.links import BadLink, read
from icaforum.words.decorators import form_page
from icaforum.words.times import request_now


@form_page
def survey(request: MemberRequest, slug: str) -> HttpResponse:
    """Show the survey of an event to somebody who was there; 404 for all others."""
    event = get_object_or_404(Event.objects.visible_to(request.viewer), slug=slug)
    mine = Registration.objects.of(request.user).came().select_related("event", "person")
    return _survey_page(request, get_object_or_404(mine, event=event), by=request.user)


@login_not_required
@form_page
def survey_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the survey to whoever has the link of a mail; a page that says so for a bad one."""
    try:
        link = read(SURVEY, token)
    except BadLink:
        return render(request, "events/after/dead.html", status=404)
    rows = Registration.objects.came().select_related("event", "person")
    registration = rows.filter(pk=link.key, person__is_active=True).first()
    if registration is None:
        return render(request, "events/after/dead.html", status=404)
    return _survey_page(request, registration, by=None)


@transaction.atomic
def _survey_page(request: HttpRequest, registration: Registration, *, by: User | None) -> HttpResponse:
    """Show the questions with what was answered before; on POST keep the answers. Closed, it says so."""
    asked = Survey.objects.filter(event=registration.event).select_related("event").first()
    questions = list(asked.questions.all()) if asked else []
    if asked is None or not questions or not asked.is_open(request_now()):
        return render(request, "events/after/closed.html", {"event": registration.event})
    if request.method == "POST":
        registration = lock_row(registration)  # so that the form merges with what stands
    answers = list(SurveyAnswer.objects.filter(registration=registration, question__in=questions))
    data = request.POST if request.method == "POST" else None
    form = AnswersForm(data, questions=questions, answers=answers, registration=registration)
    if form.is_valid() and _kept(registration, form, by=by):
        messages.success(request, _("Thank you. Your answers are kept; you can still change them."))
        return redirect(request.path)
    context = {"event": registration.event, "survey": asked, "form": form, "has_answered": bool(answers)}
    return render(request, "events/after/survey.html", context)


def _kept(registration: Registration, form: AnswersForm, *, by: User | None) -> bool:
    """Keep the answers; False, with an error in the form, where that is refused."""
    try:
        answer_survey(registration, by=by, given=form.given)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
