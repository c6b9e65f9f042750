"""All mails of the portal, by name: what writes each, and how it behaves.

`OUTBOX_KINDS` names this table, so that the outbox at the bottom can call the apps above it without
importing them.
"""

from icaforum.outbox.kinds import Kind

KINDS: dict[str, Kind] = {}
