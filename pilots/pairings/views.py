"""The pages under /pilots/pairings/: the workspace of a pairing, and its verbs.

Each view finds the pairing through `visible_to`, so that others get the same 404 as for an unknown one; what
the person may do in it, `rules` say to the page and to the verb alike. The page asks before it calls a verb:
it knows whether staff have shown their second step.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cities.models import Officer
from cities.people.requests import MemberRequest
from icaforum.audit.answers import carry_out
from icaforum.audit.locks import lock_row
from icaforum.audit.record import Refused
from icaforum.audit.verbs import Words
from icaforum.audit.wording import earlier_words, words_to_bring_back
from icaforum.words.decorators import form_page
from icaforum.words.languages import reader_language
from pilots.pairings import rules
from pilots.pairings.actions import course, plan
from pilots.pairings.forms import ExchangeForm, NoteForm, StepForm
from pilots.pairings.locks import refuse
from pilots.pairings.models import Milestone, Pairing
from pilots.pairings.timeline import plan_of

PAPERS_SHOWN = 5


@dataclass(frozen=True)
class Ending:
    """A verb that stops something between two cities, and the words of the page that asks before it.

    `deed` says when and for whom it is, `action` is the label of the button, `done` the message afterwards.
    """

    do: Callable[..., Pairing]
    deed: rules.Deed
    title: Words
    text: Words
    action: Words
    done: Words
    danger: bool = False


# The words are lazy: the table is built at import, and read in the language of each reader.
ENDINGS = {
    "decline": Ending(
        do=course.decline,
        deed=rules.ANSWER,
        title=gettext_lazy("Decline this pairing?"),
        text=gettext_lazy("The proposal ends. The other city's lead is told by mail, and reads your words."),
        action=gettext_lazy("Decline"),
        done=gettext_lazy("You declined. The other city and the secretariat know."),
        danger=True,
    ),
    "pause": Ending(
        do=course.pause,
        deed=rules.PAUSE,
        title=gettext_lazy("Pause this pairing?"),
        text=gettext_lazy(
            "The plan stays as it is and nobody is reminded. Either city can go on at any time."
        ),
        action=gettext_lazy("Pause"),
        done=gettext_lazy("The pairing is paused."),
    ),
    "complete": Ending(
        do=course.complete,
        deed=rules.COMPLETE,
        title=gettext_lazy("Is this pairing complete?"),
        text=gettext_lazy("The plan can then be read by both cities, and no longer changed."),
        action=gettext_lazy("Yes, it is complete"),
        done=gettext_lazy("The pairing is complete. Congratulations to both cities."),
    ),
    "withdraw": Ending(
        do=course.withdraw,
        deed=rules.WITHDRAW,
        title=gettext_lazy("Leave this pairing?"),
        text=gettext_lazy(
            "The pairing ends for both cities. Both leads are told by mail. The plan stays readable."
        ),
        action=gettext_lazy("Leave the pairing"),
        done=gettext_lazy("The pairing has ended. Both cities know."),
        danger=True,
    ),
}


@require_safe
def pairing_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a pairing: where it stands, who is in it, its plan, and what the reader may do."""
    pairing = _visible_pairing(request, pk)
    may = {name: deed.is_open_to(request.viewer, pairing) for name, deed in rules.DEEDS.items()}
    answered = {consent.city_id for consent in pairing.consents.all()}
    # Seats of both cities, whatever became of the pairing: an ended one still says whom to write to.
    seats = Officer.objects.standing().filter(city__in=pairing.city_ids).select_related("person", "city")
    context = {
        "pairing": pairing,
        "plan": plan_of(pairing, timezone.localdate(), may_write=may["write"]),
        "may": may,
        # To a reader of one of the two it is said as «your city».
        "waits_for_us": bool(request.viewer.city_ids & set(pairing.city_ids) - answered),
        "waiting_for": [
            city
            for city in (pairing.pilot_city, pairing.peer_city)
            if city.pk not in answered and city.pk not in request.viewer.city_ids
        ],
        "papers": _papers(request, pairing),
        "seats": seats,
        "departed": pairing.departed_cities if pairing.state == Pairing.State.WITHDRAWN else [],
    }
    return render(request, "pilots/pairings/pairing.html", context)


