"""The forms of the sign-in pages: allauth's, with our labels, bounds and codes. settings.py names each.

Those of the second step stand in second_step.py.
"""

import unicodedata
from typing import Any, cast

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from django import forms
from django.utils.translation import gettext_lazy as _

from cities.people import door_log, limits, mailed_codes
from cities.people.allauth_internals import address_waiting
from icaforum.words.forms import MailAddress

PASSWORDS = ("password", "oldpassword", "password1", "password2")


# Phones then offer the code from the mail and show their digits; recovery codes are longer than six.
ONE_TIME_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "size": "12"}


def stay_signed_in_field() -> forms.BooleanField:
    """Return the tick «Stay signed in»: a field of its own for each form."""
    return forms.BooleanField(label=_("Stay signed in on this device"), required=False, initial=True)


class SignInForm(forms.BaseForm):
    """The part that all these forms share: our labels, no placeholders, and bounds for what is typed.

    Labels stand above the field, so no word stands inside it. What a password must be, the page says once.
    """

    labels: dict[str, Any] = {}
    # Hashing a password of a megabyte costs the server a second; a thousand letters are enough for anybody.
    longest = dict.fromkeys(PASSWORDS, 1000) | {"code": 40, "name": 100}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, its in list(self.fields.items()):
            field = self.fields[name] = _cleaning(its) if isinstance(its, forms.EmailField) else its
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            if name in PASSWORDS:
                field.help_text = ""
            if name in self.longest:
                _limit_length(cast(forms.CharField, field), self.longest[name])


def _cleaning(field: forms.EmailField) -> MailAddress:
    """Return the field of a mail address that cleans it, in place of allauth's, which knows small letters."""
    return MailAddress(label=field.label, required=field.required, widget=field.widget, max_length=254)


def _limit_length(field: forms.CharField, longest: int) -> None:
    """Bound what may be typed into a field that was made without a bound."""
    # A field made with the bound has the validators for it; setting `max_length` alone adds none.
    limited = forms.CharField(max_length=longest)
    field.max_length = longest
    field.validators = [*field.validators, *(v for v in limited.validators if v not in field.validators)]
    field.widget.attrs["maxlength"] = str(longest)


class MailedCodeForm(forms.BaseForm):
    """The part of forms that ask for a mailed code: it is compared with the one that its seed gives."""

    kind = ""  # of the mail that brought the code

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # allauth hands in what the session keeps, which with us is the seed: it must not see it as the
        # code.
        self.seed = kwargs.pop("code", "") or ""
        super().__init__(*args, **kwargs)
        self.expected_code = mailed_codes.code_of(self.seed) if self.seed else ""
        self.request = get_adapter().request
        # Nobody has the address, and no code was sent: everything but the answer is as if there were one.
        self.counted = self.seed or self.request.session.get(mailed_codes.UNSENT_KEY, "")
        self.is_long = mailed_codes.is_long(self.counted)
        self.fields["code"].label = _("The code from the mail")
        self.fields["code"].widget.attrs |= ONE_TIME_CODE

    def clean_code(self) -> str:
        """Keep the digits only, in any script, and let allauth compare.

        Raises ValidationError when the code is too old or not the one expected, or has been tried too often.
        """
        with door_log.refusals(self.request, self.kind, address=self.address()):
            return self._right_code()

    def _right_code(self) -> str:
        """Return the code that was typed; raises ValidationError as `clean_code` does."""
        adapter, sent_to = get_adapter(), self.address()
        # Counted before the code is looked at: of thirty guesses at once five are, and not all thirty.
        if reason := limits.may_try_code(self.request, self.kind, seed=self.counted, address=sent_to):
            raise adapter.validation_error(reason)
        if self.counted and mailed_codes.has_ended(self.counted):
            raise adapter.validation_error("code_ended")
        # People paste the code with its space, and some keyboards write digits of other scripts.
        typed = self.cleaned_data["code"]
        self.cleaned_data["code"] = "".join(str(unicodedata.digit(sign)) for sign in typed if sign.isdigit())
        right = super().clean_code()  # type: ignore[misc]  # of the form of allauth beside it
        if not limits.use_code(self.request, self.kind, seed=self.seed, address=sent_to):
            raise adapter.validation_error("code_ended")
        return right

    def address(self) -> str:
        """Return the address that the code was sent to."""
        return address_waiting(self.request, self.kind)


