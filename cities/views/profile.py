"""/account/profile/: what a person says of itself, its mails, its seats."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from cities import actions
from cities.forms.invitation import ProfileForm
from cities.forms.mails import MailsForm
from cities.forms.team import SuccessorForm
from cities.leaving import ties_of
from cities.models import Officer
from cities.rules.leaving import plan_for_oneself
from icaforum.audit.record import Refused
from icaforum.outbox.models import Optout

PAGES = ["GET", "HEAD", "POST"]


@require_http_methods(PAGES)
def profile(request: HttpRequest) -> HttpResponse:
    """Name, language and time zone; mails; seats; and the ways to sign in."""
    person = request.user
    facts = {"name": person.name, "language": person.language, "time_zone": person.time_zone}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=facts)
    if form.is_valid():
        saved = actions.edit_profile(person, by=person, **form.cleaned_data)
        with override(saved.language):
            messages.success(request, _("Saved."))
        return redirect("cities:profile")
    return _page(request, form=form)


@require_POST
def mails(request: HttpRequest) -> HttpResponse:
    """Switch the optional mails on or off."""
    form = MailsForm(request.POST)
    if not form.is_valid():
        return _page(request, mails_form=form)
    actions.choose_mails(request.user, by=request.user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("cities:profile")


@require_POST
def confirm_zone(request: HttpRequest) -> HttpResponse:
    """«Is Auckland time right?» Yes."""
    actions.confirm_zone(request.user, by=request.user)
    return redirect("desk")


@require_http_methods(PAGES)
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Leave a city's team, after the page that says what follows; the last lead names another."""
    seat = get_object_or_404(request.user.seats.open().select_related("city", "person"), city__slug=slug)
    form = _successor_form(request, seat)
    plan = plan_for_oneself(seat.city.name, ties_of(seat))
    context = {"seat": seat, "city": seat.city, "form": form, "plan": plan}
    if request.method != "POST" or (form is not None and not form.is_valid()):
        return render(request, "cities/leave.html", context)
    try:
        actions.leave(seat, by=request.user, successor=form.cleaned_data["successor"] if form else None)
    except Refused as refusal:
        return render(request, "cities/leave.html", context | {"refusal": str(refusal)})
    messages.success(request, _("You have left the team of %(city)s. Thank you.") % {"city": seat.city})
    return redirect("cities:profile")


def _page(
    request: HttpRequest, *, form: ProfileForm | None = None, mails_form: MailsForm | None = None
) -> HttpResponse:
    person = request.user
    facts = {"name": person.name, "language": person.language, "time_zone": person.time_zone}
    mails_form = mails_form or MailsForm(initial={"wanted": _wanted(person)})
    context = {
        "form": form or ProfileForm(initial=facts),
        "mails_form": mails_form if mails_form.fields["wanted"].choices else None,
        "seats": person.seats.open().select_related("city"),
    }
    return render(request, "cities/profile.html", context)


def _wanted(person: Any) -> list[str]:
    off = set(Optout.objects.of(person).values_list("kind", flat=True))
    return [name for name, _title in MailsForm().fields["wanted"].choices if name not in off]


def _successor_form(request: HttpRequest, seat: Officer) -> SuccessorForm | None:
    """Only the last lead of a team with others in it is asked who takes over."""
    if not seat.has_to_name_another:
        return None
    colleagues = seat.colleagues().select_related("person")
    return SuccessorForm(request.POST if request.method == "POST" else None, colleagues=colleagues)
