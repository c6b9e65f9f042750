"""What an applicant does: apply, confirm, answer, withdraw, have a link sent again."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City, Theme
from cities.joining.actions.memberships import AlreadyMember
from cities.joining.emails import mail_applicant
from cities.joining.models import CONFIRM_WITHIN, Application, Clarification
from cities.joining.refusals import AlreadyDecided, NotOpen, refuse_another_open
from cities.people.models import User
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs

name_verbs(
    {
        "applied": gettext_lazy("applied"),
        "address confirmed": gettext_lazy("confirmed the address"),
        "answered": gettext_lazy("answered"),
        "purged": gettext_lazy("threw away what was not confirmed"),
        "link sent again": gettext_lazy("sent the link again"),
    }
)


class NotThisWay(Refused):
    """The directory says that another way in is the right one."""


class AlreadyAnswered(Refused):
    """The question has its answer."""


@transaction.atomic
def apply_to_join(
    *, kind: str, themes: Iterable[Theme], city: City | None = None, by: User | None = None, **answers: Any
) -> Application:
    """Take an application in. It waits apart until its address is confirmed; the link for that is mailed.

    The same answers sent twice, by a nervous finger, are one application.
    """
    found = city or City.objects.named(
        answers.get("city_name", ""), kind=kind, country=answers.get("country", "")
    )
    if kind == City.Kind.PARTNER:
        raise NotThisWay(_("Partners join by invitation."))
    _refuse_wrong_way(kind, found)
    if city:
        answers |= {"city_name": city.name, "country": city.country}
    draft = Application(kind=kind, city=city, sent_at=timezone.now(), **answers)
    refuse_another_open(draft)
    if twin := _twin(draft):
        return twin
    draft.save()
    draft.themes.set(themes)
    record("applied", draft, by=by, kind=kind, city=city.pk if city else None)
    mail_applicant(draft, "application_confirm", key="1", until=draft.sent_at + CONFIRM_WITHIN)
    return draft


@transaction.atomic
def apply_as_partner(
    application: Application, *, themes: Iterable[Theme], by: User | None = None, **answers: Any
) -> Application:
    """Fill in the application that staff opened. Its link came by mail, so the address is confirmed."""
    application = Application.objects.locked(application.pk)
    if application.state != Application.State.INVITED:
        raise NotOpen(_("This application has been sent already, or the invitation was taken back."))
    for name, value in answers.items():
        setattr(application, name, value)
    application.state = Application.State.WAITING
    application.sent_at = application.confirmed_at = timezone.now()
    application.save()
    application.themes.set(themes)
    record("applied", application, by=by, kind=application.kind)
    mail_applicant(application, "application_received", key="1")
    return application


@transaction.atomic
def confirm_application(application: Application, *, by: User | None = None) -> Application:
    """The address is the applicant's: the application takes its place in the queue. Twice is once."""
    application = Application.objects.locked(application.pk)
    if application.state in Application.OPEN:
        return application
    if application.state != Application.State.UNCONFIRMED:
        raise NotOpen(_("This application is closed."))
    if application.city:
        City.objects.select_for_update(no_key=True).get(pk=application.city_id)
    refuse_another_open(application)
    _refuse_wrong_way(application.kind, application.city)
    application.state = Application.State.WAITING
    application.confirmed_at = timezone.now()
    application.save(update_fields=["state", "confirmed_at"])
    record("address confirmed", application, by=by)
    mail_applicant(application, "application_received", key="1")
    return application


@transaction.atomic
def answer(clarification: Clarification, *, text: str, by: User | None = None) -> Clarification:
    """Answer a question; with the last answer the application is with the secretariat again."""
    application = Application.objects.locked(clarification.application_id)
    clarification = Clarification.objects.select_for_update().get(pk=clarification.pk)
    if clarification.is_answered:
        raise AlreadyAnswered(_("You have answered this question. Thank you."))
    if application.state != Application.State.ASKED:
        raise NotOpen(_("This application is closed."))
    clarification.answer, clarification.answered_at = text, timezone.now()
    clarification.save(update_fields=["answer", "answered_at"])
    if not application.clarifications.filter(answered_at__isnull=True).exists():
        application.state = Application.State.WAITING
        application.save(update_fields=["state"])
    record("answered", application, by=by, question=clarification.pk)
    return clarification


@transaction.atomic
def withdraw_application(application: Application, *, by: User | None = None) -> Application:
    """Take an application back before the decision: the applicant, or staff an invitation to apply."""
    application = Application.objects.locked(application.pk)
    if application.state == Application.State.WITHDRAWN:
        raise NotOpen(_("This application was withdrawn already."))
    if not application.is_undecided:
        raise AlreadyDecided(_("This application has been decided, so it cannot be withdrawn any more."))
    application.state = Application.State.WITHDRAWN
    application.withdrawn_at = timezone.now()
    application.save(update_fields=["state", "withdrawn_at"])
    record("withdrawn", application, by=by)
    return application


@transaction.atomic
def resend_status_link(*, email: str, by: User | None = None) -> int:
    """Mail the links of an address once more. Says how many, for us; the page tells nobody.

    Pressed again within ten minutes it mails nothing: the key of the mail is the same.
    """
    bucket = int(timezone.now().timestamp()) // 600
    kinds = {
        Application.State.UNCONFIRMED: "application_confirm",
        Application.State.INVITED: "partner_invitation",
    }
    sent = 0
    for application in Application.objects.of_address(email).order_by("-sent_at", "-pk")[:5]:
        kind = kinds.get(application.state, "status_link")
        if mail_applicant(application, kind, key=f"again:{bucket}"):
            record("link sent again", application, by=by)
            sent += 1
    return sent


# The clock ------------------------------------------------------------------------------------------------


@transaction.atomic
def purge_unconfirmed(*, now: Any = None) -> int:
    """Throw away what nobody confirmed within a week: the person may never have sent it."""
    stale = Application.objects.stale_on(now or timezone.now()).select_for_update(
        skip_locked=True, of=("self",)
    )
    gone = list(stale.order_by("pk")[:500])
    for application in gone:
        record("purged", application, by=None, sent_at=application.sent_at.isoformat())
        application.delete()
    return len(gone)


# What they share ------------------------------------------------------------------------------------------


def _refuse_wrong_way(kind: str, city: City | None) -> None:
    if city is None:
        return
    if city.membership:
        message = _("%(city)s is in the Forum already. Its lead contact can give you access.")
        raise AlreadyMember(message % {"city": city})
    if kind == City.Kind.OTHER and city.kind == City.Kind.C40:
        message = _("%(city)s is a C40 member city. It joins the shorter way: choose “We are a C40 city”.")
        raise NotThisWay(message % {"city": city})


def _twin(draft: Application) -> Application | None:
    same = Application.objects.unconfirmed().of_address(draft.email).of_same_city(draft)
    return same.filter(interest=draft.interest, commitment=draft.commitment, evidence=draft.evidence).first()
