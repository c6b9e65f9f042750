"""The way from a press on our page to a meeting on another host."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.utils.encoding import iri_to_uri


def let_forms_lead_to(addresses: Iterable[str], response: HttpResponse) -> None:
    """Let the forms of a page end at meetings with these addresses.

    The button posts to us and we lead on to the meeting's host, which a policy of «only ourselves» forbids.
    """
    schemes = sorted({f"{urlsplit(address).scheme}:" for address in addresses})
    if not schemes:
        return
    response._csp_update = {"form-action": schemes}  # type: ignore[attr-defined]  # read by django-csp
    if "http:" in schemes:  # a host of its own in a city hall, which browsers would ask for by https
        response._csp_replace = {"upgrade-insecure-requests": None}  # type: ignore[attr-defined]  # as above


def led_to(address: str) -> HttpResponse:
    """Return the answer that leads to a meeting, whatever letters are in its address."""
    # Not `redirect`: 303 makes the browser open the meeting with GET, whatever it sent us.
    return HttpResponse(status=303, headers={"Location": iri_to_uri(address)})
