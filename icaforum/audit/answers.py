"""What a page answers after a verb: that it is done, or why it is refused."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from icaforum.audit.as_read import ChangedMeanwhile
from icaforum.audit.record import DoneAlready, Refused
from icaforum.audit.verbs import Words


def so_already(request: HttpRequest, said: str, to: Any, *arguments: Any) -> HttpResponse:
    """Lead whoever presses for what is done, or gone, by then to a page that says so.

    For a press alone, from a page that was opened before: to others the address does not exist.
    """
    messages.info(request, said)
    return redirect(to, *arguments)


Given = ParamSpec("Given")
Asked = TypeVar("Asked", bound=HttpRequest)
View = Callable[Concatenate[Asked, Given], HttpResponse]


def or_gone(said: Words, to: Callable[..., Any]) -> Callable[[View[Asked, Given]], View[Asked, Given]]:
    """Make the decorator of a view that ends something: pressed for what is gone by then, it says so.

    `said` is what is so already; `to` gets what the view gets and returns where one is led, as `redirect`
    takes it, or raises Http404 for whoever could not have ended it.
    """

    def within(view: View[Asked, Given]) -> View[Asked, Given]:
        @wraps(view)
        def page(request: Asked, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except Http404:
                if request.method != "POST":
                    raise
                return so_already(request, str(said), to(request, *args, **kwargs))

        return page

    return within


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
