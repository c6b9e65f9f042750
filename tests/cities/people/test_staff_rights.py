"""The rights of the secretariat exist in a session with the second step, on every page and nowhere else."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from cities.directory.tiers import Level, Tier
from cities.sharing.models import can_view
from cities.sharing.viewers import viewer_of, viewers_of
from events.models import Event, Registration
from events.places.emails import reminder_day
from icaforum.audit.models import Entry
from pilots.models import Pairing
from resources.models import Resource
from tests.factories import (
    make_city,
    make_event,
    make_officer,
    make_pairing,
    make_registration,
    make_resource,
    make_staff,
    make_user,
)
from tests.hostile_world import World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PASSWORD = "a long enough phrase"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    settings.STAFF_SECOND_FACTOR = True


def by_password(person, *, code=None):
    """A browser whose person signed in by password, and by a code of the app where it is asked."""
    person.set_password(PASSWORD)
    person.save()
    browser = Client()
    browser.post(reverse("account_login_password"), {"login": person.email, "password": PASSWORD})
    if code:
        browser.post(reverse("mfa_authenticate"), {"code": code})
    return browser


def app_code():
    return format_hotp_value(hotp_value(SECRET, max(yield_hotp_counters_from_time())))


def hidden_things():
    """The addresses of a pairing, a paper and an event that nobody without a seat sees."""
    pairing = make_pairing()
    paper = make_resource(level=Level.PILOT, slug="hidden-paper")
    event = make_event(level=Level.NAMED)
    return [
        pairing.get_absolute_url(),
        reverse("resources:detail", args=[paper.slug]),
        reverse("events:detail", args=[event.slug]),
    ]


def seen(browser, addresses):
    return [browser.get(address).status_code for address in addresses]


def test_with_a_password_alone_staff_see_nothing_hidden_and_end_no_pairing():
    addresses = hidden_things()
    with_step, without = make_staff(), make_staff()
    TOTP.activate(with_step, SECRET)
    pairing = Pairing.objects.get()

    browser = by_password(without)
    posted = [
        browser.post(reverse("pilots:end", args=[pairing.pk, verb])).status_code
        for verb in ("withdraw", "complete", "pause")
    ]

    assert seen(by_password(with_step, code=app_code()), addresses) == [200, 200, 200]
    assert seen(browser, addresses) == [404, 404, 404]
    assert posted == [404, 404, 404]
    pairing.refresh_from_db()
    assert pairing.state == Pairing.State.ACTIVE
    assert not Entry.objects.about(pairing).exists()


def plain(browser, address, person):
    """An answer without what differs between any two people and any two requests."""
    answer = browser.get(address)
    body = b"".join(answer.streaming_content).decode() if answer.streaming else answer.text
    # Hidden fields hold the request's token, and the version of one's own facts that a form was made from.
    body = re.sub(r'<input type="hidden"[^>]*>|nonce="[^"]+"', "", body).replace(person.email, "ADDRESS")
    return answer.status_code, answer.headers.get("Location", ""), body


def test_every_page_shows_staff_without_the_second_step_what_it_shows_somebody_without_a_seat():
    world = World()
    staff, seatless, verified = make_staff(name="Sam"), make_user(name="Sam"), make_staff(name="Sam")
    TOTP.activate(verified, SECRET)
    browsers = by_password(staff), by_password(seatless), by_password(verified, code=app_code())
    # The admin leads staff to their second step; the pages of the sign-in are one's own; a calendar's feed
    # reads no session, and says when it was read.
    elsewhere = ("/admin/", "/account/", "/events/feed/")
    addresses = [one for one in dict.fromkeys(world.starts) if not one.startswith(elsewhere)]
    addresses = [one for one in addresses if not one.endswith("/calendar.ics")]  # it says when, too
    addresses += [reverse("cities:profile"), reverse("desk")]

    answers = [
        [plain(browser, address, person) for address in addresses]
        for browser, person in zip(browsers, (staff, seatless, verified), strict=True)
    ]

    differing = [it for it, one, two in zip(addresses, *answers[:2], strict=True) if one != two]
    assert differing == []
    # With the second step many of them do differ, so the comparison can tell.
    pairing = reverse("pilots:pairing", args=[Pairing.objects.latest("pk").pk])
    shown = [it for it, one, two in zip(addresses, *answers[1:], strict=True) if one != two]
    assert {pairing, "/desk/", "/cities/"} <= set(shown)


def test_the_admin_leads_to_the_step_that_is_missing_and_back():
    person = make_staff()
    earlier = by_password(person)
    led = earlier.get("/admin/cities/city/")
    TOTP.activate(person, SECRET)

    # A session that began before there was a second step: it must be shown in this one.
    asked = earlier.get("/admin/cities/city/")
    posted = earlier.post("/admin/cities/city/add/", {"name": "Nowhere"})
    shown = earlier.post(asked.url, {"code": app_code()})

    back = "?next=%2Fadmin%2Fcities%2Fcity%2F"
    assert (led.status_code, led.url) == (302, reverse("mfa_index") + back)
    assert (asked.status_code, asked.url) == (302, reverse("mfa_reauthenticate") + back)
    assert posted.status_code == 302
    assert (shown.status_code, shown.url) == (302, "/admin/cities/city/")
    assert earlier.get("/admin/cities/city/").status_code == 200


def test_a_second_step_that_was_removed_proves_nothing_any_more():
    person = make_staff()
    TOTP.activate(person, SECRET)
    browser = by_password(person, code=app_code())
    assert browser.get("/admin/").status_code == 200

    Authenticator.objects.filter(user=person).delete()

    assert browser.get("/admin/").url == f"{reverse('mfa_index')}?next=%2Fadmin%2F"
    assert seen(browser, hidden_things()) == [404, 404, 404]


def test_recovery_codes_alone_are_no_second_step():
    person = make_staff()
    Authenticator.objects.create(user=person, type=Authenticator.Type.RECOVERY_CODES, data={})

    assert by_password(person).get("/admin/").url.startswith(reverse("mfa_index"))


def test_signing_in_leads_staff_to_the_admin_and_others_to_my_forum():
    led = []
    for person in (make_staff(), make_officer()):
        person.set_password(PASSWORD)
        person.save()
        answer = Client().post(
            reverse("account_login_password"), {"login": person.email, "password": PASSWORD}
        )
        led.append(answer.url)

    assert led == ["/admin/", "/desk/"]


def rights_of(person):
    return (
        person.has_perm("events.view_event"),
        person.has_perms(["events.view_event"]),
        person.has_module_perms("events"),
        "events.view_event" in person.get_all_permissions(),
    )


@pytest.mark.parametrize("superuser", [True, False])
def test_rights_are_those_of_a_verified_person(superuser):
    person = make_staff(is_superuser=superuser)
    person.user_permissions.add(Permission.objects.get(codename="view_event"))
    event = make_event(level=Level.NAMED)

    before = (*rights_of(person), person.has_perm("events.view_event", event))
    person.is_verified = True

    assert before == (False,) * 5
    assert (*rights_of(person), person.has_perm("events.view_event", event)) == (True,) * 5


def test_rights_left_over_give_nothing_to_somebody_who_is_not_of_the_staff():
    person = make_user(is_superuser=True)
    person.user_permissions.add(Permission.objects.get(codename="view_event"))
    person.is_verified = True

    assert rights_of(person) == (False,) * 4
    assert viewer_of(person, verified=True) == viewer_of(person)


def test_viewers_of_people_without_a_session_carry_no_rights_of_staff():
    staff, reviewer = make_staff(), make_staff(is_superuser=False)
    reviewer.user_permissions.add(Permission.objects.get(codename="view_resource"))
    paper = make_resource(level=Level.PILOT)

    assert can_view(viewer_of(staff, verified=True), paper)
    assert can_view(viewer_of(reviewer, verified=True), paper)
    assert not viewer_of(reviewer, verified=True).manages(Event)
    for person in (staff, reviewer):
        assert not can_view(viewer_of(person), paper)
        assert viewers_of([person])[person.pk] == viewer_of(person)
        assert not Resource.objects.visible_to(viewer_of(person)).exists()


def test_a_mail_about_an_event_goes_to_staff_only_as_far_as_their_seat_reaches():
    event = make_event(level=Level.PILOT)
    in_a_pilot_city = make_officer(make_city(tier=Tier.PILOT), person=make_staff())
    in_no_pilot_city = make_officer(make_city(tier=Tier.GENERAL), person=make_staff())
    written = {}

    for person in (in_a_pilot_city, in_no_pilot_city):
        place = make_registration(event, person=person, answer=Registration.Answer.GOING)
        content = reminder_day({"registration": place.pk, "version": event.schedule_version})
        written[person] = content is not None

    assert written == {in_a_pilot_city: True, in_no_pilot_city: False}
