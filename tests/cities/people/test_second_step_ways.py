"""The second step asks for what the person has, and calls a passkey a passkey."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from cities.people.adapters import SecondFactorAdapter
from tests.factories import make_officer
from tests.pages import Page

pytestmark = pytest.mark.django_db


def with_ways(ways):
    person = make_officer()
    person.set_password("cool rooms for all")
    person.save()
    if "app" in ways:
        TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    if "passkey" in ways:
        data = {"name": "Key", "credential": {}}
        Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data=data)
    if "codes" in ways:
        RecoveryCodes.activate(person)
    return person


@pytest.fixture(autouse=True)
def no_real_key(monkeypatch):
    """The challenge is made of the stored keys, which here are none of a real device."""
    from allauth.mfa.webauthn.internal.flows import auth

    monkeypatch.setattr(auth, "begin_authentication", lambda _user: {})


@pytest.mark.parametrize(
    ("ways", "label", "button"),
    [
        ({"app"}, "The six digits your app shows", None),
        ({"app", "codes"}, "The six digits your app shows, or a recovery code", None),
        (
            {"app", "passkey", "codes"},
            "The six digits your app shows, or a recovery code",
            "button--secondary",
        ),
        ({"passkey", "codes"}, "One of your recovery codes", "button"),
        ({"passkey"}, None, "button"),
    ],
)
def test_the_second_step_asks_for_what_the_person_has(client, ways, label, button):
    person = with_ways(ways)
    client.post(reverse("account_login_password"), {"login": person.email, "password": "cool rooms for all"})

    page = Page(client.get(reverse("mfa_authenticate")))

    assert page.texts("label[for=id_code]") == ([label] if label else [])
    passkey = page.html.select_one("#passkey-use")
    assert (passkey and passkey["class"][-1]) == button
    words = page.html.get_text().lower()
    assert ("your app" in words) == ("app" in ways)
    assert "security key" not in words


def test_showing_again_who_one_is_speaks_of_passkeys(client):
    person = with_ways({"app", "passkey", "codes"})
    client.force_login(person)

    page = Page(client.get(reverse("account_reauthenticate")))

    assert page.links[reverse("mfa_reauthenticate_webauthn")] == "Use a passkey"
    assert page.links[reverse("mfa_reauthenticate")] == "Use your authenticator app or a recovery code"


def test_a_passkey_that_nobody_named_is_called_a_passkey():
    person, adapter = make_officer(), SecondFactorAdapter()
    for _ in range(3):
        name = adapter.generate_authenticator_name(person, Authenticator.Type.WEBAUTHN)
        row = {"type": Authenticator.Type.WEBAUTHN, "data": {"name": name, "credential": {}}}
        Authenticator.objects.create(user=person, **row)

    person.authenticator_set.filter(data__name="Passkey 2").delete()

    assert sorted(row.data["name"] for row in person.authenticator_set.all()) == ["Passkey 1", "Passkey 3"]
    assert adapter.generate_authenticator_name(person, Authenticator.Type.WEBAUTHN) == "Passkey 2"


def test_a_form_that_is_refused_still_asks_for_what_the_person_has(client):
    person = with_ways({"passkey", "codes"})
    client.post(reverse("account_login_password"), {"login": person.email, "password": "cool rooms for all"})

    page = Page(client.post(reverse("mfa_authenticate"), {"code": "wrong"}))

    assert page.texts("label[for=id_code]") == ["One of your recovery codes"]
    assert page.html.select_one("#passkey-use")
