"""The demo's inbox: every mail as its reader sees it, from the files that the demo writes instead of sending.

Wired up in the demo only. A mail is shown in a frame of its own, whose policy allows what mails need
(styles in the line) and nothing else; the pages of the portal stay as strict as ever.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe
from icalendar import Calendar, Component

from cities.people import limits
from icaforum.inbound.models import Arrival
from icaforum.inbound.receiving import receive
from icaforum.pages.demo_answer import AnswerForm, answer_as_mail, answers_to

# Answers an hour to the mails of one reader, and from one network.
ANSWERS_PER_HOUR, OF_A_NETWORK = 20, 60

# One file holds the mails of one connection, each followed by a line of 79 dashes.
_BETWEEN = re.compile(rb"\n-{79}\n(?=\Z|[A-Za-z-]+: )")


# How Django's file backend names its files, without the ending, and the number of the mail in the file.
_NAME = re.compile(r"(?P<stem>\d{8}-\d{6}-\d+)-(?P<number>\d{1,4})", re.ASCII)


# Mails carry their styles inline, which the policy of our pages forbids.
_IN_A_FRAME = {
    **{what: [NONE] for what in ("default-src", "script-src", "connect-src", "font-src", "manifest-src")},
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:"],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
    # Of the same origin, so that the page around can measure it; without scripts it can do nothing with that.
    "sandbox": ["allow-same-origin", "allow-popups", "allow-popups-to-escape-sandbox"],
}


@dataclass(frozen=True)
class Line:
    """One mail in the list."""

    name: str
    subject: str
    to: str
    sent_at: datetime | None


@login_not_required
@require_safe
def demo_inbox(request: HttpRequest) -> HttpResponse:
    """List all mails of the demo, the newest first."""
    lines = [line for file in _files() for line in _lines(file, file.stat().st_mtime_ns)]
    page = Paginator(lines, 25).get_page(request.GET.get("page"))
    return render(request, "icaforum/pages/demo_inbox.html", {"page": page})


@login_not_required
@require_safe
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # its types know no view with arguments
def demo_mail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail; raises Http404 for a name that no mail has."""
    return _shown(request, name, AnswerForm())


@login_not_required
@require_POST
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # its types know no view with arguments
def demo_answer(request: HttpRequest, name: str) -> HttpResponse:
    """Answer a mail by mail, as its reader; raises Http404 for a name that no mail has.

    So it does for a mail of which the answer would go to a person's own mailbox.
    """
    mail = _mail(name)
    to = answers_to(mail)
    if to is None:
        raise Http404
    form = AnswerForm(request.POST)
    reader = mail["To"].addresses[0].addr_spec
    if form.is_valid() and not limits.within(
        request, "demo-answer", address=reader, per_address=ANSWERS_PER_HOUR, per_network=OF_A_NETWORK
    ):
        form.add_error(None, _("That is many answers in one hour. Please try again later."))
    if not form.is_valid():
        return _shown(request, name, form)
    arrival = receive(answer_as_mail(mail, to=to, text=form.cleaned_data["text"]))
    if arrival.became in Arrival.FOR_STAFF:
        messages.warning(request, _("The Forum could not use this answer. The secretariat sees it on Today."))
    else:
        messages.success(request, _("The Forum has your answer. What it writes back is here in a moment."))
    return redirect("demo_inbox")


@login_not_required
@require_safe
@xframe_options_sameorigin
@csp_replace(_IN_A_FRAME)  # type: ignore[arg-type]  # its types know no view with arguments
def demo_mail_html(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001
    """Answer with the HTML of a mail, for the frame; raises Http404 where there is none.

    Its links open in a new tab, outside of the frame's limits.
    """
    body = _mail(name).get_body(("html",))
    if body is None:
        raise Http404
    return HttpResponse(body.get_content().replace("<head>", '<head><base target="_blank">', 1))


@login_not_required
@require_safe
def demo_mail_file(request: HttpRequest, name: str, number: int) -> HttpResponse:  # noqa: ARG001
    """Answer with an attached file; raises Http404 for a number that no file has."""
    files = list(_mail(name).iter_attachments())
    if number >= len(files):
        raise Http404
    part = files[number]
    response = HttpResponse(_content(part), content_type=part.get_content_type())
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=_file_name(part)
    )
    return response


