"""What Today leaves out, since it stands in a room that is closed."""

from django.contrib import admin
from django.db.models import CharField, Model, Q
from django.db.models.functions import Cast

from cities.models import HelpMessage, Report
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum


def kinds_of_closed_rooms() -> list[str]:
    """Return the kinds of things that belong to a closed room, as history and reports name them."""
    forum = the_forum()
    rooms: list[tuple[type[Model], Room | None]] = [
        (model, getattr(page, "room", None)) for model, page in admin.site._registry.items()
    ]
    # What is written to a request is read in its page, and has no list of its own.
    rooms.append((HelpMessage, Room.HELP))
    return [model._meta.label_lower for model, room in rooms if room and not forum.has_open(room)]


def of_closed_rooms() -> Q:
    """Return the condition of the entries of the history that are about such things, or reports of them."""
    kinds = kinds_of_closed_rooms()
    reports = Report.objects.filter(target_type__in=kinds).annotate(key=Cast("pk", CharField()))
    return Q(target_type__in=kinds) | Q(
        target_type=Report._meta.label_lower, target_id__in=reports.values("key")
    )
