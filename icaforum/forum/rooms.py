"""Pages of a room: while the secretariat keeps it closed, they answer as if there were no such address."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum

View = Callable[..., HttpResponse]


def is_behind_a_closed_door(page: object) -> bool:
    """Return whether a list of the admin is of a `room` that is closed: it then stands in no menu or search.

    Its pages still answer, so that what the history and old mails lead to can be read.
    """
    room: Room | None = getattr(page, "room", None)
    return room is not None and not the_forum().has_open(room)


def in_room(room: Room) -> Callable[[View], View]:
    """Make the decorator of a view whose page is there only while this room is open, for staff as well."""

    def within(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not the_forum().has_open(room):
                raise Http404
            return view(request, *args, **kwargs)

        return page

    return within
