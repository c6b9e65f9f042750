"""/contribute/: what a city has sent in, where each of it stands, and its files."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.directory.viewer import ReaderRequest
from cities.models import City
from cities.people.requests import MemberRequest
from cities.sharing.audience import who_would_see
from cities.sharing.decorators import sign_in_or_404
from icaforum.words.stations import Station
from icaforum.words.times import day_in_words
from resources.contributions.guides import sections
from resources.contributions.models import Contribution, ContributionFile
from resources.contributions.tags import earlier_versions_of
from resources.library import sending
from resources.library.models.resource import Resource
from resources.library.views import send_recorded

PER_PAGE = 20

State = Contribution.State


@require_safe
def contributions(request: MemberRequest) -> HttpResponse:
    """Show the reader's drafts, and what their cities sent in."""
    if not request.viewer.is_member:
        raise Http404
    rows = Contribution.objects.of_cities(request.viewer).select_related("city", "resource", "renews")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    newer = Contribution.objects.newer_of(list(page))
    context = {
        "replaced": {row.pk for row in page if row in newer},
        "page": page,
        "drafts": request.user.contribution_drafts.all(),
        "newer_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "older_url": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "resources/contributions/list.html", context)


@require_safe
def contribution(request: MemberRequest, pk: int) -> HttpResponse:
    """Show where something stands that was sent in, to its cities and the secretariat."""
    rows = Contribution.objects.open_to(request.viewer)
    rows = rows.select_related("city", "author", "resource", "renews__resource")
    found = get_object_or_404(rows, pk=pk)
    files = list(found.files.all())
    with_cities = list(found.co_authors.all())
    is_own = found.is_of(request.viewer)
    newer = found.newer
    context = {
        "contribution": found,
        "stations": stations(found),
        "sections": sections(found),
        "file": next((file for file in files if file.is_current), None),
        "earlier": [file for file in files if not file.is_current],
        "with_cities": with_cities,
        "themes": found.themes.all(),
        "is_own": is_own,
        "paper": found.paper,
        "is_out": bool(found.paper and found.paper.is_published),
        "newer": newer,
        # Whoever wrote along in this one may not in the next.
        "opens_newer": newer and Contribution.objects.open_to(request.viewer).filter(pk=newer.pk).exists(),
        "waits": found.first.waiting_renewal if is_own and found.first.is_renewable else None,
        # What one does with a paper is done where its newest version stands.
        "renewable": is_own and found.stands and found.first.is_renewable,
        "may_take_back": is_own and found.state != State.WITHDRAWN and not newer,
        "own_along": _own_along(request, with_cities),
        "readers": who_would_see(
            level=found.level, open_to_partners=found.open_to_partners, but=request.viewer.city_ids
        ).sentence,
    }
    return render(request, "resources/contributions/detail.html", context)


def _own_along(request: MemberRequest, cities: Iterable[City]) -> City | None:
    return next((city for city in cities if city.pk in request.viewer.city_ids), None)


def stations(row: Contribution) -> list[Station]:
    """Return the way of a contribution: what is behind it, what waits, what comes."""
    decided = day_in_words(row.decided_at) if row.decided_at else ""
    sent = Station(_("Sent in"), day_in_words(row.submitted_at), done=True)
    published = _("Published in the library")
    if row.state == State.WITHDRAWN:
        return [sent, Station(_("Taken back"), decided, current=True)]
    if row.state == State.PUBLISHED:
        return [sent, Station(published, decided, current=True)]
    if row.state == State.RETURNED:
        back = Station(_("Returned with a note"), decided, current=True)
        return [sent, back, Station(_("Send it in again")), Station(published)]
    return [sent, Station(_("The secretariat reads it"), current=True), Station(published)]


@require_safe
def file(request: MemberRequest, pk: int, file: int) -> HttpResponseBase:
    """Send a file of something that was sent in, an earlier one too."""
    found = get_object_or_404(Contribution.objects.open_to(request.viewer), pk=pk)
    row = get_object_or_404(ContributionFile.objects.there(), pk=file, contribution=found)
    try:
        return sending.send(request, row)
    except FileNotFoundError as error:
        raise Http404 from error


@sign_in_or_404
@require_safe
def earlier_file(request: ReaderRequest, slug: str, pk: int) -> HttpResponseBase:
    """Send the file of an earlier version of a paper to whoever sees that; recorded as the present one."""
    paper = get_object_or_404(Resource.objects.visible_to(request.viewer).defer("search"), slug=slug)
    versions = earlier_versions_of(paper)
    version, row = next((pair for pair in versions if pair[0].pk == pk), (None, None))
    if version is None or row is None:
        raise Http404
    return send_recorded(request, row, of=paper, language=version.language)
