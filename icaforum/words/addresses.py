"""Mail addresses and addresses of pages: what they tell, and what others may read of them."""

from urllib.parse import quote

from django.utils.http import url_has_allowed_host_and_scheme


def masked(email: str) -> str:
    """«o…@auckland.example»: enough for its owner to know it, too little for anybody else."""
    name, _at, host = email.rpartition("@")
    return f"{name[:1]}…@{host}"


def clean_address(text: str) -> str:
    """The mail address that somebody typed, as the portal keeps and compares it."""
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
    return email.rpartition("@")[2].casefold()


def is_free_mail(email: str) -> bool:
    return domain_of(email) in FREE_MAIL


def plain_address(email: str) -> str:
    """An address as one person's: case and what follows a plus sign make no other person."""
    name, _at, domain = email.strip().casefold().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


# Longer ones do not fit into the address of the sign-in page, where they stand quoted twice.
LONGEST = 1000


def is_own_path(address: str) -> bool:
    """Whether an address from outside is a path of this portal: no host, no scheme, no trick."""
    try:
        short = len(quote(address)) <= LONGEST
        return (
            short and address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
        )
    except ValueError:  # such as //[evil or a lone surrogate
        return False
