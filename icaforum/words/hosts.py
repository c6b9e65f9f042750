"""Hosts of the network: whether what goes there passes strangers who could read or change it."""

from urllib.parse import urlsplit

# This machine: plain text passes nobody on the way.
LOCAL = {"localhost", "127.0.0.1", "::1"}


def is_over_https(url: str) -> bool:
    """Whether nobody on the way reads or changes what goes to an address."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)
