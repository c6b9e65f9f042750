"""The kinds of these tests in place of the portal's, and their templates."""

import pytest

from icaforum.outbox.kinds import kinds
from tests.outbox.kinds import unwanted


@pytest.fixture(autouse=True)
def _our_kinds(settings):
    settings.OUTBOX_KINDS = "tests.outbox.kinds.KINDS"
    kinds.cache_clear()
    unwanted.clear()
    yield
    kinds.cache_clear()
