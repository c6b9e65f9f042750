"""The verbs of cities that are asked to sign: sign, take it back, later, no; and of their name on the web."""

from datetime import date
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.advocacy import rules
from cities.advocacy.models import CallVersion, JointCall, Signature, Undecided
from cities.advocacy.recipients import mail_each, people_of
from cities.advocacy.refusals import AnotherDay, AnotherText, NotForThem, NotNow, SoAlready
from cities.directory.models import City
from cities.people.models import User
from icaforum.audit.belonging import belongs
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.forum.reading import the_forum
from icaforum.words.times import database_now

name_verbs(
    {
        "call signed": gettext_lazy("signed a joint call"),
        "signature taken back": gettext_lazy("took a signature back"),
        "signature name agreed": gettext_lazy("agreed that its name stands on the web"),
        "signature name refused": gettext_lazy("took its name as a signatory off the web"),
        "call decided later": gettext_lazy("has not decided yet on a joint call"),
        "call declined": gettext_lazy("does not sign a joint call"),
    }
)
belongs(Signature, "city", to=City)
belongs(Signature, "signed_by", to=User)
belongs(Signature, "version__call", to=JointCall)
belongs(Undecided, "city", to=City)
belongs(Undecided, "person", to=User)


@transaction.atomic
def sign(
    call: JointCall,
    *,
    city: City,
    fingerprint: str,
    decided_by: str,
    decided_on: date,
    by: User,
    decided_by_whom: str = "",
    agrees_public: bool = False,
) -> Signature:
    """Sign exactly the text of this fingerprint for a city that this person leads; return the signature.

    `decided_by` says who decided in the city, `agrees_public` whether its name may stand on the web, which is
    two of its working days later at the earliest. Raises NotForThem, NotNow, and AnotherText where the text
    was changed since it was read.
    """
    call = _lock_signable(call)
    _refuse_not_lead(city, by)
    version = call.versions.first()
    if version is None or version.fingerprint != fingerprint:
        raise AnotherText(_("The text was changed meanwhile. Read the new version, then sign it."))
    _refuse_signed(call, city)
    now = database_now()
    days = the_forum().workdays
    zone = ZoneInfo(city.known_zone) if city.known_zone else days.zone
    if decided_on > now.astimezone(zone).date():
        raise AnotherDay(_("A city signs once it has decided. Choose a day that has begun."))
    row = Signature.objects.create(
        version=version,
        city=city,
        tier=city.memberships.open().get().tier,
        signed_by=by,
        signed_at=now,
        decided_by=decided_by,
        decided_by_whom=decided_by_whom.strip(),
        decided_on=decided_on,
        agrees_public=agrees_public,
        public_from=rules.public_from(now, country=str(city.country), zone=zone, closed=days.closed),
    )
    # Who signs is undecided no more.
    Undecided.objects.filter(call=call, city=city).delete()
    record("call signed", row, by=by)
    told = people_of(city).exclude(pk=by.pk)
    mail_each("call_signed", told, key=f"signature:{row.pk}:signed", ids={"signature": row.pk})
    return row


@transaction.atomic
def take_signature_back(signature: Signature, *, by: User) -> Signature:
    """Take the signature of a city back, by one of its leads, or by the secretariat in its name.

    Raises NotForThem, and NotNow once the list is closed.
    """
    call = _lock_signable(signature.version.call)
    row = Signature.objects.locked(signature.pk)
    if not by.acts_as_staff:
        _refuse_not_lead(row.city, by)
    if row.withdrawn_at:
        raise SoAlready(_("The signature of %(city)s is taken back already.") % {"city": row.city})
    if row.version_id != _newest(call).pk:
        raise NotNow(_("This signature stands under an earlier text and counts no more."))
    row.withdrawn_at, row.withdrawn_by, row.went_public_at = database_now(), by, None
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "went_public_at"])
    record("signature taken back", row, by=by)
    told = people_of(row.city).exclude(pk=by.pk)
    mail_each("call_signature_back", told, key=f"signature:{row.pk}:back", ids={"signature": row.pk})
    return row


@transaction.atomic
def choose_name_on_web(signature: Signature, *, agrees: bool, by: User) -> Signature:
    """Let the name of a signatory stand on the web, or take it off, by a lead of the city; at any time.

    Taken off it is gone at once, which the secretariat can do as well, and who led a city that left. Agreed
    to, it goes up when its days are over. Raises NotForThem, NotNow.
    """
    row = Signature.objects.locked(signature.pk)
    led = by.seats.open().leads().filter(city=row.city_id)
    if agrees or not (by.acts_as_staff or led.exists()):
        _refuse_not_lead(row.city, by)
    if row.withdrawn_at:
        raise NotNow(_("The signature of %(city)s was taken back meanwhile.") % {"city": row.city})
    if row.agrees_public == agrees:
        raise SoAlready(_("That is so already."))
    row.agrees_public, row.went_public_at = agrees, None
    row.save(update_fields=["agrees_public", "went_public_at"])
    record("signature name agreed" if agrees else "signature name refused", row, by=by)
    return row


@transaction.atomic
def decide_later(call: JointCall, *, city: City, remind_on: date, by: User) -> Undecided:
    """Note that a city has not decided yet, and remind this person on a day. Raises NotForThem, NotNow."""
    call = _lock_signable(call)
    _refuse_not_lead(city, by)
    _refuse_signed(call, city)
    days = the_forum().workdays
    if not days.day_of(database_now()) < remind_on <= days.day_of(call.sign_by):
        raise AnotherDay(_("Choose a day after today, and before the list closes."))
    row, _is_new = Undecided.objects.update_or_create(
        call=call,
        city=city,
        defaults={"person": by, "remind_on": remind_on, "reminded_at": None, "declined_at": None},
    )
    record("call decided later", row, by=by)
    return row


@transaction.atomic
def decline(call: JointCall, *, city: City, by: User) -> Undecided:
    """Note that a city does not sign, which the secretariat alone sees. Raises NotForThem, NotNow."""
    call = _lock_signable(call)
    _refuse_not_lead(city, by)
    _refuse_signed(call, city)
    row, _is_new = Undecided.objects.update_or_create(
        call=call,
        city=city,
        defaults={"person": by, "remind_on": None, "reminded_at": None, "declined_at": database_now()},
    )
    record("call declined", row, by=by)
    return row


def _lock_signable(call: JointCall) -> JointCall:
    call = JointCall.objects.locked(call.pk)
    if not call.takes_signatures(database_now()):
        raise NotNow(_("The list of this call is not open."))
    return call


def _newest(call: JointCall) -> CallVersion:
    return call.versions.latest("number")


def _refuse_not_lead(city: City, by: User) -> None:
    if not by.seats.standing().leads().filter(city=city).exists():
        raise NotForThem(_("A lead contact signs for a city or organisation in the Forum."))


def _refuse_signed(call: JointCall, city: City) -> None:
    found = Signature.objects.of(_newest(call)).filter(city=city).select_related("signed_by").first()
    if found:
        raise SoAlready(found.in_words)
