"""The verbs of a joint call until it is opened for signing, and of all later changes of its text."""

from collections.abc import Container, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.advocacy import rules
from cities.advocacy.models import CallVersion, JointCall, Reading
from cities.advocacy.recipients import (
    leads_to_ask,
    mail_each,
    people_of_signatories,
    people_on,
    told_of_change,
)
from cities.advocacy.refusals import NotForThem, NotNow, SoAlready, TooMany
from cities.advocacy.rules import SIGNED
from cities.directory.models import City
from cities.people import limits
from cities.people.models import User
from icaforum.audit.as_read import mark_of
from icaforum.audit.belonging import belongs
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.words.slugs import free_slug
from icaforum.words.times import database_now

name_verbs(
    {
        "call drafted": gettext_lazy("drafted a joint call"),
        "call changed": gettext_lazy("changed a joint call"),
        "call shown for comments": gettext_lazy("asked members for comments on a joint call"),
        "call ready": gettext_lazy("said that a joint call can be opened for signing"),
        "call opened": gettext_lazy("opened a joint call for signing"),
        "call text changed": gettext_lazy("changed the text of a joint call, which is signed anew"),
        "call translated": gettext_lazy("wrote the text of a joint call in another language, for reading"),
        "call reading removed": gettext_lazy("took away a text for reading"),
        # Of the clock (`waiting`), which no page imports.
        "reminded to sign": gettext_lazy("reminded cities that the list of a joint call closes"),
        "reminded of a call": gettext_lazy("was reminded of a joint call, as it wished"),
        "signature went public": gettext_lazy("stands on the web as a signatory"),
    }
)
belongs(JointCall, "city", to=City)
belongs(JointCall, "author", to=User)

TAKEN = {"new", "comments"}
WORDS = (*SIGNED, "decides", "sign_by")


@transaction.atomic
def draft_call(
    *,
    city: City | None,
    title: str,
    addressee: str,
    language: str,
    text: str,
    sign_by: datetime,
    by: User,
    decides: str = "",
    is_sample: bool = False,
) -> JointCall:
    """Draft a joint call for a city that this person leads, or for the secretariat (no city); return it.

    Nobody else sees it yet. Raises NotForThem, NotNow for a day that is over, TooMany.
    """
    _refuse_writing(city, by)
    if sign_by <= database_now():
        raise NotNow(_("The list would be closed already. Choose a later day."))
    if city is not None and limits.one_too_many(calls_of_person=by.pk):
        raise TooMany(_("You have drafted many joint calls today. Please go on tomorrow."))
    call = JointCall.objects.create(
        city=city,
        author=by,
        title=title.strip(),
        slug=_slug(title),
        addressee=addressee.strip(),
        decides=decides.strip(),
        language=language,
        text=text.strip(),
        sign_by=sign_by,
        drafted_at=database_now(),
        is_sample=is_sample,
    )
    record("call drafted", call, by=by, **({"city": city.pk} if city else {}))
    return call


def _slug(title: str) -> str:
    found = free_slug(title, taken=JointCall.objects.all(), fallback="call", longest=70)
    # Words that addresses of other pages have in this place.
    return (
        free_slug("call", taken=JointCall.objects.all(), fallback="call", longest=70)
        if found in TAKEN
        else found
    )


@transaction.atomic
def change_call(call: JointCall, *, by: User, **facts: Any) -> JointCall:
    """Change the words of a call, by the names of its columns (`WORDS`); return it.

    A draft: by its city's leads or by the secretariat. Once it was opened: by the secretariat alone, and any
    change of what is signed makes a new version, which nobody has signed yet, and asks every signatory again.
    While it is open, all who were asked are told what changed, the last day included.
    Raises NotForThem, and NotNow once it was handed over or the list would close in the past.
    """
    call = _own(call, by)
    if call.is_over or call.handed_over_on:
        raise NotNow(_("The call is handed over or over. Its text stays as it was signed."))
    was, changed = call.sign_by, _put_into(call, facts)
    if not changed:
        return call
    is_new_text = bool(call.opened_at) and any(name in SIGNED for name in changed)
    now = database_now()
    if call.sign_by <= now and ("sign_by" in changed or is_new_text):
        raise NotNow(_("The list would be closed already. Choose a later day."))
    if "sign_by" in changed or is_new_text:
        call.reminded_at = None
        changed.append("reminded_at")
    call.save(update_fields=changed)
    record(
        "call text changed" if is_new_text else "call changed",
        call,
        by=by,
        fields=[it for it in changed if it in WORDS],
    )
    if call.takes_signatures(now):
        _tell_of_change(call, changed, now, was=was, is_new_text=is_new_text, by=by)
    return call


def _put_into(call: JointCall, facts: Mapping[str, Any]) -> list[str]:
    """Put new words into a call that is not stored yet; return the names of those that are others."""
    stripped = {name: value.strip() if isinstance(value, str) else value for name, value in facts.items()}
    changed = [name for name in WORDS if name in stripped and stripped[name] != getattr(call, name)]
    for name in changed:
        setattr(call, name, stripped[name])
    return changed


