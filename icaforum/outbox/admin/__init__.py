"""The admin of the outbox: mails, and whether they leave."""

from icaforum.outbox.admin.gate import GateAdmin
from icaforum.outbox.admin.mails import MessageAdmin

__all__ = ["GateAdmin", "MessageAdmin"]
