"""Decorators of views that every app uses."""

import hashlib
import json
import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec, TypeVar

import redis
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

form_page = require_http_methods(["GET", "HEAD", "POST"])
"""Mark a page that shows a form and takes what was typed; every other method is answered by 405."""

# How long the same press leads to what came of it, in seconds; and how long it waits for the first one.
REMEMBERED = 3600
WAITS = 5.0
# The buttons of forms that keep or count what was typed, and make nothing.
KEPT_ONLY = {"keep", "check"}

Given = ParamSpec("Given")
Asked = TypeVar("Asked", bound=HttpRequest)


def pressed_once(
    view: Callable[Concatenate[Asked, Given], HttpResponse],
) -> Callable[Concatenate[Asked, Given], HttpResponse]:
    """Let one press do one deed: the same form sent twice leads the second time to what it did.

    For views that answer what was carried out with a redirect. Each page that is shown has a token of its
    own against forged requests, so that a form of another page is another press. Without a token nothing is
    remembered, nor where a form is only kept, nor while the cache is away. For forms that make a thing of
    what somebody types there is `icaforum.audit.sending.sent_once`, which holds after «Back» too.
    """

    @wraps(view)
    def once(request: Asked, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        sent = request.POST
        if request.method != "POST" or "csrfmiddlewaretoken" not in sent or sent.keys() & KEPT_ONLY:
            return view(request, *args, **kwargs)
        key = f"sent:{_mark(request)}"
        if not _is_first(key) and (led := _came_of(key)):
            return HttpResponseRedirect(led)
        try:
            answer = view(request, *args, **kwargs)
        except BaseException:
            _remember(key, None)
            raise
        # Where nothing was made, it may be sent again.
        _remember(key, answer["Location"] if answer.status_code == HTTPStatus.FOUND else None)
        return answer

    return once


def _mark(request: HttpRequest) -> str:
    """Return what tells one sent form of one person from all others."""
    files = [(name, file.name, file.size) for name, some in request.FILES.lists() for file in some]
    said = [str(request.user.pk), request.get_full_path(), sorted(request.POST.lists()), files]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _is_first(key: str) -> bool:
    """Whether nothing is known of this form; true without a cache, which closes no door."""
    try:
        return cache.add(key, "", REMEMBERED)
    except redis.RedisError:
        return True


def _remember(key: str, led: str | None) -> None:
    """Keep where a form led, or forget it. Without a cache nothing is kept: what was made is made."""
    with suppress(redis.RedisError):
        if led is None:
            cache.delete(key)
        else:
            cache.set(key, led, REMEMBERED)


def _came_of(key: str) -> str:
    """Return the address to which the same form led before; empty where nothing was made of it.

    While the first one is still carried out, wait for it.
    """
    until = time.monotonic() + WAITS
    with suppress(redis.RedisError):
        while (led := cache.get(key)) == "" and time.monotonic() < until:
            time.sleep(0.1)
        return led or ""
    return ""
