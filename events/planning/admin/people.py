"""What the page of an event shows the secretariat of its people: who comes, who waits, who gave up."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, IntegerField, Prefetch, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.models import City, User
from cities.sharing.audience import who_sees
from events.places.models import Registration, RegistrationQuerySet
from events.planning.recipients import EVERYBODY, GROUPS, how_many
from events.programme import rules
from events.programme.models import Event
from icaforum.audit.models import Entry
from icaforum.words.columns import short_moment
from icaforum.words.times import in_zone, request_now

# So many are shown on the page; the list of places has all of them.
ROWS = 25
Answer = Registration.Answer
IN_ORDER = (Answer.GOING, Answer.WAITING, Answer.RECORDING, Answer.GAVE_UP)
TONES = {Answer.GOING: "done", Answer.WAITING: "waiting"}
# Of a place that somebody else than its person took.
ADDED = ("asked for a place", "place added", "place given back")


def people_of(request: HttpRequest, event: Event) -> dict[str, Any]:
    """Return what the template of an event's page draws of its people."""
    counts = how_many(event)
    answer = request.GET.get("answer", "")
    answer = answer if answer in counts else EVERYBODY
    words = request.GET.get("find", "").replace("\0", "")[:100].strip()
    rows = _matching(event, answer, words)
    count = rows.count() if words else counts[answer]
    shown = list(rows[:ROWS])
    return {
        "counts": counts,
        "tabs": _tabs(counts, answer, words),
        "answer": answer,
        "find": words,
        "rows": _rows(request, event, shown, counts[Answer.GOING]),
        "more": count - len(shown),
        "count": count,
        "all_url": _list_url(event, answer, words),
        "download_url": reverse("admin:events_registration_export", args=["xlsx"]) + _query(event, "", ""),
        "in_words": _in_words(event),
        "audience": who_sees(event).people if not counts[EVERYBODY] and event.is_published else 0,
        "is_full": event.capacity is not None and counts[Answer.GOING] >= event.capacity,
        "waiting": counts[Answer.WAITING],
    }


def in_days(event: Event) -> str:
    """Say how far away an event is: «in 10 days», «3 hours ago»; nothing while it runs."""
    now = request_now()
    if not event.has_started(now):
        return _("in %(left)s") % {"left": rules.time_left(event.starts_at - now)}
    if event.has_ended(now):
        return _("%(passed)s ago") % {"passed": rules.time_left(now - event.ends_at)}
    return _("now")


def _matching(event: Event, answer: str, words: str) -> RegistrationQuerySet:
    """Return the rows of an answer, those that the words find, in the order of the page."""
    rows = Registration.objects.filter(event=event)
    if answer != EVERYBODY:
        rows = rows.filter(answer=answer)
    if words:
        rows = rows.filter(person__in=User.objects.matching(words).order_by().values("pk"))
    places = [When(answer=one, then=Value(number)) for number, one in enumerate(IN_ORDER)]
    return (
        rows.with_rank()
        .select_related("person")
        .prefetch_related(Prefetch("city", City.objects.with_membership()))
        .order_by(Case(*places, output_field=IntegerField()), "queued_at", "pk")
    )


def _tabs(counts: dict[str, int], answer: str, words: str) -> list[dict[str, Any]]:
    labels = dict(GROUPS) | {EVERYBODY: _("All")}
    found = {"find": words} if words else {}
    return [
        {
            "label": labels[group],
            "count": counts[group],
            "url": f"?{urlencode({'answer': group} | found)}#people",
            "current": group == answer,
        }
        for group in (EVERYBODY, *IN_ORDER)
    ]


