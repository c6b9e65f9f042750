"""Codes and passwords: how often they may be tried, at once too; and no stranger locks an owner out."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import signing
from django.db import connection
from django.test import Client
from django.urls import reverse

from cities.people import known_devices, limits, mailed_codes
from icaforum.outbox.models import Message
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PASSWORD = "a long enough phrase"
# Page that asks, what it takes, page that waits for the code: each kind of code there is.
KINDS = {
    "sign_in_code": ("account_login", {}, "account_confirm_login_code"),
    "password_reset_code": ("account_reset_password", {}, "account_confirm_password_reset_code"),
    "email_verification_code": (
        "account_email",
        {"action_add": ""},
        "account_email_verification_sent",
    ),
}
each_kind = pytest.mark.parametrize("kind", KINDS)
NOT_THE_CODE, TOO_MANY = "This is not the code", "Too many wrong codes"


def ask(kind, address, browser=None):
    """Ask for a code in a browser of one's own; the browser, and the right code if one was mailed."""
    page, more, _waiting = KINDS[kind]
    browser = browser or Client()
    if kind == "email_verification_code" and not browser.session.get("_auth_user_id"):
        browser.force_login(make_user())
    newest = Message.objects.order_by("pk").last()
    browser.answer = browser.post(reverse(page), {"email": address} | more, follow=True)
    mail = Message.objects.order_by("pk").last()
    return browser, None if mail == newest else mailed_codes.code_of(mail.ids.get("seed", ""))


def type_code(kind, browser, code):
    return browser.post(reverse(KINDS[kind][2]), {"code": code})


def wrong(code, n=1):
    return f"{(int(code) + n) % 10 ** len(code):0{len(code)}d}"


def made(kind, address="pilot@demo.example"):
    """Whose address it is; a new one is nobody's yet."""
    return None if kind == "email_verification_code" else make_user(email=address)


def at_once(acts):
    """Run all at once, each in a thread of its own, from one starting line; what each gave."""
    line = Barrier(len(acts))

    def run(act):
        try:
            line.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def same_session(browser):
    """Another tab of this browser, to be used at the same time."""
    tab = Client()
    tab.cookies = browser.cookies
    return tab


def guesses_at_once(kind, browsers, code, each):
    tabs = [(same_session(browser), n) for browser in browsers for n in range(1, each + 1)]
    answers = at_once([lambda tab=tab, n=n: type_code(kind, tab, wrong(code, n)) for tab, n in tabs])
    return sum(NOT_THE_CODE in answer.text for answer in answers if answer.status_code == 200)


# Guesses ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@each_kind
def test_of_sixteen_guesses_at_once_in_one_session_five_are_looked_at(kind):
    made(kind)
    browser, code = ask(kind, "pilot@demo.example")

    assert guesses_at_once(kind, [browser], code, 16) <= 5


@pytest.mark.django_db(transaction=True)
def test_its_twin_that_reads_and_then_writes_looks_at_more(monkeypatch):
    counts, line = {}, Barrier(16)

    def read_then_write(what, key, _seconds):
        number = counts.get((what, key), 0) + 1
        if what.startswith("tries"):
            line.wait()  # all have read, and nobody has written
        counts[what, key] = number
        return number

    made("sign_in_code")
    browser, code = ask("sign_in_code", "pilot@demo.example")
    monkeypatch.setattr(limits, "_count", read_then_write)

    assert guesses_at_once("sign_in_code", [browser], code, 16) == 16


@pytest.mark.django_db(transaction=True)
@each_kind
def test_guesses_at_once_from_many_sessions_are_five_together(kind):
    made(kind)
    asked = [ask(kind, "pilot@demo.example", Client(REMOTE_ADDR=f"10.0.0.{n}")) for n in range(4)]

    assert guesses_at_once(kind, [browser for browser, _code in asked], asked[0][1], 6) <= 5


@pytest.mark.django_db(transaction=True)
def test_a_count_gives_each_of_many_at_once_a_number_of_its_own():
    numbers = at_once([lambda: limits._count("test", "key", 60) for _n in range(40)])

    assert sorted(numbers) == list(range(1, 41))


