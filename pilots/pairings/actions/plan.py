"""The verbs on the plan of a pairing: its steps, and the meetings and visits written down."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import City, User
from icaforum.audit.belonging import belongs
from icaforum.audit.locks import locked
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.words.times import database_now
from pilots.pairings import rules
from pilots.pairings.guides import GUIDES, steps_of
from pilots.pairings.locks import lock_for, lock_with_viewer
from pilots.pairings.models import Exchange, Milestone, Pairing
from pilots.projects.refusals import NotFitting, NotNow, NotYours

name_verbs(
    {
        "added a step": gettext_lazy("added a step"),
        "changed a step": gettext_lazy("changed a step"),
        "finished a step": gettext_lazy("finished a step"),
        "reopened a step": gettext_lazy("opened a step again"),
        "wrote down an exchange": gettext_lazy("wrote down a meeting or a visit"),
        "changed an exchange": gettext_lazy("changed what was written down of a meeting or a visit"),
    }
)
belongs(Milestone, "pairing", to=Pairing, within=True, detail="step")
belongs(Exchange, "pairing", to=Pairing, within=True, detail="exchange")


@transaction.atomic
def add_step(pairing: Pairing, *, by: User, title: str, owner: City, due_on: date) -> Milestone:
    """Add a step to the plan of a running pairing, owned by one of its two cities.

    Raises NotFitting for another owner, NotNow when the pairing is not running, NotYours for people of other
    cities.
    """
    pairing = lock_for(rules.WRITE, pairing, by)
    if owner.pk not in pairing.city_ids:
        raise NotFitting(_("A step belongs to one of the two cities."))
    step = Milestone.objects.create(pairing=pairing, title=title, owner=owner, due_on=due_on)
    record("added a step", pairing, by=by, step=step.pk)
    return step


@transaction.atomic
def add_steps_of(pairing: Pairing, *, guide: str, start: date, by: User) -> list[Milestone]:
    """Add all steps of a template (a key of `GUIDES`), which begins on `start`, to a running pairing.

    Raises NotNow also where a step of it stands in the plan: the other city may have been quicker.
    """
    pairing = lock_for(rules.WRITE, pairing, by)
    if GUIDES[guide].stands_in(set(pairing.steps.values_list("title", flat=True))):
        raise NotNow(_("Steps of this template stand in your plan already."))
    steps = [
        Milestone.objects.create(pairing=pairing, **facts)
        for facts in steps_of(GUIDES[guide], pairing, start)
    ]
    for step in steps:
        record("added a step", pairing, by=by, step=step.pk)
    return steps


@transaction.atomic
def move_step(step: Milestone, *, by: User, was: date, days: int) -> Milestone:
    """Move an open step by so many days from the day that its mover has read. Raises as `change_step` does.

    NotNow also when it is done, or its day is another one by now: pressed twice, it moves once. NotFitting
    where the calendar ends.
    """
    pairing = lock_for(rules.CHANGE, step.pairing, by)
    step = locked(Milestone.objects.select_for_update(), step.pk)
    if step.done_on or step.due_on != was:
        raise NotNow(_("This step was changed meanwhile. Look at its day again."))
    try:
        day = was + timedelta(days=days)
    except OverflowError as error:
        raise NotFitting(_("There is no such day.")) from error
    if changed := _changed(step, {"due_on": day}):
        record("changed a step", pairing, by=by, step=step.pk, fields=changed)
    return step


@transaction.atomic
def change_step(step: Milestone, *, by: User, **facts: Any) -> Milestone:
    """Change `title`, `owner` or `due_on` of a step; what is not named stays. Raises as `add_step` does.

    The secretariat may, too.
    """
    pairing = lock_for(rules.CHANGE, step.pairing, by)
    if "owner" in facts and facts["owner"].pk not in pairing.city_ids:
        raise NotFitting(_("A step belongs to one of the two cities."))
    step = locked(Milestone.objects.select_for_update(), step.pk)
    if changed := _changed(step, facts):
        record("changed a step", pairing, by=by, step=step.pk, fields=changed)
    return step


@transaction.atomic
def finish_step(step: Milestone, *, by: User, on: date) -> Milestone:
    """Mark a step as done on a day.

    Raises NotNow when it is done already or the pairing is not running, NotYours for people of other cities
    than the one whose step it is.
    """
    # The pairing's row first and the step's after it, in every verb: two orders could wait for each other.
    pairing, step = _lock_own(step, by)
    if step.done_on:
        raise NotNow(_("This step is done already."))
    step.done_on, step.done_by = on, by
    step.save(update_fields=["done_on", "done_by"])
    record("finished a step", pairing, by=by, step=step.pk)
    return step


@transaction.atomic
def reopen_step(step: Milestone, *, by: User) -> Milestone:
    """Take back that a step is done, which may have been a slip of the hand.

    Raises NotNow when it is open, was done on an earlier day (of who is asking) or the pairing is
    not running, NotYours for people of other cities than the one whose step it is.
    """
    pairing, step = _lock_own(step, by)
    if not step.done_on:
        raise NotNow(_("This step is open already."))
    if not rules.may_reopen(step, timezone.localdate(database_now())):
        raise NotNow(_("This step was done on an earlier day. Add a new one for what is left."))
    step.done_on = step.done_by = None
    step.save(update_fields=["done_on", "done_by"])
    record("reopened a step", pairing, by=by, step=step.pk)
    return step


@transaction.atomic
def write_exchange(pairing: Pairing, *, by: User, **facts: Any) -> Exchange:
    """Write down a meeting or a visit; `facts` are the fields of `ExchangeForm`.

    Raises NotNow when the pairing is not running, NotYours for people of other cities.
    """
    pairing = lock_for(rules.WRITE, pairing, by)
    exchange = Exchange.objects.create(pairing=pairing, written_by=by, **facts)
    record("wrote down an exchange", pairing, by=by, exchange=exchange.pk)
    return exchange


@transaction.atomic
def change_exchange(exchange: Exchange, *, by: User, **facts: Any) -> Exchange:
    """Change what was written down of a meeting or a visit; what is not named stays.

    `facts` are fields of `ExchangeForm`. Raises as `write_exchange` does; the secretariat may, too.
    """
    pairing = lock_for(rules.CHANGE, exchange.pairing, by)
    exchange = locked(Exchange.objects.select_for_update(), exchange.pk)
    if changed := _changed(exchange, facts):
        record("changed an exchange", pairing, by=by, exchange=exchange.pk, fields=changed)
    return exchange


def _lock_own(step: Milestone, by: User) -> tuple[Pairing, Milestone]:
    """Lock a step of a city of the person, and its pairing before it; raises NotNow and NotYours."""
    pairing, viewer = lock_with_viewer(rules.WRITE, step.pairing, by)
    step = locked(Milestone.objects.select_for_update(), step.pk)
    if not rules.owns(viewer, step):
        raise NotYours(_("Only people of the city whose step it is can do this."))
    return pairing, step


def _changed(row: Milestone | Exchange, facts: dict[str, Any]) -> list[str]:
    """Write the facts that differ; return their names for the history, with their model's."""
    changed = [name for name, value in facts.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, facts[name])
    if changed:
        row.save(update_fields=changed)
    return [f"{row._meta.label_lower}.{name}" for name in changed]