def _shown(request: HttpRequest, name: str, form: AnswerForm) -> HttpResponse:
    """Show one mail: its head, the HTML in a frame, its calendar entry in words, and the text part.

    Below stands the form, where an answer comes in here. Raises Http404 for a name that no mail has.
    """
    mail = _mail(name)
    body = mail.get_body(("plain",))
    context = {
        "form": form if answers_to(mail) else None,
        "name": name,
        "subject": mail["Subject"],
        "head": [
            (_("From"), _people(mail, "From")),
            (_("Answers go to"), _people(mail, "Reply-To")),
            (_("To"), _people(mail, "To")),
        ],
        "sent_at": getattr(mail["Date"], "datetime", None),
        "technical": list(mail.items()),
        "has_html": mail.get_body(("html",)) is not None,
        "text": body.get_content() if body else "",
        "files": [_file(number, part) for number, part in enumerate(mail.iter_attachments())],
    }
    return render(request, "icaforum/pages/demo_mail.html", context)


def _files() -> list[Path]:
    """Return the files with mails, the newest first."""
    files = settings.DEMO_MAILS.glob("*.log") if settings.DEMO_MAILS else []
    return sorted(files, key=lambda file: file.stat().st_mtime_ns, reverse=True)


# A file is read anew only when it has changed, which its second argument tells the cache.
@lru_cache(maxsize=2000)
def _lines(file: Path, _changed: int) -> list[Line]:
    lines = [_line(f"{file.stem}-{number}", mail) for number, mail in enumerate(_mails(file))]
    return lines[::-1]


def _line(name: str, mail: EmailMessage) -> Line:
    sent_at = getattr(mail["Date"], "datetime", None)
    return Line(name, str(mail["Subject"]), str(mail["To"]), sent_at)


def _mails(file: Path) -> list[EmailMessage]:
    parts = _BETWEEN.split(file.read_bytes())
    return [message_from_bytes(part, policy=policy.default) for part in parts if part.strip()]


def _mail(name: str) -> EmailMessage:
    """Return the mail of a name, as «<file>-<number>»; raises Http404 where there is none.

    A name is digits and hyphens, so that it can lead to no other file.
    """
    found = _NAME.fullmatch(name)
    file = next((file for file in _files() if found and file.stem == found["stem"]), None)
    mails = _mails(file) if file else []
    if not found or int(found["number"]) >= len(mails):
        raise Http404
    return mails[int(found["number"])]


def _people(mail: EmailMessage, header: str) -> str:
    """Return the names and addresses of a header, without the quotes, which mail programs do not show."""
    addresses = getattr(mail[header], "addresses", ())
    return ", ".join(
        f"{each.display_name} <{each.addr_spec}>" if each.display_name else each.addr_spec
        for each in addresses
    )


def _file_name(part: EmailMessage) -> str:
    return part.get_filename() or "file"


def _content(part: EmailMessage) -> bytes:
    # Bytes for every part but one that has parts of its own, which gives None.
    return cast(bytes | None, part.get_payload(decode=True)) or b""


def _file(number: int, part: EmailMessage) -> Mapping[str, Any]:
    content = _content(part)
    is_calendar = part.get_content_type() in {"text/calendar", "application/ics"}
    return {
        "number": number,
        "name": _file_name(part),
        "size": len(content),
        "entries": _calendar_entries(content) if is_calendar else [],
        "source": content.decode(errors="replace") if is_calendar else "",
    }


def _calendar_entries(content: bytes) -> list[Mapping[str, Any]]:
    """Return what a calendar would read in the file; empty where it is no calendar."""
    try:
        calendar = Calendar.from_ical(content)
    except ValueError:
        return []
    method = str(calendar.get("METHOD", ""))
    return [
        {
            "cancelled": method == "CANCEL",
            "title": str(event.get("SUMMARY", "")),
            "start": _moment(event, "DTSTART"),
            "end": _moment(event, "DTEND"),
            "place": str(event.get("LOCATION", "")),
            "description": str(event.get("DESCRIPTION", "")),
            "version": str(event.get("SEQUENCE", "0")),
        }
        for event in calendar.walk("VEVENT")
    ]


def _moment(event: Component, name: str) -> datetime | None:
    moment = getattr(event.get(name), "dt", None)
    return moment if isinstance(moment, datetime) else None