@each_kind
def test_the_right_code_is_refused_once_the_tries_are_used_up(kind):
    made(kind)
    first, code = ask(kind, "pilot@demo.example")
    for n in range(5):
        type_code(kind, first, wrong(code, n + 1))
    # Asked for before: another session, whose own tries are all left.
    other, other_code = ask(kind, "pilot@demo.example", Client(REMOTE_ADDR="10.0.0.9"))

    assert len(other_code) == 15
    assert type_code(kind, other, other_code).status_code == 302


def test_a_code_asked_for_before_the_attack_gives_way_to_a_longer_one():
    person = made("sign_in_code")
    owner, code = ask("sign_in_code", person.email)
    stranger, _code = ask("sign_in_code", person.email, Client(REMOTE_ADDR="10.0.0.9"))
    for n in range(5):
        type_code("sign_in_code", stranger, f"{n:06d}" if f"{n:06d}" != _code else "999999")

    refused = type_code("sign_in_code", owner, code)
    owner.post(reverse("account_confirm_login_code"), {"action": "resend"})
    longer = mailed_codes.code_of(Message.objects.latest("pk").ids["seed"])

    assert TOO_MANY in refused.text
    assert len(longer) == 15
    assert type_code("sign_in_code", owner, longer).url == reverse("desk")


def test_one_network_tries_thirty_codes_in_ten_minutes_at_most():
    looked_at = []
    for _n in range(8):
        person = make_user()
        browser, code = ask("sign_in_code", person.email)
        looked_at += [type_code("sign_in_code", browser, wrong(code, i)) for i in range(1, 5)]

    assert ["a little too often" in answer.text for answer in looked_at] == [False] * 30 + [True] * 2


def test_a_right_code_takes_nothing_from_the_tries():
    person = made("sign_in_code")

    for _n in range(5):
        browser, code = ask("sign_in_code", person.email)
        assert len(code) == 6
        assert type_code("sign_in_code", browser, code).url == reverse("desk")


@pytest.mark.django_db(transaction=True)
def test_of_many_second_steps_at_once_five_are_looked_at():
    person = made("sign_in_code")
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    browser, code = ask("sign_in_code", person.email)
    type_code("sign_in_code", browser, code)
    tabs = [same_session(browser) for _n in range(20)]

    answers = at_once(
        [lambda tab=tab: tab.post(reverse("mfa_authenticate"), {"code": "000000"}) for tab in tabs]
    )

    assert sum(NOT_THE_CODE in answer.text for answer in answers) == 5


@pytest.mark.django_db(transaction=True)
def test_of_many_passwords_at_once_five_are_looked_at():
    person = made("sign_in_code")
    facts = {"login": person.email, "password": "wrong wrong wrong"}
    browsers = [Client(REMOTE_ADDR=f"10.0.1.{n}") for n in range(20)]

    answers = at_once([lambda it=it: it.post(reverse("account_login_password"), facts) for it in browsers])

    assert sum("is not right" in answer.text for answer in answers) == 5


# Nobody is locked out ---------------------------------------------------------------------------------------


def attack(kind, address, *, rounds=12):
    """Strangers ask for codes and try wrong ones, each from a network of its own."""
    for n in range(rounds):
        stranger, _code = ask(kind, address, Client(REMOTE_ADDR=f"198.51.100.{n}"))
        if kind != "email_verification_code":
            type_code(kind, stranger, "000000")
            type_code(kind, stranger, "111111")


def known_browser(person):
    """A browser on which the person signed in before, signed out again."""
    browser, code = ask("sign_in_code", person.email)
    type_code("sign_in_code", browser, code)
    browser.post(reverse("account_logout"))
    return browser


def opened_again(browser):
    """The browser after it was closed: what it holds is the cookie that knows it."""
    again = Client()
    again.cookies["device"] = browser.cookies["device"].value
    return again


@pytest.mark.parametrize("kind", ["sign_in_code", "password_reset_code"])
def test_whatever_strangers_do_a_known_browser_gets_five_codes_an_hour(kind):
    person = made(kind)
    browser = known_browser(person)
    attack(kind, person.email)

    codes = [ask(kind, person.email, opened_again(browser))[1] for _n in range(6)]

    # What comes after the fifth is long, and may have been mailed because of the strangers already.
    assert [len(code) for code in codes[:5]] == [6, 6, 6, 6, 6]
    assert ask(kind, person.email, opened_again(browser))[0].answer.text.count("15 digits") == 1