def _rows(request: HttpRequest, event: Event, shown: list[Registration], going: int) -> list[dict[str, Any]]:
    sees = request.user.has_perm
    may = sees("events.change_registration") and sees("events.change_event")
    changes = rules.may_change(event, request_now())
    added, names = _added(shown)
    return [
        {
            "row": row,
            "person_url": _page("cities_user", row.person_id)
            if sees("cities.view_user")
            else _page("events_registration", row.pk),
            "city_url": _page("cities_city", row.city_id) if sees("cities.view_city") else "",
            "remark": _remark(event, row, going),
            "state": _state(row),
            "tone": TONES.get(Answer(row.answer), "open"),
            "since": short_moment(row.answered_at),
            "by": names.get(added.get(str(row.pk), 0), ""),
            "moved_up": row.is_going and row.queued_at is not None and row.answered_at > row.queued_at,
            "out_url": _verb(row, "give-up") if may and changes and row.answer in Registration.COMING else "",
            "give_url": f"{reverse('admin:events_event_add_person', args=[event.pk])}?person={row.person_id}"
            if may and changes and event.is_published and not row.is_going
            else "",
        }
        for row in shown
    ]


def _state(row: Any) -> str:
    """Return the answer in words; `row` has its `rank`."""
    if row.is_waiting:
        return _("waiting, number %(rank)d") % {"rank": row.rank}
    words = {Answer.GOING: _("has a place"), Answer.RECORDING: _("recording only")}
    return words.get(Answer(row.answer), _("gave up"))


def _remark(event: Event, row: Registration, going: int) -> str:
    """Return what is special about a person, in a few words."""
    said = []
    if not row.person.is_active:
        said.append(_("account closed"))
    elif row.person.last_login is None:
        said.append(_("has never signed in"))
    if not event.is_on_site and rules.is_night(event.starts_at, row.person.time_zone):
        clock = date_format(in_zone(event.starts_at, row.person.time_zone), "TIME_FORMAT")
        said.append(_("it is %(time)s there") % {"time": clock})
    if row.is_waiting and event.capacity and going >= event.capacity:
        said.append(beyond_in_words(event, going))
    return ", ".join(said)


def beyond_in_words(event: Event, going: int) -> str:
    """Say which one somebody would be at an event that is full: «would be number 61 of 60»."""
    return _("would be number %(number)d of %(all)d") % {"number": going + 1, "all": event.capacity or 0}


def _added(shown: list[Registration]) -> tuple[dict[str, int], dict[int, str]]:
    """Return who took these places for their people, by key of the row, and the names; two statements."""
    people = {str(row.pk): row.person_id for row in shown}
    lines = Entry.objects.filter(target_type="events.registration", target_id__in=people, verb__in=ADDED)
    found: dict[str, int] = {}
    for line in lines.order_by("pk"):
        found.pop(line.target_id, None)
        if line.actor_id and line.actor_id != people[line.target_id]:
            found[line.target_id] = line.actor_id
    names = User.objects.filter(pk__in=set(found.values())).values_list("pk", "name")
    return found, dict(names)


def _in_words(event: Event) -> str:
    """Say from where people come, and for how many it is night."""
    rows = list(event.registrations.coming().values_list("city_id", "person__time_zone"))
    if not rows:
        return ""
    cities, zones = len({city for city, _zone in rows}), len({zone for _city, zone in rows})
    said = ngettext("%(n)d city", "%(n)d cities", cities) % {"n": cities}
    there = ngettext("%(cities)s in %(n)d time zone", "%(cities)s in %(n)d time zones", zones)
    said = there % {"cities": said, "n": zones}
    night = sum(rules.is_night(event.starts_at, zone) for _city, zone in rows)
    if event.is_on_site or not night:
        return said
    asleep = ngettext("for %(n)d person it is night", "for %(n)d people it is night", night) % {"n": night}
    return f"{said}; {asleep}"


def _list_url(event: Event, answer: str, words: str) -> str:
    return reverse("admin:events_registration_changelist") + _query(event, answer, words)


def _query(event: Event, answer: str, words: str) -> str:
    asked = {"event__id__exact": str(event.pk)}
    if answer and answer != EVERYBODY:
        asked["answer__exact"] = answer
    return "?" + urlencode(asked | ({"q": words} if words else {}))


def _page(name: str, key: int) -> str:
    return reverse(f"admin:{name}_change", args=[key])


def _verb(row: Registration, name: str) -> str:
    """Return the address of a verb on a place, which leads back to the event."""
    verb = reverse("admin:events_registration_verb", args=[row.pk, name])
    return f"{verb}?_back={_page('events_event', row.event_id)}"
