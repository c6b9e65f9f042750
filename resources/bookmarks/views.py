"""/library/…/keep/: the button by which one keeps a paper, or lets it go."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cities.people.requests import MemberRequest
from resources.bookmarks import actions
from resources.library.models.resource import Resource


@require_POST
def keep(request: MemberRequest, slug: str) -> HttpResponse:
    """Keep one paper, or let it go; then lead back to its page."""
    resource = get_object_or_404(Resource.objects.visible_to(request.viewer).defer("search"), slug=slug)
    if "stop" in request.POST:
        actions.let_paper_go(request.user, resource=resource, by=request.user)
        messages.success(request, _("You keep it no more."))
    else:
        actions.keep_paper(request.user, resource=resource, by=request.user)
        messages.success(request, _("Kept. You find it in the library, under “Papers you kept”."))
    return redirect(resource)
