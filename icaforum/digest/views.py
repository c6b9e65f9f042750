"""/account/mails/: which mails somebody gets, and what they follow."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cities.people.actions.profiles import choose_mails
from cities.people.requests import MemberRequest
from icaforum.audit.locks import lock_row
from icaforum.digest import actions
from icaforum.digest.forms import FollowForm, MailsForm
from icaforum.words.addresses import is_own_path
from icaforum.words.decorators import form_page
from resources.questions.actions.answering import choose_hearing


@form_page
@transaction.atomic
def mails(request: MemberRequest) -> HttpResponse:
    """Show and save the optional mails and what one follows."""
    # As stored now and locked, so that the form merges with what stands.
    person = lock_row(request.user) if request.method == "POST" else request.user
    form = MailsForm(request.POST if request.method == "POST" else None, person=person)
    if form.is_valid():
        chosen = dict(form.cleaned_data)
        if when := chosen.pop("questions", ""):
            choose_hearing(person, when=when, by=person)
        choose_mails(person, wanted=chosen.pop("wanted"), by=person)
        actions.choose_follows(person, **chosen, by=person)
        messages.success(request, _("Saved."))
        return redirect("mails")
    return render(request, "icaforum/digest/mails.html", {"form": form})


@require_POST
def follow(request: MemberRequest) -> HttpResponse:
    """Follow one theme, city or kind, or stop; then lead back to the page that asked."""
    form = FollowForm(request.POST, viewer=request.viewer)
    if not form.is_valid():
        messages.error(request, _("That did not work. Please choose again."))
    elif "stop" in request.POST:
        actions.unfollow(request.user, **form.cleaned_data, by=request.user)
        messages.success(request, _("You follow it no more."))
    else:
        actions.follow(request.user, **form.cleaned_data, by=request.user)
        messages.success(request, _("You follow it: what is new there comes first for you."))
    back = request.POST.get("next", "")
    return redirect(back if is_own_path(back) else "mails")
