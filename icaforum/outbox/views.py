"""The page where the reader of a mail switches such mails off, for people and for mail programs."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from icaforum.outbox import actions
from icaforum.outbox.kinds import kinds
from icaforum.outbox.links import BadLink, read
from icaforum.outbox.models import Message, Optout
from icaforum.words.decorators import form_page


@csrf_exempt  # RFC 8058: mail programs post without cookie; the signed link is the proof
@login_not_required
@form_page
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show whether the kind of one mail is on for its reader; on POST switch it off, or on again.

    GET changes nothing, since programs that check links open them all.
    """
    mail = _mail_behind(token)
    if mail is None or mail.person is None:
        return render(request, "outbox/unsubscribe_dead.html", status=404)
    if request.method == "POST":
        change = actions.switch_on if "again" in request.POST else actions.switch_off
        change(mail.person, mail.kind, by=None)
    off = Optout.objects.of(mail.person).filter(kind=mail.kind).exists()
    context = {"title": mail.title, "off": off, "done": request.method == "POST"}
    return render(request, "outbox/unsubscribe.html", context)


def _mail_behind(token: str) -> Message | None:
    """Return the mail whose link it is; None for one that was cut off, or whose kind is not optional now."""
    try:
        link = read("unsubscribe", token)
    except BadLink:
        return None
    mail = Message.objects.select_related("person").filter(pk=link.key, person__isnull=False).first()
    return mail if mail and mail.kind in kinds() and kinds()[mail.kind].optional else None
