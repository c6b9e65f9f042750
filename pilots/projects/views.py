"""/pilots/: the catalogue of pilot projects, and a project's page."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cities.sharing.decorators import sign_in_or_404
from cities.viewer import ReaderRequest
from pilots.projects.forms import CatalogueForm
from pilots.projects.models import PilotProject

PAGE = 20


@login_not_required
@require_safe
def project_list(request: ReaderRequest) -> HttpResponse:
    form = CatalogueForm(request.GET)
    visible = PilotProject.objects.visible_to(request.viewer).published()
    projects = visible.for_list().order_by("slug")
    chosen = form.cleaned_data if form.is_valid() else {}
    if theme := chosen.get("theme"):
        projects = projects.filter(themes=theme)
    if chosen.get("room"):
        projects = projects.filter(capacity__gt=F("taken"))
    page = Paginator(projects, PAGE).get_page(request.GET.get("page"))
    return render(request, "pilots/projects/list.html", {"form": form, "page": page})


@sign_in_or_404
@require_safe
def project_detail(request: ReaderRequest, slug: str) -> HttpResponse:
    projects = PilotProject.objects.visible_to(request.viewer).for_list()
    project = get_object_or_404(projects, slug=slug)
    pairings = project.pairings.visible_to(request.viewer).with_cities()
    context = {"project": project, "pairings": pairings}
    return render(request, "pilots/projects/detail.html", context)
