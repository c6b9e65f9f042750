"""The page behind «switch these mails off», for people and for mail programs."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from icaforum.outbox import actions
from icaforum.outbox.kinds import kinds
from icaforum.outbox.links import BadLink, read
from icaforum.outbox.models import Message, Optout


@csrf_exempt  # RFC 8058: mail programs post without cookie; the signed link is the proof
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Switch the kind of one mail off for its reader, or on again. Looking at the page changes nothing."""
    mail = _mail_behind(token)
    if request.method == "POST":
        change = actions.switch_on if "again" in request.POST else actions.switch_off
        change(mail.person, mail.kind, by=None)
    off = Optout.objects.of(mail.person).filter(kind=mail.kind).exists()
    context = {"title": mail.title, "off": off, "done": request.method == "POST"}
    return render(request, "outbox/unsubscribe.html", context)


def _mail_behind(token: str) -> Message:
    try:
        link = read("unsubscribe", token)
    except BadLink as error:
        raise Http404 from error
    mail = Message.objects.select_related("person").filter(pk=link.key, person__isnull=False).first()
    if mail is None or mail.kind not in kinds() or not kinds()[mail.kind].optional:
        raise Http404
    return mail