class SignInAddressForm(SignInForm, account.RequestLoginCodeForm):
    """First step of signing in: the address that gets a code."""

    labels = {"email": _("Your e-mail address")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autofocus"] = True

    def clean_email(self) -> str:
        """Count the request; raises ValidationError for one too many of this network."""
        _count_request(self.cleaned_data["email"])
        return super().clean_email()


def _count_request(address: str) -> None:
    """Count a request for a code; raises ValidationError for one too many of this network."""
    adapter = get_adapter()
    if not limits.may_ask_for_code(adapter.request, address=address):
        raise adapter.validation_error("rate_limited")


class SignInCodeForm(SignInForm, MailedCodeForm, account.ConfirmLoginCodeForm):
    """Second step of signing in: the code."""

    kind = "sign_in_code"
    remember = stay_signed_in_field()


class PasswordForm(SignInForm, account.LoginForm):
    """Signing in by password; the tick stands above, since it counts for a passkey too (`passkey.js`)."""

    remember = stay_signed_in_field()
    remember.widget.attrs["form"] = "password-form"
    labels = {"login": _("Your e-mail address"), "password": _("Password")}


class ResetForm(SignInForm, account.ResetPasswordForm):
    """Forgotten password: the address that gets a code."""

    labels = {"email": _("Your e-mail address")}

    def clean_email(self) -> str:
        """Count the request; raises ValidationError for one too many of this network."""
        _count_request(self.cleaned_data["email"])
        return super().clean_email()


class ResetCodeForm(SignInForm, MailedCodeForm, account.ConfirmPasswordResetCodeForm):
    """Forgotten password: the code."""

    kind = "password_reset_code"


class ResetPasswordForm(SignInForm, account.ResetPasswordKeyForm):
    """Forgotten password: the new one."""

    labels = {"password1": _("New password"), "password2": _("New password, again")}


class ChangePasswordForm(SignInForm, account.ChangePasswordForm):
    """A new password for somebody who has one."""

    labels = {
        "oldpassword": _("The password you have now"),
        "password1": _("New password"),
        "password2": _("New password, again"),
    }

    def clean_oldpassword(self) -> str:
        """Count and log a try: whoever types it is signed in, and perhaps on somebody else's device."""
        adapter, address = get_adapter(), self.user.email
        with door_log.refusals(adapter.request, "present password", person=self.user.pk):
            if not limits.may_try_password(adapter.request, address=address):
                raise adapter.validation_error("too_many_login_attempts")
            right = super().clean_oldpassword()
        limits.password_was_right(adapter.request, address=address)
        return right


class SetPasswordForm(SignInForm, account.SetPasswordForm):
    """A password for somebody who has signed in by codes so far."""

    labels = {"password1": _("Password"), "password2": _("Password, again")}


class NewAddressForm(SignInForm, account.AddEmailForm):
    """Another address to sign in with."""

    labels = {"email": _("New e-mail address")}

    def clean_email(self) -> str:
        """Count the address, which is mailed whosever it is; raises ValidationError for one too many."""
        if limits.one_too_many(new_addresses_of_person=self.user.pk):
            raise get_adapter().validation_error("rate_limited")
        return super().clean_email()


class OtherNewAddressForm(SignInForm, account.ChangeEmailForm):
    """Another address in place of one that waits to be proved."""

    labels = {"email": _("New e-mail address")}


class NewAddressCodeForm(SignInForm, MailedCodeForm, account.ConfirmEmailVerificationCodeForm):
    """The code that proves the other address."""

    kind = "email_verification_code"


class ReauthenticateForm(SignInForm, account.ReauthenticateForm):
    """The password again, before something that guards the account is changed."""

    labels = {"password": _("Password")}
