"""The verbs of a pairing: proposed, accepted by both cities, worked through, ended.

Every verb locks the pairing's row first and asks its state again under that lock, so that two people who
press at once get one after the other; whether a project has room is decided under the project's lock.
"""

from datetime import date, datetime

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from cities.models import Circle, City, Officer, Theme, User
from cities.people import limits
from icaforum.audit.belonging import belongs
from icaforum.audit.locks import locked
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.planners import row_by_row
from icaforum.words.times import database_now
from pilots.pairings import rules
from pilots.pairings.emails import mail_change_of_state, mail_leads
from pilots.pairings.locks import lock_for, lock_pairing, lock_to_answer
from pilots.pairings.models import Consent, Pairing
from pilots.projects.models import PilotProject
from pilots.projects.refusals import NoRoom, NotFitting, NotNow
from pilots.projects.states import PairingState

name_verbs(
    {
        "proposed": gettext_lazy("proposed"),
        "accepted": gettext_lazy("accepted"),
        "completed": gettext_lazy("completed"),
        "reason stated": gettext_lazy("said what came of"),
    }
)
belongs(Pairing, "pilot_city", "peer_city", to=City)
belongs(Pairing, "project", to=PilotProject)


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
    """Propose that a peer city learns from a pilot city; the leads of both are asked by mail.

    `scope` is one sentence of what they will work on, `reason` why these two. Raises NotFitting when the
    project or the tiers of the cities do not allow it, when a city has no lead or when the two are paired in
    the project already; NoRoom when the project's capacity is taken.
    """
    # Proposals of one project queue here: without the lock two of them could both take its last free
    # capacity.
    project = locked(PilotProject.objects.select_for_update(), project.pk)
    _refuse_misfit(project, pilot_city, peer_city)
    _refuse_without_room(project)
    try:
        # A savepoint around what the constraint may refuse, so that the transaction is usable after it.
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
    # `pairing_one_live_a_pair` is the one constraint that can break here, the cities having been compared
    # above.
    except IntegrityError as error:
        raise NotFitting(_("These two cities are paired in this project already.")) from error
    record("proposed", pairing, by=by, cities=list(pairing.city_ids))
    mail_leads("pairing_proposed", pairing)
    return pairing


@transaction.atomic
def accept(pairing: Pairing, *, by: User) -> Pairing:
    """Say yes for a city that the person leads; with the second yes the pairing is active.

    Raises NotNow when the proposal has been answered or has ended, NotYours when the person leads neither of
    the cities that have not answered.
    """
    pairing, city_id = lock_to_answer(pairing, by)
    Consent.objects.create(pairing=pairing, city_id=city_id, person=by)
    # Counted under the lock: two leads who accept at once see one and two, never both one.
    if pairing.consents.count() == len(pairing.city_ids):
        pairing.state = Pairing.State.ACTIVE
        pairing.active_since = database_now()
        pairing.save(update_fields=["state", "active_since"])
        mail_leads("pairing_active", pairing)
    record("accepted", pairing, by=by, city=city_id)
    return pairing


@transaction.atomic
def decline(pairing: Pairing, *, by: User, note: str = "") -> Pairing:
    """Say no for a city that the person leads, which ends the proposal; the other city's leads are told.

    `note` stands in the mail and on the pairing's page. Raises NotNow and NotYours as `accept` does.
    """
    pairing, city_id = lock_to_answer(pairing, by)
    _end(pairing, Pairing.State.DECLINED, note)
    record("declined", pairing, by=by, city=city_id)
    mail_leads("pairing_declined", pairing, except_city=city_id)
    return pairing


# A pairing runs ---------------------------------------------------------------------------------------------


@transaction.atomic
def pause(pairing: Pairing, *, by: User, note: str = "") -> Pairing:
    """Pause a running pairing; the other leads are told. The plan stays and can be changed.

    Raises NotNow when it is not running or is paused already, NotYours for people of other cities.
    """
    pairing = lock_for(rules.PAUSE, pairing, by)
    if limits.one_too_many(pauses_of_pairing=pairing.pk):
        raise NotNow(_("This pairing was paused several times today. Please write to the other city."))
    pairing.state, pairing.end_note = Pairing.State.PAUSED, note
    pairing.save(update_fields=["state", "end_note"])
    # Whether there was a note, and not what it says: history holds no texts of people.
    record("paused", pairing, by=by, note=bool(note))
    mail_change_of_state(pairing, by=by)
    return pairing


@transaction.atomic
def resume(pairing: Pairing, *, by: User) -> Pairing:
    """Go on with a paused pairing; the other leads are told. The note of the pause is removed.

    Raises NotNow when it is not paused, NotYours for people of other cities.
    """
    pairing = lock_for(rules.RESUME, pairing, by)
    pairing.state, pairing.end_note = Pairing.State.ACTIVE, ""
    pairing.save(update_fields=["state", "end_note"])
    record("resumed", pairing, by=by)
    mail_change_of_state(pairing, by=by)
    return pairing


@transaction.atomic
def complete(pairing: Pairing, *, by: User, note: str = "") -> Pairing:
    """End a running pairing whose cities have done what they set out to do; the plan stays readable.

    Raises NotNow when it is not running, NotYours for others than leads of the two cities.
    """
    pairing = lock_for(rules.COMPLETE, pairing, by)
    _end(pairing, Pairing.State.COMPLETED, note)
    record("completed", pairing, by=by)
    mail_change_of_state(pairing, by=by)
    return pairing


