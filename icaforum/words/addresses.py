"""Mail addresses and addresses of our pages: how they are kept, compared, shortened and checked."""

from urllib.parse import quote

from django.utils.http import url_has_allowed_host_and_scheme


def masked(email: str) -> str:
    """Return «o…@auckland.example»: enough for its owner to know it, too little for anybody else."""
    name, _at, host = email.rpartition("@")
    return f"{name[:1]}…@{host}"


def clean_address(text: str) -> str:
    """Return the mail address that somebody typed as the portal keeps and compares it."""
    return text.strip().lower()


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
    """Return what stands behind the last @, in small letters; the whole text where there is no @."""
    return email.rpartition("@")[2].casefold()


def is_free_mail(email: str) -> bool:
    """Return whether anybody can have an address at this host."""
    return domain_of(email) in FREE_MAIL


def plain_address(email: str) -> str:
    """Return the address by which two addresses of one person are found to be the same.

    Case makes no other person, nor does what follows a plus sign, which many hosts deliver to one mailbox.
    To compare with, not to write to.
    """
    name, _at, domain = email.strip().casefold().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


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
