"""The pages that end a seat: leaving a team, and removing a colleague. Each first says what follows."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cities.directory.models import City
from cities.leaving import actions
from cities.leaving.losses import losses_of_seat
from cities.leaving.rules import plan_for_colleague, plan_for_oneself
from cities.people.forms.profile import SuccessorForm
from cities.people.models import Officer
from cities.people.requests import MemberRequest
from icaforum.audit.answers import carry_out
from icaforum.audit.record import Refused
from icaforum.words.decorators import form_page


@form_page
def leave(request: MemberRequest, slug: str) -> HttpResponse:
    """Show what follows when one leaves a city's team; on POST, leave it.

    The last lead contact of a team with others in it names who takes over.
    """
    seat = get_object_or_404(request.user.seats.open().select_related("city", "person"), city__slug=slug)
    form = _successor_form(request, seat)
    plan = plan_for_oneself(str(seat.city), losses_of_seat(seat))
    context = {"seat": seat, "city": seat.city, "form": form, "plan": plan}
    if request.method != "POST" or (form is not None and not form.is_valid()):
        return render(request, "cities/leaving/leave.html", context)
    try:
        actions.leave(seat, by=request.user, successor=form.cleaned_data["successor"] if form else None)
    except Refused as refusal:
        return render(request, "cities/leaving/leave.html", context | {"refusal": str(refusal)})
    messages.success(request, _("You have left the team of %(city)s. Thank you.") % {"city": seat.city})
    return redirect("cities:profile")


def _successor_form(request: MemberRequest, seat: Officer) -> SuccessorForm | None:
    """The form that asks who takes over, or None where nobody has to (`Officer.must_name_successor`)."""
    if not seat.must_name_successor:
        return None
    colleagues = seat.colleagues().select_related("person")
    return SuccessorForm(request.POST if request.method == "POST" else None, colleagues=colleagues)


@form_page
def remove(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Show what follows when a colleague is taken out of the team; on POST, take them out.

    Only a lead contact of that city gets here; to others the page does not exist.
    """
    city = get_object_or_404(City.objects.led_by(request.viewer), slug=slug)
    # Oneself is no colleague: leaving is another page, which asks the last lead who takes over.
    colleagues = city.seats.open().select_related("person").exclude(person=request.user)
    seat = get_object_or_404(colleagues, pk=pk)
    plan = plan_for_colleague(seat.person.get_full_name(), str(city), losses_of_seat(seat))
    context = {"city": city, "seat": seat, "plan": plan}
    if request.method != "POST":
        return render(request, "cities/leaving/remove.html", context)
    done = _("%(person)s is no longer in the team.") % {"person": seat.person}
    return carry_out(
        request, lambda: actions.remove_officer(seat, by=request.user), done, "cities:team", city.slug
    )
