"""/library/shelves/…/: the papers on one shelf."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cities.directory.viewer import ReaderRequest
from cities.sharing.decorators import sign_in_or_404
from resources.library.models.resource import Resource
from resources.shelves.models import Shelf

ROWS = 20


class PageForm(forms.Form):
    """Which page of a shelf."""

    page = forms.IntegerField(min_value=1, max_value=1000, required=False)


@sign_in_or_404
@require_safe
def shelf(request: ReaderRequest, slug: str) -> HttpResponse:
    """Show a shelf as far as its reader may see it; one that holds nothing for them is not there."""
    visible = Resource.objects.visible_to(request.viewer)
    found = get_object_or_404(Shelf.objects.all().with_papers(visible), slug=slug)
    form = PageForm(request.GET)
    form.is_valid()  # what is no number is the first page
    # At most sixty papers stand on one, so pages by number cost no more than others.
    papers = found.papers_for(visible).as_cards()
    page = Paginator(papers, ROWS).get_page(form.cleaned_data.get("page") or 1)
    context = {
        "shelf": found,
        "page": page,
        "before": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "after": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "resources/shelves/shelf.html", context)
