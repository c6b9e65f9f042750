"""What the secretariat does with an application: approve, decline, ask, and invite a partner to apply.

An approval reads from top to bottom in `approve`: it lets the city in (`open_membership`) and offers its
contact the lead's seat (`invite`), whose mail carries the decision.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.actions import add_city
from cities.directory.models import City
from cities.invitations.actions.inviting import AlreadyInTeam, invite
from cities.joining import rules
from cities.joining.actions.memberships import AlreadyMember, open_membership
from cities.joining.emails import mail_applicant
from cities.joining.models import Application, Clarification
from cities.joining.refusals import AlreadyDecided, refuse_another_open
from cities.people.models import Officer, User
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import queue_mail

name_verbs(
    {
        "approved": gettext_lazy("approved"),
        "asked": gettext_lazy("asked a question"),
        "partner invited": gettext_lazy("invited a partner"),
        "note written": gettext_lazy("wrote a note"),
    }
)


class NotConfirmed(Refused):
    """Nobody has shown yet that the address is the applicant's."""


class OwnApplication(Refused):
    """Nobody decides about an application of their own."""


@transaction.atomic
def approve(
    application: Application, *, by: User, tier: int | str | None = None, note: str = ""
) -> Application:
    """Let the city into the Forum, and offer its contact the lead's seat in one mail, with the note.

    `tier` is that of a city; a partner has none. A city that the directory does not hold is entered there.
    Raises NotConfirmed, AlreadyDecided or OwnApplication where there is nothing to decide for `by`, and
    AlreadyMember or WrongTier from `open_membership`.
    """
    application = _locked_to_decide(application, by=by)
    application.city = application.city or _entered(application, by=by)
    application.tier = None if application.is_partner or not tier else int(tier)
    _decide(application, Application.State.APPROVED, by=by)
    record("approved", application, by=by, city=application.city_id, tier=application.tier)
    open_membership(application.city, tier=application.tier, by=by)
    application.city.themes.add(*application.themes.all())
    _offer_the_lead(application, note=note, by=by)
    return application


@transaction.atomic
def decline(application: Application, *, reason: str, by: User, note: str = "") -> Application:
    """Say no, with the reason that is mailed; `note` stays with the secretariat, below earlier notes.

    Raises NotConfirmed, AlreadyDecided or OwnApplication where there is nothing to decide for `by`.
    """
    application = _locked_to_decide(application, by=by)
    application.reason = reason
    application.note = "\n\n".join(part for part in (application.note, note.strip()) if part)
    _decide(application, Application.State.DECLINED, by=by)
    record("declined", application, by=by)
    mail_applicant(application, "application_declined", key="1")
    return application


@transaction.atomic
def ask(application: Application, *, text: str, by: User) -> Clarification:
    """Ask the applicant a question by mail; the promised days rest until it is answered.

    Raises NotConfirmed, AlreadyDecided or OwnApplication where there is nothing to decide for `by`.
    """
    application = _locked_to_decide(application, by=by)
    clarification = Clarification.objects.create(
        application=application, asked_by=by, text=text, asked_at=timezone.now()
    )
    application.state = Application.State.ASKED
    application.save(update_fields=["state"])
    record("asked", application, by=by, question=clarification.pk)
    queue_mail(
        "application_question",
        to=application.email,
        language=application.language,
        key=f"application_question:{clarification.pk}",
        ids={"question": clarification.pk},
    )
    return clarification


@transaction.atomic
def write_note(application: Application, *, by: User, note: str | None = None) -> Application:
    """Keep the notes for us. Nothing else is written, so a decision made meanwhile stays."""
    application = Application.objects.locked(application.pk)
    if note is not None and note != application.note:
        application.note = note
        application.save(update_fields=["note"])
        record("note written", application, by=by)
    return application


@transaction.atomic
def invite_partner(
    *,
    city_name: str,
    email: str,
    need: str,
    backed_by: Iterable[City],
    by: User,
    person_name: str = "",
    country: str = "",
    website: str = "",
    language: str = "en",
    note: str = "",
) -> Application:
    """Open an application for a partner, naming the need and the cities behind it, and mail the way in.

    Raises AlreadyMember where the partner is in the Forum, AnotherIsOpen where it has been invited already.
    """
    found = City.objects.named(city_name, kind=City.Kind.PARTNER, country=country)
    if found and found.membership:
        raise AlreadyMember(_("%(city)s is in the Forum already.") % {"city": found})
    application = Application(
        kind=City.Kind.PARTNER,
        state=Application.State.INVITED,
        city=found,
        city_name=city_name,
        country=country,
        website=website,
        email=email,
        person_name=person_name,
        language=language,
        need=need,
        note=note,
        opened_by=by,
    )
    refuse_another_open(application, Application.UNDECIDED)
    application.save()
    application.backed_by.set(backed_by)
    record("partner invited", application, by=by, backed_by=[city.pk for city in backed_by])
    mail_applicant(application, "partner_invitation", key="1")
    return application


# The steps of a decision -----------------------------------------------------------------------------------


def _locked_to_decide(application: Application, *, by: User) -> Application:
    """Lock the application, and refuse where it is in no state to be decided or `by` may not decide it."""
    application = Application.objects.locked(application.pk)
    if application.state == Application.State.UNCONFIRMED:
        raise NotConfirmed(_("The address is not confirmed yet, so there is nothing to decide."))
    if application.state == Application.State.INVITED:
        raise NotConfirmed(_("The partner has not applied yet."))
    if not application.is_open:
        raise AlreadyDecided(_already(application))
    if not rules.may_decide(by, application):
        raise OwnApplication(_("This application is your own, so somebody else has to decide it."))
    return application


def _already(application: Application) -> str:
    """Who decided it, when and how; or that the applicant has withdrawn."""
    if application.state == Application.State.WITHDRAWN:
        return _("The applicant has withdrawn meanwhile.")
    facts = {
        "person": application.decided_by or _("Somebody"),
        "day": rules.day_in_words(application.decided_at),
        "state": application.get_state_display(),
    }
    return _("%(person)s has decided this on %(day)s: %(state)s.") % facts


def _entered(application: Application, *, by: User) -> City:
    """The entry in the directory: the one that stands there, or a new one with its circle."""
    found = City.objects.named(application.city_name, kind=application.kind, country=application.country)
    return found or add_city(
        kind=application.kind,
        name=application.city_name,
        country=application.country,
        website=application.website,
        by=by,
    )


def _decide(application: Application, state: str, *, by: User) -> None:
    application.state = state
    application.decided_at, application.decided_by = timezone.now(), by
    application.save()


def _offer_the_lead(application: Application, *, note: str, by: User) -> None:
    """The invitation carries the decision; somebody who still sits in the city's team gets plain news."""
    try:
        with transaction.atomic():
            invite(
                application.city,
                email=application.email,
                name=application.person_name,
                role=Officer.Role.LEAD,
                note=note,
                language=application.language,
                by=by,
            )
    except AlreadyInTeam:
        mail_applicant(application, "application_approved", key="1")
