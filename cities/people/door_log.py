"""One line of the log for each way in that was refused: what, whose account, and from where.

Neither what was typed stands in it nor the address: an account is named by its key.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from cities.people.models import User

logger = logging.getLogger(__name__)


def refused(request: HttpRequest, what: str, *, address: str = "", person: int | None = None) -> None:
    """Log that somebody was not let in; `what` says why in words of ours, such as «wrong password».

    The account is named by its key, `person`, or found by the address that was typed.
    """
    if person is None and address:
        person = User.objects.with_address(address).values_list("pk", flat=True).first()
    source = get_adapter().get_client_ip(request)
    logger.warning("Not let in: %s, account %s, from %s", what, person or "none", source)


@contextmanager
def refusals(
    request: HttpRequest, what: str, *, address: str = "", person: int | None = None
) -> Iterator[None]:
    """Log what a form refuses inside the `with`, and with which code."""
    try:
        yield
    except ValidationError as error:
        refused(request, f"{what}, {error.code}", address=address, person=person)
        raise
