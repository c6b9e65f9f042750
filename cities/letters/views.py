"""The pages of letters: write to a city, read and answer, and say that an answer by mail is one's own."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cities.directory.models import City
from cities.letters import actions
from cities.letters.forms import AnswerForm, LetterForm
from cities.letters.models import Letter, Thread, ThreadQuerySet
from cities.letters.rules import may_write_to
from cities.people import limits
from cities.people.requests import MemberRequest
from cities.talking.views import ask_whether_own, take_report
from icaforum.audit.answers import or_gone
from icaforum.audit.record import Refused
from icaforum.audit.sending import sent_once
from icaforum.inbound.addresses import door_is_open
from icaforum.words.decorators import form_page

# A form that mails people must not become somebody's megaphone (`cities.people.limits`).
LETTERS_PER_HOUR = 10


# For everybody behind one network, such as a city hall.
LETTERS_PER_HOUR_OF_A_NETWORK = 60
THREADS_PAGE, LETTERS_PAGE = 25, 30
# What a row of the list shows of the last letter.
SHOWN = 200


def _visible(request: MemberRequest) -> ThreadQuerySet:
    return Thread.objects.visible_to(request.viewer)


@form_page
@sent_once
def write(request: MemberRequest, slug: str) -> HttpResponse:
    """Take a member's letter to another city that is in the Forum, and pass it on."""
    city = get_object_or_404(City.objects.visible_to(request.viewer).with_membership(), slug=slug)
    # One's own city answers 404, and so does every city to somebody who is in none.
    if not may_write_to(request.viewer, city):
        raise Http404
    form = LetterForm(
        request.POST if request.method == "POST" else None,
        city=city,
        viewer=request.viewer,
        leads=city.seats.standing().leads().filter(person__is_active=True),
    )
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
        letter = actions.write_to_city(city, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "cities/letters/write.html", context)
    messages.success(request, _("Your letter is on its way. The answer comes by mail, and stands here."))
    return redirect("cities:thread", letter.thread_id)


@require_safe
def letters(request: MemberRequest) -> HttpResponse:
    """Show the reader's threads, the latest first."""
    last = Letter.objects.sent().filter(thread=OuterRef("pk")).order_by("-pk")
    found = _visible(request).with_unread(request.viewer).prefetch_related("sides__city")
    found = found.annotate(
        last_text=Subquery(last.values("text")[:1]), last_name=Subquery(last.values("sender__name")[:1])
    ).order_by("-last_at", "-pk")
    page = Paginator(found, THREADS_PAGE).get_page(request.GET.get("page"))
    rows: list[Any] = list(page)
    for row in rows:
        row.others = _others(row, request)
    return render(request, "cities/letters/list.html", {"page": page, "rows": rows, "shown": SHOWN})


@form_page
@sent_once
def thread(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one thread, by default its latest letters; on POST take an answer."""
    found = get_object_or_404(
        _visible(request).with_unread(request.viewer).prefetch_related("sides__city"), pk=pk
    )
    # Before anybody else has written, one adds to what one wrote.
    answers = found.letters.sent().exclude(from_city__in=request.viewer.city_ids).exists()
    form = AnswerForm(request.POST if request.method == "POST" else None, answers=answers)
    if form.is_valid():
        try:
            letter = actions.write_in_thread(found, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("Your answer is on its way.") if answers else _("Your letter is on its way.")
            messages.success(request, said)
            # To the letter itself: without it a browser keeps the fragment of the form, below what was sent.
            return redirect(f"{found.get_absolute_url()}#letter-{letter.pk}")
    rows = found.letters.sent().select_related("sender", "from_city").order_by("pk")
    pages = Paginator(rows, LETTERS_PAGE)
    page = pages.get_page(request.GET.get("page") or pages.num_pages)
    context = {
        "thread": found,
        "others": (others := _others(found, request)),
        # A letter to nobody but cities that have left would be refused.
        "left": [] if any(city.membership for city in others) else others,
        "people": found.parts.filter(takes_part=True).select_related("person", "city"),
        "page": page,
        "form": form,
        "answers": answers,
    }
    return render(request, "cities/letters/thread.html", context)


def _others(thread: Thread, request: MemberRequest) -> list[City]:
    """Return the cities of a thread that are not the reader's own."""
    cities = [side.city for side in thread.sides.all()]
    return [city for city in cities if city.pk not in request.viewer.city_ids] or cities


@require_POST
def read(request: MemberRequest, pk: int) -> HttpResponse:
    """Note that the reader has seen what stands in a thread."""
    found = get_object_or_404(_visible(request), pk=pk)
    try:
        actions.mark_read(found, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    # Without a message: a page that presses this by itself would leave it to the next one.
    return redirect("cities:letters")


@form_page
def report(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the secretariat one letter of another, after saying that it then reads this one."""
    rows = Letter.objects.sent().filter(thread__in=_visible(request)).exclude(sender=request.user)
    found = get_object_or_404(rows.select_related("sender"), pk=pk)
    said = _(
        "The letter of %(name)s of %(day)s. The secretariat then reads this one letter, which it cannot see "
        "now, and no other of these letters."
    )
    day = date_format(localdate(found.sent_at), "DATE_FORMAT")
    back = reverse("cities:thread", args=[found.thread_id])
    return take_report(request, found, what=said % {"name": found.sender.name, "day": day}, back=back)


@or_gone(gettext_lazy("This answer is sent or thrown away already."), to=lambda *_args, **_rest: "desk")
@form_page
def answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask whoever seems to have answered a letter whether they did; on POST pass it on, or throw it away."""
    # That of somebody else, and one that is settled, answer 404.
    rows = Letter.objects.filter(sender=request.user, waits=True, thread__isnull=False)
    found = get_object_or_404(rows.select_related("thread"), pk=pk)
    return ask_whether_own(
        request,
        "cities/letters/answer.html",
        found,
        confirm=partial(actions.confirm_letter, found, by=request.user),
        drop=partial(actions.drop_letter, found, by=request.user),
        to="desk",
    )
