"""/join/status/: the applicant's own page, behind a link that is the key to it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cities import actions
from cities.forms.join import AnswerForm
from cities.models import Application, User
from cities.rules import application as rules
from cities.views.links import application_of, dead_link
from cities.views.route import answers, stations
from icaforum.audit.record import Refused


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest, token: str) -> HttpResponse:
    """Where the application stands; on POST, the answer to our question."""
    application = application_of("status", token)
    if application is None:
        return dead_link(request)
    question = application.open_question if application.is_open else None
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        asked = application.questions.filter(pk=_key(request.POST.get("question"))).first() or question
        try:
            if asked:
                actions.answer(asked, **form.cleaned_data)
                messages.success(request, _("Thank you. Your answer is with us."))
            return redirect("cities:status", token)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            question = asked
    context = {
        "application": application,
        "clock": rules.clock(application, timezone.now()),
        "stations": stations(application, now=timezone.now()),
        "question": question,
        "answered": [one for one in application.questions.all() if one.is_answered],
        "answers": answers(application),
        "form": form,
        "token": token,
        "seated": _is_seated(application),
    }
    return render(request, "cities/status.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once, then withdraw."""
    application = application_of("status", token)
    if application is None:
        return dead_link(request)
    if request.method == "POST":
        try:
            actions.withdraw_application(application)
            messages.success(request, _("Your application is withdrawn."))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("cities:status", token)
    return render(request, "cities/status_withdraw.html", {"application": application, "token": token})


def _is_seated(application: Application) -> bool:
    """The invitation was accepted, or the applicant was in the city's team before."""
    if application.state != Application.State.APPROVED or application.city is None:
        return False
    own = User.objects.with_address(application.email)
    return application.city.seats.standing().filter(person__in=own).exists()


def _key(text: str | None) -> int | None:
    """A number from a form, if it is one that a row can have."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
