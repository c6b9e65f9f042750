"""The applicant's own page behind a signed link: where the application stands, answers, withdrawal."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cities.directory.viewer import ReaderRequest
from cities.joining.actions import applying
from cities.joining.forms.links import AnswerForm
from cities.joining.links import application_of, dead_link
from cities.joining.models import Application, Clarification
from cities.joining.route import answers, clock, stations
from cities.joining.rules import zone_of
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
    now: datetime = application.now  # type: ignore[attr-defined]  # annotated by `application_of`
    clarification = application.open_clarification if application.is_open else None
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        # The question that the page showed, which may not be the one that is open now.
        asked = _asked_on_page(request, application) or clarification
        try:
            if asked:
                applying.answer(asked, **form.cleaned_data)
                messages.success(request, _("Thank you. Your answer is with us."))
            return redirect("cities:status", token)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            clarification = asked  # so that the answer stays beside the question it was typed for
    context = {
        "application": application,
        "clock": clock(application, now),
        "stations": stations(application, now=now),
        "question": clarification,
        "answered": [one for one in application.clarifications.all() if one.is_answered],
        "answers": answers(application),
        "form": form,
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
    return render(
        request, "cities/joining/status_withdraw.html", {"application": application, "token": token}
    )


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
