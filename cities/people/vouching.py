"""Who stands behind an open invitation into the secretariat: it ends with that colleague's right to invite.

Else somebody could come back by an invitation of their own making. The history tells who sent it last, which
nobody can alter; sent again by another colleague, it is theirs.
"""

from django.utils.translation import ngettext

from cities.people.models import User
from icaforum.audit.models import Entry

SENT = ("colleague added", "colleague invited again")


def nobody_vouches(person: User) -> bool:
    """Whether whoever sent an open invitation last may add no colleague any more."""
    return person.staff_invitation_ends_at is not None and not _may_invite(_inviter_of(person))


def offers_of(person: User) -> list[User]:
    """Return whose open invitations end with this person's right to invite."""
    if not _may_invite(person.pk):
        return []
    invited = User.objects.filter(is_staff=True, staff_invitation_ends_at__isnull=False)
    return [it for it in invited.order_by("pk") if _inviter_of(it) == person.pk]


def offers_in_words(person: User) -> str:
    """Say how many open invitations end with it; empty where there is none."""
    count = len(offers_of(person))
    said = ngettext(
        "%(n)d open invitation into the secretariat ends too, unless a colleague sends it again.",
        "%(n)d open invitations into the secretariat end too, unless a colleague sends them again.",
        count,
    )
    return said % {"n": count} if count else ""


def _inviter_of(person: User) -> int | None:
    sent = Entry.objects.about(person).filter(verb__in=SENT)
    return sent.values_list("actor_id", flat=True).first()


def _may_invite(key: int | None) -> bool:
    # Without a key nobody did it whose rights could end.
    return key is None or User.objects.filter(pk=key, is_active=True, is_superuser=True).exists()
