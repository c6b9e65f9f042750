"""Answering a mail in the demo's inbox, as its reader would in a mail program.

The demo has no mailbox and no provider. What is typed becomes a mail as programs write it, with the first
mail quoted below, and goes through the same door as in real life: the same parser, handlers and limits.
"""

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import make_msgid

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from icaforum.inbound.addresses import read_address
from icaforum.words.forms import Prose
from icaforum.words.times import database_now


class AnswerForm(forms.Form):
    """What the reader of a mail answers."""

    text = Prose(
        label=gettext_lazy("Your answer"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


def answers_to(mail: EmailMessage) -> Address | None:
    """Return the signed address to which one answers a mail; None where an answer does not come in here."""
    given = getattr(mail["Reply-To"], "addresses", ())
    return next((it for it in given if read_address(it.addr_spec)), None)


def answer_as_mail(mail: EmailMessage, *, to: Address, text: str) -> bytes:
    """Return an answer to a mail as its reader's program would send it, and as a mail server takes it in.

    The server of the demo vouches for its sender, since nobody else can write here.
    """
    reader = mail["To"].addresses[0]
    body = mail.get_body(("plain",))
    quoted = re.sub("^", "> ", body.get_content().strip() if body else "", flags=re.MULTILINE)
    answer = EmailMessage()
    if settings.INBOUND_AUTHSERV:
        answer["Authentication-Results"] = (
            f"{settings.INBOUND_AUTHSERV}; dmarc=pass header.from={reader.domain}"
        )
    answer["From"], answer["To"] = reader, to
    answer["Subject"] = f"Re: {mail['Subject']}"
    answer["Date"] = database_now()
    answer["Message-ID"] = make_msgid(domain="demo.example")
    answer["In-Reply-To"] = str(mail["Message-ID"] or "")
    answer.set_content(f"{text}\n\nOn {mail['Date']}, {mail['From']} wrote:\n\n{quoted}\n")
    return answer.as_bytes()