def test_whatever_strangers_do_a_code_works_in_a_known_browser_on_their_network():
    person = made("sign_in_code")
    browser = known_browser(person)
    attack("sign_in_code", person.email)
    for n in range(25):
        ask("sign_in_code", f"somebody{n}@demo.example")

    stranger, _code = ask("sign_in_code", "one.more@demo.example")
    _browser, code = ask("sign_in_code", person.email, browser)

    assert "a little too often" in stranger.answer.text
    assert type_code("sign_in_code", browser, code).url == reverse("desk")


@pytest.mark.parametrize("kind", ["sign_in_code", "password_reset_code"])
def test_a_new_browser_gets_in_under_attack_by_a_longer_code_sent_once(kind):
    person = made(kind)
    attack(kind, person.email)
    before = Message.objects.count()

    browser, _code = ask(kind, person.email)
    longer = mailed_codes.code_of(Message.objects.latest("pk").ids["seed"])

    assert Message.objects.count() - before <= 1
    assert "this one has 15 digits" in browser.answer.text
    assert len(longer) == 15
    assert type_code(kind, browser, longer).status_code == 302


def test_an_attack_of_an_hour_mails_five_codes_and_one_in_five_minutes(database_clock):
    person = made("sign_in_code")
    database_clock.move_to("2027-03-01 09:00:00+00:00")

    for minute in range(60):
        database_clock.move_to(f"2027-03-01 09:{minute:02d}:00+00:00")
        ask("sign_in_code", person.email, Client(REMOTE_ADDR=f"198.51.100.{minute}"))

    assert Message.objects.count() <= 5 + 12


def test_strangers_cannot_use_up_the_tries_of_a_long_code():
    person = made("sign_in_code")
    attack("sign_in_code", person.email)
    owner, _code = ask("sign_in_code", person.email)
    for n in range(10):
        stranger, _none = ask("sign_in_code", person.email, Client(REMOTE_ADDR=f"203.0.113.{n}"))
        type_code("sign_in_code", stranger, "0" * 15)

    longer = mailed_codes.code_of(Message.objects.latest("pk").ids["seed"])

    assert type_code("sign_in_code", owner, longer).url == reverse("desk")


def test_a_long_code_is_good_once_and_lives_for_five_to_ten_minutes(database_clock):
    database_clock.move_to("2027-03-01 09:04:59+00:00")
    person = made("sign_in_code")
    attack("sign_in_code", person.email)
    one, other, late = (ask("sign_in_code", person.email)[0] for _n in range(3))
    seed = Message.objects.latest("pk").ids["seed"]
    code = mailed_codes.code_of(seed)

    first = type_code("sign_in_code", one, code)
    second = type_code("sign_in_code", other, code)
    database_clock.move_to("2027-03-01 09:10:00+00:00")
    third = type_code("sign_in_code", late, code)

    assert mailed_codes.expires_at(seed).isoformat() == "2027-03-01T09:10:00+00:00"
    assert first.url == reverse("desk")
    assert ["too old" in answer.text for answer in (second, third)] == [True, True]


def test_strangers_cannot_use_up_the_passwords_of_a_known_browser():
    person = made("sign_in_code")
    person.set_password(PASSWORD)
    person.save()
    browser = known_browser(person)

    def attempt(password, client):
        return client.post(reverse("account_login_password"), {"login": person.email, "password": password})

    strangers = [attempt("wrong wrong wrong", Client(REMOTE_ADDR=f"198.51.100.{n}")) for n in range(8)]
    new = attempt(PASSWORD, Client())

    assert ["Too many tries" in answer.text for answer in strangers] == [False] * 5 + [True] * 3
    assert "or sign in with a code by mail" in new.text
    assert attempt(PASSWORD, browser).url == reverse("desk")


