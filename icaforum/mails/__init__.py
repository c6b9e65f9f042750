"""All mails of the portal, by name: what writes each, and how it behaves.

`OUTBOX_KINDS` names this table, so that the outbox at the bottom can call the apps above it without
importing them.
"""

from functools import partial

from django.utils.translation import gettext_lazy as _

from cities.invitations import emails as invitations_emails
from cities.joining import emails as applications
from cities.letters import emails as letters_emails
from cities.people import emails
from cities.yearly import emails as yearly_emails
from events.after import emails as after_emails
from events.guests import emails as guests_emails
from events.places import emails as places_emails
from events.planning import emails as planning_emails
from icaforum.digest import emails as digest_emails
from icaforum.mails.calls import CALLS, PEER_CALLS
from icaforum.mails.talking import BRIEFS, CONTRIBUTIONS, HELP, PROJECTS, QUESTIONS, TABLES, USES, WANTS
from icaforum.outbox.kinds import Kind
from pilots.pairings import emails as pairings
from pilots.pulse import emails as pulse

# Why one gets a mail: the sentence at its end, with the name of the Forum. Several kinds share one.
_APPLIED = _("You get this mail because this address was given in an application to the %(forum)s.")
_CODE = _("You get this mail because somebody, probably you, typed this address on our sign-in page.")
_YOURS = _("You get this mail because it is about your own account in the %(forum)s.")
_INVITED = _("You get this mail because the secretariat of the %(forum)s invited this address.")
_LEADS = _("You get this mail because you are a lead contact of your city in the %(forum)s.")
_PLACE = _("You get this mail because you took a place at this event, or asked for one.")

_GUEST = _("You get this mail because the secretariat of the %(forum)s invited you to this one event.")

_OPEN_TO_YOU = _("You get this mail because this event of the %(forum)s is open to you.")
_ASIDE = _("You get this mail because you answered for this event.")

_WROTE = _("You get this mail because you wrote to a city, or answered one, in the %(forum)s.")

_LETTER = _("You get this mail because it was written to your city, or to you, in the %(forum)s.")

_PAIRED = _("You get this mail because you are a contact of a city in a pairing in the %(forum)s.")
_STAFF = _("You get this mail because you are the secretariat of the %(forum)s.")
_WEEKLY = _(
    "You get this mail because you have a place in the %(forum)s. "
    "In a week with nothing new for you none comes."
)
_ASKED = _("You get this mail because you asked for a place in the %(forum)s.")
_SEATED = _("You get this mail because you have, or had, a place in the %(forum)s.")

# Signing in: of use for minutes only, so these go first; codes are written anew and never kept.
_code = partial(Kind, sensitive=True, once=True, priority=1)

