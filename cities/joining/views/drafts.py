"""The last step of an application, on which all is checked and sent; and its draft on another device."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from cities.directory.viewer import ReaderRequest
from cities.joining.actions import drafting
from cities.joining.forms.applicant import JoinForm
from cities.joining.forms.links import ElsewhereForm
from cities.joining.links import (
    dead_link,
    draft_of,
    draft_of_device,
    forget_on_device,
    keep_on_device,
    note_sent,
)
from cities.joining.models import DRAFT_KEPT, ApplicationDraft
from cities.joining.views.ways import (
    KINDS,
    LINK_AFTER_REFUSAL,
    WORDS,
    Way,
    handed_on,
    mails_within,
    on_the_way,
    status_token,
    too_often_words,
    with_word,
)
from icaforum.audit.record import Refused
from icaforum.outbox.links import sign
from icaforum.words.decorators import form_page


@on_the_way
def check(request: ReaderRequest, way: Way) -> HttpResponse:
    """Show all answers before they are sent; lead to the first that is open. On POST, send them."""
    form = way.form(bound=True)
    if way.draft is None or form.open_step():
        gap = way.address("step", slug=(form.open_step() or way.steps[0]).slug)
        return redirect(with_word(gap, "open" if way.draft else ""))
    shown = way.draft.changed_at.isoformat()
    parts = [(step, way.address("step", slug=step.slug), answers) for step, answers in form.answered()]
    context = {
        "way": way,
        "kind": way.kind,
        "form": form,
        "shown": shown,
        "parts": parts,
        "back_url": parts[-1][1],
        "days": DRAFT_KEPT.days,
        **way.stations(None),
    }
    if request.method != "POST":
        return render(request, "cities/joining/join_check.html", context)
    if request.POST.get("shown") != shown:
        messages.warning(request, _("An answer was changed in another window. Please look at it again."))
        return redirect(way.address("check"))
    # Counted when the form is right, since only then it mails the address that was typed.
    if not way.token and not mails_within(request, form.cleaned_data["email"]):
        form.add_error(None, too_often_words())
        return render(request, "cities/joining/join_check.html", context, status=429)
    return _send(request, way, way.draft, context)


def _send(request: ReaderRequest, way: Way, draft: ApplicationDraft, context: dict[str, Any]) -> HttpResponse:
    form: JoinForm = context["form"]
    try:
        application = drafting.send_draft(draft, **form.cleaned_data)
    except drafting.DraftIsGone as refusal:
        messages.warning(request, str(refusal))
        return redirect("cities:apply_partner", way.token) if way.token else _begin_anew(request, way.kind)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        context["way_out"] = LINK_AFTER_REFUSAL.get(type(refusal), "")
        context["handed_on"] = handed_on(form, way.answers)
        return render(request, "cities/joining/join_check.html", context)
    if way.token:
        messages.success(request, _("Thank you. Your application is with us."))
        return redirect("cities:status", status_token(application))
    # To a page with a link of its own: it shows the address, and must not open the application unconfirmed.
    response = redirect("cities:join_sent", sign("application-sent", application.pk))
    note_sent(response, application)
    if forget_on_device(request, response, KINDS[way.kind]):
        messages.info(request, _("The other application that you have not sent stands on this device again."))
    return response


@on_the_way
def start_over(request: ReaderRequest, way: Way) -> HttpResponse:
    """Ask, and on POST throw away what was typed so far."""
    if way.draft is None:
        return redirect(way.address("step", slug=way.steps[0].slug))
    if request.method != "POST":
        return render(request, "cities/joining/join_start_over.html", {"back_url": way.stopped_at()})
    drafting.throw_away(way.draft)
    messages.success(request, _("What you had typed is deleted."))
    return redirect("cities:apply_partner", way.token) if way.token else _begin_anew(request, way.kind)


@on_the_way
def elsewhere(request: ReaderRequest, way: Way) -> HttpResponse:
    """Mail the link that opens the draft on another device."""
    if way.draft is None:
        return redirect(way.address("step", slug=way.steps[0].slug))
    form = ElsewhereForm(request.POST if request.method == "POST" else None, initial=_address_of(way))
    context = {"form": form, "kind": way.kind, "back_url": way.stopped_at(), "days": DRAFT_KEPT.days}
    if request.method != "POST" or not form.is_valid():
        return render(request, "cities/joining/join_elsewhere.html", context)
    email = form.cleaned_data["email"]
    if not mails_within(request, email):
        form.add_error(None, too_often_words())
        return render(request, "cities/joining/join_elsewhere.html", context, status=429)
    try:
        draft = drafting.mail_link(way.draft, email=email)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return _begin_anew(request, way.kind)
    response = render(request, "cities/joining/join_elsewhere.html", context | {"sent_to": email})
    keep_on_device(request, response, draft)
    return response


@login_not_required
@form_page
@cache_control(private=True, no_store=True)
def draft(request: ReaderRequest, token: str) -> HttpResponse:
    """Open a draft on this device, on POST: programs that open the links of mails to check them do not."""
    found = draft_of(token)
    if found is None:
        return dead_link(request)
    if request.method != "POST":
        here = draft_of_device(request, found.kind)
        context = {"email": found.email, "kind": WORDS[found.kind], "replaces": here and here.pk != found.pk}
        return render(request, "cities/joining/join_draft.html", context)
    try:
        found = drafting.confirm_draft(found)
    except Refused:
        return dead_link(request)
    messages.success(request, _("Your answers are on this device now. Go on where you stopped."))
    response = redirect("cities:apply", WORDS[found.kind])
    keep_on_device(request, response, found)
    return response


def _begin_anew(request: ReaderRequest, kind: str) -> HttpResponse:
    response = redirect("cities:apply", kind)
    forget_on_device(request, response, KINDS[kind])
    return response


def _address_of(way: Way) -> dict[str, str]:
    """The address to which a link would go: the one from before, or the one in the application."""
    typed = way.answers.get("email") or [""]
    return {"email": (way.draft.email if way.draft else "") or typed[-1]}
