"""The logs: one JSON object a line, with the id of its request and without tokens of links and forms."""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

current_request_id: ContextVar[str] = ContextVar("request_id", default="-")

# Addresses that open a page by themselves, whatever follows; and the signed links of mails, wherever they
# stand (icaforum/outbox/links.py: three numbers and a signature).
_TOKEN_ROUTES = re.compile(
    r"(/(?:invitation|unsubscribe|events/feed|join/(?:status|confirm|draft|sent|partner|access))/)[^\s/?#\"']+"
)
_SIGNED_LINK = re.compile(r"(?<![0-9a-f])[0-9a-f]++-[0-9a-f]++-[0-9a-f]++[.:][\w-]{20,}")
# Query strings hold what people typed into a search. An address without one matches as well: it is read once.
_QUERY = re.compile(r"(/[^\s?\"']*+)(\?[^\s\"']+)?")


def without_secrets(text: str) -> str:
    """Return a text without the tokens of addresses and without query strings."""
    text = _TOKEN_ROUTES.sub(r"\1…", text)
    text = _SIGNED_LINK.sub("…", text)
    return _QUERY.sub(lambda found: found[1] + ("?…" if found[2] else ""), text)


class RequestIdFilter(logging.Filter):
    """Adds the id of the request at hand to each log record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add the id and let every record pass."""
        record.request_id = current_request_id.get()
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line, in ASCII, so that nothing a stranger sends can begin a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        line = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request_id", "-"),
            "message": without_secrets(record.getMessage()),
        }
        if record.exc_info:
            line["exception"] = without_secrets(self.formatException(record.exc_info))
        # `default=str`: a log must not fail for a value that JSON does not know.
        return json.dumps(line, default=str)


def settings(level: str) -> dict[str, Any]:
    """Return Django's LOGGING: everything from this level on goes to the console, as JSON."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": "icaforum.logs.RequestIdFilter"}},
        "formatters": {"json": {"()": "icaforum.logs.JsonFormatter"}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_id"]},
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {"django.server": {"handlers": ["console"], "propagate": False}},
    }
