"""Every page, for everybody who opens it, on a desk and on a phone, light and dark: no fault.

The look at a page is that of `Visit`, which tells of the faults when the test is over.
"""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from cities.models import Application, User
from events.models import AttendanceRow, Event
from pilots.models import Pairing, Revision
from tests.journeys.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = {
    None: [
        "/",
        "/about/",
        "/privacy/",
        "/contact/",
        "/join/",
        "/join/c40/",
        "/join/city/",
        "/join/access/",
        "/join/link/",
        "/cities/",
        "/cities/map/",
        "/cities/barcelona/",
        "/pilots/",
        "/pilots/accra-informal-workers/",
        "/library/",
        "/library/just-transition-in-plain-words/",
        "/events/",
        "/account/login/",
        "/account/login/password/",
        "/nowhere/",
    ],
    "peer": [
        "/desk/",
        "/library/?q=shelter",
        "/library/?theme=extreme-heat",
        "/library/choosing-rooms-for-climate-shelters/",
        "/events/",
        "/events/{event}/",
        "/events/{full}/",
        "/events/{academy_slug}/",
        "/events/{held_slug}/survey/",
        "/cities/lakemouth/",
        "/cities/lakemouth/team/",
        "/cities/lakemouth/edit/",
        "/cities/riverport/write/",
        "/pilots/riverport-cool-rooms/",
        "/pilots/pairings/{pairing}/",
        "/pilots/pairings/{pairing}/steps/",
        "/pilots/pairings/{pairing}/exchanges/",
        "/pilots/pairings/{pairing}/end/pause/",
        "/account/profile/",
        "/account/mails/",
        "/account/held/",
        "/account/erase/",
    ],
    "pilot": ["/pilots/riverport-cool-rooms/edit/"],
    "general": ["/cities/hillford/confirm/", "/cities/hillford/confirm/no/"],
    "secretariat": [
        "/admin/",
        "/admin/cities/application/",
        "/admin/cities/application/{application}/change/",
        "/admin/cities/application/{application}/sheet/",
        "/admin/cities/city/",
        "/admin/cities/user/",
        "/admin/data/person/{person}/held/",
        "/admin/data/person/{person}/erase/",
        "/admin/resources/resource/",
        "/admin/resources/resource/add/",
        "/admin/events/event/",
        "/admin/events/event/add/",
        "/admin/events/event/{webinar}/change/",
        "/admin/events/event/{webinar}/write/",
        "/admin/events/event/{academy}/programme/",
        "/admin/events/event/{webinar}/add-person/?find=a",
        "/admin/events/event/{held}/after/?see=present",
        "/admin/events/event/{held}/after/?show=people",
        "/admin/events/event/{held}/after/survey/",
        "/admin/events/event/{held}/after/row/{row}/",
        "/admin/pilots/pairing/add/",
        "/admin/pilots/revision/{revision}/change/",
        "/admin/pilots/pairing/{pairing}/change/",
        "/admin/outbox/message/",
        "/admin/audit/entry/",
    ],
}
# In the dark only the colours are others, so only they are looked at again.
LOOKS = [(DESK, "light", False), (DESK, "dark", True), (PHONE, "light", False)]


def test_no_page_has_a_fault(visit, settings):
    settings.DEMO = True
    call_command("load_reference", stdout=StringIO())
    call_command("demo", stdout=StringIO())
    rows = {
        "event": Event.objects.upcoming(timezone.now()).first().slug,
        "full": Event.objects.get(capacity=2).slug,
        "webinar": Event.objects.get(capacity=2).pk,
        "academy": (academy := Event.objects.get(kind=Event.Kind.ACADEMY)).pk,
        "academy_slug": academy.slug,
        "held": (held := Event.objects.get(survey__isnull=False)).pk,
        "held_slug": held.slug,
        "row": AttendanceRow.objects.to_look_at().first().pk,
        "person": User.objects.get(email="peer@demo.example").pk,
        "pairing": Pairing.objects.filter(state="active").earliest("pk").pk,
        "revision": Revision.objects.waiting().get().pk,
        "application": Application.objects.to_decide().first().pk,
    }

    for who, paths in PAGES.items():
        visit.as_(User.objects.get(email=f"{who}@demo.example") if who else None)
        for path in paths:
            visit.page.goto(visit.base + path.format(**rows))
            for size, scheme, colours_only in LOOKS:
                visit.page.set_viewport_size(size)
                visit.page.emulate_media(color_scheme=scheme)
                visit.look(colours_only=colours_only)


def test_a_pale_text_is_found_however_often_one_looks(visit):
    visit.page.goto(visit.base + "/about/")
    visit.faults()
    visit.page.evaluate(
        "document.querySelector('h1').insertAdjacentHTML('afterend', '<p class=pale>Pale</p>')"
    )
    visit.page.evaluate("document.querySelector('.pale').style.color = '#e8e4da'")

    faults = [visit.faults(), visit.faults()]

    assert [[fault.partition(":")[0] for fault in found] for found in faults] == [["color-contrast"]] * 2
