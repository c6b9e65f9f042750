"""The other way in: a mail provider that takes mails for us, and posts them and what became of ours.

django-anymail reads what each provider posts, and checks its signature. Without a secret nothing is taken.
"""

import json
import logging
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from typing import Any

from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.webhooks import mailgun, mailjet, postmark, sendgrid, sparkpost
from anymail.webhooks.base import AnymailBasicAuthMixin
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from icaforum.inbound.receiving import receive
from icaforum.inbound.shortening import shortened
from icaforum.outbox.actions import note_return
from icaforum.outbox.models import Message

# What reads each provider's mails, and what reads what it tells of mails that it sent for us.
PROVIDERS: dict[str, tuple[Any, Any]] = {
    "mailgun": (mailgun.MailgunInboundWebhookView, mailgun.MailgunTrackingWebhookView),
    "mailjet": (mailjet.MailjetInboundWebhookView, mailjet.MailjetTrackingWebhookView),
    "postmark": (postmark.PostmarkInboundWebhookView, postmark.PostmarkTrackingWebhookView),
    "sendgrid": (sendgrid.SendGridInboundWebhookView, sendgrid.SendGridTrackingWebhookView),
    "sparkpost": (sparkpost.SparkPostInboundWebhookView, sparkpost.SparkPostTrackingWebhookView),
}
# Signs of the heads of a mail that a provider took apart, of one and of all; and files that it may count.
LONGEST_HEADER, LONGEST_HEAD, MOST_FILES = 20_000, 64_000, 1000
COMPLAINED = "complained"
FAILED = {"bounced", "rejected", COMPLAINED}
# Message-IDs of ours that are looked for in what it tells of one mail.
MOST_IDS = 20

log = logging.getLogger(__name__)


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def arrived(request: HttpRequest) -> HttpResponse:
    """Take in the mails that the provider posts; 404 while there is none, 400 without its signature."""
    return _take(request, 0, _posted, lambda mail: receive(mail[0], to=mail[1]), shorten=True)


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def told(request: HttpRequest) -> HttpResponse:
    """Note which of our mails came back, as the provider tells; answers as `arrived`."""
    return _take(request, 1, lambda view, it: view.parse_events(it), _note)


def _take(
    request: HttpRequest,
    which: int,
    read: Callable[[Any, HttpRequest], Any],
    do: Callable[[Any], object],
    *,
    shorten: bool = False,
) -> HttpResponse:
    readers = PROVIDERS.get(settings.INBOUND_PROVIDER)
    if readers is None or not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        raise Http404
    if request.method != "POST":  # some providers look whether the address is there
        return HttpResponse()
    view = readers[which]()
    try:
        if shorten and int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            # Before anything is read of it, by the secret in its head.
            AnymailBasicAuthMixin.validate_request(view, request)
            request = shortened(request)
        view.run_validators(request)
        events = read(view, request)
    except AnymailWebhookValidationFailure as error:
        log.warning("What was posted as the provider's had no right signature: %s", error)
        return HttpResponseBadRequest()
    except Exception:  # of the library, for what no provider posts, or a mail that breaks its parser
        log.exception("What the provider posted could not be read.")
        return HttpResponseBadRequest()
    for event in events:
        do(event)
    return HttpResponse()


def _posted(view: Any, request: HttpRequest) -> list[tuple[bytes, list[str]]]:
    """Return the mails that a provider posts, and to whom each was delivered.

    As they came, where it posts that: `receive` reads within bounds, and the library without any.
    """
    try:
        found = list(_as_they_came(request))
    except KeyError:
        _look_at_size(request)
        mails = [event.message for event in view.parse_events(request)]
        found = [(_bytes_of(mail), mail.envelope_recipient) for mail in mails]
    return [(raw, [to] if isinstance(to, str) else []) for raw, to in found]


