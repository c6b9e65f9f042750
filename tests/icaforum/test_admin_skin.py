"""The administration in the Forum's skin, as a browser shows it to the secretariat."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib import admin as django_admin
from django.utils import timezone

from cities.invitations.actions import access_requests, inviting
from cities.models import City, User
from icaforum.ready.models import Look
from resources.library.models.kind import Kind
from tests import factories

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def admin(page, live_server, client):
    """A browser that a member of the secretariat is signed in with, and all that it complained about."""
    client.force_login(factories.make_staff(), backend="allauth.account.auth_backends.AuthenticationBackend")
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page.complaints = []
    page.base = live_server.url
    page.on("console", lambda said: said.type == "error" and page.complaints.append(said.text))
    page.show = lambda path: page.goto(f"{live_server.url}/admin/{path}")
    return page


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
@pytest.mark.parametrize("end", ["", "add/", "{pk}/change/", "{pk}/do/pull-back/", "{pk}/history/"])
def test_a_list_a_form_a_verb_and_a_history_are_for_everyone(admin, end, width, scheme):
    project = factories.make_project()
    admin.emulate_media(color_scheme=scheme)
    admin.set_viewport_size({"width": width, "height": 900})

    admin.show("pilots/pilotproject/" + end.format(pk=project.pk))

    found = Axe().run(admin, options={"runOnly": TAGS, "preload": False}).response["violations"]
    assert [(finding["id"], [node["target"] for node in finding["nodes"]]) for finding in found] == []
    assert admin.complaints == []
    assert admin.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_pages_of_the_first_day_are_for_everyone(admin, width, scheme):
    Look.objects.create(looked_at=timezone.now(), found={"spf": ["missing", ""], "tls": ["plain", ""]})
    admin.emulate_media(color_scheme=scheme)
    admin.set_viewport_size({"width": width, "height": 900})

    for path in ("forum/forumsettings/1/change/", "ready/"):
        admin.show(path)
        admin.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true; })")
        found = Axe().run(admin, options={"runOnly": TAGS, "preload": False}).response["violations"]
        assert [(finding["id"], [node["target"] for node in finding["nodes"]]) for finding in found] == []
        assert admin.evaluate("document.documentElement.scrollWidth") == width
    assert admin.complaints == []


def test_the_skin_lies_above_djangos_own_sheets(admin):
    admin.show("pilots/pilotproject/add/")

    colours = admin.evaluate(
        """() => [".submit-row .default", "#header"].map(
             (selector) => getComputedStyle(document.querySelector(selector)).backgroundColor)"""
    )

    assert colours == ["rgb(11, 93, 75)", "rgb(13, 43, 36)"]


LISTS = [model._meta for model in django_admin.site._registry]


@pytest.fixture
def full_lists():
    """A row in each list, with the long names that real cities and papers have."""
    city = factories.make_city(name="Thiruvananthapuram (Trivandrum)")
    lead = factories.make_lead(city)
    lead.name, lead.email = "Maria-Antonia Vandenbroucke-Oyelaran", "m.vandenbroucke@climate.city.example"
    lead.save()
    event = factories.make_event(title="Who pays for the retrofit? Rents before and after, and who decides")
    factories.make_registration(event, person=lead)
    factories.make_pairing()
    for kind in Kind:
        title = "Voices of tenants who stayed, and of those who moved away"
        factories.make_resource(kind=kind, open_to_partners=True, editions=[{"title": title}])
    then = timezone.now() - timedelta(days=2)
    outside = {"kind": City.Kind.OTHER, "city_name": "Northbridge and the Isles"}
    factories.make_application(confirmed_at=then, **outside)
    factories.make_application(state="unconfirmed", **outside)
    inviting.invite(city, email="somebody.with.a.long.name@department.city.example", by=lead)
    access_requests.ask_for_access(city, name="Ada", email="ada@city.example", language="en")


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_list_fits_its_box(admin, full_lists, language):
    User.objects.filter(is_staff=True).update(language=language)
    faults = {}

    for opts in LISTS:
        admin.set_viewport_size({"width": 1280, "height": 900})
        admin.goto(f"{admin.base}/admin/{opts.app_label}/{opts.model_name}/?stands=all")
        cut_off = admin.evaluate(
            "[...document.querySelectorAll('.results')].map((box) => box.scrollWidth - box.clientWidth)"
        )
        admin.set_viewport_size({"width": 390, "height": 844})
        on_a_phone = admin.evaluate("document.documentElement.scrollWidth")
        if any(cut_off) or on_a_phone != 390:
            faults[opts.label_lower] = (cut_off, on_a_phone)

    assert faults == {}
    assert admin.evaluate("document.documentElement.lang") == language


@pytest.mark.parametrize("language", ["en", "de"])
def test_today_fits_a_phone(admin, full_lists, language):
    User.objects.filter(is_staff=True).update(language=language)
    admin.set_viewport_size({"width": 390, "height": 844})

    admin.show("")

    assert admin.evaluate("document.documentElement.scrollWidth") == 390
    assert admin.evaluate("document.documentElement.lang") == language
    # What is wider than the phone is reached by moving it, not cut off.
    cut_off = """[...document.querySelectorAll(".admin-columns .module")].filter((box) =>
        box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX === "clip").length"""
    assert admin.evaluate(cut_off) == 0
