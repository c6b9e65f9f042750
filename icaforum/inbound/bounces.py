"""Mails that came back: by the standard (RFC 3464), and in the words of servers that have their own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.parser import HeaderParser

from django.conf import settings

from icaforum.inbound.reading import Mail, addresses_in

# Of one that came back at most so many Message-IDs are looked up.
MOST_IDS = 20
_REPORT, _COMPLAINT = "message/delivery-status", "message/feedback-report"
_MACHINES = re.compile(r"^(?:mailer-?daemon|postmaster|mail-?daemon|mailsystem|mail-?delivery|bounces?)\b")
_FAILED = re.compile(
    r"""undeliver|undelivered|not\s(?:be\s)?deliver|failure\snotice|deliver\w*\s(?:has\s)?fail|delivery\serror
    |returned\s(?:mail|to\ssender)|mail\sdelivery\sfail|permanent\s(?:fatal\s)?error|could\snot\s(?:be\s)?(?:sent|deliver)
    |wasn.t\sable\sto\sdeliver|unzustellbar|nicht\s(?:zugestellt|zustellbar)|non\sremis|no\sse\s(?:pudo|ha\spodido)\sentregar
    |n[ãa]o\s(?:foi\s)?(?:pôde\sser\s)?entreg|mancato\srecapito|address\snot\sfound""",
    re.IGNORECASE | re.VERBOSE,
)
_DELAYED = re.compile(
    r"\bdelay(?:ed)?\b|\bwarning:|still\strying|will\sbe\sretried|will\skeep\strying|no\saction\sis\srequired|verzögert|retardé",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
_SAYS_NO = re.compile(
    r"(?<![\d.])5\d\d[ -]|[45]\.\d{1,3}\.\d{1,3}|unknown|no such|not exist|full|quota", re.IGNORECASE
)


@dataclass(frozen=True)
class Bounce:
    """A mail that says what became of another one.

    `failed` is False for what only tells of a delay or of an arrival. `message_ids` are those of ours that
    stand in it; `recipients` whom it was for. `words` are the mail server's, with the code in front.
    """

    failed: bool
    words: str
    message_ids: tuple[str, ...]
    recipients: tuple[str, ...]


def bounce_of(mail: Mail, raw: bytes) -> Bounce | None:
    """Return what a mail tells of one of ours; None for a mail that tells of none."""
    reports = [part.text for part in mail.parts if part.kind == _REPORT]
    if reports:
        return _by_the_standard(mail, raw, reports)
    if any(part.kind == _COMPLAINT for part in mail.parts):
        return Bounce(True, "complaint", _ids(mail, raw), ())
    if _is_from_a_machine(mail) and (mail.header("X-Failed-Recipients") or _FAILED.search(_front(mail))):
        failed = not _DELAYED.search(mail.subject)
        return Bounce(failed, _words_in(mail.text), _ids(mail, raw), _failed_recipients(mail))
    return None


def _by_the_standard(mail: Mail, raw: bytes, reports: list[str]) -> Bounce:
    fields = list(_fields(reports))
    failed = [it for it in fields if it.get("action", "").lower().startswith("failed")]
    # Some servers write no action, and mean what the code says.
    failed = failed or [it for it in fields if "action" not in it and it.get("status", "").startswith("5")]
    told = failed[0] if failed else {}
    words = " ".join(filter(None, (told.get("status", ""), _without_kind(told.get("diagnostic-code", "")))))
    names = [it.get("original-recipient", "") or it.get("final-recipient", "") for it in failed]
    found = tuple(addresses_in([_without_kind(name) for name in names]))
    return Bounce(bool(failed), words or _words_in(mail.text), _ids(mail, raw), found)


def _fields(reports: list[str]) -> Iterator[dict[str, str]]:
    """Yield the fields of each recipient, by their small names."""
    for report in reports:
        for block in re.split(r"\n\s*\n", report):
            fields = {name.lower(): str(value) for name, value in HeaderParser().parsestr(block).items()}
            if fields.keys() & {"final-recipient", "original-recipient", "action"}:
                yield fields


def _without_kind(value: str) -> str:
    """Return «x@y.example» of «rfc822; x@y.example», on one line."""
    return " ".join(value.partition(";")[2].split() or value.split())


def _is_from_a_machine(mail: Mail) -> bool:
    return bool(_MACHINES.match(mail.sender)) or mail.header("Return-Path").strip() == "<>"


def _front(mail: Mail) -> str:
    return f"{mail.subject}\n{mail.text[:2000]}"


def _failed_recipients(mail: Mail) -> tuple[str, ...]:
    return tuple(addresses_in([mail.header("X-Failed-Recipients")]))


def _words_in(text: str) -> str:
    """Return the line in which a server says why, with its code in front."""
    lines = [" ".join(line.split()) for line in text[:20_000].split("\n")]
    said = next((line for line in lines if _SAYS_NO.search(line)), "")
    code = _CODE.search(said)
    return f"{code[1]} {said}" if code and not said.startswith(code[1]) else said


def _ids(mail: Mail, raw: bytes) -> tuple[str, ...]:
    """Return the Message-IDs of ours that stand anywhere in a mail: only its reader can know one."""
    ours = re.compile(rf"<?\b([0-9a-f]{{40}})@{re.escape(settings.MAIL_DOMAIN)}\b>?", re.IGNORECASE)
    texts = [raw.decode("latin-1"), *(part.text for part in mail.parts)]
    found = dict.fromkeys(it.lower() for text in texts for it in ours.findall(text))
    return tuple(f"<{it}@{settings.MAIL_DOMAIN}>" for it in found)[:MOST_IDS]
