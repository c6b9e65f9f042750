"""The verbs of what the secretariat notes of a city."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.citypages.models import CityNote
from cities.directory.models import City
from cities.people.models import User
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs

name_verbs({"noted": gettext_lazy("wrote a note about")})


class EmptyNote(Refused):
    """There is nothing to keep."""


@transaction.atomic
def add_note(city: City, *, text: str, by: User | None) -> CityNote:
    """Keep a note about a city for the secretariat; return it. Raises EmptyNote for one without words."""
    if not text.strip():
        raise EmptyNote(_("Write a note first."))
    note = CityNote.objects.create(city=city, text=text.strip(), written_by=by)
    record("noted", city, by=by)
    return note
