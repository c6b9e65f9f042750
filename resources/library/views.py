"""/library/: the list, the page of a resource, and its files."""

from collections import Counter

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.directory.viewer import ReaderRequest
from cities.letters.rules import may_write_to
from cities.models import City
from cities.people.requests import MemberRequest
from cities.sharing import preview
from cities.sharing.decorators import sign_in_or_404
from cities.talking.views import take_report
from icaforum.words.decorators import form_page
from icaforum.words.languages import own_name
from icaforum.words.unions import union_of
from resources.library import listing, sending
from resources.library.actions.resource import record_download
from resources.library.facets import Wanted
from resources.library.forms.reading import LanguageForm, LibraryForm
from resources.library.models import Edition, Resource
from resources.library.models.resource import ResourceQuerySet

RELATED_SHOWN = 4
# So many of the newest papers of each theme are compared with the one that is shown.
ALIKE_LOOKED_AT = 100


@login_not_required
@require_safe
def library(request: ReaderRequest) -> HttpResponse:
    """Show the library as far as its reader may see it: searched, filtered, the newest first."""
    form = LibraryForm(request.GET)
    wanted = Wanted.of(form)  # what could not be read is said above the list, the rest is answered
    visible = Resource.objects.visible_to(request.viewer)
    me = preview.whose_own(request)
    if wanted.mine:
        # Of a visitor nothing is kept; what one may not see now is left out like all else.
        visible = visible.filter(bookmarks__person=me.pk) if me.is_authenticated else visible.none()
    page = listing.page_for(visible, wanted)
    context = {
        # What was typed goes back into the field also when the form refused it, but bounded.
        "typed": request.GET.get("q", "")[:200],
        "problems": [error for errors in form.errors.values() for error in errors],
        "wanted": wanted,
        "page": page,
        # A group without any option would be an empty box.
        "groups": [group for group in page.groups if group.options],
        "chips": wanted.chips(page.groups)
        + ([(_("Papers you kept"), wanted.address(mine=""))] * bool(wanted.mine)),
        "can_keep": me.is_authenticated,
        # Not beside what somebody looks for.
        "is_front": wanted == Wanted(),
    }
    return render(request, "resources/library/list.html", context)


@form_page
def report(request: MemberRequest, slug: str) -> HttpResponse:
    """Tell the secretariat of a paper that stands in the library."""
    if not request.viewer.is_member:
        raise Http404
    rows = Resource.objects.visible_to(request.viewer).published().as_cards()
    found = get_object_or_404(rows, slug=slug)
    return take_report(request, found, what=found.title, back=found.get_absolute_url())


@sign_in_or_404
@require_safe
def detail(request: ReaderRequest, slug: str) -> HttpResponse:
    """Show one resource, in the language asked for or the one its reader reads best."""
    visible = Resource.objects.visible_to(request.viewer)
    resource = get_object_or_404(_with_page_content(visible), slug=slug)
    form = LanguageForm(request.GET)
    # A language that is none of ours is passed over: an old link still opens the page.
    asked = form.cleaned_data["lang"] if form.is_valid() else ""
    edition = resource.edition_for_reader(asked)
    cities = list(resource.cities.all())
    context = {
        "resource": resource,
        "edition": edition,
        "tabs": _tabs(resource, edition),
        "cities": cities,
        "themes": list(resource.themes.all()),
        "goes_with": _related(visible, resource),
        "can_write": bool(cities) and may_write_to(request.viewer, cities[0]),
    }
    return render(request, "resources/library/detail.html", context)


@sign_in_or_404
@require_safe
def file(request: ReaderRequest, slug: str, language: str) -> HttpResponseBase:
    """Send the file of one language, to be saved; that somebody saved it is recorded."""
    resource = get_object_or_404(Resource.objects.visible_to(request.viewer).defer("search"), slug=slug)
    edition = resource.editions.defer("text").exclude(file="").filter(language=language).first()
    if edition is None:
        raise Http404
    return send_recorded(request, edition, of=resource, language=language)


def send_recorded(
    request: ReaderRequest, row: sending.Stored, *, of: Resource, language: str
) -> HttpResponseBase:
    """Send a file of a paper, the present or an earlier one, and record that it was saved; 404 without it."""
    try:
        response = sending.send(request, row)
    except FileNotFoundError as error:
        raise Http404 from error
    # After the response was made, so that a missing file is no download. Visitors are not recorded, nor who
    # looks with somebody else's eyes.
    if request.user.is_authenticated and not preview.is_on(request) and sending.starts_a_download(request):
        record_download(of, language=language, by=request.user)
    return response


def _with_page_content(rows: ResourceQuerySet) -> ResourceQuerySet:
    """Carry all that the page shows, but not the text of the files, which can be a megabyte each."""
    editions = Edition.objects.select_related("transcript").defer("text", "transcript__contents")
    return rows.defer("search").prefetch_related(
        Prefetch("editions", editions),
        Prefetch("cities", City.objects.with_membership()),
        "themes",
    )


def _tabs(resource: Resource, shown: Edition | None) -> list[dict[str, object]]:
    """Return a tab for each language; none where there is but one."""
    editions = list(resource.editions.all())
    if len(editions) < 2:
        return []
    return [
        {
            "url": f"?lang={edition.language}",
            "label": own_name(edition.language),
            "lang": edition.language,
            "current": edition == shown,
        }
        for edition in editions
    ]


def _related(visible: ResourceQuerySet, resource: Resource) -> list[Resource]:
    """Return the resources that share most themes with this one, of those the reader may see."""
    themes = [theme.pk for theme in resource.themes.all()]
    if not themes:
        return []
    # `visible` may hold drafts, for staff; these are proposed to nobody.
    others = visible.published().exclude(pk=resource.pk).order_by("-pk").values_list("pk", "published_at")
    # The newest few of each theme, by the index of theme and key: thousands may share one.
    newest = [others.filter(themes=theme)[:ALIKE_LOOKED_AT] for theme in themes]
    alike = Counter(union_of(newest, doubles=True))
    best = sorted(alike, key=lambda row: (alike[row], row[1], row[0]), reverse=True)[:RELATED_SHOWN]
    cards = visible.filter(pk__in=[pk for pk, _at in best]).as_cards().in_bulk()
    return [cards[pk] for pk, _at in best if pk in cards]
