"""/library/…/text/: the words of a file as a page."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cities.directory.viewer import ReaderRequest
from cities.sharing.decorators import sign_in_or_404
from resources.library.models.edition import FileType
from resources.library.models.resource import Resource
from resources.transcripts import pieces
from resources.transcripts.models import Transcript


class WhereForm(forms.Form):
    """Which part of a long text is wanted, or which page of the file."""

    part = forms.IntegerField(min_value=1, max_value=100_000, required=False)
    page = forms.IntegerField(min_value=1, max_value=1_000_000, required=False)


@sign_in_or_404
@require_safe
def text(request: ReaderRequest, slug: str, language: str) -> HttpResponse:
    """Show the text of a PDF, a part of a long one; to those who may have the file, and to nobody else."""
    resource = get_object_or_404(Resource.objects.visible_to(request.viewer).defer("search"), slug=slug)
    pdfs = resource.editions.defer("text").exclude(file="").filter(file_type=FileType.PDF, language=language)
    edition = pdfs.first()
    if edition is None:
        raise Http404
    # Of the file that stands there now: of one that was replaced nobody reads the words any more.
    transcript = Transcript.objects.filter(edition=edition, file=edition.file.name).first()
    form = WhereForm(request.GET)
    form.is_valid()  # what is no number is passed over: the text begins at its beginning
    if transcript and transcript.is_written and (page := form.cleaned_data.get("page")):
        address = reverse("resources:text", args=[slug, language])
        return redirect(pieces.address_of_page(address, transcript, page))
    part = pieces.part_of(transcript, form.cleaned_data.get("part")) if transcript else None
    context: dict[str, object] = {
        "resource": resource,
        "edition": edition,
        "transcript": transcript,
        "dir": pieces.direction_of(edition.language),
    }
    if transcript and part:
        context |= {
            "part": part,
            "pieces": pieces.of(part),
            "contents": pieces.contents_of(transcript, part),
            "before": f"?part={part.number - 1}" if part.number > 1 else "",
            "after": f"?part={part.number + 1}" if part.number < transcript.parts else "",
        }
    return render(request, "resources/transcripts/text.html", context)
