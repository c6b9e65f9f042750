"""What a page answers after a verb: that it is done, or why it is refused."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from icaforum.audit.as_read import ChangedMeanwhile
from icaforum.audit.record import DoneAlready, Refused


def so_already(request: HttpRequest, said: str, to: Any, *arguments: Any) -> HttpResponse:
    """Lead whoever presses for what is done, or gone, by then to a page that says so.

    For a press alone, from a page that was opened before: to others the address does not exist.
    """
    messages.info(request, said)
    return redirect(to, *arguments)


def carry_out(
    request: HttpRequest,
    verb: Callable[[], object],
    done: str,
    to: Any,
    *arguments: Any,
    changed_to: Any = None,
) -> HttpResponse:
    """Call the verb and lead to a page (as `redirect` takes it) that says `done`, or why it was refused.

    With `changed_to` whoever decided on a page that has changed meanwhile is led there, to decide anew.
    """
    try:
        verb()
    except ChangedMeanwhile as refusal:
        messages.error(request, str(refusal))
        return redirect(changed_to) if changed_to else redirect(to, *arguments)
    except DoneAlready as refusal:
        messages.info(request, str(refusal))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(to, *arguments)