KINDS: dict[str, Kind] = {
    "sign_in_code": _code(emails.sign_in_code, _("Sign-in code"), _CODE),
    "unknown_account": _code(emails.unknown_account, _("No account"), _CODE),
    "password_reset_code": _code(emails.password_reset_code, _("Code for a new password"), _CODE),
    "email_verification_code": _code(emails.email_verification_code, _("Code for a new address"), _YOURS),
    "colleague_added": Kind(
        emails.colleague_added, _("Invitation into the secretariat"), _INVITED, priority=2
    ),
    "security_notice": Kind(emails.security_notice, _("A change to your sign-in"), _YOURS, priority=2),
    # Applications: each link is a key to somebody's page, so the mails are written anew and never kept.
    "application_confirm": Kind(
        applications.application_confirm, _("Confirm your address"), _APPLIED, sensitive=True, priority=2
    ),
    "draft_link": Kind(applications.draft_link, _("Link to a draft"), _APPLIED, sensitive=True, priority=2),
    "application_received": Kind(
        applications.application_received, _("Application received"), _APPLIED, sensitive=True
    ),
    "application_question": Kind(
        applications.application_question, _("Question to an applicant"), _APPLIED, sensitive=True
    ),
    "application_approved": Kind(applications.application_approved, _("Application approved"), _APPLIED),
    "application_declined": Kind(
        applications.application_declined, _("Application declined"), _APPLIED, sensitive=True
    ),
    "application_taken_up": Kind(
        applications.application_taken_up, _("Application taken up again"), _APPLIED, sensitive=True
    ),
    "application_withdrawn": Kind(
        applications.application_withdrawn, _("Application withdrawn"), _APPLIED, sensitive=True
    ),
    "partner_invitation": Kind(
        applications.partner_invitation, _("Invitation of a partner"), _INVITED, sensitive=True
    ),
    "status_link": Kind(
        applications.status_link, _("Link to an application"), _APPLIED, sensitive=True, priority=2
    ),
    "pairing_proposed": Kind(pairings.pairing_proposed, _("Pairing proposed"), _LEADS, can_wait=True),
    "pairing_active": Kind(pairings.pairing_active, _("Pairing begins"), _LEADS, can_wait=True),
    "pairing_declined": Kind(pairings.pairing_declined, _("Pairing declined"), _LEADS, can_wait=True),
    "pairing_turned": Kind(
        pairings.pairing_turned, _("Pairing paused, resumed or complete"), _LEADS, can_wait=True
    ),
    "pairing_withdrawn": Kind(pairings.pairing_withdrawn, _("Pairing ended"), _LEADS, can_wait=True),
    "pulse_asked": Kind(
        pulse.pulse_asked,
        _("Two questions about a pairing"),
        _PAIRED,
        sensitive=True,  # whoever has its link answers for the city
        can_wait=True,
    ),
    "pulse_said_no": Kind(
        pulse.pulse_said_no, _("A pairing needs help"), _LEADS, sensitive=True, can_wait=True
    ),
    "pairing_quiet": Kind(
        pulse.pairing_quiet,
        _("A pairing is quiet"),
        _LEADS,
        optional=True,
        when=_("When nothing has happened in a pairing of your city for long, and once more 14 days later."),
        can_wait=True,
    ),
    # Seats: an invitation's link opens an account, so it is written anew at each try and never kept.
    "invitation": Kind(invitations_emails.invitation, _("Invitation"), _INVITED, sensitive=True, priority=3),
    "invitation_reminder": Kind(
        invitations_emails.invitation_reminder, _("Reminder of an invitation"), _INVITED, sensitive=True
    ),
    "access_request": Kind(
        invitations_emails.access_request, _("Somebody asks for a place in a team"), _LEADS, can_wait=True
    ),
    "access_request_staff": Kind(
        invitations_emails.access_request_staff, _("Request for a place that no lead answered"), _STAFF
    ),
    "access_received": Kind(invitations_emails.access_received, _("Request for a place received"), _ASKED),
    "access_declined": Kind(invitations_emails.access_declined, _("Request for a place declined"), _ASKED),
    "access_known": Kind(invitations_emails.access_known, _("You have a place already"), _ASKED),
    "seat_removed": Kind(emails.seat_removed, _("A place has ended"), _SEATED),
    "colleague_left": Kind(emails.colleague_left, _("A colleague has left"), _LEADS, can_wait=True),
    "tier_changed": Kind(applications.tier_changed, _("Another part in the Forum"), _SEATED, can_wait=True),
    "membership_ended": Kind(applications.membership_ended, _("A membership has ended"), _SEATED),
    "membership_reopened": Kind(applications.membership_reopened, _("A membership goes on"), _SEATED),
    "membership_paused": Kind(applications.membership_paused, _("A membership is paused"), _LEADS),
    "membership_resumed": Kind(
        applications.membership_resumed, _("A membership goes on after a pause"), _LEADS
    ),
    "still_there": Kind(
        yearly_emails.still_there, _("Once a year: still taking part?"), _LEADS, can_wait=True
    ),
    "still_there_reminder": Kind(
        yearly_emails.still_there_reminder, _("Reminder: still taking part?"), _LEADS, can_wait=True
    ),
    "no_longer_there": Kind(yearly_emails.no_longer_there, _("A city no longer takes part"), _STAFF),
    "handed_over": Kind(emails.handed_over, _("New lead contact"), _SEATED),
    # Letters are read by their readers alone: their words are never kept in the outbox.
    "letter": Kind(
        letters_emails.letter, _("Message to a city"), _LETTER, private=True, sensitive=True, can_wait=True
    ),
    "letter_answer": Kind(
        letters_emails.letter_answer, _("Answer to a message"), _WROTE, private=True, sensitive=True
    ),
    "letter_answer_asked": Kind(
        letters_emails.letter_answer_asked,
        _("Is this answer yours?"),
        _WROTE,
        private=True,
        sensitive=True,
        priority=3,
    ),
    **QUESTIONS,
    **BRIEFS,
    **CONTRIBUTIONS,
    **PROJECTS,
    **CALLS,
    **PEER_CALLS,
    **HELP,
    **WANTS,
    **USES,
    **TABLES,
    "place_confirmed": Kind(places_emails.place_confirmed, _("Place confirmed"), _PLACE, priority=3),
    "place_promoted": Kind(places_emails.place_promoted, _("Place after waiting"), _PLACE, priority=3),
    "place_waiting": Kind(places_emails.place_waiting, _("On the waiting list"), _PLACE, priority=3),
    "place_given_up": Kind(places_emails.place_given_up, _("Place given up"), _PLACE, priority=3),
    "event_moved": Kind(planning_emails.event_moved, _("Event moved"), _PLACE, priority=3),
    "event_changed": Kind(planning_emails.event_changed, _("Event changed"), _PLACE),
    "event_postponed": Kind(planning_emails.event_postponed, _("Event postponed"), _PLACE, priority=3),
    "event_cancelled": Kind(planning_emails.event_cancelled, _("Event cancelled"), _PLACE, priority=3),
    "event_resumed": Kind(planning_emails.event_resumed, _("Event published again"), _PLACE, priority=3),
    "guest_invited": Kind(
        guests_emails.guest_invited, _("Invitation of a guest"), _GUEST, sensitive=True, priority=3
    ),
    "guest_told": Kind(
        guests_emails.guest_told, _("Change of an event, to a guest"), _GUEST, sensitive=True, priority=3
    ),
    "guest_reminder": Kind(
        guests_emails.guest_reminder, _("Reminder to a guest"), _GUEST, sensitive=True, priority=3
    ),
    "guest_declined": Kind(
        guests_emails.guest_declined, _("A guest does not come"), _GUEST, sensitive=True, priority=3
    ),
    "event_words_guest": Kind(
        planning_emails.event_words_guest, _("From the secretariat, to a guest"), _GUEST, sensitive=True
    ),
    "guest_taken_back": Kind(
        guests_emails.guest_taken_back,
        _("Invitation of a guest taken back"),
        _GUEST,
        sensitive=True,
        priority=3,
    ),
    # One of three, by who was there: one kind and one key, so that nobody gets two.
    "event_recording": Kind(after_emails.event_recording, _("After an event"), _PLACE, can_wait=True),
    "event_announced": Kind(
        planning_emails.event_announced,
        _("New event"),
        _OPEN_TO_YOU,
        optional=True,
        when=_("Comes when the secretariat tells all who can see an event that there is one, once an event."),
        can_wait=True,
        priority=7,
    ),
    "event_words": Kind(planning_emails.event_words, _("Words to people of an event"), _PLACE, priority=3),
    "event_words_aside": Kind(
        planning_emails.event_words_aside,
        _("Words to people without a place"),
        _ASIDE,
        optional=True,
        when=_("Comes when it writes to people who want the recording of an event, or gave up their place."),
        can_wait=True,
    ),
    "event_words_trial": Kind(
        planning_emails.event_words_trial, _("Trial of your words"), _STAFF, priority=2
    ),
    "reminder_day": Kind(
        places_emails.reminder_day,
        _("Reminder a day before"),
        _PLACE,
        optional=True,
        when=_("Comes a day before each event at which you have a place."),
    ),
    "reminder_hour": Kind(
        places_emails.reminder_hour,
        _("Reminder an hour before"),
        _PLACE,
        optional=True,
        when=_("Comes an hour before each event at which you have a place."),
        priority=2,
    ),
    # One that may have arrived is not sent again: the next comes in a week.
    "digest": Kind(
        digest_emails.digest,
        _("New for you, once a week"),
        _WEEKLY,
        repeat=False,
        optional=True,
        when=_("Comes on one morning a week on your clock, and only when there is something new."),
        priority=9,
    ),
}
