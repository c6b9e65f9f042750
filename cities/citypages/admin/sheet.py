"""What the page of a city shows the secretariat: its membership over time, its people, and what comes.

Pairings and places belong to apps further right: they are reached by reverse relations, and their pages by
name. Each part stands there only for who may open the list that it is of.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models.functions import Now
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.citypages.admin.tier_verbs import plan_of
from cities.directory.models import City, Membership
from cities.directory.tiers import SLUGS, Tier
from cities.people.models import Officer
from cities.yearly.models import Confirmation
from icaforum.outbox.admin.ledger import mails_url
from icaforum.outbox.models import Message
from icaforum.words.columns import short_day
from icaforum.words.languages import translated_name
from icaforum.words.times import database_now
from icaforum.words.unions import union_of

# Of each part at most so many rows: a city with more is looked at in the lists.
ROWS = 20


def sheet(request: HttpRequest, city: City) -> dict[str, Any]:
    """Return what the template of a city's page draws; a part that the reader may not open is None."""
    sees = request.user.has_perm
    team = _team(request, city) if sees("cities.view_officer") else None
    memberships = list(_memberships(city))
    return {
        "membership": city.membership,
        "joined": memberships[-1].joined if city.membership else None,
        "stages": _stages(request, city, memberships) if sees("cities.view_membership") else None,
        "team": team,
        "missing": _missing(city, team),
        "yearly": yearly_words(city) if sees("cities.view_officer") else "",
        "invitations": _invitations(request, city) if sees("cities.view_invitation") else None,
        "pairings": _pairings(city) if sees("pilots.view_pairing") else None,
        "places": _places(city) if sees("events.view_registration") else None,
        "applications": _applications(city) if sees("cities.view_application") else None,
        "notes": city.notes.select_related("written_by")[:ROWS],
        "facts": _facts(city),
    }


def missing_in(city: City, seats: Iterable[Officer]) -> str:
    """Say what a city in the Forum lacks in its team, any contact or a lead; nothing where all is well."""
    active = [seat for seat in seats if seat.person.is_active]
    if not active:
        return _("Nobody receives our mails for %(city)s.") % {"city": city}
    if not any(seat.is_lead for seat in active):
        return _("%(city)s has no lead contact.") % {"city": city}
    return ""


def yearly_words(city: City) -> str:
    """Say that the yearly question waits for an answer, and since when; nothing where none does."""
    row = Confirmation.objects.waiting().filter(city=city).first()
    if row is None:
        return ""
    # In words: the tags of a day in a list would be shown as they are written.
    day = date_format(localtime(row.asked_at), "DATE_FORMAT")
    if row.staff_since:
        return _("No answer to the yearly question of %(day)s.") % {"day": day}
    return _("Asked on %(day)s if it still takes part.") % {"day": day}


def _missing(city: City, team: list[dict[str, Any]] | None) -> str:
    # Nobody is to look after a city that is paused.
    if team is None or city.membership is None or city.membership.is_paused:
        return ""
    return missing_in(city, [row["seat"] for row in team])


def _memberships(city: City) -> Iterable[Any]:
    return Membership.objects.filter(city=city).with_joined().order_by("since", "pk")


def _stages(request: HttpRequest, city: City, memberships: list[Any]) -> list[dict[str, Any]]:
    """The tiers of the city on one line of time, where it left, and what is planned."""
    found: list[dict[str, Any]] = []
    for before, row in zip([None, *memberships], memberships, strict=False):
        goes_on = before is not None and before.until == row.since
        if before and not goes_on:
            found.append(_left(before))
        # The reason stands on the row that it closed, and is told at the tier that followed.
        found.append(_stage(row, before.reason if before and goes_on else _("its first day")))
    if memberships and not memberships[-1].is_open:
        found.append(_left(memberships[-1]))
    return [*found, *_planned(request, city)]


def _stage(row: Membership, text: str) -> dict[str, Any]:
    url = reverse("admin:cities_membership_change", args=[row.pk])
    facts = {"tier": row.slug, "label": row.label, "day": short_day(row.since)}
    return facts | {"text": text, "url": url, "now": row.is_open}


def _left(row: Membership) -> dict[str, Any]:
    return {"tier": "", "label": _("Left the Forum"), "day": short_day(row.until), "text": row.reason}


def _planned(request: HttpRequest, city: City) -> list[dict[str, Any]]:
    plan = plan_of(city.membership) if city.membership else None
    if plan is None:
        return []
    stage = {
        "tier": SLUGS[Tier(plan.tier)],
        "label": _("%(tier)s, planned") % {"tier": plan.label},
        "day": short_day(plan.counts_from),
        "text": plan.reason,
        "ahead": True,
    }
    if all(map(request.user.has_perm, ("cities.change_membership", "cities.change_city"))):
        stage["change_url"] = _verb("city", city.pk, "tier")
        stage["take_back_url"] = _verb("city", city.pk, "take-back-tier")
    return [stage]