def _tell_of_change(
    call: JointCall, changed: Container[str], now: datetime, *, was: datetime, is_new_text: bool, by: User
) -> None:
    """Tell all who were asked what changed in an open call; `was` is the moment when its list closed."""
    # Before the new version stands, under which nobody has signed.
    others = list(told_of_change(call, is_new_text=is_new_text).values_list("pk", flat=True))
    if is_new_text:
        _ask_anew(call, now, by)
    said: dict[str, Any] = {"call": call.pk}
    if "sign_by" in changed:
        said |= {"closed": was.isoformat(), "closes": call.sign_by.isoformat()}
    if "decides" in changed:
        said["decides"] = mark_of(call.decides)
    if is_new_text:
        said["number"] = call.versions.latest("number").number
    key = f"call:{call.pk}:edited:{now.timestamp():.6f}"
    mail_each("call_changed", User.objects.filter(pk__in=others), key=key, ids=said)


def _ask_anew(call: JointCall, now: datetime, by: User) -> None:
    """Make the next version of the text, and tell those who signed the one before."""
    old = call.versions.latest("number")
    told = list(people_of_signatories(old).values_list("pk", flat=True))
    _make_version(call, now, by)
    ids = {"call": call.pk, "number": old.number}
    people = User.objects.filter(pk__in=told)
    mail_each("call_text_changed", people, key=f"call:{call.pk}:{old.number}:changed", ids=ids)


@transaction.atomic
def show_for_comments(call: JointCall, *, by: User) -> JointCall:
    """Show a draft to all cities in the Forum, who can comment on it. Raises NotForThem, NotNow."""
    call = _own(call, by)
    if not call.is_draft or call.shown_at:
        raise SoAlready(_("Members see this call already."))
    call.shown_at = database_now()
    call.save(update_fields=["shown_at"])
    record("call shown for comments", call, by=by)
    return call


@transaction.atomic
def say_ready(call: JointCall, *, by: User) -> JointCall:
    """Tell the secretariat that a draft can be opened for signing. Raises NotForThem, NotNow."""
    call = _own(call, by)
    if not call.is_draft or call.ready_at:
        raise SoAlready(_("The secretariat knows already that this call is ready."))
    call.ready_at = database_now()
    call.save(update_fields=["ready_at"])
    record("call ready", call, by=by)
    return call


@transaction.atomic
def open_for_signing(call: JointCall, *, by: User) -> JointCall:
    """Open a draft for signing in exactly the text that stands, and ask the leads of all cities.

    By the secretariat. Raises NotNow.
    """
    call = JointCall.objects.locked(call.pk)
    now = database_now()
    if not call.is_draft:
        raise NotNow(_("This call was opened for signing already, or dropped."))
    if call.sign_by <= now:
        raise NotNow(_("The list would be closed already. Choose a later day."))
    call.opened_at = now
    call.save(update_fields=["opened_at"])
    record("call opened", call, by=by)
    version = _make_version(call, now, by)
    ids = {"call": call.pk, "number": version.number}
    asked = people_on(leads_to_ask(call)).exclude(pk=by.pk)
    mail_each("call_opened", asked, key=f"call:{call.pk}:{version.number}:opened", ids=ids)
    return call


def _make_version(call: JointCall, now: datetime, by: User) -> CallVersion:
    """Fix the text that stands as the next version."""
    words = {name: getattr(call, name) for name in SIGNED}
    number = call.versions.count() + 1
    return CallVersion.objects.create(
        call=call,
        number=number,
        fingerprint=rules.fingerprint_of(call),
        opened_at=now,
        made_by=by,
        **words,
    )


@transaction.atomic
def write_reading(call: JointCall, *, language: str, title: str, text: str, by: User) -> Reading:
    """Write, or change, the text of a call in another language, which is for reading alone; return it.

    By its city's leads or the secretariat. Raises NotForThem, and NotNow for the language that is signed.
    """
    call = _own(call, by)
    if language == call.language:
        raise NotNow(_("This is the language that is signed. Change the text itself."))
    if call.is_over:
        raise NotNow(_("The call is over."))
    newest = call.versions.first()
    row, _is_new = Reading.objects.update_or_create(
        call=call,
        language=language,
        defaults={
            "title": title.strip(),
            "text": text.strip(),
            "of_version": newest.number if newest else None,
            "written_by": by,
            "written_at": database_now(),
        },
    )
    record("call translated", call, by=by)
    return row


@transaction.atomic
def remove_reading(call: JointCall, *, language: str, by: User) -> JointCall:
    """Take the text in another language away. Raises NotForThem, and NotNow where there is none."""
    call = _own(call, by)
    gone, _rows = call.readings.filter(language=language).delete()
    if not gone:
        raise NotNow(_("There is no text in this language."))
    record("call reading removed", call, by=by)
    return call


def _own(call: JointCall, by: User) -> JointCall:
    """Return the call as it stands, locked, for whoever may write it now; raises NotForThem, NotThere, Busy.

    The secretariat; and the leads of the city that writes it, until it is opened for signing.
    """
    call = JointCall.objects.locked(call.pk)
    if by.acts_as_staff:
        return call
    _refuse_writing(call.city, by)
    if not call.is_draft:
        raise NotForThem(_("Once a call is open for signing, the secretariat alone changes it. Write to us."))
    return call


def _refuse_writing(city: City | None, by: User) -> None:
    if by.acts_as_staff:
        return
    leads = by.seats.standing().leads()
    if city is None or city.is_partner or not leads.filter(city=city).exists():
        raise NotForThem(_("A lead contact of a city in the Forum writes a joint call, or the secretariat."))
