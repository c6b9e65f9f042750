"""How allauth speaks with the providers of cities: in bounded time, and with those of the settings alone."""

import threading
import time
from typing import Any

import requests
import urllib3
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.http import HttpRequest

from cities.identities.providers import is_safe_way

# All that one page asks of a provider, together; and how long an answer may be.
SECONDS = 10
LARGEST = 1_000_000


class BoundedSession(requests.Session):
    """What asks a provider: over https, without being led elsewhere, and for no longer than is left."""

    def __init__(self, until: float) -> None:
        """Begin; `until` is a moment of `time.monotonic`."""
        super().__init__()
        self.until = until

    def request(self, method: Any, url: Any, **how: Any) -> requests.Response:  # type: ignore[override]  # by name
        """Ask, and return the whole answer; raises RequestException, also when the time is over."""
        if not is_safe_way(str(url)):
            raise requests.exceptions.InvalidSchema("a provider is asked over https")
        left = self.until - time.monotonic()
        if left <= 0:
            raise requests.Timeout("nothing is left of the time")
        found: list[requests.Response | Exception] = []
        # The limit of the library counts from one byte to the next, so a slow answer would have no end.
        asking = threading.Thread(target=self._ask, args=(found, method, url, left, how), daemon=True)
        asking.start()
        asking.join(left)
        if not found:
            raise requests.Timeout("the provider took too long")
        if isinstance(found[0], Exception):
            raise found[0]
        return found[0]

    def _ask(self, found: list[Any], method: Any, url: Any, left: float, how: dict[str, Any]) -> None:
        """Put the answer into `found`, or what was raised."""
        how |= {"timeout": left, "allow_redirects": False, "stream": True}
        try:
            answer = super().request(method, url, **how)
            body = b""
            # As it comes: more at once would wait for all of it.
            while chunk := answer.raw.read1(16_384, decode_content=True):
                body += chunk
                if len(body) > LARGEST or time.monotonic() > self.until:
                    raise requests.RequestException("the answer is too long")  # noqa: TRY301 -- handed over
            answer._content = body  # the library's own place for it, as it was read in parts
            found.append(answer)
        except urllib3.exceptions.HTTPError as error:  # the library below hands over its own
            found.append(requests.ConnectionError(error))
        except Exception as error:  # noqa: BLE001 -- raised again by the one who waits
            found.append(error)


class IdentityAdapter(DefaultSocialAccountAdapter):
    """What allauth asks of us about identities. Nobody gets an account by one: cities/identities decides."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002
        """Closed, as everywhere."""
        return False

    def list_apps(
        self,
        request: HttpRequest,  # noqa: ARG002
        provider: str | None = None,
        client_id: str | None = None,
    ) -> list[SocialApp]:
        """Return the providers of the settings; the table of allauth stays empty and is not asked."""
        apps = [SocialApp(provider="openid_connect", **facts) for facts in settings.IDENTITY_PROVIDERS]
        return [
            app
            for app in apps
            if provider in {None, app.provider, app.provider_id} and client_id in {None, app.client_id}
        ]

    def get_requests_session(self) -> BoundedSession:
        """Return what asks providers; all of one page share its seconds."""
        until = getattr(self.request, "provider_until", None)
        if until is None:
            until = time.monotonic() + SECONDS
            if self.request is not None:
                self.request.provider_until = until
        return BoundedSession(until)
