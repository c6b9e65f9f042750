"""The mails of the two questions and of silences, and how they are queued.

Each function is called when the mail is sent, with the `ids` it was queued with; None means «no longer
wanted». None of them says what the other city answered, or whether it did.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from cities.models import City, Officer, User
from icaforum.forum.reading import the_forum
from icaforum.outbox.compose import NewMail, queue_mails
from icaforum.outbox.kinds import Content
from icaforum.outbox.links import sign
from icaforum.words.times import database_now
from pilots.pairings.models import Pairing
from pilots.pulse.due import what_is_open
from pilots.pulse.models import Pulse, Silence
from pilots.pulse.rules import EVERY

# The purpose of the link by which somebody answers. It holds the key of the question, and as its version that
# of the person whom it was sent to.
LINK = "pulse"


def pulse_asked(ids: Mapping[str, Any]) -> Content | None:
    """Ask a contact; unwanted once somebody of their city has answered, or the pairing is not active."""
    seat = Officer.objects.standing().filter(pk=ids["seat"]).select_related("person").first()
    pulse = _pulses(Pulse.objects.open()).filter(pk=ids["pulse"]).first()
    if seat is None or pulse is None or seat.city_id != pulse.city_id:
        return None
    answer_url = settings.BASE_URL + link_of(pulse, seat.person)
    return _content("pulse_asked", pulse.pairing, pulse.city, again=ids["number"] > 1, answer_url=answer_url)


def pulse_said_no(ids: Mapping[str, Any]) -> Content | None:
    """Tell a lead that a colleague said No; unwanted once something else stands there."""
    seat = Officer.objects.standing().leads().filter(pk=ids["seat"]).first()
    pulse = _pulses(Pulse.objects.worrying()).filter(pk=ids["pulse"]).first()
    if seat is None or pulse is None or seat.city_id != pulse.city_id:
        return None
    return _content("pulse_said_no", pulse.pairing, pulse.city, pulse=pulse)


def pairing_quiet(ids: Mapping[str, Any]) -> Content | None:
    """Tell a lead of one of the two cities that it is quiet; unwanted once something has happened."""
    seat = Officer.objects.standing().leads().filter(pk=ids["seat"]).first()
    now = database_now()
    today = localdate(now)
    rows = Silence.objects.going_on(now, today, days=the_forum().quiet_days).filter(pk=ids["silence"])
    silence = rows.select_related("pairing__pilot_city", "pairing__peer_city").first()
    if seat is None or silence is None:
        return None
    own = City.objects.get(pk=seat.city_id)
    days = (today - silence.since).days
    step = what_is_open(silence.pairing, own, today)
    return _content(
        "pairing_quiet",
        silence.pairing,
        own,
        days=days,
        open=step,
        open_url=settings.BASE_URL + step.url,
        again=ids["number"] > 1,
    )


def link_of(pulse: Pulse, person: User) -> str:
    """Return the address at which this person answers without signing in, until the next time it is asked."""
    token = sign(LINK, pulse.pk, version=person.pk, expires_at=pulse.asked_at + EVERY)
    return reverse("pilots:pulse_link", args=[token])


def _pulses(rows: QuerySet[Pulse]) -> QuerySet[Pulse]:
    return rows.select_related("city", "pairing__pilot_city", "pairing__peer_city", "answered_by")


def _content(name: str, pairing: Pairing, own: City, **context: Any) -> Content:
    """Build the mail. `own` is the reader's city and `other` the one it is paired with."""
    other = pairing.peer_city if own.pk == pairing.pilot_city_id else pairing.pilot_city
    url = settings.BASE_URL + pairing.get_absolute_url()
    said = {"pairing": pairing, "own": own, "other": other, "url": url, **context}
    return Content(f"pilots/emails/{name}", said)


# How they are queued ----------------------------------------------------------------------------------------


def mail_contacts(pulse: Pulse) -> bool:
    """Queue the two questions to every contact of a city; return whether there is one whom a mail reaches."""
    seats = list(_seats([pulse.city_id]))
    queue_mails(
        NewMail(
            "pulse_asked",
            seat.person,
            f"pulse:{pulse.pairing_id}:{pulse.number}:{pulse.mails}:c{seat.city_id}:u{seat.person_id}",
            {"pulse": pulse.pk, "seat": seat.pk, "number": pulse.mails},
        )
        for seat in seats
    )
    return bool(seats)


def mail_own_leads(pulse: Pulse, *, by: User) -> None:
    """Queue to the leads of the city that said No, but for whoever said it."""
    moment = int(database_now().timestamp())
    queue_mails(
        NewMail(
            "pulse_said_no",
            seat.person,
            f"pulse_said_no:{pulse.pk}:{moment}:u{seat.person_id}",
            {"pulse": pulse.pk, "seat": seat.pk},
        )
        for seat in _seats([pulse.city_id]).leads().exclude(person=by)
    )


def mail_both_leads(silence: Silence) -> None:
    """Queue to the leads of both cities of a pairing that it is quiet."""
    queue_mails(
        NewMail(
            "pairing_quiet",
            seat.person,
            f"pairing_quiet:{silence.pairing_id}:{silence.since}:{silence.mails}"
            f":c{seat.city_id}:u{seat.person_id}",
            {"silence": silence.pk, "seat": seat.pk, "number": silence.mails},
        )
        for seat in _seats(silence.pairing.city_ids).leads()
    )


def _seats(cities: Any) -> Any:
    """Return the seats of the contacts of these cities whom a mail reaches, with their people."""
    seats = Officer.objects.standing().filter(city__in=list(cities), person__is_active=True)
    return seats.exclude(person__in=User.objects.unreached()).select_related("person").order_by("pk")
