"""What somebody wrote in an answer, without what they answered."""

import re
from html import unescape

# Stands in our mails above which one answers; mail programs leave such signs alone.
REPLY_LINE = "##-"

# What mail programs call what stands below: forwarded or answered, in a line of their own.
_BELOW = re.compile(
    r"""
      ^\W*--\s*(?:original|ursprüng|message\sd.origine|mensaje\soriginal|mensagem\soriginal|messaggio\sorig
      |oorspronkelijk|forwarded|weitergeleitet|begin\sforwarded|reply\smessage)[^\n]*$
    | ^_{20,}\s*$
    | ^\#\#-
    | ^--\s?$
    """,
    re.IGNORECASE | re.VERBOSE,
)
# The head of the mail that is answered, as Outlook sets it: a sender, and a date within the next lines.
_FROM = re.compile(
    r"^\W*(?:from|von|de|da|van|från|fra|od|от|发件人|差出人|보낸 사람)\W*\s?[:：]\s?\S", re.IGNORECASE
)
_SENT = re.compile(
    r"^\W*(?:sent|gesendet|date|datum|envoyé|enviado|enviada(?:\sem)?|inviato|verzonden|skickat|sendt|wysłano"
    r"|отправлено|дата|发送时间|送信日時|data|fecha)\W*\s?[:：]",
    re.IGNORECASE,
)
# «On Tuesday … Ana Ruiz <…> wrote:», which programs break over up to three lines.
_WROTE = re.compile(
    r"^(?=.*\d)(?:on|am|le|el|em|il|op|den|dne|w\sdniu)\s.{6,300}?(?:wrote|schrieb|a\sécrit|escribió|escreveu|ha\sscritto"
    r"|schreef|skrev|napsal|napisał)\b.{0,120}[:：]$",
    re.IGNORECASE | re.DOTALL,
)
_PHONE = re.compile(
    r"^(?:sent from my|sent from outlook|get outlook for|von meinem .{1,40} gesendet|envoyé de(?:puis)? mon"
    r"|enviado desde mi|enviado do meu|inviato da)\b.{0,60}$",
    re.IGNORECASE,
)
# Of HTML: what holds no words, what holds those of another mail, and where such a one begins to the end.
_WORDLESS = {"head", "style", "script", "title"}
_QUOTED = re.compile(
    r"gmail_quote|yahoo_quoted|moz-cite-prefix|protonmail_quote|zmail_extra|messageReplySection",
    re.IGNORECASE,
)
_FROM_HERE = re.compile(
    r"appendonsend|divRplyFwdMsg|mail-editor-reference-message-container|ms-outlook-mobile-body-separator-line"
)
_BLOCKS = {"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "ul", "ol", "table", "blockquote", "hr"}
_EMPTY = {"br", "hr", "img", "meta", "link", "input", "wbr", "col", "base", "area", "source"}
LONGEST_HTML = 1_000_000
# A signature has so many lines at most, none of which is longer.
LONGEST_SIGNATURE, LONGEST_LINE = 10, 90
# Each sign is looked at once, whatever is left open: parsers of whole pages take minutes for some of these.
_DECLARED = re.compile(r"<[!?][^>]*>?")
_TOKEN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*+)([^<>]*+)>|([^<]++|<)")


def without_quotes(text: str) -> str:
    """Return what was written anew: without quoted lines, and without all that stands below a divider."""
    lines = text.split("\n")
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():  # begins nothing, and there may be very many
            kept.append("")
            at += 1
            continue
        if _BELOW.search(line) or _is_head(lines[at : at + 6]):
            break
        if intro := _intro(lines[at : at + 4]):
            at += intro
            if not _quote_follows(lines, at):  # not quoted by marks: the rest is what was answered
                break
            continue
        if not line.lstrip().startswith(">"):
            kept.append(line.rstrip())
        at += 1
    return re.sub(r"\n{3,}", "\n\n", "\n".join(_without_phone(kept))).strip()


def _is_head(lines: list[str]) -> bool:
    return bool(lines and _FROM.match(lines[0])) and any(
        _SENT.match(line) and any(sign.isdigit() for sign in line) for line in lines[1:]
    )


def _intro(lines: list[str]) -> int:
    """Return over how many lines an introduction of a quote goes, from the first one; 0 for none."""
    for count in range(1, min(len(lines), 3) + 1):
        if _WROTE.match(" ".join(line.strip() for line in lines[:count])):
            return count
    first = lines[0].rstrip()
    return 1 if first.endswith((":", "：")) and "@" in first and _quote_follows(lines, 1) else 0


def _quote_follows(lines: list[str], at: int) -> bool:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at < len(lines) and lines[at].lstrip().startswith(">")


def _without_phone(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and (not lines[end - 1].strip() or _PHONE.match(lines[end - 1].strip())):
        end -= 1
    return lines[:end]


def without_signature(text: str, *, name: str, address: str) -> str:
    """Return a text without the block at its end that begins with its writer's name, or holds their address.

    Many programs set no divider above it. Nothing is cut where nothing would be left.
    """
    lines = text.rstrip().split("\n")
    floor = max(1, len(lines) - LONGEST_SIGNATURE)
    own = next((at for at in range(floor, len(lines)) if name and _folded(lines[at]) == _folded(name)), None)
    if own is None:
        own = _begin_of_end(lines, address)
    kept = "\n".join(lines[:own]).rstrip() if own else ""
    return kept or text


def _begin_of_end(lines: list[str], address: str) -> int | None:
    """Return where the last block begins, if it is short and holds the address; else None."""
    begin = len(lines)
    while begin and lines[begin - 1].strip():
        begin -= 1
    block = lines[begin:]
    is_short = len(block) <= LONGEST_SIGNATURE and all(len(line) <= LONGEST_LINE for line in block)
    return begin if is_short and any(address.casefold() in line.casefold() for line in block) else None


def _folded(line: str) -> str:
    return " ".join(re.findall(r"\w+", line.casefold()))


def words_of_html(html: str) -> str:
    """Return the words of a mail's HTML, without what it quotes, each block on lines of its own."""
    kept: list[str] = []
    open_tags: list[str] = []
    skipped_from: int | None = None  # how many tags were open where what is left out began
    for token in _TOKEN.finditer(_DECLARED.sub("", html[:LONGEST_HTML])):
        closes, name, facts, words = token[1], (token[2] or "").lower(), token[3] or "", token[4]
        if words is not None:
            kept += [words] if skipped_from is None else []
            continue
        if _FROM_HERE.search(facts):
            break
        kept += ["\x00"] if name in _BLOCKS and skipped_from is None else []
        if closes:
            _close(open_tags, name)
            if skipped_from is not None and len(open_tags) <= skipped_from:
                skipped_from = None
        elif name not in _EMPTY and not facts.endswith("/"):
            is_left_out = name in _WORDLESS or name == "blockquote" or bool(_QUOTED.search(facts))
            skipped_from = len(open_tags) if skipped_from is None and is_left_out else skipped_from
            open_tags.append(name)
    # Line ends of the source are spaces, those of blocks are not.
    lines = [" ".join(line.split()) for line in unescape("".join(kept)).split("\x00")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _close(open_tags: list[str], name: str) -> None:
    """Close the innermost element of that name, with what was left open in it; of the last few alone."""
    for back, tag in enumerate(reversed(open_tags[-50:])):
        if tag == name:
            del open_tags[len(open_tags) - back - 1 :]
            return
