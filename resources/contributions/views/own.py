"""What a city does with what it sent in: change it, take it back, leave the authors."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import City
from cities.people.requests import MemberRequest
from icaforum.audit.answers import carry_out, or_gone
from icaforum.audit.as_read import read_mark
from icaforum.audit.record import Refused
from icaforum.words.decorators import form_page
from resources.contributions.actions import writing
from resources.contributions.forms import ChangeForm
from resources.contributions.models import Contribution


def _own(request: MemberRequest, pk: int) -> Contribution:
    """Return something that one of the reader's cities sent in; 404 for all else."""
    rows = Contribution.objects.filter(city__in=request.viewer.city_ids).select_related("city", "resource")
    return get_object_or_404(rows, pk=pk)


@form_page
def change(request: MemberRequest, pk: int) -> HttpResponse:
    """Change what was sent in; what was returned is sent in again, or kept for now."""
    found = _own(request, pk)
    if not found.is_editable:
        return redirect(found)
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ChangeForm(*data, contribution=found, person=request.user)
    again = found.state == Contribution.State.RETURNED and "later" not in request.POST
    if form.is_valid():
        changes = form.changed_values()
        changes = {name: value for name, value in changes.items() if name not in {"upload", "without_file"}}
        try:
            writing.change(
                found,
                by=request.user,
                send="later" not in request.POST,
                upload=form.cleaned_data.get("upload"),
                without_file=bool(form.cleaned_data.get("without_file")),
                **changes,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _("Thank you. It is sent in again; the secretariat reads it next.") if again else _("Saved."),
            )
            return redirect(found)
    return render(request, "resources/contributions/change.html", {"form": form, "contribution": found})


@form_page
def take_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Take it back, after a page that says what that means."""
    found = _own(request, pk)
    if request.method == "POST":
        verb = partial(writing.take_back, found, by=request.user, read=read_mark(request))
        return carry_out(request, verb, _("It is taken back."), found)
    published = found.state == Contribution.State.PUBLISHED
    context = {
        "title": _("Take it back?"),
        "text": found.title,
        "consequences": [
            _("It leaves the library with all its versions: from now on only the secretariat sees it.")
            if published
            else _("The secretariat no longer decides about it."),
            _("Who has saved a file of it keeps that.") if published else _("Its files stay with your city."),
        ],
        "action": _("Take it back"),
        "read": found.mark,
        "danger": True,
        "back_url": found.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


def _contributions(request: MemberRequest, **_rest: Any) -> str:
    if not request.viewer.city_ids:
        raise Http404
    return "resources:contributions"


@or_gone(gettext_lazy("Your city does not stand there."), to=_contributions)
@form_page
def leave(request: MemberRequest, pk: int) -> HttpResponse:
    """Take the name of the reader's city off something that another wrote together with it."""
    cities = City.objects.filter(pk__in=request.viewer.city_ids)
    found = get_object_or_404(Contribution.objects.filter(co_authors__in=cities).distinct(), pk=pk)
    city = cities.filter(pk__in=found.co_authors.values("pk")).order_by("sort_name")[0]
    if request.method == "POST":
        verb = partial(writing.leave_authors, found, city=city, by=request.user)
        said = _("%(city)s no longer stands there.") % {"city": city}
        return carry_out(request, verb, said, "resources:contributions")
    context = {
        "title": _("Take the name of %(city)s off?") % {"city": city},
        "text": found.title,
        "consequences": [
            _("%(city)s is not named as an author, here and in the library.") % {"city": city},
            _("You no longer see it here."),
        ],
        "action": _("Take the name off"),
        "danger": True,
        "back_url": found.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)
