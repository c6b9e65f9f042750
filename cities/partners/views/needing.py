"""The page on which a city names the expertise that it needs."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.directory.models import ExpertiseNeed
from cities.partners.actions import needing
from cities.partners.forms import NeedForm
from cities.partners.views.helping import own_cities
from cities.people.requests import MemberRequest
from cities.talking.views import ask_then_do
from icaforum.audit.record import Refused
from icaforum.audit.sending import sent_once
from icaforum.forum.models import Room
from icaforum.forum.rooms import in_room
from icaforum.words.decorators import form_page

PAGE = 20


@in_room(Room.HELP)
@form_page
@sent_once
def needs(request: MemberRequest) -> HttpResponse:
    """Show what the reader's cities need, with what came of it; on POST name one more."""
    cities = own_cities(request)
    if not cities:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = NeedForm(data, cities=cities, initial={"language": request.user.language, "city": cities[0].slug})
    if form.is_valid():
        facts = dict(form.cleaned_data)
        city = facts.pop("city", None) or cities[0]
        try:
            needing.name_need(city=city, by=request.user, **facts)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. The secretariat reads it when it invites a partner."))
            return redirect("cities:needs")
    rows = ExpertiseNeed.objects.filter(city__in=[city.pk for city in cities])
    page = Paginator(rows.select_related("city", "theme"), PAGE).get_page(request.GET.get("page"))
    return render(request, "cities/partners/needs.html", {"form": form, "page": page})


@in_room(Room.HELP)
@form_page
def take_need_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a need of an own city back, after a page that says what that means."""
    found = get_object_or_404(ExpertiseNeed.objects.filter(city__in=request.viewer.city_ids), pk=pk)
    question = {
        "title": _("Take it back?"),
        "text": found.text,
        "consequences": [_("The secretariat no longer reads it when it invites a partner.")],
        "action": _("Take it back"),
    }
    return ask_then_do(
        request,
        lambda: needing.take_back(found, by=request.user),
        question=question,
        done=_("It is taken back."),
        back=reverse("cities:needs"),
    )
