"""The verb by which the identity of a city's own is bound to an account."""

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.people.models import User
from cities.people.proofs import mark_address_proved
from icaforum.audit.locks import lock_row
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs

name_verbs({"identity linked": gettext_lazy("signed in through the city for the first time")})


class IdentityOfAnother(Refused):
    """The identity is bound to another account, or the account to another identity of the same provider."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This does not fit what we know of your account: it was opened with another identity of your "
                "city, or your identity has opened another account. Sign in with a code, or write to us."
            )
        )


class ClosedToIdentities(Refused):
    """The account behind the address is closed."""


@transaction.atomic
def link_identity(person: User, *, provider: str, sub: str, address: str, by: User) -> User:
    """Bind an identity to the account of the address that its provider vouches for; return the person.

    The address says whose account it is, the identity that it is still the same person: an address that
    passes on to somebody else opens nothing. Raises ClosedToIdentities and IdentityOfAnother.
    """
    person = lock_row(person)
    if not person.is_active:
        raise ClosedToIdentities(_("This account was closed. Please write to us."))
    held = SocialAccount.objects.filter(Q(uid=sub) | Q(user=person), provider=provider)
    if any((row.uid, row.user_id) != (sub, person.pk) for row in held):
        raise IdentityOfAnother
    mark_address_proved(person, address)
    if held.update(last_login=Now()):
        return person
    try:
        # A savepoint: after an error PostgreSQL refuses everything else in the transaction.
        with transaction.atomic():
            SocialAccount.objects.create(user=person, provider=provider, uid=sub)
    except IntegrityError as error:  # bound to another account this moment
        raise IdentityOfAnother from error
    record("identity linked", person, by=by)
    return person