def _team(request: HttpRequest, city: City) -> list[dict[str, Any]]:
    seats = list(city.seats.open().select_related("person", "city").order_by("role", "since", "pk")[:ROWS])
    sees_people = request.user.has_perm("cities.view_user")
    unsent = _unsent(seats) if request.user.has_perm("outbox.view_message") else {}
    may, may_invite = map(request.user.has_perm, ("cities.change_officer", "cities.change_invitation"))
    back = _back_to(city)
    return [
        {
            "seat": seat,
            "url": reverse("admin:cities_user_change", args=[seat.person_id])
            if sees_people
            else reverse("admin:cities_officer_change", args=[seat.pk]),
            "mail": unsent.get(seat.person_id, 0),
            "mail_words": _unsent_words(unsent.get(seat.person_id, 0)),
            "mail_url": mails_url(seat.person.email),
            "lead_url": _verb("officer", seat.pk, "lead") + back if may and not seat.is_lead else "",
            "replace_url": _verb("officer", seat.pk, "replace") + back if may and may_invite else "",
            "remove_url": _verb("officer", seat.pk, "remove") + back if may else "",
        }
        for seat in seats
    ]


def _unsent(seats: list[Officer]) -> Mapping[int, int]:
    """How many mails to each of these people did not leave or arrive, by key."""
    people = [seat.person_id for seat in seats]
    unsent = Message.objects.to_look_at(Now()).filter(person__in=people).order_by()
    back = Message.objects.that_came_back().filter(person__in=people).order_by()
    both = union_of(mails.values_list("pk", "person_id") for mails in (unsent, back))
    return Counter(person for _mail, person in both)


def _unsent_words(count: int) -> str:
    words = ngettext("%(n)d mail did not arrive", "%(n)d mails did not arrive", count)
    return words % {"n": count} if count else ""


def _invitations(request: HttpRequest, city: City) -> list[dict[str, Any]]:
    may = request.user.has_perm("cities.change_invitation")
    now, back = database_now(), _back_to(city)

    def verb(pk: int, name: str) -> str:
        return _verb("invitation", pk, name) + back if may else ""

    return [
        {
            "invitation": row,
            "url": reverse("admin:cities_invitation_change", args=[row.pk]),
            "held": row.is_held,
            "goes_with": row.goes_with,
            "expired": not row.is_held and row.has_expired(now),
            "until": short_day(row.expires_at),
            "send_url": verb(row.pk, "send" if row.is_held else "resend"),
            "take_back_url": verb(row.pk, "take-back"),
        }
        for row in city.invitations.open().select_related("invited_by", "city", "along_with__city")[:ROWS]
    ]


def _pairings(city: City) -> list[dict[str, Any]]:
    rows = [
        *city.pairings_as_pilot.live().with_cities()[:ROWS],
        *city.pairings_as_peer.live().with_cities()[:ROWS],
    ]
    return [{"pairing": row, "url": reverse("admin:pilots_pairing_change", args=[row.pk])} for row in rows]


def _places(city: City) -> list[dict[str, Any]]:
    """Coming events at which people of the city have a place or wait for one, each with these people."""
    rows = city.registrations.at_stake().select_related("event", "person")
    found: dict[int, dict[str, Any]] = {}
    for row in rows.order_by("event__starts_at", "event_id", "answer", "person__name")[: 5 * ROWS]:
        event = found.setdefault(row.event_id, {"event": row.event, "people": []})
        event["url"] = reverse("admin:events_event_change", args=[row.event_id])
        event["people"].append((reverse("admin:events_registration_change", args=[row.pk]), row))
    return list(found.values())


def _applications(city: City) -> list[dict[str, Any]]:
    return [
        {"application": row, "url": reverse("admin:cities_application_change", args=[row.pk])}
        for row in city.applications.order_by("-sent_at")[:ROWS]
    ]


def _facts(city: City) -> list[tuple[str, Any]]:
    """What the directory says of it, as pairs; what nobody has said is left out."""
    languages = ", ".join(translated_name(code) for code in city.languages)
    pledge = _("Signed.") if city.pledge else _("Not signed. This is not a condition.")
    themes = "; ".join(theme.name for theme in city.themes.all())
    pairs = [
        (_("Equity Pledge"), "" if city.is_partner else pledge),
        (_("Languages to work in"), languages),
        (_("Time zone"), city.known_zone),
        (_("Themes it wants"), themes),
        (_("Own address"), city.website),
    ]
    return [(label, value) for label, value in pairs if value]


def _back_to(city: City) -> str:
    """Return what a verb on another thing is given along, so that it leads back to the page of the city."""
    return f"?_back={reverse('admin:cities_city_change', args=[city.pk])}"


def _verb(model: str, pk: int, name: str) -> str:
    return reverse(f"admin:cities_{model}_verb", args=[pk, name])
