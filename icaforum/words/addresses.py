"""Mail addresses and addresses of our pages: how they are kept, compared, shortened and checked."""

import re
import unicodedata
from urllib.parse import quote

import idna
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _


def with_name(name: str, email: str) -> str:
    """Return «"Ana Ruiz" <ana@forum.example>», as `email.utils.parseaddr` takes it apart again.

    In letters and not encoded, since whoever writes the head of a mail cleans it first. The name is cut, so
    that with the longest address it fits the column of a mail.
    """
    plain = "".join(it for it in name if it not in '"\\\r\n').strip()[:60]
    return f'"{plain}" <{email}>' if plain else email


def masked(email: str) -> str:
    """Return «o…@auckland.example»: enough for its owner to know it, too little for anybody else."""
    name, _at, host = email.rpartition("@")
    return f"{name[:1]}…@{host}"


# Signs that show nothing, or turn the direction of what follows. Those of Unicode's category Cf are found by
# it; these are letters and marks by their category, and invisible all the same.
INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0100-\U000e01ef]"
)


# What the network allows.
LONGEST_DOMAIN = 253


# What a cleaned address is made of: the visible signs of ASCII, without capital letters.
CLEAN = r"[!-@\[-~]"


def clean_address(text: str) -> str:
    """Return the mail address that somebody typed as the portal keeps and compares it.

    One form for all ways of writing one address (NFKC, small letters, the domain as IDNA writes it), without
    invisible and turning characters. Raises nothing: what cannot be an address stays, to be refused by
    `validate_address` or found nowhere.
    """
    # Twice, since a sign that is taken out may have kept two others apart that make one together.
    text = _without_invisible(unicodedata.normalize("NFKC", text))
    text = unicodedata.normalize("NFKC", text).strip().lower()
    name, at, domain = text.rpartition("@")
    return f"{name}{at}{domain_in_ascii(domain)}"


def _without_invisible(text: str) -> str:
    """Return the text without signs of which nobody knows that they are in it."""
    return "".join(it for it in INVISIBLE.sub("", text) if unicodedata.category(it) != "Cf")


def domain_in_ascii(domain: str) -> str:
    """Return «xn--kln-sna.example» for «köln.example»; what is no domain stays as it is."""
    try:
        return _encoded(domain)
    except UnicodeError:
        return domain


def _encoded(domain: str) -> str:
    """Return a domain as the network writes it; raises UnicodeError for what is none."""
    if len(domain) > LONGEST_DOMAIN:  # before the library looks at each sign of a megabyte
        raise UnicodeError("no domain is so long")
    # Not «transitional», by which «ß» would be «ss»: browsers and mail systems have left that behind.
    return idna.encode(domain, uts46=True, transitional=False).decode()


def validate_address(address: str) -> None:
    """Raise ValidationError for a cleaned address that mails cannot be written to."""
    name, _at, domain = address.rpartition("@")
    # Some mail systems know such names, but none reaches all others; and «ı» for «i» makes a look-alike.
    if foreign := "".join(dict.fromkeys(sign for sign in name if not sign.isascii())):
        raise ValidationError(
            _(
                "We cannot write to “%(signs)s” in front of the @. Please give an address that has only the "
                "letters a to z, digits and signs there."
            ),
            code="foreign_name",
            params={"signs": foreign},
        )
    try:
        _encoded(domain)
    except UnicodeError as error:
        raise ValidationError(validate_email.message, code="invalid") from error
    # Django's own check ignores case in Unicode's way, which lets some other letters through. «"ana"@…» is
    # the mailbox of «ana@…» and would be a second account; a name without a dot is a machine of ours at best.
    if not re.fullmatch(f"{CLEAN}+", address) or '"' in name or "." not in domain:
        raise ValidationError(validate_email.message, code="invalid")
    validate_email(address)


def is_clean(column: str) -> Q:
    """Return the condition, for a constraint, that a column is empty or holds a cleaned address."""
    return Q(**{f"{column}__regex": f"^{CLEAN}*$"})


FREE_MAIL = frozenset(
    """
126.com 163.com aol.com fastmail.com free.fr gmail.com gmx.com gmx.de gmx.net googlemail.com hey.com
hotmail.com hotmail.fr icloud.com laposte.net libero.it live.com mac.com mail.com mail.ru me.com
msn.com naver.com orange.fr outlook.com outlook.de pm.me posteo.de posteo.net proton.me
protonmail.com qq.com rediffmail.com t-online.de tuta.com uol.com.br web.de yahoo.co.in yahoo.co.uk
yahoo.com yahoo.com.br yahoo.fr yandex.com yandex.ru zoho.com
""".split()  # noqa: SIM905 -- a word list reads best as words
)
"""Where anybody can have an address: such a one does not show that somebody works for a city."""


def domain_of(email: str) -> str:
    """Return what stands behind the last @, cleaned; the whole text where there is no @."""
    return clean_address(email).rpartition("@")[2]


def address_on_the_wire(email: str) -> str:
    """Return a mail address as it stands in the head of a mail and in calendar entries: its domain in ASCII.

    Raises UnicodeError for a domain that cannot be written so, for a name before the @ that is not ASCII, and
    where one of the two is missing: no header may say another address than the one that was meant.
    """
    name, _at, domain = email.rpartition("@")
    if not (name and domain):
        raise UnicodeError("no address")
    return f"{name.encode('ascii').decode()}@{_encoded(domain)}"


def can_be_written_to(email: str) -> bool:
    """Return whether an address can stand in the head of a mail."""
    try:
        address_on_the_wire(email)
    except UnicodeError:
        return False
    return True


def is_free_mail(email: str) -> bool:
    """Return whether anybody can have an address at this host."""
    return domain_of(email) in FREE_MAIL


def plain_address(email: str) -> str:
    """Return the address by which two addresses of one person are found to be the same.

    Case makes no other person, nor does what follows a plus sign, which many hosts deliver to one mailbox.
    To compare with, not to write to.
    """
    name, _at, domain = clean_address(email).rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


def mailbox(address: str) -> str:
    """Return the key under which an address is counted: «a+1@x.example» and «a+2@x.example» are one mailbox.

    For limits, and for who wants no mail. Whether a mail server really takes them for one we cannot know, so
    an account, a draft or an application keeps its address as it is.
    """
    name, at, domain = clean_address(address).rpartition("@")
    # A name that begins with a plus has nothing before it to fold to.
    return f"{name.partition('+')[0] or name}{at}{domain}"


# Longer ones do not fit into the address of the sign-in page, where they stand quoted twice.
LONGEST = 1000


def is_own_path(address: str) -> bool:
    """Return whether an address from outside is a path of this portal, safe to redirect to.

    Without this anybody could send links of ours that lead to a page of theirs.
    """
    try:
        short = len(quote(address)) <= LONGEST
        return (
            short and address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
        )
    except ValueError:  # such as //[evil or a lone surrogate
        return False
