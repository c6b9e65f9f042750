"""Leaving the preview «See it as»."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from cities.sharing import preview


@require_POST
def leave_preview(request: HttpRequest) -> HttpResponse:
    """See the Forum with one's own eyes again, and go back to where the preview began; else to My Forum."""
    return redirect(preview.end(request) or "desk")
