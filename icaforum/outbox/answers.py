"""What the answers of mail servers mean: whether they speak of us, of the addressee, or of this mail.

Servers agree on three digits and little else. So an answer is read in this order: where in the talk it came,
its enhanced code (RFC 3463), its words. Real answers with their meanings stand in the table of
`tests/icaforum/outbox/test_answers.py`.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto


class Verdict(Enum):
    """What an answer means.

    ACCEPTED, DEFERRED and REFUSED are about one mail. AWAY says that the server can serve nobody now, or
    takes nothing from us: our sender, our quota, its policy, a block list. BROKEN says that the connection
    broke, so that nobody knows whether the mail was taken.
    """

    ACCEPTED = auto()
    DEFERRED = auto()
    REFUSED = auto()
    AWAY = auto()
    BROKEN = auto()


class Step(Enum):
    """The command that was answered: who writes, to whom, or what."""

    MAIL = auto()
    RCPT = auto()
    DATA = auto()


# The address does not exist (RFC 3463); .7 and .8 are about the sender's own.
_NO_SUCH_ADDRESS = re.compile(r"5\.1\.(0|1|2|3|6|10)\b")


@dataclass(frozen=True)
class Answer:
    """The answer to one mail: its meaning, the SMTP code where there was one, and the server's words."""

    verdict: Verdict
    code: int | None = None
    words: str = ""

    @property
    def no_such_address(self) -> bool:
        """Whether the mail was refused because its address does not exist."""
        return self.verdict is Verdict.REFUSED and bool(_NO_SUCH_ADDRESS.match(self.words))


# It cannot serve us at all just now, or does not know us.
_ABOUT_US = {421, 432, 454, 530, 534, 535, 538}

# Enhanced codes without their first digit. What is not listed is judged by the words, then by the step.
_ADDRESSEE_CODES = re.compile(
    # Addresses; mailboxes (full, closed); domains that cannot be reached; mailboxes and lists that take mail
    # from some senders only, whose owner has changed or whose account is closed.
    r"1\.(?:0|1|2|3|4|6|10)|2\.\d+|4\.(?:1|4|6|310|312|317)|7\.(?:13|17|18|124|129|133|134|136)"
)
_OUR_CODES = re.compile(r"1\.(?:7|8|9|90)|3\.(?:0|2|5)|4\.5|5\.\d+|7\.\d+")
_MAIL_CODES = re.compile(r"2\.3|3\.4|6\.\d+")

