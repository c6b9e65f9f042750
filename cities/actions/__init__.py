"""The verbs of the members' part, one noun a file; `from cities import actions` finds them all."""

from cities.actions.city import AlreadyInDirectory, add_city, edit_city
from cities.actions.invitation import (
    AccountClosed,
    AlreadyInTeam,
    AlreadyInvited,
    InvitationOver,
    NotInForum,
    TooSoon,
    accept_invitation,
    invite,
    remind_invitations,
    renew_invitation,
    resend_invitation,
    revoke_invitation,
)
from cities.actions.membership import (
    AlreadyMember,
    MembershipEnded,
    WrongTier,
    change_tier,
    end_membership,
    open_membership,
)

__all__ = [
    "AccountClosed",
    "AlreadyInDirectory",
    "AlreadyInTeam",
    "AlreadyInvited",
    "AlreadyMember",
    "InvitationOver",
    "MembershipEnded",
    "NotInForum",
    "TooSoon",
    "WrongTier",
    "accept_invitation",
    "add_city",
    "change_tier",
    "edit_city",
    "end_membership",
    "invite",
    "open_membership",
    "remind_invitations",
    "renew_invitation",
    "resend_invitation",
    "revoke_invitation",
]
