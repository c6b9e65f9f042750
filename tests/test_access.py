"""The proof: every viewer × every object × every surface agrees with a table that knows nothing of the code.

Each object carries a word of its own in its title, in its text and in its file, so that one answer of a
surface judges all objects at once. Dropping one `visible_to` must turn this red, which the last tests show.
"""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import File
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Level, Tier
from cities.directory.viewer import Viewer
from cities.models import Membership, Officer, User
from cities.sharing import actions
from cities.sharing.models import can_view
from cities.sharing.viewers import viewer_of
from events.programme.models import EventQuerySet
from icaforum.demo.pdf import write_pdf
from icaforum.digest import parts, sections
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from pilots.projects.models import PilotProjectQuerySet
from resources.library.models.kind import Kind
from resources.library.models.resource import Resource, ResourceQuerySet
from resources.library.uploads import accept
from resources.transcripts.writing import Layout, keep
from tests.access_table import SEEN_BY, VIEWERS, expected
from tests.factories import (
    make_city,
    make_edition,
    make_event,
    make_officer,
    make_project,
    make_resource,
    make_staff,
    make_theme,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NAMES = tuple(SEEN_BY)
CANARY = {name: f"canary{chr(ord('a') + number) * 3}" for number, name in enumerate(NAMES)}
SLUG = {name: f"thing-{number}" for number, name in enumerate(NAMES)}
DRAFTS = {name for name in NAMES if name.startswith("draft")}
LEVEL = {"public": Level.PUBLIC, "general": Level.GENERAL, "peer": Level.PEER, "pilot": Level.PILOT}
KINDS = dict(zip(NAMES, Kind, strict=False))


def facts_of(name):
    word = name.removeprefix("draft ").split(",")[0]
    level = Level.GENERAL if word == "for all" else LEVEL.get(word, Level.NAMED)
    return {
        "level": level,
        "open_to_partners": name.endswith("partners"),
        "published": not name.startswith("draft"),
    }


class World:
    """The viewers and the objects, made once for all tests."""

    def __init__(self):
        self.theme = make_theme("extreme-heat")
        self.circled = make_city(tier=Tier.GENERAL)
        self.people = self._people()
        self.staff = self.people["secretariat"]

    def _people(self):
        now = timezone.now()
        people = {
            "deactivated": make_officer(make_city(tier=Tier.PILOT)),
            "stranger": make_user(),
            "former": make_officer(make_city(tier=Tier.PILOT)),
            "left": make_officer(make_city(tier=Tier.PILOT)),
            "general": make_officer(make_city(tier=Tier.GENERAL)),
            "peer": make_officer(make_city(tier=Tier.PEER)),
            "pilot": make_officer(make_city(tier=Tier.PILOT)),
            "two cities": make_officer(make_city(tier=Tier.GENERAL)),
            "partner": make_officer(make_city(kind="partner")),
            "named": make_officer(make_city(tier=Tier.GENERAL)),
            "circled": make_officer(self.circled),
            "lapsed": make_officer(make_city(tier=Tier.GENERAL)),
            "reviewer": make_staff(is_superuser=False),
            "secretariat": make_staff(),
        }
        make_officer(make_city(tier=Tier.PILOT), person=people["two cities"])
        Officer.objects.filter(person=people["former"]).update(until=now)
        Membership.objects.filter(city__seats__person=people["left"]).update(until=now)
        return people

    def client(self, viewer):
        client = Client()
        if viewer != "visitor":
            client.force_login(self.people[viewer])
        if viewer == "deactivated":
            User.objects.filter(pk=self.people[viewer].pk).update(is_active=False)
        return client

    def viewer(self, viewer):
        if viewer == "visitor":
            return Viewer.public()
        return viewer_of(User.objects.get(pk=self.people[viewer].pk), verified=True)

    def open_exceptions(self, objects):
        for name in ("for one person", "draft for one person"):
            actions.grant(objects[name], to=self.people["named"], by=self.staff)
        actions.grant(objects["for one circle"], to=self.circled.circle.group, by=self.staff)
        actions.grant(
            objects["exception run out"],
            to=self.people["lapsed"],
            by=self.staff,
            until=timezone.now() - timedelta(minutes=1),
        )

    def resources(self):
        objects = {}
        for name in NAMES:
            facts = facts_of(name) | {"published": False}
            edition = {
                "title": f"Shelter {CANARY[name]}",
                "summary": f"Summary {CANARY[name]}",
                "body": "shelter",
            }
            made = make_resource(
                kind=KINDS[name],
                themes=[self.theme],
                slug=SLUG[name],
                by=self.staff,
                editions=[edition],
                **facts,
            )
            file = File(BytesIO(write_pdf("Paper", CANARY[name])), name=f"{CANARY[name]}.pdf")
            german = make_edition(
                made, by=self.staff, language="de", title=f"Raum {CANARY[name]}", upload=accept(file)
            )
            keep(german, Layout([(1, "text", 0, f"Words {CANARY[name]}")], [], 1))
            objects[name] = made
        self.open_exceptions(objects)
        published = [objects[name].pk for name in NAMES if facts_of(name)["published"]]
        Resource.objects.filter(pk__in=published).update(state="published", published_at=timezone.now())
        return objects

    def events(self):
        objects = {
            name: make_event(title=f"Event {CANARY[name]}", slug=SLUG[name], **facts_of(name))
            for name in NAMES
        }
        for event in objects.values():
            event.themes.add(self.theme)
        self.open_exceptions(objects)
        return objects

    def projects(self):
        objects = {
            name: make_project(
                make_city(), title=f"Project {CANARY[name]}", slug=SLUG[name], **facts_of(name)
            )
            for name in NAMES
        }
        for project in objects.values():
            project.themes.add(self.theme)
        self.open_exceptions(objects)
        return objects


@pytest.fixture(scope="module")
def world(lasting_rows):
    return World()


@pytest.fixture(scope="module")
def library(world):
    return world.resources()


@pytest.fixture(scope="module")
def programme(world):
    return world.events()


@pytest.fixture(scope="module")
def pilots(world):
    return world.projects()


# Surfaces: each says which objects it shows ----------------------------------------------------------------


def named_in(answer):
    """The objects whose word stands in an answer."""
    text = answer.content.decode()
    return {name for name in NAMES if CANARY[name] in text}


def listed(url_name, **query):
    return lambda world, client, objects, viewer: named_in(client.get(reverse(url_name), query))


def opened(url_name, method="get", args=(), **headers):
    """The objects whose page or file answers at all; to everybody else, none of its words."""

    def surface(world, client, objects, viewer):
        seen = set()
        for name in NAMES:
            url = reverse(url_name, args=[SLUG[name], *args])
            answer = getattr(client, method)(url, headers=headers)
            if answer.status_code in {200, 206}:
                seen.add(name)
            else:
                assert CANARY[name] not in answer.content.decode()
        return seen

    return surface


def facets(world, client, objects, viewer):
    """The counts beside the filters: each visible resource counts once in English; its kind may be named."""
    groups = {
        group.name: group.options for group in client.get(reverse("resources:list")).context["page"].groups
    }
    counted = {option.value: option.count for option in groups["language"]}.get("en", 0)
    named = {
        name
        for name in NAMES
        for option in groups["kind"]
        if KINDS[name].value == option.value and option.count
    }
    seen = expected(viewer) - DRAFTS
    return seen if counted == len(seen) and named <= seen else named | {f"{counted} in English"}


def rows(world, client, objects, viewer):
    model = type(objects["general"])
    found = set(model.objects.visible_to(world.viewer(viewer)).values_list("pk", flat=True))
    return {name for name, it in objects.items() if it.pk in found}


def one_by_one(world, client, objects, viewer):
    return {name for name, it in objects.items() if can_view(world.viewer(viewer), it)}


def permissions(world, client, objects, viewer):
    person = User.objects.filter(pk=getattr(world.people.get(viewer), "pk", None)).first()
    if person is None:
        return expected(viewer)
    person.is_verified = person.is_staff
    label = type(objects["general"])._meta
    return {
        name
        for name, it in objects.items()
        if person.has_perm(f"{label.app_label}.view_{label.model_name}", it)
    } | ({"public", "public, partners"} if not person.is_active else set())


def admin_list(world, client, objects, viewer):
    meta = type(objects["general"])._meta
    answer = client.get(reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist"))
    shown = named_in(answer) if answer.status_code == 200 else set()
    return expected(viewer) if viewer != "secretariat" and not shown else shown


def weekly_mail(world, client, objects, viewer):
    """The mail of what is new, which goes to people with a seat alone, staff or not."""
    person = User.objects.filter(pk=getattr(world.people.get(viewer), "pk", None)).first()
    since = (timezone.now() - timedelta(days=100)).isoformat()
    mail = Message(pk=1, kind="digest", person=person, ids={"person": person and person.pk, "since": since})
    with pytest.MonkeyPatch.context() as patch:
        for module in (sections, parts):  # what finds the rows, and what shows them
            patch.setattr(module, "SHOWN", len(NAMES))
        letter = written(mail)
    if person in User.objects.in_good_standing():
        return {name for name in NAMES if CANARY[name] in letter.html}
    return expected(viewer) - DRAFTS if letter is None else {"a mail"}


RESOURCES = {
    "list": listed("resources:list"),
    "by theme": listed("resources:list", theme="extreme-heat"),
    "search": listed("resources:list", q="shelter"),
    "search, newest": listed("resources:list", q="shelter", sort="newest"),
    "facet counts": facets,
    "page": opened("resources:detail"),
    "page, HEAD": opened("resources:detail", "head"),
    "file": opened("resources:file", args=["de"]),
    "file, HEAD": opened("resources:file", "head", args=["de"]),
    "file, Range": opened("resources:file", args=["de"], Range="bytes=0-9"),
    "text": opened("resources:text", args=["de"]),
    "text, HEAD": opened("resources:text", "head", args=["de"]),
    "weekly mail": weekly_mail,
    "rows": rows,
    "one by one": one_by_one,
    "has_perm": permissions,
    "admin list": admin_list,
}
EVENTS = {
    "list": listed("events:list"),
    "by theme": listed("events:list", theme="extreme-heat"),
    "page": opened("events:detail"),
    "page, HEAD": opened("events:detail", "head"),
    "weekly mail": weekly_mail,
    "rows": rows,
    "one by one": one_by_one,
    "has_perm": permissions,
    "admin list": admin_list,
}
PROJECTS = {
    "list": listed("pilots:list"),
    "by theme": listed("pilots:list", theme="extreme-heat"),
    "page": opened("pilots:detail"),
    "page, HEAD": opened("pilots:detail", "head"),
    "weekly mail": weekly_mail,
    "rows": rows,
    "one by one": one_by_one,
    "has_perm": permissions,
    "admin list": admin_list,
}
# A list shows what is out; drafts stand on their own page and in the admin only.
OUT_ONLY = {"list", "by theme", "search", "search, newest", "facet counts", "weekly mail"}


def disagreements(world, objects, surfaces, viewer):
    client = world.client(viewer)
    for surface, show in surfaces.items():
        wanted = expected(viewer) - (DRAFTS if surface in OUT_ONLY else set())
        shown = show(world, client, objects, viewer)
        if shown != wanted:
            yield surface, "shows too much", shown - wanted, "hides", wanted - shown


@pytest.mark.parametrize("viewer", VIEWERS)
def test_every_surface_of_the_library_agrees(world, library, viewer):
    assert list(disagreements(world, library, RESOURCES, viewer)) == []


@pytest.mark.parametrize("viewer", VIEWERS)
def test_every_surface_of_the_events_agrees(world, programme, viewer):
    assert list(disagreements(world, programme, EVENTS, viewer)) == []


@pytest.mark.parametrize("viewer", VIEWERS)
def test_every_surface_of_the_pilot_projects_agrees(world, pilots, viewer):
    assert list(disagreements(world, pilots, PROJECTS, viewer)) == []


@pytest.mark.parametrize(
    ("rows_of", "objects", "surfaces"),
    [
        (ResourceQuerySet, "library", RESOURCES),
        (EventQuerySet, "programme", EVENTS),
        (PilotProjectQuerySet, "pilots", PROJECTS),
    ],
)
def test_dropping_visible_to_turns_every_surface_red(
    world, library, programme, pilots, monkeypatch, rows_of, objects, surfaces
):
    objects = {"library": library, "programme": programme, "pilots": pilots}[objects]
    monkeypatch.setattr(rows_of, "visible_to", lambda rows, viewer: rows.all())

    red = {surface for surface, *_ in disagreements(world, objects, surfaces, "general")}

    assert red == set(surfaces) - {"admin list"}


def without_address(answer):
    """The answer's body, but for the address that was asked for and the form's one-time token."""
    token = rb'(name="csrfmiddlewaretoken" value=")[^"]+'
    return re.sub(token, rb"\1", answer.content.replace(answer.request["PATH_INFO"].encode(), b""))


def test_refused_and_unknown_are_the_same_answer(world, library):
    client = world.client("general")
    hidden = client.get(reverse("resources:detail", args=[library["pilot"].slug]))

    unknown = client.get(reverse("resources:detail", args=["there-never-was-one"]))

    assert hidden.status_code == unknown.status_code == 404
    assert without_address(hidden) == without_address(unknown)
