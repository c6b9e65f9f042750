"""The workspace of a pairing, and the verbs of its course: accepted, paused, completed, left."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cities.models import Officer
from cities.people.requests import MemberRequest
from icaforum.audit.record import Refused
from icaforum.audit.verbs import Words
from icaforum.outbox.own_words import with_own_words
from icaforum.outbox.pressing import Pressed, press
from icaforum.outbox.preview import Preview
from icaforum.words.decorators import form_page
from icaforum.words.times import reader_today
from pilots.pairings import rules
from pilots.pairings.actions import course
from pilots.pairings.forms import NoteForm
from pilots.pairings.guides import GUIDES
from pilots.pairings.locks import refuse
from pilots.pairings.models import Pairing
from pilots.pairings.timeline import plan_of
from pilots.pairings.views.finding import not_open, visible_pairing
from pilots.pairings.views.talk import comments_for

PAPERS_SHOWN = 5


@dataclass(frozen=True)
class Ending:
    """A verb that stops something between two cities, and the words of the page that asks before it.

    `deed` says when and for whom it is, `action` is the label of the button, `done` the message afterwards.
    """

    do: Callable[..., Pairing]
    deed: rules.Deed
    title: Words
    text: Words
    action: Words
    done: Words
    danger: bool = False


# The words are lazy: the table is built at import, and read in the language of each reader.
ENDINGS = {
    "decline": Ending(
        do=course.decline,
        deed=rules.ANSWER,
        title=gettext_lazy("Decline this pairing?"),
        text=gettext_lazy("The proposal ends. The other city's lead is told by mail, and reads your words."),
        action=gettext_lazy("Decline"),
        done=gettext_lazy("You declined. The other city and the secretariat know."),
        danger=True,
    ),
    "pause": Ending(
        do=course.pause,
        deed=rules.PAUSE,
        title=gettext_lazy("Pause this pairing?"),
        text=gettext_lazy(
            "The plan stays as it is and nobody is reminded. Either city can go on at any time."
        ),
        action=gettext_lazy("Pause"),
        done=gettext_lazy("The pairing is paused."),
    ),
    "complete": Ending(
        do=course.complete,
        deed=rules.COMPLETE,
        title=gettext_lazy("Is this pairing complete?"),
        text=gettext_lazy("The plan can then be read by both cities, and no longer changed."),
        action=gettext_lazy("Yes, it is complete"),
        done=gettext_lazy("The pairing is complete. Congratulations to both cities."),
    ),
    "withdraw": Ending(
        do=course.withdraw,
        deed=rules.WITHDRAW,
        title=gettext_lazy("Leave this pairing?"),
        text=gettext_lazy(
            "The pairing ends for both cities. Both leads are told by mail. The plan stays readable."
        ),
        action=gettext_lazy("Leave the pairing"),
        done=gettext_lazy("The pairing has ended. Both cities know."),
        danger=True,
    ),
}


@require_safe
def pairing_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a pairing: where it stands, who is in it, its plan, and what the reader may do."""
    return _workspace(request, visible_pairing(request, pk), with_own_words(forms.Form)())


@require_POST
def pairing_accept(request: MemberRequest, pk: int) -> HttpResponse:
    """Say yes for the city that the person leads; with a note where the other city has said yes."""
    pairing = visible_pairing(request, pk)
    done = _("You said yes. Thank you.")
    return _with_note(
        request, pairing, lambda: course.accept(pairing, by=request.user), "pairing_active", done
    )


@require_POST
def pairing_resume(request: MemberRequest, pk: int) -> HttpResponse:
    """Go on with a paused pairing, with a note to the other leads."""
    pairing = visible_pairing(request, pk)
    done = _("The pairing goes on.")
    return _with_note(
        request, pairing, lambda: course.resume(pairing, by=request.user), "pairing_turned", done
    )


def _with_note(
    request: MemberRequest, pairing: Pairing, act: Callable[[], Pairing], kind: str, done: str
) -> HttpResponse:
    """Do what was pressed on the page of a pairing; else show it again, with the mails or what is wrong."""
    form = with_own_words(forms.Form)(request.POST)
    pressed = press(request, form, act, kinds=[kind]) if form.is_valid() else Pressed()
    if not pressed.done:
        return _workspace(request, visible_pairing(request, pairing.pk), form, mails=pressed.mails)
    messages.success(request, done)
    return redirect(pairing)


def _workspace(
    request: MemberRequest, pairing: Pairing, form: forms.Form, *, mails: list[Preview] | None = None
) -> HttpResponse:
    may = {name: deed.is_open_to(request.viewer, pairing) for name, deed in rules.DEEDS.items()}
    answered = {consent.city_id for consent in pairing.consents.all()}
    # Seats of both cities, whatever became of the pairing: an ended one still says whom to write to.
    seats = Officer.objects.standing().filter(city__in=pairing.city_ids).select_related("person", "city")
    context = {
        "pairing": pairing,
        "plan": plan_of(
            pairing,
            reader_today(),
            may_write=may["write"],
            may_change=may["change"],
            own=request.viewer.city_ids,
        ),
        "guides": GUIDES,
        "may": may,
        # To a reader of one of the two it is said as «your city».
        "form": form,
        "mails": mails,
        "waits_for_us": bool(request.viewer.city_ids & set(pairing.city_ids) - answered),
        "waiting_for": [
            city
            for city in (pairing.pilot_city, pairing.peer_city)
            if city.pk not in answered and city.pk not in request.viewer.city_ids
        ],
        "papers": _papers(request, pairing),
        "seats": seats,
        **comments_for(request, pairing, may_write=may["write"]),
        "departed": pairing.unfit_cities if pairing.ended_by_departure else [],
    }
    return render(request, "pilots/pairings/pairing.html", context)


@form_page
def pairing_end(request: MemberRequest, pk: int, verb: str) -> HttpResponse:
    """Decline, pause, complete or leave: a page that says what will happen, with a field for a note.

    `verb` is a key of `ENDINGS`; any other is a 404. A refusal is shown in the form, with the note kept.
    """
    pairing = visible_pairing(request, pk)
    if verb not in ENDINGS:
        raise Http404
    ending = ENDINGS[verb]
    if (answer := not_open(request, ending.deed, pairing)) is not None:
        return answer
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            refuse(ending.deed, request.viewer, pairing)
            ending.do(pairing, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(ending.done))
            return redirect(pairing)
    context = {
        "title": ending.title,
        "text": ending.text,
        "form": form,
        "action": ending.action,
        "danger": ending.danger,
        "back_url": pairing.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


def _papers(request: MemberRequest, pairing: Pairing) -> list[Any]:
    """Return the newest papers that the two cities share with this pairing, as cards.

    By the reverse relation of each city: the library stands above this app, which cannot import it.
    """
    found: dict[int, Any] = {}
    for city in (pairing.pilot_city, pairing.peer_city):
        theirs = city.resources.visible_to(request.viewer).filter(
            circle_grants__group=pairing.circle.group_id
        )
        found |= {paper.pk: paper for paper in theirs.newest().as_cards()[:PAPERS_SHOWN]}
    return sorted(found.values(), key=lambda paper: paper.published_at, reverse=True)[:PAPERS_SHOWN]
