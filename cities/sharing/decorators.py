"""What a page answers to somebody who may not see what it shows."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def sign_in_or_404(view: View) -> View:
    """Mark a page of a shared object: open to all who may see the object, visitors included.

    The view fetches with `get_object_or_404(Model.objects.visible_to(request.viewer), ...)`. Signed in, what
    is hidden and what never was are the same 404; signed out, both lead to the same sign-in page and back.
    """

    @login_not_required
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            if request.user.is_authenticated:
                raise
            return redirect_to_login(request.get_full_path())

    return page
