"""Writing to a city without knowing an address."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City
from cities.letters.models import Letter
from cities.people.models import User
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import queue_mail

name_verbs({"written to": gettext_lazy("wrote to")})


class NobodyToReach(Refused):
    """The city has no lead contact just now."""


@transaction.atomic
def write_to_city(city: City, *, text: str, by: User) -> Letter:
    """Pass a message on to the leads of a city; their answer reaches the writer directly."""
    leads = city.seats.standing().leads().filter(person__is_active=True).exclude(person=by)
    if not leads.exists():
        message = _("Nobody can be reached in %(city)s just now. Please write to the secretariat.")
        raise NobodyToReach(message % {"city": city})
    letter = Letter.objects.create(city=city, sender=by, text=text.strip(), sent_at=timezone.now())
    record("written to", city, by=by, letter=letter.pk)
    for seat in leads.select_related("person"):
        queue_mail(
            "letter",
            to=seat.person,
            key=f"letter:{letter.pk}:{seat.person_id}",
            ids={"letter": letter.pk, "seat": seat.pk},
        )
    return letter
