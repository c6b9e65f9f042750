"""The kinds of these tests in place of the portal's, and a mail server on loopback."""

import pytest

from icaforum.outbox.kinds import kinds
from tests.icaforum.outbox.kinds import unwanted
from tests.icaforum.outbox.mailserver import MailServer
from tests.mailers import use_mailer


@pytest.fixture(autouse=True)
def _our_kinds(settings):
    settings.OUTBOX_KINDS = "tests.icaforum.outbox.kinds.KINDS"
    kinds.cache_clear()
    unwanted.clear()
    yield
    kinds.cache_clear()


@pytest.fixture
def mailserver(settings):
    """A real SMTP server; Django sends to it."""
    server = MailServer()
    server.start()
    use_mailer(settings, "smtp", EMAIL_HOST=server.hostname, EMAIL_PORT=server.port, EMAIL_TIMEOUT=2)
    yield server
    server.stop()
