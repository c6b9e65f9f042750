"""The forms of the sign-in pages: allauth's, with our words and our codes."""

import unicodedata
from typing import Any, cast

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from cities.people import mailed_codes

PASSWORDS = ("password", "oldpassword", "password1", "password2")


ONE_TIME_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "size": "12"}


def stay_field() -> forms.BooleanField:
    return forms.BooleanField(label=_("Stay signed in on this device"), required=False, initial=True)


class OurWords(forms.BaseForm):
    """Labels stand above the field, so no word inside it; nothing is longer than it can be of use.

    What a password must be, the page says once, in our words.
    """

    labels: dict[str, Any] = {}
    longest = dict.fromkeys(PASSWORDS, 1000) | {"code": 40, "name": 100}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            if name in PASSWORDS:
                field.help_text = ""
            if name in self.longest:
                _limit(cast(forms.CharField, field), self.longest[name])


def _limit(field: forms.CharField, longest: int) -> None:
    limited = forms.CharField(max_length=longest)
    field.max_length = longest
    field.validators = [*field.validators, *(v for v in limited.validators if v not in field.validators)]
    field.widget.attrs["maxlength"] = str(longest)


class MailedCode(forms.BaseForm):
    """The code from the mail, compared with the one its seed gives; only the digits matter, in any script."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.seed = kwargs.pop("code", "") or ""
        super().__init__(*args, **kwargs)
        self.expected_code = mailed_codes.code_of(self.seed) if self.seed else ""
        self.fields["code"].label = _("The code from the mail")
        self.fields["code"].widget.attrs |= ONE_TIME_CODE

    def clean_code(self) -> str:
        if self.seed and mailed_codes.has_ended(self.seed):
            raise get_adapter().validation_error("code_ended")
        typed = self.cleaned_data["code"]
        self.cleaned_data["code"] = "".join(str(unicodedata.digit(sign)) for sign in typed if sign.isdigit())
        return super().clean_code()  # type: ignore[misc]  # of the form of allauth beside it


class SignInAddressForm(OurWords, account.RequestLoginCodeForm):
    labels = {"email": _("Your e-mail address")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autofocus"] = True


class SignInCodeForm(OurWords, MailedCode, account.ConfirmLoginCodeForm):
    remember = stay_field()


class PasswordForm(OurWords, account.LoginForm):
    remember = stay_field()
    labels = {"login": _("Your e-mail address"), "password": _("Password")}


class ResetForm(OurWords, account.ResetPasswordForm):
    labels = {"email": _("Your e-mail address")}


class ResetCodeForm(OurWords, MailedCode, account.ConfirmPasswordResetCodeForm):
    pass


class ResetPasswordForm(OurWords, account.ResetPasswordKeyForm):
    labels = {"password1": _("New password"), "password2": _("New password, again")}


class ChangePasswordForm(OurWords, account.ChangePasswordForm):
    labels = {
        "oldpassword": _("The password you have now"),
        "password1": _("New password"),
        "password2": _("New password, again"),
    }


class SetPasswordForm(OurWords, account.SetPasswordForm):
    labels = {"password1": _("Password"), "password2": _("Password, again")}


class NewAddressForm(OurWords, account.AddEmailForm):
    labels = {"email": _("New e-mail address")}


class NewAddressCodeForm(OurWords, MailedCode, account.ConfirmEmailVerificationCodeForm):
    pass


class ReauthenticateForm(OurWords, account.ReauthenticateForm):
    labels = {"password": _("Password")}


class AppCode(forms.BaseForm):
    """Six digits of an authenticator app, or one of the recovery codes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= ONE_TIME_CODE


class AppForm(AppCode, OurWords, ActivateTOTPForm):
    labels = {"code": _("The six digits your app shows")}


class SecondStepForm(AppCode, OurWords, second_step.AuthenticateForm):
    labels = {"code": _("The six digits your app shows, or a recovery code")}


class SecondStepAgainForm(AppCode, OurWords, second_step.ReauthenticateForm):
    labels = {"code": _("The six digits your app shows, or a recovery code")}


class AddPasskeyForm(OurWords, AddWebAuthnForm):
    labels = {"name": _("A name for this passkey"), "passwordless": _("Sign in with this passkey alone")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].help_text = _("Your device then asks for your finger, face or PIN.")


class RenamePasskeyForm(OurWords, EditWebAuthnForm):
    labels = {"name": _("A name for this passkey")}
