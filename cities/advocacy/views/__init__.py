"""/calls/: the list, the page of one joint call, its earlier versions, and the sheet to print."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.advocacy.actions import commenting
from cities.advocacy.forms import CommentForm, LaterForm, SignForm
from cities.advocacy.listing import Listing
from cities.advocacy.models import CallComment, CallVersion, JointCall, Reading, Signature, Undecided
from cities.advocacy.rules import fingerprint_of
from cities.advocacy.stations import by_region, path_of, state_of
from cities.directory.models import City
from cities.directory.viewer import ReaderRequest
from cities.people.models import Officer
from cities.people.requests import MemberRequest
from cities.sharing.decorators import sign_in_or_404
from cities.talking.views import take_report
from icaforum.audit.answers import carry_out
from icaforum.audit.as_read import mark_of
from icaforum.audit.record import Refused
from icaforum.audit.sending import sent_once
from icaforum.forum.models import Room
from icaforum.forum.rooms import in_room
from icaforum.words.decorators import form_page
from icaforum.words.differences import marked
from icaforum.words.times import request_now

COMMENTS_PAGE = 50


def visible_or_404(request: ReaderRequest, slug: str) -> JointCall:
    """Return a call that this reader may open; raises Http404."""
    rows = JointCall.objects.visible_to(request.viewer).select_related("city", "author")
    return get_object_or_404(rows, slug=slug)


@login_not_required
@in_room(Room.JOINT_CALLS)
@require_safe
def calls(request: ReaderRequest) -> HttpResponse:
    """List the joint calls that the reader may see, filtered."""
    listing, now = Listing(request.GET, request.viewer), request_now()
    context = {
        "listing": listing,
        "wanted": listing.wanted,
        "rows": [(row, state_of(row, now)) for row in listing.rows],
        "may_draft": may_draft(request),
    }
    return render(request, "cities/advocacy/list.html", context)


def led_cities(request: ReaderRequest, *, partners: bool) -> list[City]:
    """Return the cities in the Forum that the reader leads; with the partners, or without."""
    rows = City.objects.led_by(request.viewer).order_by("sort_name")
    return list(rows if partners else rows.exclude(kind=City.Kind.PARTNER))


def may_draft(request: ReaderRequest) -> bool:
    """Whether the reader can draft a call: the secretariat, and leads of cities."""
    return request.viewer.runs(JointCall) or bool(
        request.viewer.lead_of and led_cities(request, partners=False)
    )


@dataclass(frozen=True)
class Page:
    """A call as its reader sees it."""

    request: ReaderRequest
    call: JointCall

    @property
    def is_inside(self) -> bool:
        """Whether the reader is a member or staff, who see all signatories."""
        return self.request.viewer.is_member or self.request.viewer.manages(JointCall)

    @cached_property
    def version(self) -> CallVersion | None:
        """The text that can be signed now; None for a draft."""
        return self.call.versions.first()

    @cached_property
    def signatures(self) -> list[Signature]:
        """Who signed it: all of them for members, those on the web by name for everybody else."""
        rows = Signature.objects.of(self.version)
        if not self.is_inside:
            rows = rows.on_the_web()
        return list(rows.select_related("city", "signed_by"))

    @property
    def of_cities(self) -> list[Signature]:
        """The signatures of cities."""
        return [row for row in self.signatures if not row.city.is_partner]

    @property
    def of_partners(self) -> list[Signature]:
        """The partners that support it."""
        return [row for row in self.signatures if row.city.is_partner]

    @cached_property
    def own(self) -> list[Signature]:
        """The signatures of the reader's cities under the text that stands."""
        return [row for row in self.signatures if row.city_id in self.request.viewer.city_ids]

    @cached_property
    def may_sign(self) -> list[City]:
        """The cities for which the reader could sign now."""
        if not self.call.takes_signatures(request_now()) or not self.request.viewer.lead_of:
            return []
        signed = {row.city_id for row in self.own}
        return [city for city in led_cities(self.request, partners=True) if city.pk not in signed]

    @cached_property
    def reading(self) -> Reading | None:
        """The text in the language that the address asks for; None for the one that is signed."""
        code = self.request.GET.get("lang", "")
        return next((row for row in self.readings if row.language == code), None)

    @cached_property
    def readings(self) -> list[Reading]:
        """The texts for reading."""
        return list(self.call.readings.all())

    def tabs(self) -> list[dict[str, Any]]:
        """Return the links to the languages; none where there is one alone."""
        if not self.readings:
            return []
        signed = {
            "url": "?",
            "label": _("%(language)s, the text that is signed") % {"language": self.call.language_name},
            "current": self.reading is None,
        }
        others = (
            {
                "url": f"?lang={row.language}",
                "label": row.language_name,
                "lang": row.language,
                "current": row == self.reading,
            }
            for row in self.readings
        )
        return [signed, *others]

    def context(self) -> dict[str, Any]:
        """Return what the page and the sheet show alike."""
        return {
            "call": self.call,
            "version": self.version,
            "text": self.version or self.call,
            "reading": self.reading,
            "regions": by_region(self.of_cities),
            "signed_count": len(self.of_cities),
            "partners": self.of_partners,
            "is_inside": self.is_inside,
            "state": state_of(self.call, request_now()),
        }


