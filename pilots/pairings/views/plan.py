"""The pages of a pairing's plan: its steps, and the meetings and visits that the two cities write down."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cities.people.requests import MemberRequest
from icaforum.audit.answers import carry_out
from icaforum.audit.locks import lock_row
from icaforum.audit.record import Refused
from icaforum.audit.sending import sent_once
from icaforum.audit.wording import earlier_words, words_to_bring_back
from icaforum.words.decorators import form_page
from icaforum.words.times import reader_today
from pilots.pairings import rules
from pilots.pairings.actions import plan
from pilots.pairings.forms import ExchangeForm, GuideForm, MoveForm, StepForm
from pilots.pairings.guides import GUIDES, steps_of
from pilots.pairings.locks import refuse
from pilots.pairings.models import Exchange, Milestone, Pairing
from pilots.pairings.views.finding import not_open, visible_pairing

Row = TypeVar("Row", Milestone, Exchange)


@form_page
@sent_once
def step_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a step to the plan."""
    pairing = visible_pairing(request, pk)
    form = StepForm(request.POST or None, pairing=pairing)

    def save() -> None:
        plan.add_step(pairing, by=request.user, **form.cleaned_data)

    return _form_page(
        request, pairing, form, save, title=_("Add a step"), done=_("The step is in your plan.")
    )


@form_page
def steps_usual(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the steps of a template with the days that they would get; on POST write them all."""
    pairing = visible_pairing(request, pk)
    if (answer := not_open(request, rules.WRITE, pairing)) is not None:
        return answer
    asked = request.POST or request.GET
    # The first look has no day yet: a plan begins today.
    given = {"start": reader_today().isoformat(), **asked.dict()}
    form = GuideForm(given if request.method == "POST" or "guide" in asked else None)
    form.initial["start"] = reader_today()
    context: dict[str, Any] = {"pairing": pairing, "form": form, "guides": GUIDES}
    if form.is_valid():
        chosen = GUIDES[form.cleaned_data["guide"]]
        context |= {"chosen": chosen, "steps": steps_of(chosen, pairing, form.cleaned_data["start"])}
        if request.method == "POST":
            try:
                refuse(rules.WRITE, request.viewer, pairing)
                plan.add_steps_of(pairing, by=request.user, **form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The steps are in your plan. Change what does not fit you."))
                return redirect(pairing)
    return render(request, "pilots/pairings/usual.html", context)


@require_POST
def step_move(request: MemberRequest, pk: int, step: int) -> HttpResponse:
    """Move an open step a week earlier or later, and come back to it."""
    pairing = visible_pairing(request, pk)
    row = get_object_or_404(Milestone, pairing=pairing, pk=step)
    form = MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was moved. Please press again."))
        return redirect(pairing)

    def move() -> None:
        refuse(rules.CHANGE, request.viewer, pairing)
        plan.move_step(row, by=request.user, **form.cleaned_data)

    return carry_out(
        request,
        move,
        _("Moved: %(step)s") % {"step": row.title},
        f"{pairing.get_absolute_url()}#step-{row.pk}",
    )


@form_page
@transaction.atomic
def step_edit(request: MemberRequest, pk: int, step: int) -> HttpResponse:
    """Change a step of the plan."""
    pairing, row = _to_change(request, pk, Milestone, step)
    initial = {"title": row.title, "owner": row.owner_id, "due_on": row.due_on}
    form = StepForm(request.POST or None, initial=initial, row=row, **_merged_with(request, pairing))

    def save() -> None:
        plan.change_step(row, by=request.user, **form.changed_values())

    said = {"title": _("Change the step"), "done": _("The step is changed.")}
    return _form_page(request, pairing, form, save, **said, earlier=_earlier(request, row))


@require_POST
def step_done(request: MemberRequest, pk: int, step: int) -> HttpResponse:
    """Mark a step as done today."""
    pairing = visible_pairing(request, pk)
    row = get_object_or_404(Milestone, pairing=pairing, pk=step)
    # Today on the person's own clock: the middleware has activated their time zone.
    return carry_out(
        request,
        lambda: plan.finish_step(row, by=request.user, on=reader_today()),
        _("Done: %(step)s") % {"step": row.title},
        pairing,
    )


@require_POST
def step_reopen(request: MemberRequest, pk: int, step: int) -> HttpResponse:
    """Take back that a step is done."""
    pairing = visible_pairing(request, pk)
    row = get_object_or_404(Milestone, pairing=pairing, pk=step)
    return carry_out(
        request,
        lambda: plan.reopen_step(row, by=request.user),
        _("Open again: %(step)s") % {"step": row.title},
        pairing,
    )


@form_page
@sent_once
def exchange_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Write down a meeting or a visit."""
    pairing = visible_pairing(request, pk)
    form = ExchangeForm(request.POST or None, pairing=pairing)

    def save() -> None:
        plan.write_exchange(pairing, by=request.user, **form.cleaned_data)

    title = _("Write down a meeting or a visit")
    return _form_page(request, pairing, form, save, title=title, done=_("It is in your plan."))


@form_page
@transaction.atomic
def exchange_edit(request: MemberRequest, pk: int, exchange: int) -> HttpResponse:
    """Change what was written down of a meeting or a visit."""
    pairing, row = _to_change(request, pk, Exchange, exchange)
    form = ExchangeForm(request.POST or None, instance=row, **_merged_with(request, pairing))

    def save() -> None:
        plan.change_exchange(row, by=request.user, **form.changed_values())

    said = {"title": _("Change the meeting or visit"), "done": _("It is changed.")}
    return _form_page(request, pairing, form, save, **said, earlier=_earlier(request, row))


def _to_change(request: MemberRequest, pk: int, model: type[Row], key: int) -> tuple[Pairing, Row]:
    """Return the pairing and a row of its plan; on POST as they stand, with the plan locked."""
    pairing = visible_pairing(request, pk)
    row = get_object_or_404(model, pairing=pairing, pk=key)
    if request.method == "POST":
        # The pairing's row, as in all verbs on its plan: whoever holds it changes the plan alone.
        lock_row(pairing)
        row.refresh_from_db()
    return pairing, row


def _merged_with(request: MemberRequest, pairing: Pairing) -> dict[str, Any]:
    """Return what a form needs beside its row to merge with what others did, and to bring words back."""
    words = words_to_bring_back(request.GET.get("words", ""))
    return {"pairing": pairing, "history": pairing, "brings_back": words}


def _earlier(request: MemberRequest, row: Milestone | Exchange) -> dict[str, Any]:
    """Return what the texts of a row said before, for its page."""
    return {"earlier": earlier_words([row]), "change_url": request.path}


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

    With `earlier`, which is what the texts said before, it changes what stands. What a verb refuses becomes
    an error of the form, so that what was typed stays.
    """
    deed = rules.CHANGE if earlier else rules.WRITE
    if (answer := not_open(request, deed, pairing)) is not None:
        return answer
    if request.method == "POST" and form.is_valid():
        try:
            refuse(deed, request.viewer, pairing)
            save()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(pairing)
    context = {"pairing": pairing, "form": form, "title": title, **(earlier or {})}
    return render(request, "pilots/pairings/form.html", context)