def _as_they_came(request: HttpRequest) -> Iterator[tuple[bytes, Any]]:
    """Yield each mail as its bytes, and its recipient. Raises KeyError where the provider took it apart."""
    if settings.INBOUND_PROVIDER == "mailgun":
        yield _bytes(request.POST["body-mime"]), request.POST.get("recipient")
    elif settings.INBOUND_PROVIDER == "sendgrid":
        _ = request.body  # the library wants it again, and cannot have it after the fields
        yield _bytes(request.POST["email"]), json.loads(request.POST["envelope"])["to"][0]
    elif settings.INBOUND_PROVIDER == "postmark":
        said = json.loads(request.body)
        yield _bytes(said["RawEmail"]), said.get("OriginalRecipient")
    elif settings.INBOUND_PROVIDER == "sparkpost":
        for said in json.loads(request.body):
            told = said["msys"]["relay_message"]
            raw, is_coded = told["content"]["email_rfc822"], told["content"]["email_rfc822_is_base64"]
            yield _decoded(raw) if is_coded else _bytes(raw), told.get("rcpt_to")
    else:
        raise KeyError(settings.INBOUND_PROVIDER)


def _bytes(raw: str) -> bytes:
    return raw.encode("utf-8", "replace")


def _decoded(raw: str) -> bytes:
    """Return what stands in base64, also in the beginning of one."""
    coded = re.sub(r"[^A-Za-z0-9+/=]", "", raw)
    return b64decode(coded[: len(coded) // 4 * 4])


def _look_at_size(request: HttpRequest) -> None:
    """Refuse heads and counts over which the library would sit for minutes. Raises ValueError."""
    if request.content_type == "application/json":
        heads = _strings(json.loads(request.body).get("Headers", []))
    else:
        raw = re.split(r"\n(?=\S)", request.POST.get("headers", ""))
        heads = [*_strings(json.loads(request.POST.get("message-headers", "[]"))), *raw]
    lengths = [len(it) for it in heads]
    if max(lengths, default=0) > LONGEST_HEADER or sum(lengths) > LONGEST_HEAD:
        raise ValueError("its head is too long")
    if int(request.POST.get("attachment-count") or 0) > MOST_FILES:
        raise ValueError("it has too many files")


def _strings(said: Any) -> list[str]:
    """Return the texts in what JSON said, at whatever depth."""
    if isinstance(said, dict | list):
        inner = [*said, *said.values()] if isinstance(said, dict) else said
        return [text for it in inner for text in _strings(it)]
    return [str(said)]


def _bytes_of(message: Any) -> bytes:
    try:
        return message.as_bytes()
    except Exception:  # noqa: BLE001 -- of the standard library, for parts that cannot be written again
        names = ("From", "To", "Subject", "Date", "Message-ID")
        head = "".join(f"{name}: {message.get(name, '')}\n" for name in names)
        return f"{head}\n{message.text or ''}".encode("utf-8", "replace")


def _note(event: Any) -> None:
    """Note a mail that came back. What is put off, opened or clicked tells nothing that we want to know."""
    if event.event_type not in FAILED:
        return
    complaint = event.event_type == COMPLAINED
    words = (
        "complaint"
        if complaint
        else str(event.mta_response or event.description or event.reject_reason or "")
    )
    for mail in _mails_of(event):
        note_return(mail, words=words, by=None)


def _mails_of(event: Any) -> list[Message]:
    """Return the mail that an event is about: by our Message-ID, wherever it stands; else the newest one.

    The provider is believed, since it has shown its secret.
    """
    told = json.dumps(event.esp_event, default=str)[:200_000]
    ids = re.findall(rf"\b([0-9a-f]{{40}})@{re.escape(settings.MAIL_DOMAIN)}\b", told)[:MOST_IDS]
    named = Message.objects.filter(message_id__in=[f"<{it}@{settings.MAIL_DOMAIN}>" for it in ids])
    if ids:
        return list(named)
    sent = Message.objects.filter(address=str(event.recipient or "").lower(), state=Message.State.SENT)
    return list(sent.order_by("-pk")[:1])
