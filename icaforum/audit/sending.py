"""One form makes one thing, however often it is sent: twice by two presses, or again after «Back»."""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec, TypeVar

import redis
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from icaforum.audit.as_read import READ, WORDS
from icaforum.audit.models import Entry
from icaforum.words.decorators import KEPT_ONLY, REMEMBERED, pressed_once

TOKEN = "csrfmiddlewaretoken"  # noqa: S105  # the name of a field
# What each page that is shown has of its own, whoever types what into it.
OF_THE_PAGE = {TOKEN, READ, WORDS}

Given = ParamSpec("Given")
Asked = TypeVar("Asked", bound=HttpRequest)
View = Callable[Concatenate[Asked, Given], HttpResponse]


def sent_once(view: View[Asked, Given]) -> View[Asked, Given]:
    """Let one form make one thing: sent again, it leads to what it made.

    As `pressed_once`, and also for the same words out of another page of the same address, within an hour:
    browsers load a page anew after «Back» and put into it what was typed. It leads to what was made and says
    so, unless this person has done anything else since, such as deleting it.
    """

    @wraps(view)
    def once(request: Asked, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        if request.method != "POST" or TOKEN not in request.POST or request.POST.keys() & KEPT_ONLY:
            return view(request, *args, **kwargs)
        key, words = _last_of(request), _words(request)
        if led := _sent_before(request, key, words):
            said = _("You have sent these words already: here they are. Change them to send something else.")
            messages.info(request, said)
            return HttpResponseRedirect(led)
        answer = view(request, *args, **kwargs)
        if answer.status_code == HTTPStatus.FOUND:
            with suppress(redis.RedisError):
                cache.set(key, [words, answer["Location"], _latest(request)], REMEMBERED)
        return answer

    return pressed_once(once)


def _sent_before(request: HttpRequest, key: str, words: str) -> str:
    """Return the address of what the same words made, the last time something was sent here; else nothing."""
    with suppress(redis.RedisError):
        last = cache.get(key)
        if last and last[0] == words and last[2] == _latest(request):
            return str(last[1])
    return ""


def _latest(request: HttpRequest) -> int:
    """Return the key of the last thing that this person did; 0 where there is none."""
    of_person = Entry.objects.filter(actor_id=request.user.pk).order_by("-pk")
    return of_person.values_list("pk", flat=True).first() or 0


def _last_of(request: HttpRequest) -> str:
    said = f"{request.user.pk}\n{request.get_full_path()}"
    return f"sent-last:{hashlib.sha256(said.encode()).hexdigest()}"


def _words(request: HttpRequest) -> str:
    """Return what tells the words of a form from others, whatever page they were typed into."""
    typed = [it for it in sorted(request.POST.lists()) if it[0] not in OF_THE_PAGE]
    files = [(name, file.name, file.size) for name, some in request.FILES.lists() for file in some]
    return hashlib.sha256(json.dumps([typed, files]).encode()).hexdigest()
