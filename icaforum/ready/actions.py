"""The verbs of «Ready to open?»: ask for a look from outside, take it, confirm what only a person can."""

import hashlib
from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models.functions import Now
from django.template.loader import get_template
from django.utils.translation import gettext_lazy, override

from cities.models import City
from icaforum.audit.details import choice_of, name_details
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.privacy.keeping import kept
from icaforum.ready.looking import look
from icaforum.ready.models import Confirmation, Look
from icaforum.words.times import database_now

name_verbs(
    {
        "looked from outside": gettext_lazy("asked how the portal looks from outside"),
        "found right": gettext_lazy("confirmed"),
    }
)
name_details({"confirmed": choice_of(Confirmation.What.choices, gettext_lazy("what"))})

EACH = timedelta(days=1)
What = Confirmation.What


@transaction.atomic
def ask_to_look(*, by: AbstractBaseUser) -> Look:
    """Have the clock take a look from outside; it does within a minute."""
    found, _is_new = Look.objects.update_or_create(pk=1, defaults={"asked_at": Now()})
    record("looked from outside", found, by=by)
    return found


def look_if_due(*, now: datetime | None = None) -> bool:
    """Take a look that somebody asked for, or that is a day old; return whether it was taken."""
    now = now or database_now()
    last = Look.the()
    if not last.is_waited_for and last.looked_at and last.looked_at > now - EACH:
        return False
    # Asked first: whoever asks while it is taken gets another one.
    Look.objects.update_or_create(pk=1, defaults={"found": look(now), "looked_at": now})
    return True


@transaction.atomic
def confirm(what: str, *, by: AbstractBaseUser) -> Confirmation:
    """Note that somebody has read this as it stands now and found it right. Raises ValueError for no such."""
    kind = What(what)
    facts = {"fingerprint": fingerprint(kind), "by": by, "at": database_now()}
    confirmed, _is_new = Confirmation.objects.update_or_create(what=kind, defaults=facts)
    record("found right", confirmed, by=by, confirmed=kind.value)
    return confirmed


def fingerprint(what: Confirmation.What) -> str:
    """Return what changes when that is changed which was confirmed."""
    if what == What.PLEDGE:
        signed = City.objects.filter(pledge=True).order_by("pk").values_list("pk", flat=True)
        text = ",".join(map(str, signed))
    else:
        text = get_template("icaforum/pages/privacy.html").template.source  # type: ignore[attr-defined]
        with override("en"):  # the same for every reader
            text += "\n".join(kept())
    return hashlib.sha256(text.encode()).hexdigest()
