"""The pages on which a member writes to a city, and says that an answer by mail is theirs."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cities.directory.models import City
from cities.letters import actions
from cities.letters.forms import LetterForm
from cities.letters.models import LetterAnswer
from cities.letters.rules import may_write_to
from cities.people import limits
from cities.people.requests import MemberRequest
from icaforum.audit.record import Refused
from icaforum.inbound.addresses import door_is_open
from icaforum.words.decorators import form_page

# A form that mails people must not become somebody's megaphone (`cities.people.limits`).
LETTERS_PER_HOUR = 10


# For everybody behind one network, such as a city hall.
LETTERS_PER_HOUR_OF_A_NETWORK = 60


@form_page
def write(request: MemberRequest, slug: str) -> HttpResponse:
    """Take a member's message to another city that is in the Forum, and pass it on."""
    city = get_object_or_404(City.objects.visible_to(request.viewer).with_membership(), slug=slug)
    # One's own city answers 404, and so does every city to somebody who is in none.
    if not may_write_to(request.viewer, city):
        raise Http404
    form = LetterForm(request.POST if request.method == "POST" else None)
    context = {"city": city, "form": form, "passes_on": door_is_open()}
    if not form.is_valid():
        return render(request, "cities/letters/write.html", context)
    # Counted by the writer's address, since the readers' are not the writer's to choose.
    if not limits.within(
        request,
        "letter",
        address=request.user.email,
        per_address=LETTERS_PER_HOUR,
        per_network=LETTERS_PER_HOUR_OF_A_NETWORK,
    ):
        form.add_error(None, _("You have written many messages this hour. Please go on later."))
        return render(request, "cities/letters/write.html", context, status=429)
    try:
        actions.write_to_city(city, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "cities/letters/write.html", context)
    messages.success(request, _("Your message is on its way. The answer comes to you by mail."))
    return redirect(city)


@form_page
def answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask whoever seems to have answered a letter whether they did; on POST pass it on, or throw it away."""
    asked = LetterAnswer.objects.select_related("to", "letter__city", "letter__sender")
    # That of somebody else, and one that is settled, answer 404.
    found = get_object_or_404(asked, pk=pk, sender=request.user, passed_on_at=None)
    # Neither of the two buttons decides nothing.
    if {"pass_on", "drop"} & request.POST.keys():
        try:
            if "pass_on" in request.POST:
                actions.confirm_answer(found, by=request.user)
                messages.success(
                    request, _("Your answer is on its way to %(person)s.") % {"person": found.to}
                )
            else:
                actions.drop_answer(found, by=request.user)
                messages.success(request, _("It was thrown away. Nobody has read it."))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("desk")
    return render(request, "cities/letters/answer.html", {"answer": found})
