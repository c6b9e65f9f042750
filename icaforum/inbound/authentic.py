"""Whether a mail is from whom it says: what the mail server that took it in found out (RFC 8601, DMARC).

Only the topmost `Authentication-Results` counts, and only where it names the server of `INBOUND_AUTHSERV`.
Whoever writes a mail can put such a header into it; the server puts its own above.
"""

import re

from django.conf import settings

from icaforum.inbound.reading import Mail
from icaforum.words.addresses import domain_in_ascii

_RESULT = re.compile(r"^dmarc\s*=\s*([a-z]+)\b(.*)$", re.IGNORECASE | re.DOTALL)
_DOMAIN = re.compile(r"\bheader\.from\s*=\s*\"?@?([^\s;\"]+)", re.IGNORECASE)


def is_proven(mail: Mail) -> bool:
    """Return whether our mail server vouches that the one address in From is really the sender's."""
    results = mail.headers("Authentication-Results")
    if not settings.INBOUND_AUTHSERV or not results or not mail.sender:
        return False
    server, *said = _bare(results[0]).split(";")
    if (server.split() or [""])[0].lower() != settings.INBOUND_AUTHSERV.lower():
        return False
    found = [match for it in said if (match := _RESULT.match(it.strip()))]
    # One alone: two that differ tell nothing.
    return len(found) == 1 and found[0][1].lower() == "pass" and _is_about(found[0][2], mail)


def _is_about(properties: str, mail: Mail) -> bool:
    """Whether the result is about the domain of From, where it says about which."""
    named = _DOMAIN.search(properties)
    return named is None or domain_in_ascii(named[1].lower()) == mail.sender.rpartition("@")[2]


def _bare(text: str) -> str:
    """Return a header without its comments and quoted words, in which a sender may have put what it likes.

    Empty where one of them does not end.
    """
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for sign in text:
        if escaped or sign == "\\":
            escaped = not escaped
        elif sign == '"' and not depth:
            quoted = not quoted
        elif sign in "()" and not quoted:
            depth += 1 if sign == "(" else -1
        elif not quoted and depth == 0:
            kept.append(sign)
    return "" if quoted or depth else "".join(kept)
