"""What the page of a person shows the secretariat: mails, places, account, city and role, and what happened.

Each part stands there only for who may open the list that it is of.
"""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Prefetch
from django.db.models.functions import Now
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cities.identities.providers import names_of_identities
from cities.models import City, Officer, User
from events.models import Event, Registration
from icaforum.audit.admin.happened import happened
from icaforum.outbox.admin.ledger import READ, mails_to, returns_of
from icaforum.outbox.models import Message
from icaforum.person.forms import AddToEventForm, fill_add_to_event, start_in_words
from icaforum.words.columns import short_day
from icaforum.words.languages import translated_name
from icaforum.words.zones import zone_label

# Of each part at most so many rows; the lists hold the rest.
ROWS = 20

TONES = {Registration.Answer.WAITING: "waiting", Registration.Answer.RECORDING: "open"}
STEPS = {
    Authenticator.Type.TOTP: gettext_lazy("authenticator app"),
    Authenticator.Type.WEBAUTHN: gettext_lazy("passkey"),
    Authenticator.Type.RECOVERY_CODES: gettext_lazy("recovery codes"),
}


def sheet(request: HttpRequest, person: User) -> dict[str, Any]:
    """Return what the template of a person's page draws; a part that the reader may not open is None."""
    sees, page = request.user.has_perm, _page(person)
    seats = _seats(person) if sees("cities.view_officer") else None
    mails = list(Message.objects.newest_to(person, person.email, most=READ))
    sees_mails = sees("outbox.view_message")
    returns = returns_of(mails, person.email) if sees_mails else None
    return {
        "page": page,
        "seats_now": [row for row in seats or () if row["seat"].until is None],
        "seats": seats,
        "others": _colleagues(seats) if seats is not None else (),
        "returns": returns,
        # What the situation asks for; with nothing wrong no button is green.
        "green": "correct-address" if returns else "",
        "ledger": mails_to(request, mails, address=person.email, back=page) if sees_mails else None,
        "places": _places(request, person) if sees("events.view_registration") else None,
        "add_form": _add_form(person) if _may_add(request, person) else None,
        "add_url": verb_url(person, "add-to-event"),
        "account": _account(request, person),
        "happened": happened(request, person),
    }


def _page(person: User) -> str:
    return reverse("admin:cities_user_change", args=[person.pk])


def verb_url(person: User, name: str) -> str:
    """Return the address of the page of a verb on a person."""
    return reverse("admin:cities_user_verb", args=[person.pk, name])


def _seats(person: User) -> list[dict[str, Any]]:
    """The seats of a person, the open ones first, with what may be done with each."""
    cities = Prefetch("city", City.objects.with_membership())
    rows = person.seats.prefetch_related(cities).order_by("-since", "-pk")[:ROWS]
    back = f"?_back={_page(person)}"
    return sorted(
        (
            {
                "seat": seat,
                "city_url": reverse("admin:cities_city_change", args=[seat.city_id]),
                "since": short_day(seat.since),
                "until": short_day(seat.until),
                "lead_url": reverse("admin:cities_officer_verb", args=[seat.pk, "lead"]) + back,
                "end_url": reverse("admin:cities_officer_verb", args=[seat.pk, "remove"]) + back,
            }
            for seat in rows
        ),
        key=lambda row: row["seat"].until is not None,
    )


def _colleagues(seats: list[dict[str, Any]]) -> list[tuple[str, Officer]]:
    """The others in the teams in which the person is now, each with the address of their page."""
    own = [row["seat"] for row in seats if row["seat"].until is None]
    found = Officer.objects.open().filter(city__in=[seat.city_id for seat in own], person__is_active=True)
    found = found.exclude(pk__in=[seat.pk for seat in own]).select_related("person", "city")
    return [(_page(seat.person), seat) for seat in found.order_by("role", "since", "pk")[:ROWS]]


def _places(request: HttpRequest, person: User) -> list[dict[str, Any]]:
    """Answers to events that have not begun, the next first; what was given up is history."""
    rows = Registration.objects.of(person).exclude(answer=Registration.Answer.GAVE_UP)
    coming = rows.filter(event__starts_at__gt=Now(), event__state=Event.State.PUBLISHED)
    # With the key, since two events may begin at the same time.
    in_order = coming.with_rank().select_related("event", "city").order_by("event__starts_at", "pk")
    may = request.user.has_perm("events.change_registration")
    return [
        {
            "place": row,
            "when": start_in_words(row.event),
            "words": _answer(row),
            "tone": TONES.get(Registration.Answer(row.answer), ""),
            "event_url": reverse("admin:events_event_change", args=[row.event_id]),
            "out_url": reverse("admin:events_registration_verb", args=[row.pk, "give-up"])
            + f"?_back={_page(person)}"
            if may
            else "",
            "in_url": reverse("admin:events_registration_verb", args=[row.pk, "give-place"])
            + f"?_back={_page(person)}"
            if may and row.is_waiting
            else "",
        }
        for row in in_order[:ROWS]
    ]


def _answer(row: Any) -> str:
    if row.rank:
        return _("Waits, number %(rank)d") % {"rank": row.rank}
    return row.get_answer_display()


def _may_add(request: HttpRequest, person: User) -> bool:
    rights = ("cities.change_user", "events.change_registration")
    return person.is_active and all(map(request.user.has_perm, rights))


def _add_form(person: User) -> AddToEventForm:
    form = AddToEventForm(auto_id="add_%s")
    fill_add_to_event(form, person)
    return form


def _account(request: HttpRequest, person: User) -> dict[str, Any]:
    """The account: addresses, sessions, second steps, language and zone, and what may be done with them."""
    addresses = list(EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True))
    steps = list(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    sessions = UserSession.objects.filter(user=person).count()
    open_sessions = ngettext("%(n)d open session", "%(n)d open sessions", sessions) % {"n": sessions}
    may = request.user.has_perm("cities.change_user")
    return {
        "proved": person.email in addresses,
        "others": [address for address in addresses if address != person.email],
        "sessions": open_sessions if sessions else "",
        "end_url": verb_url(person, "end-sessions") if may else "",
        "steps": ", ".join(dict.fromkeys(str(STEPS[Authenticator.Type(step)]) for step in steps)),
        "reset_url": verb_url(person, "second-step") if may else "",
        "identities": ", ".join(names_of_identities(person)),
        "unlink_url": verb_url(person, "identity") if may else "",
        "language": translated_name(person.language),
        "zone": zone_label(person.time_zone),
    }
