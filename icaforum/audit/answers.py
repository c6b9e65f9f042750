"""What a page answers after a verb: that it is done, or why it is refused."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from icaforum.audit.record import Refused


def carry_out(
    request: HttpRequest, verb: Callable[[], object], done: str, to: Any, *arguments: Any
) -> HttpResponse:
    """Call the verb and lead to a page (as `redirect` takes it) that says `done`, or why it was refused."""
    try:
        verb()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(to, *arguments)
