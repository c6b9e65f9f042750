"""The page on which the secretariat gives somebody a place at an event."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from cities.models import User
from cities.people.models import UserQuerySet
from cities.sharing.people_field import find_people, with_cities
from events.places import actions
from events.places.models import Registration
from events.planning.admin.people import beyond_in_words
from events.planning.forms import PlaceForForm
from events.programme import rules
from events.programme.models import Event
from icaforum.audit.record import Refused
from icaforum.outbox.asking import MailingAdmin
from icaforum.words.times import request_now

GIVES_PLACES = "events.change_registration"


def may_give_places(request: HttpRequest, event: Event) -> bool:
    """Return whether this person may give places, and the event still has any to give."""
    open_now = event.is_published and rules.may_change(event, request_now())
    return request.user.has_perm(GIVES_PLACES) and open_now


class AddPage(MailingAdmin):
    """The part of the admin of events that gives somebody a place."""

    def get_urls(self) -> list[URLPattern]:
        """Return the other addresses and that of the page."""
        view = self.admin_site.admin_view(self.add_person_view)
        name = "events_event_add_person"
        return [path("<path:object_id>/add-person/", view, name=name), *super().get_urls()]

    def add_person_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show those whom `?find=` finds, or the one of `?person=`; on POST give one of them a place.

        Raises Http404 for an unknown event, PermissionDenied for who may not change it or its places.
        """
        event: Any = self.get_object(request, unquote(object_id))
        if event is None:
            raise Http404
        if not self.has_change_permission(request, event) or not request.user.has_perm(GIVES_PLACES):
            raise PermissionDenied
        if request.method != "POST" and not may_give_places(request, event):
            messages.warning(request, _("No place can be given here any more."))
            return HttpResponseRedirect(self._page_of(event))
        form = PlaceForForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and self._given(request, event, form):
            return HttpResponseRedirect(self._page_of(event) + "#people")
        return self._add_page(request, event, form)

    def _given(self, request: HttpRequest, event: Event, form: PlaceForForm) -> bool:
        """Give the place; False, with an error in the form, where that is refused."""
        person = form.cleaned_data["person"]
        before = Registration.objects.of(person).coming().filter(event=event).first()
        try:
            row = actions.take_place(event, by=cast(User, request.user), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return False
        said = _("%(person)s has a place and is mailed.")
        if row.is_waiting:
            said = _("No place was free: %(person)s waits, and is mailed.")
        if before and before.answer == row.answer:  # pressed twice, or by a colleague before
            said = _("It was so already: %(person)s is not mailed again.")
        messages.success(request, said % {"person": person})
        return True

    def _add_page(self, request: HttpRequest, event: Event, form: PlaceForForm) -> HttpResponse:
        people: UserQuerySet = User.objects.in_good_standing()
        words = request.GET.get("find", "")[:100]
        asked = request.POST.get("person") or request.GET.get("person", "")
        if asked.isdecimal() and len(asked) < 19 and not words:
            found: dict[str, Any] = {
                "words": "",
                "found": list(with_cities(people.filter(pk=asked))),
                "is_cut": False,
            }
        else:
            found = find_people(people, words)
        going = event.registrations.going().count()
        full = rules.free_places(event.capacity, going) == 0
        context = {
            **self.admin_site.each_context(request),
            "title": _("Add a person"),
            "opts": self.opts,
            "original": event,
            "form": form,
            **found,
            "candidates": _candidates(event, found["found"]),
            "full": full,
            "beyond": beyond_in_words(event, going) if full else "",
            "back_url": self._page_of(event),
        }
        return TemplateResponse(request, "admin/events/event/add_person.html", context)


def _candidates(event: Event, people: list[Any]) -> list[dict[str, Any]]:
    """Return these people with what they have answered and whether they may come; in two statements."""
    rows = Registration.objects.filter(event=event, person__in=people)
    answers = {row.person_id: row for row in rows}
    may_come = actions.entitled(event, [person.pk for person in people])
    return [
        {
            "person": person,
            "row": answers.get(person.pk),
            "may_come": person.pk in may_come,
            "cities": [seat.city for seat in person.seats_now],
        }
        for person in people
    ]
