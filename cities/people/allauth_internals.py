"""What the portal uses of allauth beyond its documentation; the only module that may import it.

An upgrade of allauth may move or change any of this; tests/cities/people/test_allauth_internals.py then
fails. It also fails when another module of the portal uses something that allauth does not document.
"""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.email_verification_by_code import EMAIL_VERIFICATION_CODE_SESSION_KEY
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.password_reset_by_code import PASSWORD_RESET_VERIFICATION_SESSION_KEY
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY, clear_login, unstash_login
from allauth.account.utils import perform_login
from allauth.core.internal import ratelimit
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from allauth.socialaccount.internal.statekit import get_states
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.usersessions.internal.flows import sessions
from allauth.usersessions.models import UserSession
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse


def sign_in(request: HttpRequest, user: AbstractBaseUser, *, email: str, redirect_url: str) -> HttpResponse:
    """Sign somebody in who has proved to read mails to `email`, a verified address of theirs.

    Returns the redirect to `redirect_url`, or to a step that is still missing, such as the second factor.
    """
    return perform_login(request, user, redirect_url=redirect_url, email=email)


def record_second_step(request: HttpRequest, user: AbstractBaseUser) -> None:
    """Note in the session that the user has just shown a second factor, so that it is not asked for again."""
    record_authentication(request, user, method="mfa", reauthenticated=True)


def sign_in_methods(request: HttpRequest, user: AbstractBaseUser) -> list[str]:
    """Return how the user proved who they are in this session, in order: `["password", "mfa"]`."""
    return [record["method"] for record in get_authentication_records(request, user)]


def end_other_sessions(request: HttpRequest, user: AbstractBaseUser) -> None:
    """Sign the user out everywhere but in the session of this request."""
    sessions.end_other_sessions(request, user)


def note_device_used(request: HttpRequest) -> None:
    """Write browser, IP address and time of this request to the list of the user's devices.

    Raises ValueError for somebody who is not signed in.
    """
    UserSession.objects.create_from_request(request)


def address_waiting(request: HttpRequest, kind: str) -> str:
    """Return where this session had a code of this kind of mail sent to; nothing where it had not."""
    if kind == "sign_in_code":
        login = unstash_login(request, peek=True)
        return (login.email or "") if login else ""
    keys = {
        "password_reset_code": PASSWORD_RESET_VERIFICATION_SESSION_KEY,
        "email_verification_code": EMAIL_VERIFICATION_CODE_SESSION_KEY,
    }
    return request.session.get(keys[kind], {}).get("email", "")


def is_on_way_in(request: HttpRequest) -> bool:
    """Whether this session has begun to sign in, or to choose a new password, and is not done with it."""
    return any(key in request.session for key in (LOGIN_SESSION_KEY, PASSWORD_RESET_VERIFICATION_SESSION_KEY))


def forget_way_in(request: HttpRequest) -> None:
    """Let the session begin anew to sign in, or to choose a new password."""
    request.session.pop(PASSWORD_RESET_VERIFICATION_SESSION_KEY, None)
    clear_login(request)


def network_of(request: HttpRequest) -> str:
    """Return the reader's IP address; of IPv6 the /64 network, since each household has a whole one."""
    return ratelimit.get_ip(request)


# A city's own identity: of allauth's providers we use the way there and the exchange of the code. What the
# answer is worth, cities/identities decides.

ExchangeError = OAuth2Error
"""What a provider did not give for a code."""


def way_to_provider(
    request: HttpRequest, key: str, *, next_page: str, data: dict[str, str], asked: dict[str, str]
) -> str:
    """Return the address at a provider where a sign-in goes on, with state, nonce and PKCE.

    `data` goes into the state and, as the nonce, to the provider; `asked` are further parameters, left out
    where empty. Raises what a session of requests raises, and what an answer of another shape does.
    """
    provider = get_social_adapter().get_provider(request, provider=key)
    params = {name: value for name, value in (asked | data).items() if value}
    way = provider.redirect(
        request, process=AuthProcess.LOGIN, next_url=next_page, data=data, auth_params=params
    )
    return way.url


def page_kept(request: HttpRequest) -> str | None:
    """Return the page that was wanted when the sign-in of this request began; None where nothing is kept."""
    kept = get_states(request).get(request.GET.get("state", ""))
    return kept[0].get("next", "") if kept else None


def take_state(request: HttpRequest, key: str) -> dict[str, Any]:
    """Return what was kept when this sign-in began, once; raises PermissionDenied where nothing is."""
    provider = get_social_adapter().get_provider(request, provider=key)
    return provider.unstash_redirect_state(request, request.GET.get("state", ""))


def tokens_of(request: HttpRequest, key: str, *, state: dict[str, Any]) -> tuple[Any, Any]:
    """Return what the provider says of itself, and what it gives for the code of this request.

    Raises ExchangeError, and as `way_to_provider`.
    """
    provider = get_social_adapter().get_provider(request, provider=key)
    adapter = provider.get_oauth2_adapter(request)
    client = adapter.get_client(request, provider.app)
    tokens = client.get_access_token(request.GET["code"], pkce_code_verifier=state.get("pkce_code_verifier"))
    return adapter.openid_config, tokens


def identity_session() -> Any:
    """Return what asks a provider, within the seconds of this request."""
    return get_social_adapter().get_requests_session()


def sign_in_by_identity(
    request: HttpRequest, user: AbstractBaseUser, *, provider: str, email: str, redirect_url: str
) -> HttpResponse:
    """Sign somebody in for whom a provider vouches, as `sign_in`; the session notes by which provider."""
    record_authentication(request, user, method="socialaccount", provider=provider)
    return perform_login(request, user, redirect_url=redirect_url, email=email)
