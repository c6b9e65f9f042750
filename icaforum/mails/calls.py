"""The mails of joint calls: a part of the table of all mails."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from cities.advocacy import emails
from icaforum.forum.models import Room
from icaforum.outbox.kinds import Kind
from pilots.interest import emails as interest

_LEADS = _("You get this mail because you are a lead contact of your city in the %(forum)s.")
_CITY = _("You get this mail because you are a contact of this city in the %(forum)s.")
_SIGNED = _(
    "You get this mail because your city signed this joint call in the %(forum)s, or your organisation "
    "supports it."
)
_ASKED = _(
    "You get this mail because your city was asked to sign this joint call in the %(forum)s, or has signed "
    "it."
)
_CHOSE = _("You get this mail because you asked to be reminded of this joint call in the %(forum)s.")
_COMMENTED = _("You get this mail because you commented on this joint call in the %(forum)s.")

_news = partial(Kind, why=_SIGNED, optional=True, room=Room.JOINT_CALLS, can_wait=True)

CALLS: dict[str, Kind] = {
    "call_opened": Kind(
        emails.call_opened,
        _("A joint call to sign"),
        _LEADS,
        optional=True,
        room=Room.JOINT_CALLS,
        when=_("Once for each joint call, when it is opened for signing."),
        can_wait=True,
    ),
    "call_closes": Kind(
        emails.call_closes,
        _("The list of a joint call closes"),
        _LEADS,
        optional=True,
        room=Room.JOINT_CALLS,
        when=_("Once, three working days before it closes, while your city has not answered."),
        can_wait=True,
    ),
    "call_reminder": Kind(emails.call_reminder, _("A joint call, as you wished"), _CHOSE),
    "call_text_changed": Kind(emails.call_text_changed, _("The text of a joint call has changed"), _SIGNED),
    "call_changed": Kind(
        emails.call_changed,
        _("An open joint call has changed"),
        _ASKED,
        optional=True,
        room=Room.JOINT_CALLS,
        when=_("Whenever the secretariat changes a joint call that is open, such as its last day."),
    ),
    "call_signed": Kind(emails.call_signed, _("Your city has signed"), _CITY),
    "call_signature_back": Kind(emails.call_signature_back, _("A signature is taken back"), _CITY),
    "call_handed_over": _news(
        emails.call_handed_over,
        _("A joint call is handed over"),
        when=_("Once for each joint call that your city signed."),
    ),
    "call_answered": _news(
        emails.call_answered,
        _("A joint call is answered"),
        when=_("Once for each joint call that your city signed."),
    ),
    "call_ended": _news(
        emails.call_ended,
        _("What changed by a joint call"),
        when=_("Once for each joint call that your city signed."),
    ),
    "call_dropped": Kind(emails.call_dropped, _("A joint call is dropped"), _SIGNED, can_wait=True),
    "call_comment_hidden": Kind(emails.call_comment_hidden, _("A comment is hidden"), _COMMENTED),
}

_BEGUN = _("You get this mail because your city has begun an interest in this call in the %(forum)s.")

_MAY_ANSWER = _(
    "You get this mail because your city has begun an interest in this call in the %(forum)s, or may answer "
    "it."
)

PEER_CALLS: dict[str, Kind] = {
    "peer_call_opened": Kind(
        interest.peer_call_opened,
        _("A call for peers is open"),
        _LEADS,
        optional=True,
        room=Room.PEER_CALLS,
        when=_("Once for each call for peers, while your city learns in no pairing."),
        can_wait=True,
    ),
    "peer_call_moved": Kind(interest.peer_call_moved, _("Other days of a call for peers"), _MAY_ANSWER),
    "peer_call_dropped": Kind(interest.peer_call_dropped, _("A call for peers is dropped"), _BEGUN),
    "interest_reminder": Kind(
        interest.interest_reminder,
        _("An interest that is not sent"),
        _BEGUN,
        optional=True,
        room=Room.PEER_CALLS,
        when=_("Seven days and two days before a call closes, while your city has begun and not sent."),
    ),
    "interest_decided": Kind(interest.interest_decided, _("What becomes of your interest"), _BEGUN),
    "interest_stands": Kind(interest.interest_stands, _("Your interest is sent, or taken back"), _BEGUN),
}
