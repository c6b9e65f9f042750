"""What a search finds among the things of the admin, with where the words stand and what one does next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin import AdminSite
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cities.models import (
    AccessRequest,
    Application,
    CallComment,
    City,
    Expertise,
    ExpertiseNeed,
    HelpRequest,
    Invitation,
    JointCall,
    Measure,
    Report,
    User,
    WantOffer,
)
from cities.partners.models import TABLES
from events.models import Event
from icaforum.audit.models import admin_url_of
from icaforum.forum.rooms import is_behind_a_closed_door
from icaforum.inbound.models import Arrival
from icaforum.outbox.models import Message
from icaforum.search.marking import mark
from icaforum.words.addresses import clean_address
from icaforum.words.staff_search import words_of
from pilots.models import Comment, Pairing, PilotProject, Revision
from resources.models import Answer, Brief, Contribution, Lesson, Question, Resource

# Of each kind of thing; more of them are in its own list.
SHOWN = 5


@dataclass(frozen=True)
class Section:
    """A heading of the page with the kinds of things under it, in this order."""

    name: str
    title: str | Promise
    about: str | Promise
    kinds: tuple[type[models.Model], ...]


SECTIONS = (
    Section(
        "people",
        _("People"),
        _("members, invited and applicants"),
        (User, Invitation, AccessRequest, Application),
    ),
    Section(
        "cities",
        _("Cities"),
        _("and partners, with measures, wants and offers"),
        (City, Measure, WantOffer),
    ),
    Section("events", _("Events"), "", (Event,)),
    Section("papers", _("Papers"), _("and what may become one"), (Resource, Contribution, Lesson, Brief)),
    Section("questions", _("Questions"), _("and answers"), (Question, Answer)),
    Section("calls", _("Joint calls"), _("and comments"), (JointCall, CallComment)),
    Section(
        "help",
        _("Help"),
        _("requests, needs and expertise"),
        (HelpRequest, ExpertiseNeed, Expertise),
    ),
    Section("tables", _("At the table"), _("organisations that took part"), tuple(TABLES.values())),
    Section("reports", _("Reports"), "", (Report,)),
    Section(
        "pilots",
        _("Pilots"),
        _("projects, their new versions, pairings and comments"),
        (PilotProject, Revision, Pairing, Comment),
    ),
    Section("mails", _("Mails"), _("that left, and that came in"), (Message, Arrival)),
)
# Of some kinds only these rows: who accepted an invitation is found as a person.
ONLY: dict[type[models.Model], Q] = {Invitation: Q(accepted_at__isnull=True)}
# Of people, only for those whose address takes no mails.
WHERE_MAIL_RETURNS = ("correct-address",)
# The verbs that are the next step, where they are offered, by kind; without one the page is opened.
NEXT: dict[type[models.Model], tuple[str, ...]] = {
    User: ("settle-address", "reopen", *WHERE_MAIL_RETURNS),
    Invitation: ("resend",),
    AccessRequest: ("accept",),
    City: ("open", "open-partner", "invite"),
    Event: ("publish", "add-recording"),
    HelpRequest: ("put",),
    Resource: ("publish",),
    Message: ("send-again",),
}
# What is done so often to a thing that it stands beside the next step.
ALSO: dict[type[models.Model], tuple[str, ...]] = {City: ("tier",)}


@dataclass
class Hit:
    """One thing: its name and page, what its list says of it, where the words stand, what one does next.

    `also` are further verbs: label and address.
    """

    name: str
    url: str
    line: str
    where: str | Promise = ""
    snippet: str = ""
    action: str | Promise = ""
    action_url: str = ""
    also: list[tuple[str | Promise, str]] = field(default_factory=list)


@dataclass
class Group:
    """The hits of a section; `lists` are the kinds of which there are more, with the address of the rest."""

    section: Section
    hits: list[Hit] = field(default_factory=list)
    count: int = 0
    lists: list[tuple[str, str]] = field(default_factory=list)


def find(site: AdminSite, request: HttpRequest, typed: str) -> list[Group]:
    """Return what begins with each of the words that were typed, of all that this reader may see.

    Nothing of a room that is closed.
    """
    groups = []
    for section in SECTIONS:
        group = Group(section)
        for kind in section.kinds:
            page: Any = site._registry[kind]  # one of our own, an `ActionAdmin`
            if page.has_view_permission(request) and not is_behind_a_closed_door(page):
                _add(group, page, request, typed)
        if group.hits:
            groups.append(group)
    return groups


def page_of_address(site: AdminSite, request: HttpRequest, typed: str) -> str:
    """Return the page of whoever has exactly this address: a person, else the one invited or applicant.

    Empty where there is none, where there are several, and where the reader may not open it.
    """
    address = clean_address(typed)
    if "@" not in address:
        return ""
    found: list[str] = []
    for kind in SECTIONS[0].kinds:
        page: Any = site._registry[kind]
        if page.has_view_permission(request):
            rows = kind._default_manager.filter(ONLY.get(kind, Q()), email=address)
            found += [admin_url_of(row) for row in rows.order_by("pk")[:2]]
        if kind is User and found:
            break  # who has an account may have applied, or be invited to another city
    return found[0] if len(found) == 1 else ""


def _add(group: Group, page: Any, request: HttpRequest, typed: str) -> None:
    rows = page.beginning_with(request, page.get_queryset(request), typed)
    rows = rows.filter(ONLY.get(page.model, Q()))
    count = rows.count()
    if not count:
        return
    paths = [name.removeprefix("=") for name in page.get_search_fields(request)]
    shown = rows.order_by(*page.get_ordering(request) or ("-pk",)).prefetch_related(
        *_relations(page.model, paths)
    )
    if with_each := page.get_list_select_related(request):
        shown = shown.select_related(*with_each)
    group.count += count
    rows = list(shown[:SHOWN])
    dead = _with_a_dead_address(rows) if request.user.has_perm("outbox.view_message") else set()
    for row in rows:
        steps = [it for it in NEXT.get(page.model, ()) if row.pk in dead or it not in WHERE_MAIL_RETURNS]
        group.hits.append(_hit(page, request, row, paths, words_of(typed), steps=steps))
    if count > SHOWN:
        address = reverse(f"admin:{page.opts.app_label}_{page.opts.model_name}_changelist")
        group.lists.append((capfirst(str(page.opts.verbose_name_plural)), address))


def _hit(
    page: Any,
    request: HttpRequest,
    row: models.Model,
    paths: Sequence[str],
    words: Sequence[str],
    *,
    steps: Sequence[str],
) -> Hit:
    address = f"admin:{page.opts.app_label}_{page.opts.model_name}"
    url = reverse(f"{address}_change", args=[row.pk])
    name, *others = (str(value) for value in page.words_of_row(request, row))
    # A column may hold a whole sentence; here it is a part of one line.
    hit = Hit(name or str(row), url, ", ".join(text.rstrip(".") for text in others if text))
    for path in paths:
        text = next((text for text in _texts(row, _attributes(page.model, path)) if _mark(text, words)), "")
        if text:
            hit.where, hit.snippet = _label(page.model, path), _mark(text, words)
            break
    # Not `offered_verbs`, which asks for all buttons of the page: some of those cost a query.
    verbs = {verb.name: verb for verb in page.verbs} if page.has_change_permission(request, row) else {}

    def offered(names: Sequence[str]) -> Iterator[tuple[str | Promise, str]]:
        for step in names:
            if step in verbs and page.may_press(request, verbs[step]) and verbs[step].offered(row):
                yield verbs[step].label, reverse(f"{address}_verb", args=[row.pk, step])

    step = next(offered(steps), None) or page.next_step(request, row)
    hit.action, hit.action_url = step or ("", "")
    hit.also = list(offered(ALSO.get(page.model, ())))
    return hit


def _with_a_dead_address(rows: Sequence[models.Model]) -> set[int]:
    """Return the keys of those people among the rows from whose address mails come back."""
    people = [row.pk for row in rows if isinstance(row, User)]
    if not people:
        return set()
    came_back = Message.objects.that_came_back().filter(person__in=people)
    return set(came_back.values_list("person_id", flat=True))


# Where the words stand ------------------------------------------------------------------------------------


def _attributes(model: type[models.Model], path: str) -> list[str]:
    """Return the names of a path as attributes of rows: another row may have a name of its own for them."""
    names = []
    for name in path.split("__"):
        part: Any = model._meta.get_field(name)
        names.append(part.get_accessor_name() if part.auto_created and not part.concrete else name)
        model = part.related_model or model
    return names


def _relations(model: type[models.Model], paths: Sequence[str]) -> list[str]:
    """Return the relations on the way to what is searched, for one query each."""
    ways = ("__".join(_attributes(model, path)[:-1]) for path in paths)
    return sorted({way for way in ways if way})


def _texts(row: Any, path: Sequence[str]) -> Iterator[str]:
    """Yield what stands at the end of a path through relations, of a row whose relations are fetched."""
    name, *rest = path
    value: Any = getattr(row, name, None)
    if rest:
        rows = value.all() if hasattr(value, "all") else [value] if value is not None else []
        for other in rows:
            yield from _texts(other, rest)
    elif isinstance(value, (list, dict)):
        yield from (str(it) for it in (value.values() if isinstance(value, dict) else value))
    elif value:
        yield str(value)


def _label(model: type[models.Model], path: str) -> str:
    """Return the name of the field at the end of a path, or of the last thing on the way to it."""
    names = path.split("__")
    label: Any = ""
    for name in names:
        part: Any = model._meta.get_field(name)
        if part.is_relation:
            model = part.related_model
            label = model._meta.verbose_name
        elif len(names) == 1 or name not in {"name", "sort_name", "other_names"}:
            label = part.verbose_name
    return capfirst(str(label))


def _mark(text: str, words: Sequence[str]) -> str:
    """Return the text around the first word as HTML, with the word marked; nothing where none begins so."""
    pieces = mark(text, words)
    shown = (format_html("<mark>{}</mark>", words) if is_hit else words for is_hit, words in pieces)
    return format_html_join("", "{}", ((it,) for it in shown))
