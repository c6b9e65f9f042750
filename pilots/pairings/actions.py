"""What happens to a pairing: proposed, accepted by both cities, worked through, ended.

Every verb locks the pairing's row first; room at a project is decided under the project's lock.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import Circle, City, Officer, Theme, User
from cities.sharing.viewers import viewer_of
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import queue_mail
from pilots.pairings import rules
from pilots.pairings.models import Consent, Exchange, Milestone, Pairing
from pilots.projects.models import PilotProject
from pilots.projects.refusals import NoRoom, NotFitting, NotNow, NotYours

name_verbs(
    {
        "proposed": gettext_lazy("proposed"),
        "accepted": gettext_lazy("accepted"),
        "completed": gettext_lazy("completed"),
        "added a step": gettext_lazy("added a step"),
        "changed a step": gettext_lazy("changed a step"),
        "finished a step": gettext_lazy("finished a step"),
        "reopened a step": gettext_lazy("opened a step again"),
        "wrote down an exchange": gettext_lazy("wrote down a meeting or a visit"),
    }
)

# A pairing begins -------------------------------------------------------------------------------------------


@transaction.atomic
def propose(
    *,
    by: User,
    project: PilotProject,
    pilot_city: City,
    peer_city: City,
    theme: Theme,
    scope: str,
    reason: str,
    ends_on: date | None = None,
) -> Pairing:
    """The secretariat proposes that a peer city learns from a pilot city; both leads are asked by mail."""
    project = PilotProject.objects.select_for_update().get(pk=project.pk)
    _refuse_misfit(project, pilot_city, peer_city)
    _refuse_without_room(project)
    try:
        with transaction.atomic():
            pairing = Pairing.objects.create(
                project=project,
                pilot_city=pilot_city,
                peer_city=peer_city,
                theme=theme,
                scope=scope,
                reason=reason,
                ends_on=ends_on,
                proposed_by=by,
                circle=_circle_of(project, pilot_city, peer_city),
            )
    except IntegrityError as error:
        raise NotFitting(_("These two cities are paired in this project already.")) from error
    record("proposed", pairing, by=by, cities=list(pairing.city_ids))
    _mail_leads("pairing_proposed", pairing)
    return pairing


@transaction.atomic
def accept(pairing: Pairing, *, by: User) -> Pairing:
    """A lead says yes for their city; with the second yes the pairing is active."""
    pairing, city_id = _to_answer(pairing, by)
    Consent.objects.create(pairing=pairing, city_id=city_id, person=by)
    if pairing.consents.count() == len(pairing.city_ids):
        pairing.state = Pairing.State.ACTIVE
        pairing.active_since = timezone.now()
        pairing.save(update_fields=["state", "active_since"])
        _mail_leads("pairing_active", pairing)
    record("accepted", pairing, by=by, city=city_id)
    return pairing


@transaction.atomic
def decline(pairing: Pairing, *, by: User, note: str = "") -> Pairing:
    """A lead says no for their city, which ends the proposal."""
    pairing, city_id = _to_answer(pairing, by)
    _end(pairing, Pairing.State.DECLINED, note)
    record("declined", pairing, by=by, city=city_id)
    _mail_leads("pairing_declined", pairing, but=city_id)
    return pairing


# A pairing runs ---------------------------------------------------------------------------------------------


@transaction.atomic
def pause(pairing: Pairing, *, by: User, note: str = "") -> Pairing:
    pairing = _running(pairing, by)
    if pairing.state != Pairing.State.ACTIVE:
        raise NotNow(_("This pairing is paused already."))
    pairing.state, pairing.end_note = Pairing.State.PAUSED, note
    pairing.save(update_fields=["state", "end_note"])
    record("paused", pairing, by=by, note=bool(note))
    _mail_turn(pairing, by=by)
    return pairing


@transaction.atomic
def resume(pairing: Pairing, *, by: User) -> Pairing:
    pairing = _running(pairing, by)
    if pairing.state != Pairing.State.PAUSED:
        raise NotNow(_("This pairing is not paused."))
    pairing.state, pairing.end_note = Pairing.State.ACTIVE, ""
    pairing.save(update_fields=["state", "end_note"])
    record("resumed", pairing, by=by)
    _mail_turn(pairing, by=by)
    return pairing


@transaction.atomic
def complete(pairing: Pairing, *, by: User, note: str = "") -> Pairing:
    """The two cities have done what they set out to do; the plan stays readable."""
    pairing = _running(pairing, by)
    _end(pairing, Pairing.State.COMPLETED, note)
    record("completed", pairing, by=by)
    _mail_turn(pairing, by=by)
    return pairing


@transaction.atomic
def withdraw(pairing: Pairing, *, by: User, note: str = "") -> Pairing:
    """Staff take a proposal back, or a city leaves a running pairing."""
    pairing = _locked(pairing)
    if pairing.state not in Pairing.LIVE:
        raise NotNow(_("This pairing has ended already."))
    if not by.is_staff and not (pairing.is_running and _leads_one(by, pairing)):
        raise NotYours(_("A lead contact of one of the two cities can do this."))
    _end(pairing, Pairing.State.WITHDRAWN, note)
    record("withdrawn", pairing, by=by)
    _mail_leads("pairing_withdrawn", pairing)
    return pairing


def end_pairings_of_departed(*, now: datetime | None = None) -> int:
    """End what a city that has left the Forum was paired in; the leads of the other city are told."""
    now = now or timezone.now()
    return sum(_end_of_departed(pairing, now) for pairing in Pairing.objects.live().of_departed())


@transaction.atomic
def _end_of_departed(pairing: Pairing, now: datetime) -> bool:
    pairing = _locked(pairing)
    if pairing.state not in Pairing.LIVE or not pairing.departed:
        return False
    _end(pairing, Pairing.State.WITHDRAWN, "", at=now)
    record("withdrawn", pairing, by=None)
    _mail_leads("pairing_withdrawn", pairing)
    return True


@transaction.atomic
def add_step(pairing: Pairing, *, by: User, title: str, owner: City, due_on: date) -> Milestone:
    pairing = _running(pairing, by)
    if owner.pk not in pairing.city_ids:
        raise NotFitting(_("A step belongs to one of the two cities."))
    step = Milestone.objects.create(pairing=pairing, title=title, owner=owner, due_on=due_on)
    record("added a step", pairing, by=by, step=step.pk)
    return step


@transaction.atomic
def change_step(step: Milestone, *, by: User, title: str, owner: City, due_on: date) -> Milestone:
    pairing = _running(step.pairing, by)
    if owner.pk not in pairing.city_ids:
        raise NotFitting(_("A step belongs to one of the two cities."))
    step.title, step.owner, step.due_on = title, owner, due_on
    step.save(update_fields=["title", "owner", "due_on"])
    record("changed a step", pairing, by=by, step=step.pk)
    return step


@transaction.atomic
def finish_step(step: Milestone, *, by: User, on: date) -> Milestone:
    pairing = _running(step.pairing, by)
    step = Milestone.objects.select_for_update().get(pk=step.pk)
    if step.done_on:
        raise NotNow(_("This step is done already."))
    step.done_on, step.done_by = on, by
    step.save(update_fields=["done_on", "done_by"])
    record("finished a step", pairing, by=by, step=step.pk)
    return step


@transaction.atomic
def reopen_step(step: Milestone, *, by: User) -> Milestone:
    """It was not done after all."""
    pairing = _running(step.pairing, by)
    step = Milestone.objects.select_for_update().get(pk=step.pk)
    if not step.done_on:
        raise NotNow(_("This step is open already."))
    step.done_on = step.done_by = None
    step.save(update_fields=["done_on", "done_by"])
    record("reopened a step", pairing, by=by, step=step.pk)
    return step


@transaction.atomic
def write_exchange(pairing: Pairing, *, by: User, **facts: Any) -> Exchange:
    """Write down a meeting or a visit: who was there, what was said, what comes next."""
    pairing = _running(pairing, by)
    exchange = Exchange.objects.create(pairing=pairing, written_by=by, **facts)
    record("wrote down an exchange", pairing, by=by, exchange=exchange.pk)
    return exchange


# What they share --------------------------------------------------------------------------------------------


def _locked(pairing: Pairing) -> Pairing:
    # `of`: only the pairing's own row; the cities beside it stay free for everybody else.
    return Pairing.objects.with_cities().select_for_update(of=("self",)).get(pk=pairing.pk)


def _running(pairing: Pairing, by: User) -> Pairing:
    pairing = _locked(pairing)
    if not pairing.is_running:
        raise NotNow(_("This pairing is not running, so its plan cannot be changed."))
    if not by.is_staff and not rules.may_write(viewer_of(by), pairing):
        raise NotYours(_("Only people of the two cities can do this."))
    return pairing


def _to_answer(pairing: Pairing, by: User) -> tuple[Pairing, int]:
    pairing = _locked(pairing)
    if pairing.state != Pairing.State.PROPOSED:
        raise NotNow(_("This proposal has been answered already."))
    answered = set(pairing.consents.values_list("city_id", flat=True))
    city_id = rules.answering_city(viewer_of(by), pairing, answered)
    if city_id is None:
        raise NotYours(_("A lead contact of a city that has not answered yet can do this."))
    return pairing, city_id


def _leads_one(by: User, pairing: Pairing) -> bool:
    return bool(viewer_of(by).lead_of & set(pairing.city_ids))


def _refuse_misfit(project: PilotProject, pilot_city: City, peer_city: City) -> None:
    if pilot_city.pk == peer_city.pk:
        raise NotFitting(_("A city cannot be paired with itself."))
    if not rules.hosts(project, pilot_city):
        raise NotFitting(_("%(city)s does not deliver this pilot project.") % {"city": pilot_city})
    if not rules.may_take_peers(pilot_city):
        raise NotFitting(_("%(city)s is not a pilot city of the Forum now.") % {"city": pilot_city})
    if not rules.may_be_paired(peer_city):
        raise NotFitting(_("%(city)s is neither a peer city nor a pilot city now.") % {"city": peer_city})
    for city in (pilot_city, peer_city):
        if not Officer.objects.standing().leads().filter(city=city).exists():
            raise NotFitting(_("%(city)s has no lead contact who could answer.") % {"city": city})


def _refuse_without_room(project: PilotProject) -> None:
    taken = project.pairings.live().count()
    if taken >= project.capacity:
        raise NoRoom(
            _("This pilot project has room for %(capacity)d peer cities, and %(taken)d are taken.")
            % {"capacity": project.capacity, "taken": taken}
        )


def _circle_of(project: PilotProject, pilot_city: City, peer_city: City) -> Circle:
    stamp = timezone.now().isoformat(timespec="microseconds")
    group = Group.objects.create(name=f"pairing {project.pk}:{pilot_city.pk}:{peer_city.pk} {stamp}")
    circle = Circle.objects.create(group=group)
    circle.cities.set([pilot_city, peer_city])
    return circle


def _end(pairing: Pairing, state: Pairing.State, note: str, *, at: datetime | None = None) -> None:
    pairing.state, pairing.ended_at, pairing.end_note = state, at or timezone.now(), note
    pairing.save(update_fields=["state", "ended_at", "end_note"])


def _mail_leads(kind: str, pairing: Pairing, *, but: int | None = None) -> None:
    """One mail to each lead of the two cities, naming the city they answer for."""
    for seat in _leads_of(city for city in pairing.city_ids if city != but):
        queue_mail(
            kind,
            to=seat.person,
            key=f"{kind}:{pairing.pk}:c{seat.city_id}:u{seat.person_id}",
            ids={"pairing": pairing.pk, "city": seat.city_id, "seat": seat.pk},
        )


def _mail_turn(pairing: Pairing, *, by: User) -> None:
    """Tell the other leads that it is paused, goes on, or is complete; it may happen more than once."""
    moment = int(timezone.now().timestamp())
    for seat in _leads_of(pairing.city_ids).exclude(person=by):
        queue_mail(
            "pairing_turned",
            to=seat.person,
            key=f"pairing_turned:{pairing.pk}:{pairing.state}:{moment}:c{seat.city_id}:u{seat.person_id}",
            ids={"pairing": pairing.pk, "city": seat.city_id, "seat": seat.pk, "state": pairing.state},
        )


def _leads_of(cities: Iterable[int]) -> QuerySet[Officer]:
    seats = Officer.objects.standing().leads().filter(city__in=list(cities), person__is_active=True)
    return seats.select_related("person").order_by("pk")
