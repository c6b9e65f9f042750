"""The forms of the second step: an app's digits, recovery codes, passkeys. settings.py names each."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as second_step
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.utils.translation import gettext_lazy as _

from cities.people import door_log, limits
from cities.people.forms.signin import ONE_TIME_CODE, SignInForm


class AppCodeForm(forms.BaseForm):
    """The part of forms that ask for six digits of an authenticator app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= ONE_TIME_CODE

    def clean_code(self) -> str:
        """Count a try before the code is looked at, and log one that is refused."""
        request, person = get_adapter().request, self.user.pk  # type: ignore[attr-defined]  # of the form beside it
        with door_log.refusals(request, "second step", person=person):
            if not limits.may_try_second_step(request, person):
                raise get_adapter().validation_error("too_many_login_attempts")
            right = super().clean_code()  # type: ignore[misc]  # of the form of allauth beside it
        limits.second_step_was_right(request, person)
        return right


class PasskeyForm(forms.BaseForm):
    """The part of forms that ask for a passkey."""

    def clean_credential(self) -> Any:
        """Log a passkey that is refused; nobody guesses one, so tries are not counted."""
        person = self.user.pk if self.user else None  # type: ignore[attr-defined]  # of the form beside it
        with door_log.refusals(get_adapter().request, "passkey", person=person):
            return super().clean_credential()  # type: ignore[misc]  # as above


class PasskeyStepForm(PasskeyForm, AuthenticateWebAuthnForm):
    """A passkey as the second step of signing in."""


class PasskeyAgainForm(PasskeyForm, ReauthenticateWebAuthnForm):
    """A passkey again, before something that guards the account is changed."""


class PasskeyAloneForm(PasskeyForm, LoginWebAuthnForm):
    """Signing in by a passkey alone."""


class AppForm(AppCodeForm, SignInForm, ActivateTOTPForm):
    """Adding an authenticator app: its first code."""

    labels = {"code": _("The six digits your app shows")}


# What is asked for, by whether the person has an app and recovery codes; who has neither has a passkey alone.
CODE_LABELS = {
    (True, True): _("The six digits your app shows, or a recovery code"),
    (True, False): _("The six digits your app shows"),
    (False, True): _("One of your recovery codes"),
}


class OwnSecondStep(AppCodeForm, SignInForm):
    """The part of forms that ask for a second step: of the ways that there are, for those the person has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = set(kwargs["user"].authenticator_set.values_list("type", flat=True))
        has_app = Authenticator.Type.TOTP in ways
        label = CODE_LABELS.get((has_app, Authenticator.Type.RECOVERY_CODES in ways))
        self.has_passkey = Authenticator.Type.WEBAUTHN in ways
        self.takes_code = label is not None
        self.passkey_first = self.has_passkey and not has_app
        field = self.fields["code"]
        field.label = label or field.label
        if not has_app:  # recovery codes have letters too, and no phone knows them
            for attribute in ("inputmode", "autocomplete", "autofocus"):
                field.widget.attrs.pop(attribute, None)


class SecondStepForm(OwnSecondStep, second_step.AuthenticateForm):
    """The second step of signing in."""


class SecondStepAgainForm(OwnSecondStep, second_step.ReauthenticateForm):
    """The second step again, before something that guards the account is changed."""


class AddPasskeyForm(SignInForm, AddWebAuthnForm):
    """Adding a passkey."""

    labels = {"name": _("A name for this passkey"), "passwordless": _("Sign in with this passkey alone")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A passkey alone is the easier way in, and no weaker: the device asks for its owner.
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].help_text = _("Your device then asks for your finger, face or PIN.")


class RenamePasskeyForm(SignInForm, EditWebAuthnForm):
    """Another name for a passkey."""

    labels = {"name": _("A name for this passkey")}
