"""The rules of talking, and pages of all who write: report what another wrote, be asked before it is gone."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.people import limits
from cities.people.requests import MemberRequest
from cities.talking import actions
from cities.talking.forms import ReportForm
from cities.talking.rules import FEWEST
from icaforum.audit.answers import carry_out
from icaforum.audit.record import Refused

REPORTS_PER_HOUR, OF_A_NETWORK = 20, 100


@login_not_required
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Say how the Forum talks: who reads what, how it may be used, what «not named» hides and what not."""
    return render(request, "cities/talking/rules.html", {"fewest": FEWEST})


def ask_then_do(
    request: HttpRequest,
    verb: Callable[[], object],
    *,
    question: Mapping[str, Any],
    done: str,
    back: str,
    to: Any = None,
) -> HttpResponse:
    """Ask before something that cannot be undone; on POST do it, say `done` and lead on, or say why not.

    `question` is what `components/confirm.html` takes; `back` is where one goes who leaves it, `to` where
    whoever did it is led, as `redirect` takes it, where that is another page. For the views of the stories.
    """
    if request.method == "POST":
        return carry_out(request, verb, done, to or back)
    return render(request, "components/confirm.html", {"danger": True, "back_url": back, **question})


def ask_to_delete(
    request: MemberRequest, verb: Callable[[], object], *, title: str, back: str
) -> HttpResponse:
    """Ask whether a draft of the reader is to be deleted; on POST delete it. For the views of the stories."""
    question = {
        "title": _("Delete this draft?"),
        "text": title,
        "consequences": [
            _("What you typed is gone, and a file that you chose with it."),
            _("Nobody else has seen it."),
        ],
        "action": _("Delete the draft"),
    }
    return ask_then_do(request, verb, question=question, done=_("The draft is deleted."), back=back)


def ask_whether_own(
    request: MemberRequest,
    page: str,
    answer: Any,
    *,
    confirm: Callable[[], object],
    drop: Callable[[], object],
    to: Any,
) -> HttpResponse:
    """Ask whoever seems to have answered by mail whether they did; on POST pass it on, or throw it away.

    `page` is the template, which extends `cities/talking/own_answer.html`; `answer` has the words that came;
    `to` is where whoever passed it on is led, as `redirect` takes it. For the views of the stories.
    """
    if "throw_away" in request.GET:
        question = {
            "title": _("Throw this answer away?"),
            "text": Truncator(answer.text).words(30),
            "consequences": [_("Its words are gone here. Nobody has read them, and nobody gets them.")],
            "action": _("Throw it away"),
        }
        said = _("It was thrown away. Nobody has read it.")
        return ask_then_do(request, drop, question=question, done=said, back=request.path, to="desk")
    # A press that names no button decides nothing.
    if "pass_on" in request.POST:
        return carry_out(request, confirm, _("Your answer is on its way."), to)
    return render(request, page, {"answer": answer})


def take_report(
    request: MemberRequest, thing: models.Model, *, what: str, back: str, **context: Any
) -> HttpResponse:
    """Show the form of a report on a thing that its reader may see; on POST tell the secretariat.

    `what` names the thing to its reader, `back` is the address of its page; `context` goes to the template.
    For the views of the stories.
    """
    form = ReportForm(request.POST if request.method == "POST" else None)
    context |= {"form": form, "what": what, "back": back}
    if not form.is_valid():
        return render(request, "cities/talking/report.html", context)
    if not limits.within(
        request,
        "report",
        address=request.user.email,
        per_address=REPORTS_PER_HOUR,
        per_network=OF_A_NETWORK,
    ):
        form.add_error(None, _("You have reported many things this hour. Please go on later."))
        return render(request, "cities/talking/report.html", context, status=429)
    try:
        actions.report(thing, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "cities/talking/report.html", context)
    messages.success(request, _("Thank you. The secretariat looks at it."))
    return redirect(back)