@sign_in_or_404
@in_room(Room.JOINT_CALLS)
@form_page
@sent_once
def call(request: MemberRequest, slug: str) -> HttpResponse:
    """Show a joint call: its path, its exact text, who signed it; on POST take a comment on a draft."""
    page = Page(request, visible_or_404(request, slug))
    comment = _comment_form(request, page.call)
    if request.method == "POST":
        if comment is None:
            raise Http404
        if comment.is_valid() and (row := _commented(request, page.call, comment)):
            messages.success(request, _("Your comment stands there now. Thank you."))
            return redirect(row)
    return render(request, "cities/advocacy/detail.html", page.context() | _beside(request, page, comment))


def _beside(request: MemberRequest, page: Page, comment: CommentForm | None) -> dict[str, Any]:
    found, viewer = page.call, request.viewer
    manages, is_open = viewer.manages(JointCall), found.takes_signatures(request_now())
    own_seats = Officer.objects.standing().leads().filter(city__in=viewer.city_ids)
    said = {row.city_id: row for row in Undecided.objects.filter(call=found, city__in=viewer.lead_of)}
    undecided = [city for city in page.may_sign if city.pk not in {row.city_id for row in page.own}]
    comments = found.comments.up().select_related("city", "author")
    shows_comments = page.is_inside and (found.is_draft or manages or found.is_of(viewer))
    return {
        "path": path_of(found, signed=len(page.of_cities)),
        "tabs": page.tabs(),
        "is_open": is_open,
        "is_own": found.is_of(viewer),
        "manages": manages,
        # Staff open what they have read here.
        "read": mark_of(fingerprint_of(found)) if manages else "",
        "writes": viewer.runs(JointCall) or bool(found.is_draft and found.city_id in viewer.lead_of),
        "own": page.own,
        "leads": viewer.lead_of,
        "sign": sign_form(page) if page.may_sign else None,
        "signs_for": page.may_sign[0] if len(page.may_sign) == 1 else None,
        "later": LaterForm(cities=undecided) if undecided else None,
        "said": [said[city.pk] for city in undecided if city.pk in said],
        "earlier": _earlier(page),
        # Who can sign, for those of a city whose lead has not.
        "can_sign": list(own_seats.select_related("person", "city"))
        if is_open and viewer.city_ids and not viewer.lead_of
        else [],
        "comment": comment,
        "comments": Paginator(comments, COMMENTS_PAGE).get_page(request.GET.get("page"))
        if shows_comments
        else None,
    }


def _earlier(page: Page) -> list[Signature]:
    """Return the signatures of the reader's cities under an earlier text, where they did not sign anew."""
    if page.version is None or page.version.number == 1 or not page.may_sign:
        return []
    rows = Signature.objects.standing().filter(version__call=page.call, city__in=page.may_sign)
    return list(rows.exclude(version=page.version).select_related("city", "version").order_by("-pk")[:3])


