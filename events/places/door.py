"""The way from a press on our page to a meeting on another host."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.http import HttpResponse


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
