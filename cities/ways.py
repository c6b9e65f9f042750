"""The way back: where somebody may be led after signing in, out, or to another language."""

from urllib.parse import quote

from django.utils.http import url_has_allowed_host_and_scheme

# Longer ones do not fit into the address of the sign-in page, where they stand quoted twice.
LONGEST = 1000


def leads_here(address: str) -> bool:
    """Whether an address from outside is a path of this portal: no host, no scheme, no trick."""
    try:
        short = len(quote(address)) <= LONGEST
        return (
            short and address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
        )
    except ValueError:  # such as //[evil or a lone surrogate
        return False
