"""What shows that an account is somebody's: addresses that were proved, and identities of a city's own."""

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount

from cities.people.models import User


def mark_address_proved(person: User, email: str) -> None:
    """Note that the address is the person's: a link came by mail to it, or its city said so."""
    rows = EmailAddress.objects.filter(user=person)
    # An account has one primary address at most; the table holds it to that.
    first = person.email == email and not rows.filter(primary=True).exists()
    address, is_new = rows.get_or_create(
        user=person, email=email, defaults={"verified": True, "primary": first}
    )
    if not is_new and not address.verified:
        address.verified = True
        address.save(update_fields=["verified"])


def forget_identities(person: User) -> bool:
    """Let no identity of a city's own open the account any more; return whether one did."""
    deleted, _by_kind = SocialAccount.objects.filter(user=person).delete()
    return bool(deleted)
