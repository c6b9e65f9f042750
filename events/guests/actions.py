"""The verbs on guests of one event."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import User
from events.guests.models import Guest
from events.guests.refusals import InvitedAlready, NotInvited, TooLateForGuests
from events.programme.locks import lock_event
from events.programme.models import Event, Speaker
from icaforum.audit.belonging import belongs
from icaforum.audit.locks import locked
from icaforum.audit.record import record
from icaforum.audit.verbs import done_without_account, name_verbs
from icaforum.outbox.compose import NewMail, queue_mails

name_verbs(
    {
        "guest invited": gettext_lazy("invited a guest"),
        "guest corrected": gettext_lazy("corrected a guest"),
        "guest written to again": gettext_lazy("sent a guest the link again"),
        "guest taken back": gettext_lazy("took the invitation of a guest back"),
        "guest declined": gettext_lazy("said that they do not come"),
    }
)
belongs(Guest, "event", to=Event)
done_without_account("events.guest", "guest declined", by=gettext_lazy("the guest"))


@transaction.atomic
def invite_guest(
    event: Event,
    *,
    name: str,
    email: str,
    by: User,
    part: str = Guest.Part.GUEST,
    language: str = "en",
    on_page: bool = False,
    role: str = "",
) -> Guest:
    """Mail somebody without an account a personal link to this event; return the guest.

    With `on_page` the name stands among those who speak, with the `role` beside it. Raises TooLateForGuests,
    and InvitedAlready for an address that was invited to the event before and not taken back.
    """
    event, now = lock_event(event)
    _refuse_too_late(event, now)
    _refuse_twice(event, email)
    guest = Guest.objects.create(
        event=event, name=name, email=email, part=part, language=language, invited_by=by
    )
    if on_page:
        Speaker.objects.create(event=event, name=name, role=role, position=event.speakers.count())
    record("guest invited", guest, by=by, event=event.pk)
    _mail("guest_invited", guest, now)
    return guest


@transaction.atomic
def correct_guest(guest: Guest, *, name: str, email: str, by: User) -> Guest:
    """Correct name or address; another address ends the link of before and gets one of its own.

    Raises NotInvited, TooLateForGuests and InvitedAlready.
    """
    guest, now = _locked(guest)
    _refuse_gone(guest)
    if guest.email != email:
        _refuse_too_late(guest.event, now)
        _refuse_twice(guest.event, email)
        guest.link_version, guest.invited_at = guest.link_version + 1, now
    elif guest.name == name:
        return guest
    is_new, guest.name, guest.email = guest.email != email, name, email
    guest.save(update_fields=["name", "email", "link_version", "invited_at"])
    record("guest corrected", guest, by=by, event=guest.event_id)
    if is_new:
        _mail("guest_invited", guest, now)
    return guest


@transaction.atomic
def write_to_guest_again(guest: Guest, *, by: User) -> Guest:
    """Mail the link once more; one who said no is asked again. Raises NotInvited and TooLateForGuests."""
    guest, now = _locked(guest)
    if guest.answer == Guest.Answer.TAKEN_BACK:
        raise NotInvited(_("This invitation was taken back. Invite the person anew."))
    _refuse_too_late(guest.event, now)
    # A higher turn: a calendar that was told of the end takes only a later entry.
    guest.answer, guest.turn, guest.invited_at = Guest.Answer.INVITED, guest.turn + 1, now
    guest.save(update_fields=["answer", "turn", "invited_at"])
    record("guest written to again", guest, by=by, event=guest.event_id)
    _mail("guest_invited", guest, now)
    return guest


@transaction.atomic
def take_back_guest(guest: Guest, *, by: User) -> Guest:
    """End the guest's link, and tell them, unless they said no. Raises NotInvited if that is so already."""
    guest, now = _locked(guest)
    if guest.answer == Guest.Answer.TAKEN_BACK:
        raise NotInvited(_("This invitation was taken back already."))
    was_expected = guest.is_expected(now)
    guest.answer, guest.turn = Guest.Answer.TAKEN_BACK, guest.turn + 1
    guest.link_version += 1
    guest.save(update_fields=["answer", "turn", "link_version"])
    record("guest taken back", guest, by=by, event=guest.event_id)
    if was_expected:
        _mail("guest_taken_back", guest, now)
    return guest


@transaction.atomic
def decline_as_guest(guest: Guest, *, in_calendar: bool = False, by: User | None) -> Guest:
    """Say that one does not come: by the button of one's page, or in one's calendar, which a mail confirms.

    Raises NotInvited for who is not expected, TooLateForGuests once the event is over.
    """
    guest, now = _locked(guest)
    _refuse_gone(guest)
    if guest.event.is_published and guest.event.has_ended(now):
        raise TooLateForGuests(_("This event is over."))
    guest.answer, guest.turn = Guest.Answer.DECLINED, guest.turn + 1
    guest.save(update_fields=["answer", "turn"])
    record("guest declined", guest, by=by, event=guest.event_id)
    if in_calendar:
        _mail("guest_declined", guest, now)
    return guest


def _mail(kind: str, guest: Guest, now: datetime) -> None:
    key = f"{kind}:{guest.pk}:{guest.turn}:{guest.link_version}:{int(now.timestamp())}"
    ids = {"guest": guest.pk, "turn": guest.turn, "link": guest.link_version}
    queue_mails([NewMail(kind, guest.email, key, ids, guest.language)])


def _locked(guest: Guest) -> tuple[Guest, datetime]:
    """Lock the event and the guest; return the guest as it stands, and the database's time."""
    event, now = lock_event(guest.event)
    guest = locked(Guest.objects.select_for_update(of=("self",)), guest.pk)
    guest.event = event
    return guest, now


def _refuse_gone(guest: Guest) -> None:
    if not guest.is_coming:
        raise NotInvited(_("%(name)s is not expected any more.") % {"name": guest.name})


def _refuse_too_late(event: Event, now: datetime) -> None:
    if not event.is_published or event.has_ended(now):
        raise TooLateForGuests(_("Guests are invited to events that are published and not over."))


def _refuse_twice(event: Event, email: str) -> None:
    if event.guests.exclude(answer=Guest.Answer.TAKEN_BACK).filter(email=email).exists():
        raise InvitedAlready(_("%(email)s is invited to this event already.") % {"email": email})
