"""Decorators of views that every app uses."""

import hashlib
import json
import time
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec, TypeVar

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

form_page = require_http_methods(["GET", "HEAD", "POST"])
"""Mark a page that shows a form and takes what was typed; every other method is answered by 405."""

# How long the same press leads to what came of it, in seconds; and how long it waits for the first one.
REMEMBERED = 3600
WAITS = 5.0

Given = ParamSpec("Given")
Asked = TypeVar("Asked", bound=HttpRequest)


def sent_once(
    view: Callable[Concatenate[Asked, Given], HttpResponse],
) -> Callable[Concatenate[Asked, Given], HttpResponse]:
    """Let one form make one thing: the same form sent twice leads the second time to what it made.

    For views that answer what was carried out with a redirect. Each page that is shown has a token of its
    own against forged requests, so that the same words typed into another page make another thing. Without
    a token nothing is remembered.
    """

    @wraps(view)
    def once(request: Asked, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        if request.method != "POST" or "csrfmiddlewaretoken" not in request.POST:
            return view(request, *args, **kwargs)
        key = f"sent:{_mark(request)}"
        if not cache.add(key, "", REMEMBERED) and (led := _came_of(key)):
            return HttpResponseRedirect(led)
        try:
            answer = view(request, *args, **kwargs)
        except BaseException:
            cache.delete(key)
            raise
        if answer.status_code == HTTPStatus.FOUND:
            cache.set(key, answer["Location"], REMEMBERED)
        else:
            cache.delete(key)  # nothing was made: it may be sent again
        return answer

    return once


def _mark(request: HttpRequest) -> str:
    """Return what tells one sent form of one person from all others."""
    files = [(name, file.name, file.size) for name, some in request.FILES.lists() for file in some]
    said = [str(request.user.pk), request.get_full_path(), sorted(request.POST.lists()), files]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _came_of(key: str) -> str:
    """Return the address to which the same form led before; empty where nothing was made of it.

    While the first one is still carried out, wait for it.
    """
    until = time.monotonic() + WAITS
    while (led := cache.get(key)) == "" and time.monotonic() < until:
        time.sleep(0.1)
    return led or ""
