"""An open door, and mails to put into it."""

import base64
import quopri
from datetime import UTC, datetime

import pytest

from tests.icaforum.inbound import raws


@pytest.fixture
def door(settings):
    """Mails come in; the server of the mailbox calls itself mx.forum.example."""
    settings.INBOUND_MAILBOX = {"host": "localhost"}
    settings.INBOUND_ADDRESS = "answers@forum.example"
    settings.INBOUND_AUTHSERV = "mx.forum.example"


def answer_of_calendar(program, person, uid, **facts):
    """What a calendar program mails for somebody who declines, accepts …; proven unless `auth` says else."""
    mail, entry = raws.CALENDARS[program]
    facts = {
        "name": person.name,
        "sender": person.email,
        "attendee": person.email,
        "uid": uid,
        "answer": "DECLINED",
        "verb": "declined",
        "sequence": 1,
        "stamp": f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}",
        "date": "Mon, 16 Nov 2026 10:00:00 +0000",
    } | facts
    facts["domain"] = facts["sender"].rpartition("@")[2]
    facts["auth"] = facts.get("auth", raws.PASS).format(**facts)
    facts["entry"] = entry.format(**facts)
    facts["base64"] = base64.encodebytes(facts["entry"].replace("\n", "\r\n").encode()).decode()
    facts["qp"] = quopri.encodestring(facts["entry"].encode()).decode()
    return mail.format(**facts).encode()


def answer_by_mail(person, to, text="Thank you, yes.", **facts):
    """What somebody's mail program sends; proven unless `auth` says else."""
    facts = {"name": person.name, "sender": person.email, "number": 1, "to": to, "text": text} | facts
    facts = {"date": "Mon, 16 Nov 2026 10:00:00 +0000", "auth": raws.PASS} | facts
    domain = facts["sender"].rpartition("@")[2]
    facts["auth"] = facts["auth"].format(domain=domain)
    return raws.ANSWER.format(**facts).encode()
