"""Mails that a program wrote by itself: absence notices, confirmations, lists."""

import re

from icaforum.inbound.reading import Mail

# Whatever they say, no person wrote the mail (RFC 3834, and what programs had before it).
_MARKS = (
    *(
        "X-Autoreply",
        "X-Autorespond",
        "X-Auto-Response",
        "X-Mail-Autoreply",
        "X-Vacation",
        "X-FC-MachineGenerated",
    ),
    *("X-AutoReply-From", "X-POST-MessageClass", "List-Id", "List-Unsubscribe", "X-Amazon-Auto-Reply"),
)
_BULK = re.compile(r"bulk|junk|list|auto[_-]?reply", re.IGNORECASE)
# As Outlook, Gmail and others begin the subject of an absence notice, in the languages of our members.
_SUBJECT = re.compile(
    r"""^\W*(?:
      automatic\sreply|auto(?:matic)?[\s-]?(?:reply|response|responder)|out\sof\s(?:the\s)?office|away\sfrom\s(?:the\s)?office
    | autoreply|vacation\s(?:reply|message)|on\sleave
    | automatische\s(?:antwort|r[eü])|abwesenheit|ich\sbin\snicht\sim\sb(?:ü|ue)ro|abwesend
    | réponse\sautomatique|absence\sdu\sbureau|absent\sdu\sbureau
    | respuesta\sautomática|fuera\sde\s(?:la\s)?oficina
    | resposta\sautomática|ausência|fora\sd[oe]\sescritório
    | risposta\sautomatica|fuori\s(?:sede|ufficio)
    | automatisch\s(?:antwoord|svar)|afwezig|autosvar|automatiskt\ssvar|automatisk\ssvar
    | automatyczna\sodpowied|autoodpowied|автоответ|автоматический\sответ
    | 自动(?:答复|回复)|自動(?:返信|回覆)|자동\s?(?:응답|회신)
    )""",
    re.IGNORECASE | re.VERBOSE,
)


def is_automatic(mail: Mail) -> bool:
    """Return whether a program wrote this mail: nobody waits for an answer, and none is passed on."""
    submitted = mail.header("Auto-Submitted").partition(";")[0].strip().lower()
    if submitted not in {"", "no"} or mail.header("Return-Path").strip() == "<>":
        return True
    if any(name in mail.head for name in _MARKS) or _BULK.search(mail.header("Precedence")):
        return True
    # Exchange sets this on what nobody is to answer automatically, in its own notices among them; a person's
    # mail may have parts of it.
    suppressed = mail.header("X-Auto-Response-Suppress").lower()
    return bool(_SUBJECT.match(mail.subject)) or suppressed.startswith("all")
