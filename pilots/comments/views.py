"""The pages of one comment: change it, take it back, report it. Written is one on the page of its circle."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cities.people.requests import MemberRequest
from cities.talking.views import ask_then_do, take_report
from icaforum.audit.record import Refused
from icaforum.words.decorators import form_page
from pilots.comments import actions
from pilots.comments.forms import CommentForm
from pilots.comments.models import Comment, CommentQuerySet


def _visible(request: MemberRequest, *, gone: bool = False) -> CommentQuerySet:
    """Return the comments that this reader sees; with `gone` those that were taken back as well."""
    rows = Comment.objects.visible_to(request.viewer)
    rows = rows if gone else rows.up()
    return rows.select_related("city", "circle__pairing__pilot_city", "circle__pairing__peer_city")


@form_page
def comment_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Change the words of one's own comment."""
    row = get_object_or_404(_visible(request).filter(author=request.user), pk=pk)
    initial = {"text": row.text, "language": row.language}
    form = CommentForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            actions.change_comment(row, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your comment is changed."))
            return redirect(row)
    context = {"comment": row, "place": row.place, "form": form}
    return render(request, "pilots/comments/change.html", context)


@form_page
def comment_take_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask whether one's own comment is to go; on POST take its words away."""
    # Pressed for one that is taken back already, the verb says so.
    rows = _visible(request, gone=request.method == "POST").filter(author=request.user)
    row = get_object_or_404(rows, pk=pk)
    question = {
        "title": _("Take this comment back?"),
        "text": row.text if len(row.text) <= 300 else f"{row.text[:299]}…",
        "consequences": [_("Its words are gone. The page says that there was a comment of yours.")],
        "action": _("Take it back"),
    }
    take_back = partial(actions.take_comment_back, row, by=request.user)
    back = row.get_absolute_url()
    return ask_then_do(request, take_back, question=question, done=_("It is taken back."), back=back)


@form_page
def comment_report(request: MemberRequest, pk: int) -> HttpResponse:
    """Tell the secretariat of a comment of somebody else."""
    rows = _visible(request).exclude(author=request.user).filter(circle__cities__in=request.viewer.city_ids)
    row = get_object_or_404(rows.distinct(), pk=pk)
    return take_report(request, row, what=str(row), back=row.get_absolute_url())
