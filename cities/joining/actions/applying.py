"""The verbs of an applicant: apply, confirm the address, answer, withdraw, have a link sent again.

Applicants have no account, so `by` is None unless a member of the secretariat acts: the signed link of the
page stands for the person. Every verb locks the application first, and the city after it where it needs both.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from cities.directory.locks import lock_names
from cities.directory.models import City, Theme
from cities.joining import moves
from cities.joining.actions.memberships import AlreadyMember
from cities.joining.emails import mail_applicant
from cities.joining.models import CONFIRM_WITHIN, Application, ApplicationQuerySet, Clarification
from cities.joining.refusals import WrongWayIn, entry_of, refuse_another_open
from cities.people.models import User
from icaforum.audit.belonging import belongs
from icaforum.audit.locks import locked, locking
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import done_without_account, name_verbs
from icaforum.outbox.planners import row_by_row
from icaforum.words.times import database_now

name_verbs(
    {
        "applied": gettext_lazy("applied"),
        "address confirmed": gettext_lazy("confirmed the address"),
        "answered": gettext_lazy("answered"),
        "corrected": gettext_lazy("sent a corrected one instead"),
        "purged": gettext_lazy("threw away what was not confirmed"),
        "link sent again": gettext_lazy("sent the link again"),
    }
)
belongs(Application, "city", "backed_by", to=City)
belongs(Application, "email", to=User, key="email")
done_without_account(
    "cities.application",
    "applied",
    "address confirmed",
    "answered",
    "corrected",
    "withdrawn",
    "link sent again",
    by=gettext_lazy("the applicant"),
)


# How often a link may be mailed again: presses within the same ten minutes are one mail.
RESEND_BUCKET_SECONDS = 600


# Links mailed again at one request, so that one press cannot send a whole history of applications.
RESENT_AT_MOST = 5


# Applications thrown away at once. The clock runs hourly, and takes the rest the next time.
PURGED_AT_ONCE = 500


class AlreadyAnswered(Refused):
    """The question has been answered before."""


@transaction.atomic
def apply_to_join(
    *,
    kind: str,
    themes: Iterable[Theme],
    city: City | None = None,
    instead_of: Application | None = None,
    by: User | None = None,
    **answers: Any,
) -> Application:
    """Store a city's application as unconfirmed, and mail the link that confirms the address.

    `city` is the entry that a C40 city chose from the directory; other cities give `city_name` and `country`
    among `answers`, the fields of `Application`. Sent twice with the same answers, it is one application.
    `instead_of` is an unconfirmed one that this one corrects, and which is gone then with its link: it may
    lie in the mailbox of a stranger.

    Raises WrongWayIn for a partner, and for a C40 member city that applies as another city; AlreadyMember
    where the city is in the Forum; AnotherIsOpen where it has an application that waits for a decision.
    """
    draft, themes = _unsaved(kind=kind, city=city, **answers), list(themes)
    refuse_who_cannot_apply(draft)
    # No lock: two may wait to be confirmed. Confirming makes one of them count, and locks the city.
    duplicate = sent_before(kind=kind, themes=themes, city=city, **answers)
    if instead_of and instead_of != duplicate:
        _retire(instead_of, by=by)
    if duplicate:
        return duplicate
    draft.sent_at = database_now()
    draft.save()
    draft.themes.set(themes)
    record("applied", draft, by=by, kind=kind, city=city.pk if city else None)
    mail_applicant(draft, "application_confirm", key="1", until=draft.sent_at + CONFIRM_WITHIN)
    return draft


@transaction.atomic
def apply_as_partner(
    application: Application, *, themes: Iterable[Theme], by: User | None = None, **answers: Any
) -> Application:
    """Fill in the application that staff opened for a partner, and pass it to the secretariat.

    `answers` are fields of `Application` by their names. Raises NotOpen where it was sent before, or the
    invitation was taken back.
    """
    application = moves.locked_for(application, "send", by=by)
    for name, value in answers.items():
        setattr(application, name, value)
    application.state = moves.after(application, "send")
    # The link to this form came by mail, so whoever fills it in has proved the address already.
    application.sent_at = application.confirmed_at = database_now()
    application.save()
    application.themes.set(themes)
    record("applied", application, by=by, kind=application.kind)
    mail_applicant(application, "application_received", key="1")
    return application


@transaction.atomic
def confirm_application(application: Application, *, by: User | None = None) -> Application:
    """Record that the address is the applicant's, which puts the application in the secretariat's queue.

    A second press changes nothing. Raises NotOpen for a closed application, AnotherIsOpen where the city has
    one that waits for a decision, and AlreadyMember or WrongWayIn where the directory has changed since.
    """
    application = moves.locked_for(application, "confirm", by=by)
    following = moves.after(application, "confirm")
    if following == application.state:
        return application
    # Two applications of one city wait for each other here, so that the second is refused in words.
    lock_names()
    refuse_another_open(application)
    _refuse_wrong_way(application.kind, entry_of(application))
    application.state = following
    application.confirmed_at = database_now()
    application.save(update_fields=["state", "confirmed_at"])
    record("address confirmed", application, by=by)
    mail_applicant(application, "application_received", key="1")
    return application


@transaction.atomic
def answer(clarification: Clarification, *, text: str, by: User | None = None) -> Clarification:
    """Answer a question; with the last answer the application waits for the secretariat again.

    Raises AlreadyAnswered, or NotOpen where the application no longer waits for its applicant.
    """
    # The application first, as in all verbs: a decision made at this moment comes before or after this.
    application = Application.objects.locked(clarification.application_id)
    clarification = locked(Clarification.objects.select_for_update(), clarification.pk)
    if clarification.is_answered:
        raise AlreadyAnswered(_("You have answered this question. Thank you."))
    if refusal := moves.refusal_of(application, "answer", by=by):
        raise refusal
    clarification.answer, clarification.answered_at = text, database_now()
    clarification.save(update_fields=["answer", "answered_at"])
    # Staff may have asked several questions; the promised days go on when none of them is open.
    application.state = moves.after(application, "answer")
    application.save(update_fields=["state"])
    record("answered", application, by=by, question=clarification.pk)
    return clarification


@transaction.atomic
def withdraw_application(application: Application, *, by: User | None = None) -> Application:
    """Withdraw an application that was sent, before its decision, and tell its address.

    Raises NotOpen where it was not sent or was withdrawn before, AlreadyDecided after a decision.
    """
    application = moves.locked_for(application, "withdraw", by=by)
    application.state = moves.after(application, "withdraw")
    application.withdrawn_at = database_now()
    application.save(update_fields=["state", "withdrawn_at"])
    record("withdrawn", application, by=by)
    mail_applicant(application, "application_withdrawn", key="1")
    return application


@transaction.atomic
def resend_status_link(*, email: str, by: User | None = None) -> int:
    """Mail the links of an address's newest applications once more, and return how many were queued.

    The page does not show the number, since it would tell strangers who has applied. Within the same ten
    minutes nothing is mailed twice.
    """
    # The number of the ten minutes is part of the mail's key, and a key queues one mail for ever.
    bucket = int(database_now().timestamp()) // RESEND_BUCKET_SECONDS
    # Before an application is with the secretariat, its applicant needs the link of the next step.
    kinds: dict[str, str] = {
        Application.State.UNCONFIRMED: "application_confirm",
        Application.State.INVITED: "partner_invitation",
    }
    sent = 0
    for application in Application.objects.of_address(email).order_by("-sent_at", "-pk")[:RESENT_AT_MOST]:
        kind = kinds.get(application.state, "status_link")
        if mail_applicant(application, kind, key=f"again:{bucket}"):
            record("link sent again", application, by=by)
            sent += 1
    return sent


# The clock ------------------------------------------------------------------------------------------------


def purge_unconfirmed(*, now: datetime | None = None) -> int:
    """Delete applications that nobody confirmed within a week, and return how many.

    Somebody else may have typed the address, so the personal data in them must not stay.
    """
    stale = Application.objects.stale_on(now or database_now())
    return row_by_row(
        gettext_noop("throw away what nobody confirmed"),
        list(stale.order_by("pk")[:PURGED_AT_ONCE]),
        lambda found: _purge(stale, found),
    )


def _purge(stale: ApplicationQuerySet, found: Application) -> bool:
    """Delete one application that is still stale; return whether it was."""
    # A row that somebody confirms at this moment is skipped: it is no longer stale, or is seen next time.
    application = stale.select_for_update(skip_locked=True, of=("self",)).filter(pk=found.pk).first()
    if application is None or not moves.is_possible(application, "throw away"):
        return False
    # A line of history each: only its key and the moment it was sent.
    record("purged", application, by=None, sent_at=application.sent_at.isoformat())
    application.delete()
    return True


# What they share ------------------------------------------------------------------------------------------


def refuse_who_cannot_apply(draft: Application) -> None:
    """Raise the reason for which a city cannot apply in this way, of which no more is known than its name.

    It is one of those that `apply_to_join` raises.
    """
    if draft.kind == City.Kind.PARTNER:
        raise WrongWayIn(_("Partners join by invitation."))
    _refuse_wrong_way(draft.kind, entry_of(draft))
    refuse_another_open(draft)


def sent_before(
    *, kind: str, themes: Iterable[Theme], city: City | None = None, **answers: Any
) -> Application | None:
    """Return the unconfirmed application with exactly these answers, as `apply_to_join` takes them.

    Where any answer differs it is none: it is what the applicant wants to send now.
    """
    draft = _unsaved(kind=kind, city=city, **answers)
    names = {"kind", "city", "city_name", "country", *answers}
    same = Application.objects.unconfirmed().filter(**{name: getattr(draft, name) for name in names})
    wanted = {theme.pk for theme in themes}
    return next((it for it in same if {theme.pk for theme in it.themes.all()} == wanted), None)


def _unsaved(*, kind: str, city: City | None, **answers: Any) -> Application:
    """An application of these answers that is not stored."""
    if city:
        answers |= {"city_name": city.name, "country": city.country}  # `of_same_city` looks by name too
    return Application(kind=kind, city=city, **answers)


def _retire(application: Application, *, by: User | None) -> None:
    """Delete an application that was corrected, unless its address was confirmed meanwhile."""
    with locking():
        found = list(Application.objects.select_for_update(of=("self",)).filter(pk=application.pk))
    for row in found:
        if moves.is_possible(row, "correct"):
            record("corrected", row, by=by)
            row.delete()


def _refuse_wrong_way(kind: str, city: City | None) -> None:
    """Raise AlreadyMember or WrongWayIn where `city`, the entry of the directory, cannot apply as `kind`."""
    if city is None:
        return
    if city.membership:
        message = _("%(city)s is in the Forum already. Its lead contact can give you access.")
        raise AlreadyMember(message % {"city": city})
    if kind == City.Kind.OTHER and city.kind == City.Kind.C40:
        message = _("%(city)s is a C40 member city. It joins the shorter way: choose “We are a C40 city”.")
        raise WrongWayIn(message % {"city": city})