@transaction.atomic
def withdraw(pairing: Pairing, *, by: User, note: str = "") -> Pairing:
    """End a pairing before its time: staff take a proposal back, or a lead leaves a running pairing.

    The leads of both cities are told. Raises NotNow when it has ended already, NotYours for others than staff
    and leads; a lead answers a proposal with `decline`.
    """
    pairing = lock_for(rules.WITHDRAW, pairing, by)
    _end(pairing, Pairing.State.WITHDRAWN, note)
    record("withdrawn", pairing, by=by)
    mail_leads("pairing_withdrawn", pairing)
    return pairing


@transaction.atomic
def state_reason(pairing: Pairing, *, by: User, reason: str) -> Pairing:
    """Write down what came of an ended pairing, or why nothing did, where nobody said so at its end.

    It stands on the page of the pairing; nobody is mailed. Raises NotNow while it goes on, or where a reason
    stands, NotYours for others than staff.
    """
    pairing = lock_for(rules.EXPLAIN, pairing, by)
    if pairing.end_note:
        raise NotNow(_("A reason was written down already."))
    pairing.end_note = reason
    pairing.save(update_fields=["end_note"])
    record("reason stated", pairing, by=by)
    return pairing


def end_pairings_of_departed(*, now: datetime | None = None) -> int:
    """End what cities were paired in that have left the Forum or came to a tier without pairings.

    The leads of both cities are told, as far as they are in the Forum. `now` is the moment written as the
    end, for tests. Returns how many were ended. Safe to run at any time.
    """
    now = now or database_now()
    departed = Pairing.objects.live().with_a_city_that_may_not()
    return row_by_row(
        gettext_noop("end the pairings of cities that left"),
        departed,
        lambda pairing: _end_if_departed(pairing, now),
    )


@transaction.atomic
def _end_if_departed(pairing: Pairing, now: datetime) -> bool:
    """End one pairing, unless it has ended or its city may again by now; return whether it did."""
    pairing = lock_pairing(pairing)
    if pairing.state not in Pairing.LIVE or not pairing.unfit_cities:
        return False
    _end(pairing, Pairing.State.WITHDRAWN, "", at=now)
    # None: the clock does it, since a verb of `cities` cannot call this one.
    record("withdrawn", pairing, by=None)
    mail_leads("pairing_withdrawn", pairing)
    return True


# What they share --------------------------------------------------------------------------------------------


def _refuse_misfit(project: PilotProject, pilot_city: City, peer_city: City) -> None:
    """Raise NotFitting, with the reason, when these cities cannot be paired in this project."""
    if pilot_city.pk == peer_city.pk:
        raise NotFitting(_("A city cannot be paired with itself."))
    if not rules.delivers(project, pilot_city):
        raise NotFitting(_("%(city)s does not deliver this pilot project.") % {"city": pilot_city})
    if not rules.may_take_peers(pilot_city):
        raise NotFitting(_("%(city)s is not a pilot city of the Forum now.") % {"city": pilot_city})
    if not rules.may_be_paired(peer_city):
        raise NotFitting(_("%(city)s is neither a peer city nor a pilot city now.") % {"city": peer_city})
    for city in (pilot_city, peer_city):
        if rules.pauses(city):
            raise NotFitting(
                _("The membership of %(city)s is paused: nothing is proposed to it.") % {"city": city}
            )
    # Without a lead nobody would get the mail or could accept, and the proposal would hold the capacity for
    # ever.
    for city in (pilot_city, peer_city):
        if not Officer.objects.standing().leads().filter(city=city).exists():
            raise NotFitting(_("%(city)s has no lead contact who could answer.") % {"city": city})


def _refuse_without_room(project: PilotProject) -> None:
    """Raise NoRoom when the project's capacity is taken. The caller holds the project's lock."""
    # Proposals count: each may become active with the next yes.
    taken = project.pairings.live().count()
    if project.full_until and project.full_until > localdate(database_now()):
        raise NoRoom(
            _("Its cities say that this pilot project is full until %(day)s.")
            % {"day": date_format(project.full_until, "DATE_FORMAT")}
        )
    if taken >= project.capacity:
        raise NoRoom(
            _("This pilot project has room for %(capacity)d peer cities, and %(taken)d are taken.")
            % {"capacity": project.capacity, "taken": taken}
        )


def _circle_of(project: PilotProject, pilot_city: City, peer_city: City) -> Circle:
    """Create the circle of a new pairing, with its two cities in it."""
    # Names of groups are unique, and the same two cities may be paired again after an end.
    stamp = database_now().isoformat(timespec="microseconds")
    group = Group.objects.create(name=f"pairing {project.pk}:{pilot_city.pk}:{peer_city.pk} {stamp}")
    circle = Circle.objects.create(group=group)
    circle.cities.set([pilot_city, peer_city])
    return circle


def _end(pairing: Pairing, state: PairingState, note: str, *, at: datetime | None = None) -> None:
    """Put a pairing into one of its final states. The caller holds its lock, and writes the history."""
    pairing.state, pairing.ended_at, pairing.end_note = state, at or database_now(), note
    pairing.save(update_fields=["state", "ended_at", "end_note"])
