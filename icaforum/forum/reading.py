"""Where everything reads the Forum's settings: once a request, and once a task."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

from icaforum.forum.models import ForumSettings

# What was read since `read_once` began: nothing or the one row. None outside of it.
_kept: ContextVar[list[ForumSettings] | None] = ContextVar("forum_settings", default=None)


def the_forum() -> ForumSettings:
    """Return the Forum's settings; within `read_once` at one statement however often it is asked."""
    kept = _kept.get()
    if kept is None:
        return ForumSettings.the()
    if not kept:
        kept.append(ForumSettings.the())
    return kept[0]


@contextmanager
def read_once() -> Iterator[None]:
    """Read the settings at most once in here."""
    token = _kept.set([])
    try:
        yield
    finally:
        _kept.reset(token)


def read_again() -> None:
    """Forget what was read: it has just been changed."""
    if kept := _kept.get():
        kept.clear()


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Make the middleware that reads the settings at most once a request, and not at all for many."""

    def once(request: HttpRequest) -> HttpResponse:
        with read_once():
            return get_response(request)

    return once