_OUR_WORDS = re.compile(
    r"""
      sender(?:'s)?\s(?:address|domain|verify|identity|is|not|<)|(?:unauthenticated|invalid|unknown|bad)\ssender
    | (?:mail|envelope|reverse)[\s-]from|from\s(?:address|header|domain)|(?:send|mail)\sfrom\sthat
    | send\s(?:as|on\sbehalf)|permissions?\sto\ssend|(?:allowed|authori[sz]ed|permitted)\sto\s(?:send|relay)
    | relay(?:ing)?\s(?:access\s)?(?:is\s)?(?:denied|not|prohibited|forbidden)|unable\sto\srelay|not\srelay
    | (?:sending|user|daily|hourly|monthly|account|message|messaging|smtp|plan|free|submission|relay)\s
      (?:\w+\s){0,3}(?:quota|limits?|credits?)\b | maximum\scredits
    | (?:quota|rate|limit)\s(?:\w+\s){0,2}(?:exceeded|reached)\sfor\s(?:the\s)?(?:sender|account|customer|ip)
    | rate[\s-]?limit|throttl|too\s(?:many|frequent)\s(?:\w+\s){0,2}(?:messages|e?mails?|connect\w*|logins?)
    | sending\s(?:is\s)?(?:suspended|paused|disabled|blocked)|(?:domain|your\saccount)\s(?:\w+\s)?(?:is\s)?
      (?:disabled|suspended|blocked|not\sverified|unverified)|not\sverified|sandbox
    | black\s?-?list|block\s?-?list|listed\s(?:at|in|on|by)
    | spamhaus|spamcop|barracuda|sorbs|\b[dr]nsbl|\brbl\b
    | blocked\s(?:using|by|for|due)|(?:client|your)\s(?:host|ip|server|network)|\bip\s(?:address\s)?
      (?:has|is|was|\[|\d)|banned|reputation
    | \bspf\b|\bdkim\b|\bdmarc\b|reverse\sdns|\bptr\b|\brdns\b|reverse\shostname|helo|ehlo
    | \bpolicy\b|policies|\bspam\b|unsolicited|bulk|junk|suspicious|authenticat|not\slogged\sin|access\sdenied
    | (?:try|come)\s(?:it\s)?(?:again\s)?(?:later|back)|try\sagain|temporar|service\s(?:not\s|un)available
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ADDRESSEE_WORDS = re.compile(
    r"""
      (?:no|not\sa|invalid|unknown)\s(?:such\s|valid\s|known\s)?(?:user|recipient|mailbox|mail\sbox|account|person
      |local\s(?:part|user)|address\shere)|(?:user|recipient|mailbox|address|account|alias|addressee)\s
      (?:\S+\s){0,3}?(?:unknown|not\sfound|not\sexist|invalid|unavailable|inactive|disabled|closed|full|over\s?quota
      |is\sfull|exceed\w*|undeliverable|discontinued|suspended|expired|blocked)
    | (?:does|do|did)\s?n[o']t\s(?:exist|have\sa)|doesn.t\shave|recipient\s(?:address\s)?rejected|unrouteable
      |no\smailbox|tried\sto\sreach|trying\sto\scontact|mailbox\s(?:is\s)?full|out\sof\sstorage|storage\s(?:space|quota)
    | previously\sbounced|unsubscribed\saddress|allowed\s(?:to\ssend\s)?to\sthis\s(?:group|recipient|list)
    | only\saccepts\s(?:messages|mail)\sfrom|recipient'?s?\s(?:mailbox|inbox|server\sdoes)
    | benutzer|empf.nger|inconnu|desconocido|sconosciuto
    """,
    re.IGNORECASE | re.VERBOSE,
)
# In front of what the words say of addresses: these name ours, though the rest of the line may name theirs.
_OUR_ADDRESS = re.compile(
    r"sender\s(?:address|domain)?\s?rejected|sender\sverif|relay(?:ing)?\s(?:access\s)?denied|blocked\susing"
    r"|not\sverified|your\s(?:account|domain|ip|host)|\bspf\b|\bdmarc\b|send\sas|rejected:\spolicy|user\ssending"
    r"|exceeded\s(?:the\s)?max(?:imum)?\s(?:number\sof\s)?(?:e?mails|messages|recipients|defers)"
    r"|openspf|rcpthosts|administrative\sprohibition"
    r"|sending\s(?:quota|limit)|relay\slimit|\bptr\b|due\sto\s(?:\w+\s)?policy|rate\slimit\s",
    re.IGNORECASE,
)
_MAIL_WORDS = re.compile(
    r"too\s(?:large|big|long)|size\s(?:\w+\s){0,2}(?:exceed|limit)|exceed\w*\s(?:\w+\s){0,4}size|malformed"
    r"|virus|attachment|bare\s(?:lf|cr)|8bit",
    re.IGNORECASE,
)
_ENHANCED = re.compile(r"[\s(#]*[245]\.(\d{1,3}\.\d{1,3})\b")


def storable(words: bytes | str) -> str:
    """Return what a server said as the database takes it: without zero bytes, in which some speak."""
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    return said.replace("\x00", "")


def judge(step: Step, code: int, words: bytes | str) -> Answer:
    """Return what an answer of the server to a command means.

    A permanent «no» ends a mail only where it speaks of the addressee, or of this very mail (its size, its
    form): never where it speaks of us.
    """
    said = storable(words)
    match code // 100:
        case 4:
            verdict = Verdict.AWAY if _temporarily_us(code, said) else Verdict.DEFERRED
        case 5:
            verdict = Verdict.AWAY if _permanently_us(step, code, said) else Verdict.REFUSED
        case _:
            verdict = Verdict.BROKEN
    return Answer(verdict, code if code > 0 else None, said)


def _enhanced(said: str) -> str:
    """Return the enhanced code without its first digit, such as «1.1»; empty where there is none."""
    found = _ENHANCED.match(said)
    return found[1] if found else ""


def _temporarily_us(code: int, said: str) -> bool:
    if code in _ABOUT_US:
        return True
    # «Later» is no sign here: every 4xx says so. Greylisting is about one sender and one addressee.
    if _ADDRESSEE_WORDS.search(said) and not _OUR_ADDRESS.search(said):
        return False
    if re.search(r"gr[ea]y\s?-?list", said, re.IGNORECASE):
        return False
    return bool(
        _OUR_WORDS.search(
            re.sub(r"(?i)(?:try|come)\s(?:it\s)?(?:again\s)?(?:later|back)|try\sagain|temporar\w*", "", said)
        )
    )


def _permanently_us(step: Step, code: int, said: str) -> bool:
    if _is_about_the_mail(said):
        return False
    # At MAIL who writes has not been told yet to whom.
    if code in _ABOUT_US or step is Step.MAIL or _OUR_ADDRESS.search(said):
        return True
    enhanced = _enhanced(said)
    if _ADDRESSEE_CODES.fullmatch(enhanced) or _ADDRESSEE_WORDS.search(said):
        return False
    if _OUR_CODES.fullmatch(enhanced) or _OUR_WORDS.search(said):
        return True
    # Nothing tells. At RCPT it is the addressee who is refused; a whole mail that is refused is tried again,
    # and if others pass meanwhile it was this one (`deliver.settle`).
    return step is Step.DATA


def _is_about_the_mail(said: str) -> bool:
    enhanced = _enhanced(said)
    return bool(_MAIL_CODES.fullmatch(enhanced)) or (not enhanced and bool(_MAIL_WORDS.search(said)))
