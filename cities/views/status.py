"""/join/status/: the applicant's own page, behind a link that is the key to it."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cities import actions
from cities.forms.join import AnswerForm
from cities.models import Application
from cities.rules import application as rules
from cities.views.links import application_of, dead_link
from icaforum.audit.record import Refused

State = Application.State


@login_not_required
@require_http_methods(["GET", "POST"])
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
    context = {
        "application": application,
        "clock": rules.clock(application, timezone.now()),
        "stations": stations(application),
        "question": question,
        "answered": [one for one in application.questions.all() if one.is_answered],
        "answers": answers(application),
        "form": form,
        "token": token,
    }
    return render(request, "cities/status.html", context)


@login_not_required
@require_http_methods(["GET", "POST"])
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


# What the page shows --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Station:
    """One station of the route of an application, with its day."""

    words: str
    text: str = ""
    done: bool = False
    current: bool = False


def stations(application: Application) -> list[Station]:
    """Sent, confirmed, read, decided; with what really happened in place of what was to come."""
    route = [_passed(_("Sent"), application.sent_at)]
    if application.confirmed_at is None:
        route.append(
            Station(
                _("Confirm your address"), _("with the link in our mail"), current=application.is_undecided
            )
        )
    else:
        route.append(_passed(_("Address confirmed"), application.confirmed_at))
    for question in application.questions.all():
        route.append(_passed(_("We asked you something"), question.asked_at))
        if question.is_answered:
            route.append(_passed(_("You answered"), question.answered_at))
    return route + _now_and_next(application)


def _now_and_next(application: Application) -> list[Station]:
    clock = rules.clock(application, timezone.now())
    by = _("by %(day)s") % {"day": rules.day_in_words(clock.due)} if clock else ""
    match application.state:
        case State.WAITING:
            return [Station(_("We read it"), current=True), Station(_("Our answer"), by)]
        case State.ASKED:
            return [Station(_("Your answer"), _("below"), current=True), Station(_("Our answer"), by)]
        case State.APPROVED:
            invited = Station(_("Your invitation"), _("in your mailbox"), current=True)
            return [_passed(_("Approved"), application.decided_at), invited]
        case State.DECLINED:
            return [_passed(_("Declined"), application.decided_at, current=True)]
        case State.WITHDRAWN:
            return [_passed(_("Withdrawn"), application.withdrawn_at, current=True)]
    return [Station(_("We read it")), Station(_("Our answer"), _("within 10 days"))]


def answers(application: Application) -> list[tuple[str, str]]:
    """What was sent, question by question, unshortened; questions of other ways in are left out."""
    given = [
        (_("What changed for people?"), application.evidence),
        (_("Why do you want to take part?"), application.interest),
        (_("What will you put into it?"), application.commitment),
        (_("Where do you stand?"), application.get_experience_display()),
        (_("Themes"), ", ".join(theme.name for theme in application.themes.all())),
        (_("What did not work so far?"), application.lessons),
    ]
    return [(question, text) for question, text in given if text]


def _passed(words: str, moment: datetime | None, *, current: bool = False) -> Station:
    return Station(words, rules.day_in_words(moment) if moment else "", done=not current, current=current)


def _key(text: str | None) -> int | None:
    """A number from a form, if it is one that a row can have."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
