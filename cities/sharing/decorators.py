"""The decorator of pages that show a shared object."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

# HttpResponseBase, since a page may also send a file in parts.
View = Callable[..., HttpResponseBase]


def sign_in_or_404(view: View) -> View:
    """Open a page to all who may see its object, visitors included.

    The view fetches with `get_object_or_404(Model.objects.visible_to(request.viewer), ...)`. Its Http404 is
    passed on to somebody who is signed in, and leads a visitor to the sign-in page and back. What is hidden
    and what does not exist answer alike, so that nobody learns the difference.
    """

    @login_not_required
    @wraps(view)
    def view_or_sign_in(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            # Whoever is signed in would see nothing more by signing in again.
            if request.user.is_authenticated:
                raise
            return redirect_to_login(request.get_full_path())

    return view_or_sign_in
