"""Signing in: one field, a code by mail, and the page that was wanted."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from cities.models import User
from cities.people import mailed_codes
from icaforum.audit.models import Entry
from icaforum.outbox.models import Message
from tests.factories import make_lead, make_user
from tests.pages import Page

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough phrase"


def ask(client, address, **query):
    return client.post(reverse("account_login", query=query or None), {"email": address}, follow=True)


def code_of_last_mail():
    return mailed_codes.code_of(Message.objects.latest("pk").ids["seed"])


def type_code(client, code, wanted="", **more):
    return client.post(
        reverse("account_confirm_login_code"), {"code": code, "next": wanted, "remember": "on"} | more
    )


def test_one_field_and_one_code_lead_to_the_page_that_was_wanted(client):
    person = make_lead()

    page = ask(client, person.email, next="/account/devices/")
    answer = type_code(client, code_of_last_mail(), "/account/devices/")

    assert "On its way to" in page.text
    assert (answer.status_code, answer.url) == (302, "/account/devices/")
    assert client.get("/account/devices/").status_code == 200


@pytest.mark.parametrize(
    "typed", ["{0}", " {0} ", "{1} {2}", "{1}-{2}", "{1}–{2}", "{1} {2} is your Forum code"]
)
def test_spaces_and_dashes_in_the_typed_code_do_not_matter(client, typed):
    ask(client, make_user().email)
    code = code_of_last_mail()

    answer = type_code(client, typed.format(code, code[:3], code[3:]))

    assert (answer.status_code, answer.url) == (302, reverse("desk"))


def test_digits_of_other_scripts_are_digits(client):
    ask(client, make_user().email)
    code = code_of_last_mail()

    answer = type_code(client, code.translate({ord("0") + n: 0x660 + n for n in range(10)}))

    assert answer.status_code == 302


def test_the_mail_goes_through_the_outbox_and_holds_no_code(client):
    person = make_user()

    ask(client, person.email)

    mail = Message.objects.get()
    assert (mail.kind, mail.person, mail.sensitive) == ("sign_in_code", person, True)
    assert list(mail.ids) == ["seed"]
    assert mail.expires_at == mailed_codes.expires_at(mail.ids["seed"])
    assert mailed_codes.code_of(mail.ids["seed"]) not in str(dict(client.session))


def test_an_unknown_address_sees_the_same_page_and_gets_a_mail_of_its_own():
    person = make_user(email="known1@city.example")

    known, unknown = Client(), Client()
    pages = [
        normal(ask(known, person.email), "known1"),
        normal(ask(unknown, "nobody@city.example"), "nobody"),
    ]

    assert pages[0] == pages[1]
    assert [mail.kind for mail in Message.objects.order_by("pk")] == ["sign_in_code", "unknown_account"]
    assert type_code(unknown, "000000").status_code == 200


def normal(answer, name):
    """A page without what is new on every page."""
    text = re.sub(r'(csrfmiddlewaretoken" value=)"\w+"', r"\1", answer.text)
    return answer.status_code, text.replace(name, "NAME")


def test_a_closed_account_is_answered_as_an_unknown_one(client):
    person = make_user(is_active=False)

    ask(client, person.email)

    assert Message.objects.get().kind == "unknown_account"


def test_a_wrong_code_is_refused_and_the_fifth_ends_the_try(client):
    ask(client, make_user().email)
    right = code_of_last_mail()
    wrong = f"{(int(right) + 1) % 10**6:06d}"

    answers = [type_code(client, wrong) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 302]
    assert "This is not the code" in answers[0].text
    assert type_code(client, right).url == reverse("account_login")


def test_a_code_is_good_for_ten_minutes(client, database_clock):
    database_clock.move_to("2027-03-01 09:00:00+00:00")
    ask(client, make_user().email)
    code = code_of_last_mail()

    database_clock.move_to("2027-03-01 09:10:01+00:00")
    late = type_code(client, code)

    assert "This code is too old" in late.text
    database_clock.move_to("2027-03-01 09:09:59+00:00")
    assert type_code(client, code).status_code == 302


def test_a_code_is_good_once(client):
    person = make_user()
    ask(client, person.email)
    code = code_of_last_mail()

    first = type_code(client, code)
    other = Client()
    ask(other, person.email)
    second = type_code(other, code)

    assert first.status_code == 302
    assert "This is not the code" in second.text


def test_send_again_sends_a_new_code_and_the_old_one_ends(client):
    ask(client, make_user().email)
    old = code_of_last_mail()

    client.post(reverse("account_confirm_login_code"), {"action": "resend"})
    new = code_of_last_mail()

    assert Message.objects.count() == 2
    assert type_code(client, old).status_code == (302 if old == new else 200)
    assert type_code(client, new).status_code == 302


def test_use_another_way_leaves_the_code_and_keeps_the_wanted_page(client):
    person = make_user()
    person.set_password(PASSWORD)
    person.save()
    page = ask(client, person.email, next="/about/")
    way = "/account/login/password/?next=%2Fabout%2F"
    assert Page(page).html.select_one("[name=next][value*=password]")["value"] == way

    left = client.post(reverse("account_logout"), {"next": way})
    answer = client.post(way, {"login": person.email, "password": PASSWORD})

    assert left.url == way
    assert client.get(way).url == "/about/"
    assert (answer.status_code, answer.url) == (302, "/about/")


def test_a_wrong_password_says_so_without_saying_which_part(client):
    person = make_user()
    page = reverse("account_login_password")

    answers = [
        client.post(page, {"login": address, "password": "wrong wrong wrong"})
        for address in (person.email, "nobody@city.example")
    ]

    assert ["The address or the password is not right." in answer.text for answer in answers] == [True, True]


def test_failed_passwords_are_counted_by_account_whatever_address_is_forged(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    person = make_user()
    person.set_password(PASSWORD)
    person.save()

    def attempt(password, n):
        return client.post(
            reverse("account_login_password"),
            {"login": person.email, "password": password},
            headers={"X-Forwarded-For": f"198.51.{n // 250}.{n % 250}"},
        )

    answers = [attempt("wrong wrong wrong", n) for n in range(40)]

    assert ["Too many tries" in answer.text for answer in answers] == [False] * 5 + [True] * 35
    assert "Too many tries" in attempt(PASSWORD, 99).text


def test_nobody_signs_up(client):
    page = client.get(reverse("account_signup"))
    answer = client.post(
        reverse("account_signup"),
        {"email": "new@city.example", "password1": PASSWORD, "password2": PASSWORD},
    )

    assert [page.status_code, answer.status_code] == [200, 200]
    assert "Accounts come by invitation" in page.text
    assert User.objects.count() == 0


def test_a_sign_in_leaves_a_line_of_history(client):
    person = make_user()
    ask(client, person.email)

    type_code(client, code_of_last_mail())

    entry = Entry.objects.about(person).get()
    assert (entry.verb, entry.actor_id, entry.details) == ("signed in", person.pk, {"method": "code"})


def test_a_forgotten_password_is_chosen_anew_with_a_code(client):
    person = make_user()

    client.post(reverse("account_reset_password"), {"email": person.email})
    confirmed = client.post(reverse("account_confirm_password_reset_code"), {"code": code_of_last_mail()})
    saved = client.post(confirmed.url, {"password1": PASSWORD, "password2": PASSWORD})

    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert saved.url == reverse("desk")
    kinds = [mail.kind for mail in Message.objects.order_by("pk")]
    assert kinds == ["password_reset_code", "security_notice"]


def test_a_reset_for_an_unknown_address_looks_the_same():
    person = make_user(email="known2@city.example")

    pages = []
    for name, address in (("known2", person.email), ("nobody", "nobody@city.example")):
        browser = Client()
        answer = browser.post(reverse("account_reset_password"), {"email": address}, follow=True)
        pages.append(normal(answer, name))

    assert pages[0] == pages[1]


def test_an_address_is_changed_only_by_a_code_sent_to_the_new_one(client):
    person = make_user(email="old@city.example")
    client.force_login(person)

    asked = client.post(reverse("account_email"), {"action_add": "", "email": "new@city.example"})
    mail = Message.objects.get()
    before = User.objects.get().email
    client.post(asked.url, {"code": code_of_last_mail()})

    assert (mail.kind, mail.address) == ("email_verification_code", "new@city.example")
    assert before == "old@city.example"
    assert User.objects.get().email == "new@city.example"
    assert EmailAddress.objects.get().email == "new@city.example"
    assert Message.objects.filter(kind="security_notice").get().address == "old@city.example"


def test_an_address_of_somebody_else_is_not_taken_over(client):
    make_user(email="theirs@city.example")
    person = make_user(email="mine@city.example")
    client.force_login(person)

    asked = client.post(reverse("account_email"), {"action_add": "", "email": "theirs@city.example"})
    answer = client.post(asked.url, {"code": code_of_last_mail()})

    assert "Somebody else already uses this address" in answer.text
    assert User.objects.get(pk=person.pk).email == "mine@city.example"


HOSTILE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "////evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "\\/evil.example",
    "http:evil.example",
    "http:/evil.example",
    "http:///evil.example",
    "https:evil.example",
    "HTTPS://EVIL.EXAMPLE",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "ftp://testserver/",
    "file:///etc/passwd",
    "http://[::1",
    "http://[::1]/",
    "//[evil",
    "http://testserver@evil.example/",
    "http://testserver:80@evil.example/",
    "http://evil.example#@testserver/",
    "http://evil.example?testserver/",
    "http://testserver.evil.example/",
    "http://testserver:99999999999/",
    "http://testserver:port/",
    "\x00//evil.example",
    "\x01https://evil.example",
    " https://evil.example",
    "\thttps://evil.example",
    "\r\nLocation: https://evil.example",
    "//evil%00.example/",
    "/%0d%0aSet-Cookie:a=b",
    "/" + "a" * 5000,
    "/?" + "ü" * 2000,
    "\ufffd",
    "//\u3002evil.example",
    "//ⓔvil.example",
    "%2f%2fevil.example",
]
NEXT_PAGES = [
    "account_login",
    "account_login_password",
    "account_reset_password",
    "account_logout",
    "account_signup",
    "admin:login",
]


def is_here(address):
    return bool(re.match(r"(?:http://testserver)?/(?![/\\])|\?|$", address))


@pytest.mark.parametrize("wanted", HOSTILE)
def test_a_hostile_next_leads_to_a_page_of_ours(client, wanted):
    person = make_user()

    answers = [client.get(reverse(name), {"next": wanted}) for name in NEXT_PAGES]
    answers.append(client.post(reverse("account_logout"), {"next": wanted}))
    answers.append(client.post(reverse("set_language"), {"language": "en", "next": wanted}))
    answers.append(client.post(reverse("account_reset_password"), {"email": "a@b.example", "next": wanted}))
    answers.append(client.post(reverse("account_login"), {"email": person.email, "next": wanted}))
    answers.append(type_code(client, code_of_last_mail(), wanted))
    answers.append(client.get(reverse("account_login"), {"next": wanted}))

    assert client.session.get("_auth_user_id") == str(person.pk)
    readable = (200, 302, 400) if len(wanted) > 1000 else (200, 302)
    assert [a.status_code for a in answers if a.status_code not in readable] == []
    assert [a.url for a in answers if a.status_code == 302 and not is_here(a.url)] == []


@pytest.mark.parametrize("chain", ["198.51.100.7", "", "garbage", "1.2.3.4, \x00", ",,,,", "1.2.3.4," * 500])
def test_a_forwarded_address_is_believed_only_from_our_own_proxies(client, settings, chain):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2

    answer = client.get(reverse("account_login_password"), headers={"X-Forwarded-For": chain})

    assert answer.status_code in (200, 403)
