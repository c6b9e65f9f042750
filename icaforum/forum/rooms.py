"""Pages of a room: while the secretariat keeps it closed, they answer as if there were no such address."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum

View = Callable[..., HttpResponse]


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
