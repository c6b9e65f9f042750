"""The verbs of a city that uses something: say it, change the words, take them back, the web."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import City, Measure, Officer, User
from cities.people import limits
from cities.sharing.models import can_view
from cities.sharing.viewers import viewer_of
from cities.talking.anonymity import described_or_named
from icaforum.audit.belonging import belongs
from icaforum.audit.locks import locked
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import NewMail, queue_mails
from icaforum.words.times import database_now
from resources.library.models import Resource
from resources.uses.asked import about, could_use
from resources.uses.models import FollowUp, Use
from resources.uses.refusals import NotNow, NotThere, NotYours, OtherWords, ToCome, TooMany
from resources.uses.rules import first_day, is_to_come
from resources.uses.standing import seal_again

name_verbs(
    {
        "use said": gettext_lazy("said that the city uses something"),
        "use changed": gettext_lazy("changed what the city says of a use"),
        "use taken back": gettext_lazy("took back that the city uses something"),
        "use agreed to the web": gettext_lazy("let the web read what the city says of a use"),
        "use taken off the web": gettext_lazy("took what the city says of a use off the web"),
    }
)
belongs(Use, "city", to=City)
belongs(Use, "author", to=User)
belongs(FollowUp, "use", to=Use)
belongs(FollowUp, "author", to=User)

WORDS = ("since", "changed", "began")
"""What a contact may change of a use, by the names of its columns."""


@transaction.atomic
def say_use(
    thing: Resource | Measure,
    *,
    city: City,
    since: str,
    changed: str,
    language: str,
    by: User,
    began: str = "",
    is_named: bool = True,
    is_sample: bool = False,
) -> Use:
    """Say for a city that it uses a paper, or a measure of another city; return the use.

    The leads of the cities that made it are told. Raises NotYours, NotThere, NotNow, ToCome, HasToBeNamed,
    TooMany.
    """
    # Two that say it at once for one city, or two unnamed ones of which one is the fifth, wait here.
    locked(type(thing).objects.select_for_update(of=("self",), no_key=True), thing.pk)
    _refuse_who_may_not(thing, city, by)
    if Use.objects.filter(city=city, taken_back_at=None, **about(thing)).exists():
        raise NotNow(_("%(city)s has said already that it uses this.") % {"city": city})
    now = database_now()
    if is_to_come(since, now):
        raise ToCome(_("This has not begun yet. Say it once you use it."))
    if limits.one_too_many(uses_of_person=by.pk):
        raise TooMany(_("You have said much today. Please go on tomorrow."))
    shown = described_or_named(city, language, among=could_use(thing), is_named=is_named)
    row = Use(
        city=city,
        author=by,
        tier=city.memberships.open().get().tier,
        language=language,
        is_named=is_named,
        band=shown.band,
        region=shown.region,
        since=since,
        changed=changed.strip(),
        began=began.strip(),
        counts_from=first_day(since, now),
        said_at=now,
        last_said_at=now,
        is_sample=is_sample,
        **about(thing),
    )
    row.seal = row.seal_of([])
    row.save()
    record("use said", row, by=by, city=city.pk)
    _tell_those_who_made_it(row, thing)
    return row


def _refuse_who_may_not(thing: Resource | Measure, city: City, by: User) -> None:
    """Raise NotYours or NotThere unless this person may say for the city that it uses this."""
    if city.is_partner or not by.seats.standing().filter(city=city).exists():
        raise NotYours(_("A contact of a city in the Forum says what it uses."))
    viewer = viewer_of(by)
    if isinstance(thing, Measure):
        is_there = Measure.objects.visible_to(viewer).shown().filter(pk=thing.pk).exists()
        is_own = thing.city_id == city.pk
    else:
        is_there = thing.is_published and can_view(viewer, thing)
        is_own = thing.own_cities().filter(pk=city.pk).exists()
    if not is_there:
        raise NotThere(_("Your city may not read this, or others no longer do."))
    if is_own:
        raise NotYours(_("%(city)s made it: other cities say whether they use it.") % {"city": city})


def _tell_those_who_made_it(row: Use, thing: Resource | Measure) -> None:
    """Mail the leads of the cities that made what is used; of a paper that names none, nobody."""
    of_thing = {"measures": thing} if isinstance(thing, Measure) else {"resources": thing}
    made = City.objects.filter(**of_thing).order_by().values("pk")
    leads = Officer.objects.standing().leads().filter(city__in=made, person__is_active=True)
    people = User.objects.filter(pk__in=leads.order_by().values("person")).order_by("pk")
    queue_mails(
        NewMail("use_said", it, f"use:{row.pk}:said:{it.pk}", {"use": row.pk, "reader": it.pk})
        for it in people
    )


def _own(use: Use, by: User, *, lead: bool = False) -> Use:
    """Return a use, locked, for a contact or a lead of its city; raises NotYours, NotNow, NotThere, Busy."""
    row = Use.objects.locked(use.pk)
    seats = by.seats.standing().filter(city=row.city_id)
    if not (seats.leads() if lead else seats).exists():
        raise NotYours(
            _("A lead contact of the city decides whether the web reads it.")
            if lead
            else _("A contact of the city says what it uses.")
        )
    if row.taken_back_at:
        raise NotNow(_("This was taken back."))
    return row


@transaction.atomic
def change_use(use: Use, *, by: User, **facts: Any) -> Use:
    """Change what a city says of a use, by the names of its columns (`WORDS`); return it.

    The web reads other words only once a lead has agreed to them. Nothing changed leaves no line in the
    history. Raises NotYours, NotNow, ToCome.
    """
    row = _own(use, by)
    now = database_now()
    cleaned = {name: str(facts[name]).strip() for name in WORDS if name in facts}
    changed = [name for name, value in cleaned.items() if getattr(row, name) != value]
    if not changed:
        return row
    if is_to_come(cleaned.get("since", row.since), now):
        raise ToCome(_("This has not begun yet. Say it once you use it."))
    for name in changed:
        setattr(row, name, cleaned[name])
    if "since" in changed and not row.follow_ups.exists():
        row.counts_from = first_day(row.since, now)
    row.save(update_fields=[*changed, "counts_from"])
    seal_again(row, said_at=now)
    record("use changed", row, by=by, fields=changed)
    return row


@transaction.atomic
def take_back_use(use: Use, *, by: User) -> Use:
    """Take back that a city uses something: nobody reads it any more, and nothing is asked of it.

    By a contact of the city, or by the secretariat in its name. Raises NotYours, NotNow.
    """
    row = Use.objects.locked(use.pk) if by.acts_as_staff else _own(use, by)
    if row.taken_back_at:
        raise NotNow(_("This was taken back."))
    row.taken_back_at, row.public_seal = database_now(), ""
    row.save(update_fields=["taken_back_at", "public_seal"])
    record("use taken back", row, by=by)
    return row


@transaction.atomic
def agree_use_to_web(use: Use, *, seal: str, by: User) -> Use:
    """Agree, as a lead, that everyone on the web reads exactly this; `seal` is of the words that were read.

    Raises NotYours, NotNow, OtherWords.
    """
    row = _own(use, by, lead=True)
    if row.hidden_at or not row.is_named:
        raise NotNow(_("The web reads only what a city says with its name, and what is not hidden."))
    if seal != row.seal:
        raise OtherWords(_("It was changed meanwhile. Please read it again."))
    row.public_seal, row.public_agreed_at, row.public_agreed_by = row.seal, database_now(), by
    row.save(update_fields=["public_seal", "public_agreed_at", "public_agreed_by"])
    record("use agreed to the web", row, by=by)
    return row


@transaction.atomic
def take_use_off_web(use: Use, *, by: User) -> Use:
    """Keep a use for members; by a lead, or by staff in the city's name. Raises NotYours, NotNow."""
    row = Use.objects.locked(use.pk) if by.acts_as_staff else _own(use, by, lead=True)
    if not row.public_seal:
        raise NotNow(_("The web does not read it."))
    row.public_seal = ""
    row.save(update_fields=["public_seal"])
    record("use taken off the web", row, by=by)
    return row
