"""How allauth behaves in the Forum: nobody signs up, people are invited; its mails go through the outbox."""

import base64
import hashlib
from itertools import count
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cities.people import door_log, known_devices, limits, mailed_codes, sessions
from cities.people.actions import signing_in
from cities.people.allauth_internals import (
    address_waiting,
    end_other_sessions,
    record_second_step,
    sign_in_methods,
)
from cities.people.models import User
from icaforum.forum.reading import the_forum
from icaforum.words.addresses import clean_address, is_own_path, validate_address

# allauth's name of a mail, and the kind of ours that it becomes.
MAIL_KINDS = {
    "account/email/login_code": "sign_in_code",
    "account/email/password_reset_code": "password_reset_code",
    "account/email/email_confirmation": "email_verification_code",
    "account/email/email_confirmation_signup": "email_verification_code",
}


# The pages that send a first code, and the field in which the address was typed there.
ASKED_ON = {
    "account_login": "email",
    "account_reset_password": "email",
    "account_email": "email",
    "account_login_password": "login",  # of an account whose address nobody has proved yet
}


# What a way to show that it is still oneself is called, by allauth's name of it.
WAYS = {
    "mfa_reauthenticate": _("Use your authenticator app or a recovery code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


# Who has just added a second step has shown that it is at hand, and is not asked for it again at once.
SECOND_STEP_ADDED = {"totp_activated", "webauthn_added"}


# Where the session keeps «Stay signed in» until the sign-in is complete.
STAY_KEY = "stay_signed_in"


class AccountAdapter(DefaultAccountAdapter):
    """What allauth asks of us about accounts: no signing up, our words, mails by the outbox."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This is not the code. Look again, or ask for a new one."),
        "code_ended": _("This code is too old. Ask for a new one."),
        "email_password_mismatch": _("The address or the password is not right."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your password."),
        "too_many_codes": _(
            "Too many wrong codes were typed for this address. Ask for a new one: it is longer, and works."
        ),
        "too_many_login_attempts": _("Too many tries. Wait a few minutes, then try again."),
        "too_many_passwords": _("Too many tries. Wait a few minutes, or sign in with a code by mail."),
        "rate_limited": _("That was a little too often. Wait a minute, then try again."),
        "duplicate_email": _("You already use this address."),
        "email_taken": _("Somebody else already uses this address."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Closed: an account comes into being when an invitation is accepted."""
        return False

    def clean_email(self, email: str) -> str:
        """Return the address as the portal keeps it; raises ValidationError where that cannot be."""
        # Our form fields have cleaned it; this is for whatever else of allauth takes an address.
        cleaned = clean_address(email)
        validate_address(cleaned)
        return cleaned

    # What allauth calls the code is a seed (cities/people/mailed_codes.py); forms and mails derive the code
    # from it, so that the session holds none.

    def generate_login_code(self) -> str:
        """Return the seed of a code to sign in."""
        return self._seed("sign_in_code")

    def generate_password_reset_code(self) -> str:
        """Return the seed of a code to choose a new password."""
        return self._seed("password_reset_code")

    def generate_email_verification_code(self) -> str:
        """Return the seed of a code that proves an address."""
        return self._seed("email_verification_code")

    def _seed(self, kind: str) -> str:
        """Return the seed of the code that this request mails; one a request, though allauth asks twice."""
        # On the request, as adapters are made anew for each question.
        if not hasattr(self.request, "code_seed"):
            typed = [
                self.request.POST.get(field, "")
                for page, field in ASKED_ON.items()
                if self.request.path == reverse(page)
            ]
            # Sent again, the page sends no address, and what else it might send is not to be believed.
            address = clean_address(typed[0]) if typed else address_waiting(self.request, kind)
            self.request.code_seed = limits.seed_for(self.request, kind, address=address)
        return self.request.code_seed

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Return the ways to show that it is still oneself, in our words."""
        ways = super().get_reauthentication_methods(user)
        return [way | {"description": WAYS.get(way["id"], way["description"])} for way in ways]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue one of allauth's mails; the outbox writes it from its own template.

        Raises KeyError for a mail that we do not know, so that a new version of allauth is noticed.
        """
        # A person gets it in their language; a closed account is treated as an address like any other.
        to = User.objects.filter(email=email, is_active=True).first() or email
        if template_prefix == "account/email/unknown_account":
            self._answer_unknown(email)
        else:
            signing_in.send_code(
                MAIL_KINDS[template_prefix], to=to, seed=context["code"], language=get_language()
            )

    def _answer_unknown(self, email: str) -> None:
        """Mail an address without an account, as often as one with an account gets a code of six digits."""
        reset = self.request.path.startswith(reverse("account_reset_password"))
        seed = self._seed("password_reset_code" if reset else "sign_in_code")
        # So that the page that waits for the code behaves as it does for an account.
        self.request.session[mailed_codes.UNSENT_KEY] = seed
        if not mailed_codes.is_long(seed):
            signing_in.tell_unknown(email, seed=seed, language=get_language())

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,  # noqa: ARG002
        email: str | None = None,
    ) -> None:
        """Answer a change of what guards the account: end other sessions, record it, tell the person.

        `email` is the address to be told where it is not the person's present one.
        """
        what = template_prefix.rpartition("/")[2]
        end_other_sessions(self.request, user)  # somebody may have been in who should not be
        if what in SECOND_STEP_ADDED:
            record_second_step(self.request, user)
        # Choosing a new password by mail happens signed out: then nobody is named as who did it.
        by = self.request.user if self.request.user.is_authenticated else None
        signing_in.note_security_change(
            user, what=what, to=email or user, seed=mailed_codes.new_seed(), by=by
        )

    def pre_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponse | None:
        """Keep «Stay signed in» of the form at hand; a second step may lie between it and the sign-in."""
        # Only the sign-in page asks. Invitations and allauth's other ways in keep people signed in.
        if not user.is_active:
            door_log.refused(request, "closed account", person=user.pk)
        asked = request.path.startswith(reverse("account_login"))
        request.session[STAY_KEY] = not asked or "remember" in request.POST
        return super().pre_login(request, user, **how)

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign the person in, start the clock of the session, and record how they proved who they are."""
        super().login(request, user)
        sessions.begin(request, stay=request.session.pop(STAY_KEY, True))
        signing_in.note_sign_in(user, by=user, method="+".join(sign_in_methods(request, user)))

    def post_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponse:
        """Let the browser be known from now on, so that strangers cannot use up its limits."""
        response = super().post_login(request, user, **how)
        known_devices.remember(request, response, user.pk)
        return response

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try of a password before it is looked at; raises ValidationError for one too many."""
        # In place of allauth's own count, by which anybody could lock an owner out.
        address = credentials.get("email", "")
        if not limits.may_try_password(request, address=address):
            door_log.refused(request, "too many passwords", address=address)
            raise self.validation_error("too_many_passwords")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Log a wrong password."""
        door_log.refused(request, "wrong password", address=credentials.get("email", ""))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return whose password this is; a right one takes nothing from the tries."""
        person = super().authenticate(request, **credentials)
        if person:
            limits.password_was_right(request, address=credentials.get("email", ""))
        return person

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return where a sign-in leads that wanted no page: staff to the admin, others to My Forum."""
        # Not by `acts_as_staff`: who still lacks the second step is told so by the admin.
        if request.user.is_staff:
            return reverse("admin:index")
        return super().get_login_redirect_url(request)

    def is_safe_url(self, url: str) -> bool:
        """Whether one may be led there after signing in: only to pages of this portal."""
        return is_own_path(url)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the reader's IP address, to count tries by.

        A header shorter than the chain of proxies did not come through our proxies; then the connection's
        own address counts.
        """
        try:
            return super().get_client_ip(request)
        except ImproperlyConfigured:
            return request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104 -- a key of the limits, not a bind


class SecondFactorAdapter(DefaultMFAAdapter):
    """What allauth asks of us about second steps: their secrets lie in the database encrypted."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This is not the code. Look again, or wait for the next one."),
    }

    def encrypt(self, text: str) -> str:
        """Encrypt a secret for the database."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a secret; raises InvalidToken where no secret key of the settings fits."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        """Say what apps with codes show beside them."""
        return the_forum().name

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002 -- allauth's
        """Return what a passkey is called that nobody named: allauth says «Master key» and «Key nr. 3»."""
        rows = Authenticator.objects.filter(user_id=user.pk, type=type)
        names = {row.data.get("name") for row in rows}
        called = (str(_("Passkey %(n)d") % {"n": number}) for number in count(1))
        return next(name for name in called if name not in names)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Say who asks for a passkey: browsers show the name of the Forum."""
        return super().get_public_key_credential_rp_entity() | {"name": the_forum().name}


def _cipher() -> MultiFernet:
    """Return the cipher: it encrypts by SECRET_KEY, and decrypts by that or a fallback key."""
    # The first encrypts, all decrypt: so SECRET_KEY can be replaced without anybody losing their second
    # step.
    secret_keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    # Fernet wants 32 bytes in base64; the words before the key keep this use of it apart from all others.
    digests = [hashlib.sha256(b"second factor:" + key.encode()).digest() for key in secret_keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
