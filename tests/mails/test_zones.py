"""On whose clock a mail is dated whose reader has no account: their city's, else both days are said."""

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cities.invitations.emails import invitation_url
from cities.joining.actions.deciding import approve
from cities.joining.emails import status_url
from cities.models import AccessRequest, Application, City, Invitation
from icaforum.forum.actions import change_settings
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from tests.factories import make_application, make_city, make_staff, make_user

pytestmark = pytest.mark.django_db
# Saturday night in UTC; in Auckland it is Sunday.
LATE = "2031-03-08T20:30:00+00:00"


def text(kind, ids, person=None):
    return written(
        Message(pk=1, kind=kind, person=person, language="en", ids=ids, address="a@b.example")
    ).text


@time_machine.travel("2031-03-01T20:30:00+00:00", tick=False)
def test_an_invitation_is_dated_as_its_page_by_the_clock_of_its_city(client):
    auckland = make_city(name="Auckland", time_zone="Pacific/Auckland")
    facts = {"city": auckland, "email": "new@auckland.example", "expires_at": LATE}
    found = Invitation.objects.create(**facts)
    found.refresh_from_db()

    page = client.get(invitation_url(found)).text

    for kind in ("invitation", "invitation_reminder"):
        assert "until Sunday 9 March." in text(kind, {"invitation": found.pk})
    assert "until Sunday 9 March." in page


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"city": "Pacific/Auckland"}, "by Saturday 15 March."),
        ({"kind": City.Kind.OTHER, "country": "NP", "city_name": "Patan"}, "by Saturday 15 March."),
        ({"kind": City.Kind.OTHER, "country": "DE", "city_name": "Büsum"}, "by Saturday 15 March."),
        ({"kind": City.Kind.OTHER, "country": "RU", "city_name": "Wladiwostok"}, "by Saturday 15 March."),
        ({"kind": City.Kind.OTHER, "country": "US", "city_name": "Springfield"}, "23:59 UTC"),
        ({"kind": City.Kind.OTHER, "country": "US", "city_name": "City of Phoenix"}, "by Friday 14 March."),
        (
            {"kind": City.Kind.OTHER, "country": "US", "city_name": "Erie"},
            "by Friday 14 March, 23:59 UTC (where you are it may be Saturday 15 March).",
        ),
    ],
)
@time_machine.travel("2031-03-02T20:30:00+00:00", tick=False)
def test_an_application_is_dated_by_what_is_known_of_its_city(client, facts, said):
    if zone := facts.get("city"):
        facts = facts | {"city": make_city(member=False, time_zone=zone)}
    application = make_application(confirmed_at="2031-03-01T20:30:00+00:00", **facts)
    application.refresh_from_db()

    assert said in text("application_received", {"application": application.pk})
    page = client.get(status_url(application)).text
    assert said.removesuffix(".") in page
    assert page.count("where you are it may be") == ("UTC" in said)


def test_a_city_without_a_zone_is_no_city_at_utc():
    found = Invitation.objects.create(
        city=make_city(time_zone="UTC"), email="new@city.example", expires_at=LATE
    )

    assert "where you are it may be Sunday 9 March" in text("invitation", {"invitation": found.pk})


def test_a_new_city_begins_with_its_zone():
    application = make_application(kind=City.Kind.OTHER, city_name="Breslau", country="PL")

    approve(application, tier=1, by=make_staff())

    assert City.objects.get().time_zone == "Europe/Warsaw"


@time_machine.travel("2031-03-02T08:30:00+00:00", tick=False)
def test_in_the_morning_it_may_still_be_yesterday():
    application = make_application(
        kind=City.Kind.OTHER,
        country="US",
        state=Application.State.UNCONFIRMED,
        confirmed_at=None,
        sent_at="2031-03-02T08:30:00+00:00",
    )

    said = text("application_confirm", {"application": application.pk})

    assert "until Sunday 9 March, 8:30 UTC (where you are it may be Saturday 8 March)." in said


@time_machine.travel("2031-03-02T08:30:00+00:00", tick=False)
def test_a_person_has_a_clock_of_their_own():
    application = make_application(
        confirmed_at="2031-03-01T20:30:00+00:00", country="US", kind=City.Kind.OTHER
    )

    said = text("application_received", {"application": application.pk}, make_user(time_zone="America/Lima"))

    assert "by Friday 14 March." in said


def test_what_one_page_says_of_its_clock_is_taken_back_with_it(client):
    auckland = make_city(name="Auckland", time_zone="Pacific/Auckland")
    found = Invitation.objects.create(
        city=auckland, email="new@auckland.example", expires_at="2041-01-01T00:00Z"
    )
    found.refresh_from_db()

    client.get(invitation_url(found))
    page = client.get(reverse("events:list"))

    assert page.wsgi_request.user.is_anonymous
    assert timezone.get_current_timezone_name() == "UTC"


def test_a_former_address_reads_the_moment_of_a_change_on_the_clock_of_its_person():
    person = make_user(time_zone="Pacific/Auckland")

    said = text("security_notice", {"person": person.pk, "what": "email_changed", "at": LATE})

    assert "on 9 March 2031 at 09:30, your time" in said


def test_the_secretariat_reads_on_its_own_clock_when_somebody_asked_in_a_city_far_away():
    change_settings(by=None, time_zone="Europe/Berlin")
    asked = AccessRequest.objects.create(
        city=make_city(time_zone="Pacific/Auckland"), name="Eve", email="eve@a.example", sent_at=LATE
    )

    assert "asked on Saturday 8 March" in text("access_request_staff", {"request": asked.pk})