@form_page
def step_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a step to the plan."""
    pairing = _visible_pairing(request, pk)
    form = StepForm(request.POST or None, pairing=pairing)

    def save() -> None:
        plan.add_step(pairing, by=request.user, **form.cleaned_data)

    return _form_page(
        request, pairing, form, save, title=_("Add a step"), done=_("The step is in your plan.")
    )


@form_page
@transaction.atomic
def step_edit(request: MemberRequest, pk: int, step: int) -> HttpResponse:
    """Change a step of the plan."""
    pairing = _visible_pairing(request, pk)
    row = get_object_or_404(Milestone, pairing=pairing, pk=step)
    if request.method == "POST":
        # The pairing's row, as in all verbs on its plan: whoever holds it changes the plan alone.
        lock_row(pairing)
        row.refresh_from_db()
    initial = {"title": row.title, "owner": row.owner_id, "due_on": row.due_on}
    form = StepForm(
        request.POST or None,
        pairing=pairing,
        initial=initial,
        row=row,
        history=pairing,
        brings_back=words_to_bring_back(request.GET.get("words", "")),
    )

    def save() -> None:
        plan.change_step(row, by=request.user, **form.changed_values())

    return _form_page(
        request,
        pairing,
        form,
        save,
        title=_("Change the step"),
        done=_("The step is changed."),
        earlier={"earlier": earlier_words([row]), "change_url": request.path},
    )


@require_POST
def step_done(request: MemberRequest, pk: int, step: int) -> HttpResponse:
    """Mark a step as done today."""
    pairing = _visible_pairing(request, pk)
    row = get_object_or_404(Milestone, pairing=pairing, pk=step)
    # Today on the person's own clock: the middleware has activated their time zone.
    return carry_out(
        request,
        lambda: plan.finish_step(row, by=request.user, on=timezone.localdate()),
        _("Done: %(step)s") % {"step": row.title},
        pairing,
    )


@require_POST
def step_reopen(request: MemberRequest, pk: int, step: int) -> HttpResponse:
    """Take back that a step is done."""
    pairing = _visible_pairing(request, pk)
    row = get_object_or_404(Milestone, pairing=pairing, pk=step)
    return carry_out(
        request,
        lambda: plan.reopen_step(row, by=request.user),
        _("Open again: %(step)s") % {"step": row.title},
        pairing,
    )


@form_page
def exchange_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Write down a meeting or a visit."""
    pairing = _visible_pairing(request, pk)
    form = ExchangeForm(request.POST or None, pairing=pairing)

    def save() -> None:
        plan.write_exchange(pairing, by=request.user, **form.cleaned_data)

    title = _("Write down a meeting or a visit")
    return _form_page(request, pairing, form, save, title=title, done=_("It is in your plan."))


@require_POST
def pairing_accept(request: MemberRequest, pk: int) -> HttpResponse:
    """Say yes to a proposal for the city that the person leads."""
    pairing = _visible_pairing(request, pk)
    done = _("You said yes. Thank you.")
    return carry_out(request, lambda: course.accept(pairing, by=request.user), done, pairing)


@require_POST
def pairing_resume(request: MemberRequest, pk: int) -> HttpResponse:
    """Go on with a paused pairing."""
    pairing = _visible_pairing(request, pk)
    return carry_out(
        request, lambda: course.resume(pairing, by=request.user), _("The pairing goes on."), pairing
    )


@form_page
def pairing_end(request: MemberRequest, pk: int, verb: str) -> HttpResponse:
    """Decline, pause, complete or leave: a page that says what will happen, with a field for a note.

    `verb` is a key of `ENDINGS`; any other is a 404. A refusal is shown in the form, with the note kept.
    """
    pairing = _visible_pairing(request, pk)
    if verb not in ENDINGS:
        raise Http404
    ending = ENDINGS[verb]
    if (answer := _not_open(request, ending.deed, pairing)) is not None:
        return answer
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            refuse(ending.deed, request.viewer, pairing)
            ending.do(pairing, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(ending.done))
            return redirect(pairing)
    context = {
        "title": ending.title,
        "text": ending.text,
        "form": form,
        "action": ending.action,
        "danger": ending.danger,
        "back_url": pairing.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


def _papers(request: MemberRequest, pairing: Pairing) -> list[Any]:
    """Return the newest papers that the two cities share with this pairing, as cards.

    By the reverse relation of each city: the library stands above this app, which cannot import it.
    """
    found: dict[int, Any] = {}
    for city in (pairing.pilot_city, pairing.peer_city):
        theirs = city.resources.visible_to(request.viewer).filter(
            circle_grants__group=pairing.circle.group_id
        )
        found |= {paper.pk: paper for paper in theirs.newest().as_cards(reader_language())[:PAPERS_SHOWN]}
    return sorted(found.values(), key=lambda paper: paper.published_at, reverse=True)[:PAPERS_SHOWN]


def _visible_pairing(request: MemberRequest, pk: int) -> Pairing:
    """Return the pairing with all that its page shows, or raise Http404."""
    pairings = Pairing.objects.visible_to(request.viewer).with_cities()
    # A query for each of the three, instead of one for each step and meeting.
    related = ("consents", "steps__owner", "exchanges__host")
    return get_object_or_404(pairings.prefetch_related(*related), pk=pk)


def _not_open(request: MemberRequest, deed: rules.Deed, pairing: Pairing) -> HttpResponse | None:
    """Lead back to the pairing, saying why, from a page for what is not open to the reader; else None.

    Only before anything is typed: what was sent gets its refusal in the form, which keeps it.
    """
    if request.method == "POST":
        return None
    try:
        refuse(deed, request.viewer, pairing)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect(pairing)
    return None


def _form_page(
    request: MemberRequest,
    pairing: Pairing,
    form: forms.BaseForm,
    save: Callable[[], None],
    *,
    title: str,
    done: str,
    earlier: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show a form of the plan; once it is valid, call `save` and go back to the pairing.

    What a verb refuses becomes an error of the form, so that what was typed stays.
    """
    if (answer := _not_open(request, rules.WRITE, pairing)) is not None:
        return answer
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(pairing)
    context = {"pairing": pairing, "form": form, "title": title, **(earlier or {})}
    return render(request, "pilots/pairings/form.html", context)
