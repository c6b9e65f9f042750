"""The verbs of the secretariat on an application: approve, decline, ask, note, invite a partner to apply.

`approve` contains all that happens when a city is admitted: it opens the membership (`open_membership`) and
offers the contact the lead's seat (`invite`), whose mail also tells the decision.
"""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.actions import add_city
from cities.directory.locks import lock_names
from cities.directory.models import City
from cities.invitations.actions.inviting import AlreadyInTeam, invite
from cities.joining import moves, rules
from cities.joining.actions.memberships import AlreadyMember, open_membership
from cities.joining.emails import mail_applicant
from cities.joining.models import Application, Clarification
from cities.joining.refusals import entry_of, refuse_another_open
from cities.people.models import Officer, User
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import queue_mail
from icaforum.words.times import database_now

name_verbs(
    {
        "approved": gettext_lazy("approved"),
        "asked": gettext_lazy("asked a question"),
        "partner invited": gettext_lazy("invited a partner"),
        "invitation to apply taken back": gettext_lazy("took an invitation to apply back"),
        "note written": gettext_lazy("wrote a note"),
    }
)


@transaction.atomic
def approve(
    application: Application,
    *,
    by: User,
    tier: int | str | None = None,
    note: str = "",
    beyond_limit: bool = False,
) -> Application:
    """Let the city into the Forum, and offer its contact the lead's seat in one mail, with the note.

    `tier` is that of a city, also as the text of a form; a partner has none. A city that the directory does
    not hold is added to it.

    Raises NotConfirmed, AlreadyDecided or OwnApplication where there is nothing to decide for `by`;
    AlreadyMember, WrongTier or, unless `beyond_limit`, Full from `open_membership`; AlreadyInDirectory from
    `add_city`; and AlreadyInvited or IsStaff from `invite`. Whichever it is, nothing of the approval stays.
    """
    application = moves.locked_for(application, "approve", by=by)
    city = _find_or_add_city(application, by=by)
    application.city = city
    application.tier = None if application.is_partner or not tier else int(tier)
    _save_decision(application, "approve", by=by)
    record("approved", application, by=by, city=application.city_id, tier=application.tier)
    open_membership(city, tier=application.tier, by=by, beyond_limit=beyond_limit)
    # Added to those it has: a city that comes back keeps what its page said before.
    city.themes.add(*application.themes.all())
    _invite_lead(application, city, note=note, by=by)
    return application


@transaction.atomic
def decline(application: Application, *, reason: str, by: User, note: str = "") -> Application:
    """Decline the application and mail `reason`; `note` is added below the secretariat's earlier notes.

    Raises NotConfirmed, AlreadyDecided or OwnApplication where there is nothing to decide for `by`.
    """
    application = moves.locked_for(application, "decline", by=by)
    application.reason = reason
    application.note = "\n\n".join(part for part in (application.note, note.strip()) if part)
    _save_decision(application, "decline", by=by)
    record("declined", application, by=by)
    # It may be taken up and declined again, which is another mail.
    mail_applicant(application, "application_declined", key=str(application.decided_at))
    return application


@transaction.atomic
def ask(application: Application, *, text: str, by: User) -> Clarification:
    """Mail the applicant a question; the promised days do not go on until it is answered (`route.clock`).

    Raises NotConfirmed, AlreadyDecided or OwnApplication where there is nothing to decide for `by`.
    """
    application = moves.locked_for(application, "ask", by=by)
    clarification = Clarification.objects.create(
        application=application, asked_by=by, text=text, asked_at=database_now()
    )
    application.state = moves.after(application, "ask")
    application.save(update_fields=["state"])
    record("asked", application, by=by, question=clarification.pk)
    # Not by `mail_applicant`, whose key is the application's: each of several questions is a mail of its own.
    queue_mail(
        "application_question",
        to=application.email,
        language=application.language,
        key=f"application_question:{clarification.pk}",
        ids={"question": clarification.pk},
        stored=True,
    )
    return clarification


@transaction.atomic
def write_note(application: Application, *, by: User, note: str | None = None) -> Application:
    """Replace the secretariat's notes on an application; without `note` nothing is done.

    Only that column is written, so a decision that somebody else makes meanwhile stays.
    """
    application = moves.locked_for(application, "note", by=by)
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
    backed_by: Collection[City],
    by: User,
    person_name: str = "",
    country: str = "",
    website: str = "",
    language: str = "en",
    note: str = "",
) -> Application:
    """Open an application for a partner, and mail it the link to its form.

    `need` says which need of member cities it answers, `backed_by` which of them want it. Both are what a
    partner is admitted by, and the partner reads them.

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
    lock_names()
    # Also against one that is only invited, which does not count as open: it would be asked twice.
    refuse_another_open(application, Application.UNDECIDED)
    application.save()
    application.backed_by.set(backed_by)
    record("partner invited", application, by=by, backed_by=[city.pk for city in backed_by])
    mail_applicant(application, "partner_invitation", key="1")
    return application


@transaction.atomic
def take_back_invitation(application: Application, *, by: User) -> Application:
    """End the invitation of a partner to apply; nobody is mailed, its link just ends.

    Raises NotOpen where the partner has applied meanwhile, or it was taken back before: what was sent is
    withdrawn by the applicant alone.
    """
    application = moves.locked_for(application, "take back", by=by)
    application.state, application.withdrawn_at = moves.after(application, "take back"), database_now()
    application.save(update_fields=["state", "withdrawn_at"])
    record("invitation to apply taken back", application, by=by)
    return application


# The steps of a decision -----------------------------------------------------------------------------------


def _find_or_add_city(application: Application, *, by: User) -> City:
    """The entry of the directory for a city that was typed: the one with that name, or a new one."""
    # Two approvals of one new city, by whatever names, make one entry: the second finds it.
    lock_names()
    return entry_of(application) or add_city(
        kind=application.kind,
        name=application.city_name,
        country=application.country,
        website=application.website,
        time_zone=rules.zone_of(application) or "UTC",
        by=by,
    )


def _save_decision(application: Application, move: str, *, by: User) -> None:
    # All columns, since the caller has set others; the row is locked, so nothing of anybody else is lost.
    application.state = moves.after(application, move)
    application.decided_at, application.decided_by = database_now(), by
    application.save()


def _invite_lead(application: Application, city: City, *, note: str, by: User) -> None:
    """Offer the applicant the lead's seat, in the mail that tells the decision.

    Somebody who still has a seat in the team, of a city that comes back, is only told the decision.
    """
    # In a savepoint: after the refusal the transaction goes on with what was written before.
    try:
        with transaction.atomic():
            invite(
                city,
                email=application.email,
                name=application.person_name,
                role=Officer.Role.LEAD,
                note=note,
                language=application.language,
                by=by,
            )
    except AlreadyInTeam:
        mail_applicant(application, "application_approved", key="1")
