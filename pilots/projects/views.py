"""The catalogue of pilot projects under /pilots/, a project, and /new-deal/, which they make real."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cities.directory.viewer import ReaderRequest
from cities.people.requests import MemberRequest
from cities.sharing.decorators import sign_in_or_404
from cities.talking.views import take_report
from icaforum.words.decorators import form_page
from icaforum.words.staff_search import words_of
from pilots.projects.forms import CatalogueForm
from pilots.projects.models import PilotProject
from pilots.projects.principles import served_by

PROJECTS_PER_PAGE = 20
# What the Global Green New Deal is, by C40.
NEW_DEAL = "https://www.c40.org/what-we-do/building-a-movement/global-green-new-deal/"


@login_not_required
@require_safe
def project_list(request: ReaderRequest) -> HttpResponse:
    """Show the published projects that the reader may see, with filters by theme, stage and room."""
    form = CatalogueForm(request.GET)
    visible = PilotProject.objects.visible_to(request.viewer).published()
    projects = visible.for_list().order_by("slug")
    # A filter that cannot be read is dropped, so that any address gives a page.
    form.is_valid()
    chosen = form.cleaned_data
    projects = projects.having(words_of(chosen.get("q", "")))
    if theme := chosen.get("theme"):
        projects = projects.filter(themes=theme)
    if stage := chosen.get("stage"):
        projects = projects.filter(stage=stage)
    if chosen.get("room"):
        projects = projects.with_room()
    # `get_page` takes any number: what lies beyond the end shows the last page. Pages by number and a count
    # are affordable, since there are few projects.
    page = Paginator(projects, PROJECTS_PER_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {"form": form, "page": page, "keep": f"{kept.urlencode()}&" if kept else ""}
    return render(request, "pilots/projects/list.html", context)


@sign_in_or_404
@require_safe
def project_detail(request: ReaderRequest, slug: str) -> HttpResponse:
    """Show one project, with the pairings in it that the reader may see; 404 for all others."""
    # Not `published()`: a pilot city reads its own project here before it is out. `for_list` counts peers and
    # room.
    projects = PilotProject.objects.visible_to(request.viewer).for_list()
    project = get_object_or_404(projects, slug=slug)
    # The page is seen by many, a pairing only by its two cities and the secretariat.
    pairings = project.pairings.visible_to(request.viewer).with_cities()
    is_own = any(host.pk in request.viewer.city_ids for host in project.hosts.all())
    context = {
        "project": project,
        "pairings": pairings,
        "is_own": is_own,
        # What its cities wrote anew, for themselves alone.
        "revision": project.revisions.open().first() if is_own else None,
    }
    return render(request, "pilots/projects/detail.html", context)


@form_page
def report(request: MemberRequest, slug: str) -> HttpResponse:
    """Tell the secretariat of the text of a project of other cities."""
    if not request.viewer.is_member:
        raise Http404
    rows = PilotProject.objects.visible_to(request.viewer).exclude(hosts__in=request.viewer.city_ids)
    found = get_object_or_404(rows, slug=slug)
    return take_report(request, found, what=str(found), back=found.get_absolute_url())


@login_not_required
@require_safe
def new_deal(request: ReaderRequest) -> HttpResponse:
    """Show the principles of the Global Green New Deal, and how the pilot projects make them real."""
    visible = PilotProject.objects.visible_to(request.viewer).published()
    projects = list(visible.for_list().order_by("slug")[:PROJECTS_PER_PAGE])
    context = {"projects": projects, "served": served_by(projects), "source": NEW_DEAL}
    return render(request, "pilots/projects/new_deal.html", context)
