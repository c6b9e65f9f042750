"""The verb that passes a member's message on to a city, whose addresses the member does not learn."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City
from cities.letters.models import Letter
from cities.people import limits
from cities.people.models import User
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import queue_mail
from icaforum.words.times import database_now

name_verbs({"written to": gettext_lazy("wrote to")})


class TooMany(Refused):
    """The city has had many messages this hour."""


class NobodyToReach(Refused):
    """The city has no lead contact just now, apart from the writer."""


@transaction.atomic
def write_to_city(city: City, *, text: str, by: User) -> Letter:
    """Store a message and mail it to each lead contact of the city; their answers go to the writer directly.

    Raises NobodyToReach, and TooMany where the city has had many this hour, from whomever.
    """
    leads = city.seats.standing().leads().filter(person__is_active=True).exclude(person=by)
    if not leads.exists():
        message = _("Nobody can be reached in %(city)s just now. Please write to the secretariat.")
        raise NobodyToReach(message % {"city": city})
    if limits.one_too_many(letters_to_city=city.pk):
        raise TooMany(_("%(city)s has had many messages this hour. Please write later.") % {"city": city})
    letter = Letter.objects.create(city=city, sender=by, text=text.strip(), sent_at=database_now())
    # The key of the letter alone: what was written is for its readers, not for the history.
    record("written to", city, by=by, letter=letter.pk)
    for seat in leads.select_related("person"):
        queue_mail(
            "letter",
            to=seat.person,
            key=f"letter:{letter.pk}:{seat.person_id}",
            # The seat, so that it is not mailed to somebody who has left the team meanwhile.
            ids={"letter": letter.pk, "seat": seat.pk},
        )
    return letter