def sign_form(page: Page, data: Any = None) -> SignForm:
    """Return the form by which the reader signs the text that stands."""
    version = page.version
    if version is None:
        raise Http404
    return SignForm(
        data, cities=page.may_sign, number=version.number, initial={"fingerprint": version.fingerprint}
    )


def _comment_form(request: MemberRequest, found: JointCall) -> CommentForm | None:
    viewer = request.viewer
    if not found.is_draft or not viewer.city_ids:
        return None
    cities = list(City.objects.of(viewer).exclude(kind=City.Kind.PARTNER).order_by("sort_name"))
    if not cities:
        return None
    data = request.POST if request.method == "POST" else None
    return CommentForm(data, cities=cities, initial={"language": request.user.language})


def _commented(request: MemberRequest, found: JointCall, form: CommentForm) -> CallComment | None:
    cleaned = form.cleaned_data
    try:
        return commenting.comment(
            found,
            city=form.chosen or form.cities[0],
            text=cleaned["text"],
            language=cleaned["language"],
            by=request.user,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


@sign_in_or_404
@in_room(Room.JOINT_CALLS)
@require_safe
def printed(request: ReaderRequest, slug: str) -> HttpResponse:
    """Show the text and its signatories as one sheet, to print or to keep as a PDF."""
    page = Page(request, visible_or_404(request, slug))
    return render(request, "cities/advocacy/print.html", page.context() | {"now": request_now()})


@sign_in_or_404
@in_room(Room.JOINT_CALLS)
@require_safe
def version(request: ReaderRequest, slug: str, number: int) -> HttpResponse:
    """Show an earlier version of the text, and what changed in the one after it."""
    found = visible_or_404(request, slug)
    versions = {row.number: row for row in found.versions.filter(number__in=[number, number + 1])}
    if number not in versions or (after := versions.get(number + 1)) is None:
        raise Http404
    before = versions[number]
    parts = [
        (words, marked(getattr(before, name), getattr(after, name)))
        for name, words in (("title", _("Title")), ("addressee", _("To whom")), ("text", _("The exact text")))
        if getattr(before, name) != getattr(after, name)
    ]
    context = {"call": found, "before": before, "after": after, "parts": parts}
    return render(request, "cities/advocacy/version.html", context)


@in_room(Room.JOINT_CALLS)
@form_page
def take_comment_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Take one's own comment back, after a page that says what that means."""
    # Pressed for one that is taken back already, the verb says so.
    rows = _comments(request, gone=request.method == "POST").filter(author=request.user)
    found = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        said = _("Your comment is taken back.")
        return carry_out(
            request, lambda: commenting.take_back_comment(found, by=request.user), said, found.call
        )
    context = {
        "title": _("Take your comment back?"),
        "text": found.call.title,
        "consequences": [_("Nobody reads it on the page any more.")],
        "action": _("Take it back"),
        "danger": True,
        "back_url": found.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


@in_room(Room.JOINT_CALLS)
@form_page
def report_comment(request: MemberRequest, pk: int) -> HttpResponse:
    """Tell the secretariat of a comment of somebody else."""
    if request.viewer.manages(JointCall):
        raise Http404
    found = get_object_or_404(_comments(request).exclude(author=request.user), pk=pk)
    words = {"city": found.city, "call": found.call.title}
    what = _("The comment of %(city)s on “%(call)s”") % words
    return take_report(request, found, what=what, back=found.get_absolute_url())


@in_room(Room.JOINT_CALLS)
@form_page
def report_call(request: MemberRequest, slug: str) -> HttpResponse:
    """Tell the secretariat, which needs no such page, of the text of a joint call of another city."""
    found = visible_or_404(request, slug)
    if not request.viewer.is_member or found.is_of(request.viewer):
        raise Http404
    return take_report(request, found, what=found.title, back=found.get_absolute_url())


def _comments(request: MemberRequest, *, gone: bool = False) -> Any:
    """Return the comments that the reader may read, while the call is a draft; with those that are `gone`."""
    drafts = JointCall.objects.visible_to(request.viewer).drafts()
    rows = CallComment.objects.all() if gone else CallComment.objects.up()
    return rows.filter(call__in=drafts).select_related("call", "city")
