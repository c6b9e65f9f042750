"""How long a sign-in lasts, and what ends it."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from cities.people import mailed_codes
from icaforum.audit.models import Entry
from icaforum.outbox.models import Message
from tests.factories import make_lead, make_staff, make_user

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough phrase"
PAGE = "/account/devices/"
MORNING = "2027-03-01 08:00:00+00:00"


def signed_in(person, *, remember="on"):
    """A browser of its own, through the sign-in page."""
    browser = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/130.0"})
    browser.post(reverse("account_login"), {"email": person.email})
    code = mailed_codes.code_of(Message.objects.latest("pk").ids["seed"])
    browser.post(
        reverse("account_confirm_login_code"), {"code": code} | ({"remember": remember} if remember else {})
    )
    return browser


def is_in(browser):
    return browser.get(PAGE).status_code == 200


def app_code(secret):
    return format_hotp_value(hotp_value(secret, max(yield_hotp_counters_from_time())))


def with_app(person):
    """Gives the person an authenticator app, and its secret."""
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(person, secret)
    return secret


def test_the_session_gets_a_new_key_when_somebody_signs_in():
    person, browser = make_lead(), Client()
    browser.post(reverse("account_login"), {"email": person.email})
    before = browser.session.session_key

    code = mailed_codes.code_of(Message.objects.latest("pk").ids["seed"])
    browser.post(reverse("account_confirm_login_code"), {"code": code})

    assert browser.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_a_device_stays_signed_in_for_sixty_days_after_the_last_visit(database_clock):
    database_clock.move_to(MORNING)
    browser = signed_in(make_lead())

    database_clock.move_to("2027-04-29 08:00:00+00:00")
    on_day_59 = is_in(browser)
    database_clock.move_to("2027-06-27 08:00:00+00:00")
    on_day_59_after = is_in(browser)
    database_clock.move_to("2027-08-27 08:00:00+00:00")

    assert (on_day_59, on_day_59_after, is_in(browser)) == (True, True, False)


def test_the_cookie_lives_sixty_days_or_until_the_browser_closes():
    stays = signed_in(make_lead()).cookies["session"]
    goes = signed_in(make_lead(), remember="").cookies["session"]

    assert (stays["max-age"], goes["max-age"]) == (60 * 24 * 3600, "")


def test_who_did_not_ask_to_stay_is_out_after_twelve_hours(database_clock):
    database_clock.move_to(MORNING)
    browser = signed_in(make_lead(), remember="")

    database_clock.move_to("2027-03-01 19:59:00+00:00")
    before = is_in(browser)
    database_clock.move_to("2027-03-01 20:00:00+00:00")

    assert (before, is_in(browser)) == (True, False)


def test_staff_are_out_after_twelve_hours_however_busy(database_clock):
    database_clock.move_to(MORNING)
    browser = signed_in(make_staff())

    during = []
    for hour in range(9, 20):
        database_clock.move_to(f"2027-03-01 {hour:02d}:30:00+00:00")
        during.append(is_in(browser))
    database_clock.move_to("2027-03-01 20:00:00+00:00")

    assert (set(during), is_in(browser)) == ({True}, False)


def test_who_becomes_staff_is_held_to_the_rule_of_staff(database_clock):
    database_clock.move_to(MORNING)
    person = make_lead()
    browser = signed_in(person)
    person.is_staff = True
    person.save()

    database_clock.move_to("2027-03-02 08:00:00+00:00")

    assert not is_in(browser)


@pytest.mark.parametrize(("make", "seconds"), [(make_lead, 24 * 3600), (make_staff, 300)])
def test_reading_writes_nothing_until_the_session_is_due(make, seconds, database_clock):
    database_clock.move_to(MORNING)
    browser = signed_in(make())
    made = Session.objects.get(session_key=browser.session.session_key).expire_date

    database_clock.shift(timedelta(seconds=seconds - 1))
    browser.get("/about/")
    soon = Session.objects.get(session_key=browser.session.session_key).expire_date
    database_clock.shift(timedelta(seconds=1))
    browser.get("/about/")
    due = Session.objects.get(session_key=browser.session.session_key).expire_date

    assert soon == made
    assert due > made


def test_a_closed_account_is_out_on_the_next_request():
    person = make_lead()
    browser = signed_in(person)
    before = is_in(browser)

    person.is_active = False
    person.save()

    assert (before, is_in(browser)) == (True, False)


def test_one_device_is_signed_out_and_the_others_stay():
    person = make_lead()
    here, there, third = signed_in(person), signed_in(person), signed_in(person)
    row = UserSession.objects.get(session_key=there.session.session_key)
    assert reverse("cities:sign_out_device", args=[row.pk]) in here.get(PAGE).text

    answer = here.post(reverse("cities:sign_out_device", args=[row.pk]), follow=True)

    assert "Signed out: Firefox on Windows." in answer.text
    assert [is_in(browser) for browser in (here, there, third)] == [True, False, True]
    assert Entry.objects.about(person).first().verb == "signed out a device"


def test_nobody_signs_out_the_device_of_another_person_or_the_one_at_hand():
    person, other = make_lead(), make_lead()
    here, elsewhere = signed_in(person), signed_in(other)
    rows = [UserSession.objects.get(session_key=it.session.session_key) for it in (elsewhere, here)]
    addresses = [reverse("cities:sign_out_device", args=[row.pk]) for row in rows]

    answers = [here.post(address).status_code for address in addresses]

    assert (answers, here.get(addresses[0]).status_code) == ([404, 404], 405)
    assert (is_in(here), is_in(elsewhere)) == (True, True)


def test_a_visitor_who_signs_out_a_device_is_asked_to_sign_in():
    browser = signed_in(make_lead())
    row = UserSession.objects.get(session_key=browser.session.session_key)

    answer = Client().post(reverse("cities:sign_out_device", args=[row.pk]))

    assert (answer.status_code, answer.url.startswith(reverse("account_login"))) == (302, True)
    assert is_in(browser)


def test_a_new_password_ends_every_other_session():
    person = make_lead()
    person.set_password(PASSWORD)
    person.save()
    here, there = signed_in(person), signed_in(person)

    here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": PASSWORD + "!", "password2": PASSWORD + "!"},
    )

    assert (is_in(here), is_in(there)) == (True, False)
    assert Entry.objects.about(person).first().verb == "password_changed"
    assert Message.objects.latest("pk").kind == "security_notice"


@pytest.mark.django_db(transaction=True)
def test_a_new_second_step_ends_every_other_session():
    person = make_lead()
    here, there = signed_in(person), signed_in(person)

    page = here.get(reverse("mfa_activate_totp"))
    here.post(reverse("mfa_activate_totp"), {"code": app_code(page.context["form"].secret)})

    assert Authenticator.objects.filter(user=person, type="totp").exists()
    assert (is_in(here), is_in(there)) == (True, False)
    assert Entry.objects.about(person).first().verb == "totp_activated"


def test_removing_the_second_step_ends_every_other_session():
    person = make_lead()
    here, there = signed_in(person), signed_in(person)
    secret = with_app(person)

    page = reverse("mfa_deactivate_totp")
    here.post(reverse("mfa_reauthenticate"), {"code": app_code(secret), "next": page})
    here.post(page)

    assert not Authenticator.objects.filter(user=person).exists()
    assert (is_in(here), is_in(there)) == (True, False)


def test_the_devices_are_listed_and_the_others_can_be_signed_out():
    person = make_lead()
    here, there = signed_in(person), signed_in(person)

    page = here.get(PAGE)
    here.post(PAGE)

    assert page.text.count("<h2>Firefox on Windows") == 2
    assert page.text.count("this one") == 1
    assert (is_in(here), is_in(there)) == (True, False)
    assert UserSession.objects.count() == 1


def test_the_list_says_when_each_device_was_used_by_the_clock_of_its_reader(database_clock, time_machine):
    def move_to(moment):
        database_clock.move_to(moment)
        time_machine.move_to(moment)  # the list is allauth's

    person = make_lead(person=make_user(time_zone="Pacific/Auckland"))
    move_to("2027-03-01 08:00:00+00:00")
    there = signed_in(person)
    move_to("2027-03-02 21:30:00+00:00")
    assert is_in(there)
    move_to("2027-03-03 09:05:00+00:00")
    here = signed_in(person)

    page = here.get(PAGE).text

    assert "Its use is noted once a day." in page
    assert "Signed in Monday 1 March, 21:00, use last noted Wednesday 3 March, 10:30, from" in page
    assert "Signed in Wednesday 3 March, 22:05, in use now, from" in page


def test_a_session_made_by_an_invitation_is_listed_too():
    person, browser = make_lead(), Client()
    browser.force_login(person)

    page = browser.get(PAGE)

    assert page.text.count("this one") == 1


def test_the_second_step_stands_between_the_code_and_the_page_that_was_wanted():
    person = make_lead()
    secret = with_app(person)
    browser = Client()
    browser.post(reverse("account_login"), {"email": person.email})
    code = mailed_codes.code_of(Message.objects.latest("pk").ids["seed"])

    step = browser.post(reverse("account_confirm_login_code"), {"code": code, "next": PAGE, "remember": "on"})
    outside = is_in(browser)
    done = browser.post(step.url, {"code": app_code(secret)})

    assert (step.url, outside) == (reverse("mfa_authenticate"), False)
    assert done.url == PAGE
    assert browser.cookies["session"]["max-age"] == 60 * 24 * 3600


def test_a_code_of_the_app_is_good_once():
    person = make_lead()
    code = app_code(with_app(person))

    def attempt():
        browser = Client()
        browser.post(reverse("account_login"), {"email": person.email})
        mailed = mailed_codes.code_of(Message.objects.latest("pk").ids["seed"])
        browser.post(reverse("account_confirm_login_code"), {"code": mailed})
        return browser.post(reverse("mfa_authenticate"), {"code": code}).status_code

    assert [attempt(), attempt()] == [302, 200]


def test_secrets_of_the_second_step_lie_in_the_database_encrypted():
    person = make_lead()

    secret = with_app(person)

    kept = Authenticator.objects.get(user=person)
    assert secret not in str(kept.data)
    assert kept.wrap().validate_code(app_code(secret))


def test_the_admin_opens_to_staff_only_with_a_second_step(settings):
    settings.STAFF_SECOND_FACTOR = True
    person = make_staff()
    browser = signed_in(person)

    led = browser.get("/admin/")
    posted = browser.post("/admin/cities/user/add/", {"email": "x@y.example"})
    page = browser.get(led.url)
    code = app_code(with_app(person))
    asked = browser.get("/admin/")
    browser.post(asked.url, {"code": code})

    assert (led.status_code, led.url) == (302, f"{reverse('mfa_index')}?next=%2Fadmin%2F")
    assert posted.status_code == 302
    assert "The secretariat’s part opens when you have a second step." in page.text
    assert browser.get("/admin/").status_code == 200


def test_the_admin_asks_no_second_step_in_the_demo(settings):
    settings.STAFF_SECOND_FACTOR = False

    assert signed_in(make_staff()).get("/admin/").status_code == 200


def test_the_admin_has_no_sign_in_of_its_own(client):
    page = client.get("/admin/login/", {"next": "/admin/"})
    posted = client.post("/admin/login/", {"username": "a@b.example", "password": PASSWORD})
    inside = client.get("/admin/", follow=True)

    assert (page.status_code, page.url) == (302, "/account/login/?next=%2Fadmin%2F")
    assert (posted.status_code, posted.url) == (302, "/account/login/?next=%2Fadmin%2Flogin%2F")
    assert inside.redirect_chain[-1] == ("/account/login/?next=%2Fadmin%2F", 302)


def test_the_admin_is_closed_to_city_contacts():
    browser = signed_in(make_lead())

    assert browser.get("/admin/", follow=True).status_code == 403
