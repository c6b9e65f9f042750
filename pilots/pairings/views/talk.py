"""Comments in the workspace of a pairing: what is shown of them, and the address a new one is sent to."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cities.people.requests import MemberRequest
from icaforum.audit.record import Refused
from icaforum.audit.sending import sent_once
from icaforum.words.decorators import form_page
from pilots.comments.forms import CommentForm
from pilots.comments.models import Comment
from pilots.pairings import rules
from pilots.pairings.actions import talk
from pilots.pairings.locks import refuse
from pilots.pairings.models import Pairing
from pilots.pairings.views.finding import not_open, visible_pairing

COMMENTS_PAGE = 10


def comments_for(request: MemberRequest, pairing: Pairing, *, may_write: bool) -> dict[str, Any]:
    """Return what the workspace shows of comments: a page of them, and the form where one may be written."""
    rows = Comment.objects.visible_to(request.viewer).filter(circle=pairing.circle_id)
    pages = Paginator(rows.select_related("author", "city"), COMMENTS_PAGE)
    return {
        "comments": pages.get_page(request.GET.get("page")),
        "comment_form": _form(request, pairing) if may_write else None,
        "takes_part": rules.is_of_the_pair(request.viewer, pairing),
    }


def _form(request: MemberRequest, pairing: Pairing) -> CommentForm:
    cities = [it for it in (pairing.pilot_city, pairing.peer_city) if it.pk in request.viewer.city_ids]
    # The workspace takes other presses as well, which hold no comment.
    data = request.POST if request.method == "POST" and "text" in request.POST else None
    return CommentForm(data, cities=cities)


@form_page
@sent_once
def comment_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a comment of the workspace; where it cannot be taken, show it again with what is wrong."""
    pairing = visible_pairing(request, pk)
    if (answer := not_open(request, rules.WRITE, pairing)) is not None:
        return answer
    form = _form(request, pairing)
    if form.is_valid():
        try:
            refuse(rules.WRITE, request.viewer, pairing)
            row = talk.comment_in(pairing, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(row)
    context = {"pairing": pairing, "form": form, "title": _("Write a comment")}
    return render(request, "pilots/pairings/form.html", context)
