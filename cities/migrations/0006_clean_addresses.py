"""Clean the addresses that stand there, where that makes no two of them one.

Accounts whose address cannot be cleaned, or is somebody else's once it is, are marked for the secretariat
(`manage.py find_addresses`) and never merged. Open invitations to such an address are taken back: accepted,
they would become an account that nobody can open.
"""

from collections import Counter

from django.core.exceptions import ValidationError
from django.db import migrations
from django.db.models.functions import Now

from icaforum.words.addresses import clean_address, is_clean, validate_address


def clean(apps, schema_editor):
    """Clean all tables, accounts first: what became of them decides about the addresses they proved."""
    User = apps.get_model("cities", "User")
    EmailAddress = apps.get_model("account", "EmailAddress")
    _clean_accounts(User, EmailAddress)
    _clean_proved(User, EmailAddress)
    _clean_invitations(apps.get_model("cities", "Invitation"))
    _clean_requests(apps.get_model("cities", "AccessRequest"))
    for application in _unclean(apps.get_model("cities", "Application")):
        _write(application)


def _clean_accounts(User, EmailAddress):
    unclean = _unclean(User)
    wanted = Counter(clean_address(person.email) for person in unclean)
    for person in unclean:
        cleaned = clean_address(person.email)
        taken = (
            wanted[cleaned] > 1
            or User.objects.filter(email=cleaned).exclude(pk=person.pk).exists()
            or EmailAddress.objects.filter(email=cleaned).exclude(user=person.pk).exists()
        )
        if taken or not _write(person):
            User.objects.filter(pk=person.pk).update(address_to_settle=True)


def _clean_proved(User, EmailAddress):
    for address in _unclean(EmailAddress):
        cleaned = clean_address(address.email)
        taken = (
            EmailAddress.objects.filter(email=cleaned).exclude(pk=address.pk).exists()
            or User.objects.filter(email=cleaned).exclude(pk=address.user_id).exists()
            or User.objects.filter(pk=address.user_id, address_to_settle=True).exists()
        )
        # Nothing finds it as it stands, so it opens no account; it is kept for whoever settles the account.
        if taken or not _write(address):
            EmailAddress.objects.filter(pk=address.pk).update(verified=False)


def _clean_invitations(Invitation):
    for offer in _unclean(Invitation):
        is_open = offer.accepted_at is None and offer.revoked_at is None
        rivals = Invitation.objects.filter(accepted_at=None, revoked_at=None, city=offer.city_id)
        rivals = rivals.filter(email=clean_address(offer.email)).exclude(pk=offer.pk)
        taken = is_open and rivals.exists()
        if (taken or not _write(offer)) and is_open:
            Invitation.objects.filter(pk=offer.pk).update(revoked_at=Now())


def _clean_requests(AccessRequest):
    for request in _unclean(AccessRequest):
        rivals = AccessRequest.objects.filter(answered_at=None, city=request.city_id)
        rivals = rivals.filter(email=clean_address(request.email)).exclude(pk=request.pk)
        if request.answered_at is not None or not rivals.exists():
            _write(request)


def _unclean(model):
    return list(model.objects.exclude(is_clean("email")).order_by("pk"))


def _write(row):
    """Write the cleaned address; return whether it can be one."""
    cleaned = clean_address(row.email)
    try:
        validate_address(cleaned)
    except ValidationError:
        return False
    type(row).objects.filter(pk=row.pk).update(email=cleaned)
    return True


class Migration(migrations.Migration):

    dependencies = [
        # And allauth's table, which stands since 0001: named here, it would go in a circle with what replaces this.
        ('cities', '0005_address_to_settle'),
    ]

    operations = [migrations.RunPython(clean, migrations.RunPython.noop)]
