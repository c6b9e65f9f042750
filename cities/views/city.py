"""/cities/<slug>/edit/ and …/write/: a city's own page, and letters to it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cities import actions, limits
from cities.forms.city import CityPageForm
from cities.forms.letter import LetterForm
from cities.models import City
from icaforum.audit.record import Refused

PAGES = ["GET", "HEAD", "POST"]
LETTERS_AN_HOUR = 10


@require_http_methods(PAGES)
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """A lead writes what the city says of itself."""
    city = get_object_or_404(City.objects.led_by(request.viewer), slug=slug)
    facts = {name: getattr(city, name) for name in ("about", "languages", "website")}
    initial = facts | {"themes": city.themes.all()}
    form = CityPageForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        actions.edit_city(city, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. This is what others see now."))
        return redirect(city)
    return render(request, "cities/edit.html", {"city": city, "form": form})


@require_http_methods(PAGES)
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """A member writes to a city; we pass it on."""
    reachable = City.objects.members().exclude(pk__in=request.viewer.city_ids)
    city = get_object_or_404(reachable if request.viewer.is_member else City.objects.none(), slug=slug)
    form = LetterForm(request.POST if request.method == "POST" else None)
    context = {"city": city, "form": form}
    if not form.is_valid():
        return render(request, "cities/write.html", context)
    if not limits.within(
        request, "letter", address=request.user.email, per_address=LETTERS_AN_HOUR, per_place=60
    ):
        form.add_error(None, _("You have written many messages this hour. Please go on later."))
        return render(request, "cities/write.html", context, status=429)
    try:
        actions.write_to_city(city, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "cities/write.html", context)
    messages.success(request, _("Your message is on its way. The answer comes to you by mail."))
    return redirect(city)
