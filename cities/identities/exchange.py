"""What is asked of a provider when somebody comes back from it, and whether its answer is true.

The signature is always checked, and all times by the clock of the database. Whatever is wrong with an answer
is one refusal: the person can do nothing about it, and the log says what it was.
"""

import logging
import re
import secrets
from dataclasses import dataclass
from typing import Any

import jwt
import requests
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from cities.identities.providers import Provider, is_safe_way
from cities.identities.refusals import BeganElsewhere, GaveUp, NoAddressOfCity, ProviderFailed
from cities.identities.rules import address_of
from cities.people import allauth_internals as allauth
from icaforum.words.times import request_now

logger = logging.getLogger(__name__)

# Signatures by a key pair alone: nobody but the provider can make them.
ALGORITHMS = [f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512)] + ["EdDSA"]
# Between the clock of the provider and ours.
LEEWAY = 60
# The session's place for the page that was wanted last.
WANTED = "wanted_from_city"
# What reading an answer raises that is not as it must be: no JSON, another shape, other types, no signature.
UNREADABLE = (
    requests.RequestException,
    allauth.ExchangeError,
    SuspiciousOperation,  # it leads to «javascript:»
    jwt.PyJWTError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)


@dataclass(frozen=True)
class Identity:
    """Who somebody is for a provider: its own name for them, and the address it vouches for."""

    sub: str
    address: str


def way_to(request: HttpRequest, provider: Provider, *, next_page: str, hint: str) -> str:
    """Return the address at the provider where the sign-in goes on; raises ProviderFailed."""
    nonce = secrets.token_urlsafe(24)
    try:
        way = allauth.way_to_provider(
            request, provider.key, next_page=next_page, data={"nonce": nonce}, asked={"login_hint": hint}
        )
    except UNREADABLE as error:
        raise _failed(provider, error) from error
    if not is_safe_way(way):
        raise _failed(provider, ValueError("its page is not over https"))
    request.session[WANTED] = next_page
    return way


def page_wanted(request: HttpRequest) -> str:
    """Return the page for which this sign-in was begun; ask before `identity_of`, which uses up what is kept.

    A way back that was used already, such as a page that is loaded again, is taken for the last one.
    """
    kept = allauth.page_kept(request)
    return str(request.session.get(WANTED, "")) if kept is None else kept


def identity_of(request: HttpRequest, provider: Provider) -> Identity:
    """Return who has come back from the provider.

    Raises BeganElsewhere, GaveUp, ProviderFailed, and NoAddressOfCity.
    """
    try:
        state = allauth.take_state(request, provider.key)
    except PermissionDenied as error:
        raise BeganElsewhere(_("This sign-in was begun elsewhere, or has ended. Begin again.")) from error
    if request.GET.get("error") == "access_denied":
        raise GaveUp(_("You were not signed in at %(name)s.") % {"name": provider.name})
    try:
        config, tokens = allauth.tokens_of(request, provider.key, state=state)
        claims = _true_claims(provider, config, tokens["id_token"], nonce=state["data"]["nonce"])
        said = claims if "email" in claims else _userinfo(config, tokens["access_token"], sub=claims["sub"])
    except UNREADABLE as error:
        raise _failed(provider, error) from error
    address = address_of(said, provider)
    if not address:
        words = _("%(name)s gave us no address of its own that is proved to be yours. Sign in with a code.")
        raise NoAddressOfCity(words % {"name": provider.name})
    return Identity(claims["sub"], address)


def _true_claims(provider: Provider, config: Any, token: str, *, nonce: str) -> dict[str, Any]:
    """Return what a token says; raises one of UNREADABLE unless all of it is right."""
    if config["issuer"].rstrip("/") != provider.issuer:
        raise ValueError("another issuer answers")
    header = jwt.get_unverified_header(token)
    claims = jwt.decode(
        token,
        _key(_fetched(config["jwks_uri"]), header.get("kid")),
        algorithms=ALGORITHMS,
        audience=provider.client_id,
        issuer=config["issuer"],
        # The library asks the clock of the process, and ours is the database's.
        options={
            "require": ["exp", "iat", "sub"],
            "verify_exp": False,
            "verify_iat": False,
            "verify_nbf": False,
        },
    )
    now = request_now().timestamp()
    if not max(claims["iat"], claims.get("nbf", 0)) - LEEWAY <= now < claims["exp"] + LEEWAY:
        raise ValueError("the token is of another time")
    # Of a token that is for several it says for whose sign-in it was made.
    alone = claims["aud"] in (provider.client_id, [provider.client_id])
    if claims.get("azp", provider.client_id if alone else None) != provider.client_id:
        raise ValueError("the token is for somebody else")
    if not constant_time_compare(str(claims.get("nonce", "")), nonce):
        raise ValueError("the token is of another sign-in")
    if not re.fullmatch(r"[ -~]{1,191}", claims["sub"]):  # visible signs of ASCII; as allauth keeps it
        raise ValueError("no name for the person")
    return claims


def _key(answer: Any, kid: str | None) -> Any:
    """Return the key that a token names; one that names none is by the only key there is."""
    keys = [key for key in jwt.PyJWKSet.from_dict(answer).keys if kid is None or key.key_id == kid]
    if len(keys) != 1:
        raise ValueError("no such key")
    return keys[0].key


def _userinfo(config: Any, access_token: str, *, sub: str) -> dict[str, Any]:
    """Return what the provider says of the person beside the token; only of the same person."""
    said = _fetched(config["userinfo_endpoint"], headers={"Authorization": f"Bearer {access_token}"})
    if said["sub"] != sub:
        raise ValueError("it speaks of somebody else")
    return said


def _fetched(url: str, **how: Any) -> Any:
    with allauth.identity_session() as session:
        answer = session.get(url, **how)
        answer.raise_for_status()
        return answer.json()


def _failed(provider: Provider, error: Exception) -> ProviderFailed:
    """Log why a provider's answer is of no use, without anything of a person, and make the refusal."""
    # A provider's own word, such as «invalid_client», says whoever set it up what to mend.
    word = re.search(r'"error"\s*:\s*"([a-z_]{1,40})"', str(error))
    said = word[1] if word else str(error) if type(error) is ValueError else ""
    logger.warning("Sign-in through %s failed: %s %s", provider.key, type(error).__name__, said[:80])
    words = _("%(name)s does not answer as it should at the moment. Try again, or sign in with a code.")
    return ProviderFailed(words % {"name": provider.name})
