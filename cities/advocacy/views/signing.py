"""The pages of cities that are asked to sign: sign, take it back, later, no, and the name on the web."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cities.advocacy.actions import signing
from cities.advocacy.forms import LaterForm
from cities.advocacy.models import Signature
from cities.advocacy.refusals import AnotherDay, AnotherText
from cities.advocacy.views import Page, led_cities, sign_form, visible_or_404
from cities.directory.models import City
from cities.people.requests import MemberRequest
from icaforum.audit.answers import carry_out, so_already
from icaforum.audit.record import DoneAlready, Refused
from icaforum.forum.models import Room
from icaforum.forum.rooms import in_room
from icaforum.words.decorators import form_page


@in_room(Room.JOINT_CALLS)
@form_page
def sign(request: MemberRequest, slug: str) -> HttpResponse:
    """Show the text and ask who decided; on POST sign exactly this text for a city that the reader leads."""
    page = Page(request, visible_or_404(request, slug))
    if (said := _why_not(request, page, request.POST.get("city", ""))) is not None:
        return so_already(request, said, page.call)
    posted = request.method == "POST"
    form = sign_form(page, request.POST if posted else None)
    if form.is_valid():
        city = form.chosen or form.cities[0]
        try:
            signing.sign(page.call, city=city, by=request.user, **form.facts())
        except AnotherText as refusal:
            # The next press is for the text that stands on this page, and is ticked anew.
            page = Page(request, page.call)
            typed = request.POST.copy()
            typed["fingerprint"] = page.version.fingerprint if page.version else ""
            typed.pop("confirmed", None)
            form = sign_form(page, typed)
            form.add_error(None, str(refusal))
        except AnotherDay as refusal:
            form.add_error("decided_on", str(refusal))
        except DoneAlready as refusal:
            return so_already(request, str(refusal), page.call)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = (
                _("%(city)s supports it. All its contacts are told.")
                if city.is_partner
                else _("%(city)s has signed. All its contacts are told.")
            )
            messages.success(request, said % {"city": city})
            return redirect(page.call)
    one = page.may_sign[0] if len(page.may_sign) == 1 else None
    return render(request, "cities/advocacy/sign.html", page.context() | {"form": form, "signs_for": one})


@in_room(Room.JOINT_CALLS)
@form_page
def take_back(request: MemberRequest, slug: str) -> HttpResponse:
    """Take the signature of a city back, after a page that says what that means."""
    page = Page(request, visible_or_404(request, slug))
    found = _own_signature(request, page)
    if request.method == "POST":
        said = (
            _("The support of %(city)s is taken back.")
            if found.city.is_partner
            else _("The signature of %(city)s is taken back.")
        )
        verb = partial(signing.take_signature_back, found, by=request.user)
        return carry_out(request, verb, said % {"city": found.city}, page.call)
    context = {
        **_asks_back(found.city),
        "text": page.call.title,
        "action": _("Take it back"),
        "danger": True,
        "back_url": page.call.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


def _asks_back(city: City) -> dict[str, Any]:
    """Return the question before a signature, or the support of a partner, is taken back."""
    if city.is_partner:
        return {
            "title": _("Take the support of %(city)s back?") % {"city": city},
            "consequences": [
                _("The list no longer names your organisation, on the web neither."),
                _("All contacts of your organisation are told."),
                _("You can support it again until the list closes."),
            ],
        }
    return {
        "title": _("Take the signature of %(city)s back?") % {"city": city},
        "consequences": [
            _("The list no longer names your city, on the web neither."),
            _("All contacts of your city are told."),
            _("You can sign again until the list closes."),
        ],
    }


@in_room(Room.JOINT_CALLS)
@require_POST
def name_on_web(request: MemberRequest, slug: str) -> HttpResponse:
    """Let the name of a signatory stand on the web, or take it off."""
    page = Page(request, visible_or_404(request, slug))
    found = _own_signature(request, page)
    agrees = request.POST.get("agrees") == "yes"
    said = (
        _("The name of %(city)s may stand on the web, two working days after it signed at the earliest.")
        if agrees
        else _("The web does not name %(city)s. Members still see that it signed.")
    )
    verb = partial(signing.choose_name_on_web, found, agrees=agrees, by=request.user)
    return carry_out(request, verb, said % {"city": found.city}, page.call)


@in_room(Room.JOINT_CALLS)
@require_POST
def later(request: MemberRequest, slug: str) -> HttpResponse:
    """Note that a city has not decided yet, and when the reader wants to be reminded."""
    page = Page(request, visible_or_404(request, slug))
    if (said := _why_not(request, page, request.POST.get("city", ""))) is not None:
        return so_already(request, said, page.call)
    form = LaterForm(request.POST, cities=page.may_sign)
    if form.is_valid():
        city, day = form.chosen or form.cities[0], form.cleaned_data["remind_on"]
        try:
            signing.decide_later(page.call, city=city, remind_on=day, by=request.user)
        except AnotherDay as refusal:
            form.add_error("remind_on", str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("We remind you on that day."))
            return redirect(page.call)
    return render(request, "cities/advocacy/later.html", {"call": page.call, "form": form})


@in_room(Room.JOINT_CALLS)
@form_page
def decline(request: MemberRequest, slug: str) -> HttpResponse:
    """Note that a city does not sign, after a page that says who sees that."""
    page, wanted = Page(request, visible_or_404(request, slug)), request.GET.get("city", "")
    if (refusal := _why_not(request, page, wanted)) is not None:
        return so_already(request, refusal, page.call)
    city = next((it for it in page.may_sign if it.slug == wanted), page.may_sign[0])
    if request.method == "POST":
        said = _("Noted. Nothing more is asked of %(city)s for this text.") % {"city": city}
        verb = partial(signing.decline, page.call, city=city, by=request.user)
        return carry_out(request, verb, said, page.call)
    context = {
        "title": _("%(city)s does not sign?") % {"city": city},
        "text": page.call.title,
        "consequences": [
            _("The secretariat alone sees this. No list names who did not sign."),
            _("You get no reminder of this text any more."),
            _("You can still sign until the list closes."),
        ],
        "action": _("We do not sign"),
        "back_url": page.call.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


def _why_not(request: MemberRequest, page: Page, wanted: str) -> str | None:
    """Return why the reader cannot sign, for a press on a page from before; None where they can.

    `wanted` is the city that was chosen: where it has signed meanwhile, another is never taken instead.
    Raises Http404 for whoever could not have signed, and where nothing was pressed.
    """
    if page.may_sign and (not wanted or wanted in {city.slug for city in page.may_sign}):
        return None
    led = [city.pk for city in led_cities(request, partners=True) if wanted in {"", city.slug}]
    if request.method != "POST" or not led or page.call.is_draft:
        raise Http404
    signed = next((row for row in page.own if row.city_id in led), None)
    return signed.in_words if signed else _("The list of this call is not open.")


def _own_signature(request: MemberRequest, page: Page) -> Signature:
    """Return the signature of a city that the reader leads, the one of the address where that names a city.

    For a press also one that was taken back meanwhile, of which the verb says so.
    """
    wanted = request.GET.get("city", "")
    own = [row for row in page.own if row.city_id in request.viewer.lead_of]
    if request.method == "POST":
        back = Signature.objects.filter(version=page.version, withdrawn_at__isnull=False)
        back = back.filter(city__in=request.viewer.lead_of).select_related("city", "version__call")
        own += back.order_by("-withdrawn_at")
    found = next((row for row in own if wanted in {"", row.city.slug}), None)
    if found is None:
        raise Http404
    return found