def test_who_knows_the_password_cannot_use_up_the_second_steps_of_a_known_browser():
    person = made("sign_in_code")
    person.set_password(PASSWORD)
    person.save()
    browser = known_browser(person)
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    thief = Client(REMOTE_ADDR="198.51.100.1")
    for client in (thief, browser):
        client.post(reverse("account_login_password"), {"login": person.email, "password": PASSWORD})
    step = reverse("mfa_authenticate")

    stolen = [thief.post(step, {"code": "000000"}) for _n in range(6)]
    own = [browser.post(step, {"code": "000000"}) for _n in range(6)]

    for answers in (stolen, own):
        assert ["Too many tries" in answer.text for answer in answers] == [False] * 5 + [True]


def test_a_right_second_step_takes_nothing_from_the_tries():
    person = made("sign_in_code")
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    codes = RecoveryCodes.activate(person).get_unused_codes()

    for n in range(6):
        browser, code = ask("sign_in_code", person.email)
        type_code("sign_in_code", browser, code)
        assert browser.post(reverse("mfa_authenticate"), {"code": codes[n]}).url == reverse("desk")


def test_the_present_password_is_tried_five_times(client):
    person = made("sign_in_code")
    person.set_password(PASSWORD)
    person.save()
    client.force_login(person)
    new = {"password1": "another long phrase", "password2": "another long phrase"}

    answers = [
        client.post(reverse("account_change_password"), {"oldpassword": "wrong wrong wrong"} | new)
        for _n in range(5)
    ]
    strangers = Client().post(
        reverse("account_login_password"), {"login": person.email, "password": PASSWORD}
    )

    assert all("This is not your password" in answer.text for answer in answers)
    assert "Too many tries" in strangers.text


def test_a_known_browser_has_five_passwords_of_its_own():
    person = made("sign_in_code")
    browser = known_browser(person)

    answers = [
        browser.post(reverse("account_login_password"), {"login": person.email, "password": "wrong wrong"})
        for _n in range(6)
    ]

    assert ["Too many tries" in answer.text for answer in answers] == [False] * 5 + [True]


def test_for_an_address_without_an_account_everything_looks_the_same():
    make_user(email="known@demo.example")
    texts = []
    for address in ("known@demo.example", "nobody@demo.example"):
        one, other = Client(), Client(REMOTE_ADDR="10.0.0.2")
        ask("sign_in_code", address, one)
        ask("sign_in_code", address, other)
        pages = [type_code("sign_in_code", one, "000000") for _n in range(5)]
        pages.append(type_code("sign_in_code", other, "000000"))
        ask("sign_in_code", address, one)
        pages += [one.answer, type_code("sign_in_code", one, "0" * 15)]
        said = [NOT_THE_CODE, TOO_MANY, "15 digits", "too old"]
        texts.append([[words in page.text for words in said] for page in pages])

    assert texts[0] == texts[1]


# Known browsers ---------------------------------------------------------------------------------------------


def test_a_browser_is_known_for_whoever_signed_in_on_it_and_for_nobody_else():
    one, two, stranger = make_user(), make_user(), make_user()
    browser = known_browser(one)
    _browser, code = ask("sign_in_code", two.email, browser)
    type_code("sign_in_code", browser, code)
    request = browser.get("/about/").wsgi_request

    name = known_devices.device_of(request, [one.pk])
    assert name
    assert known_devices.device_of(request, [two.pk]) == name
    assert known_devices.device_of(request, [stranger.pk]) == ""


def test_a_cookie_that_is_not_ours_makes_no_browser_known(rf):
    request = rf.get("/")
    ours = signing.dumps(["d", [1]], salt=known_devices.SALT)
    for_something_else = signing.dumps(["d", [1]], salt="link:invitation")
    found = []
    for cookie in (ours, "", "x", for_something_else, ours[:-1], "ImQi:1:2", "é"):
        request.COOKIES["device"] = cookie
        found.append(known_devices.device_of(request, [1]))

    assert found == ["d", "", "", "", "", "", ""]


def test_the_cookie_opens_nothing_and_is_kept_from_scripts():
    person = make_user()
    browser = known_browser(person)
    cookie = browser.cookies["device"]

    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert browser.get(reverse("cities:profile")).status_code == 302
