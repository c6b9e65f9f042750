"""The pages of whoever writes a joint call: draft, change, show for comments, other languages."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cities.advocacy.actions import drafting
from cities.advocacy.forms import CallForm, ReadingForm
from cities.advocacy.models import JointCall, Signature
from cities.advocacy.recipients import told_of_change
from cities.advocacy.views import led_cities, may_draft, visible_or_404
from cities.people.requests import MemberRequest
from cities.talking.views import ask_then_do
from icaforum.audit.answers import carry_out
from icaforum.audit.record import Refused
from icaforum.audit.sending import sent_once
from icaforum.forum.models import Room
from icaforum.forum.rooms import in_room
from icaforum.words.decorators import form_page
from icaforum.words.times import reader_today, request_now


@in_room(Room.JOINT_CALLS)
@form_page
@sent_once
def draft(request: MemberRequest) -> HttpResponse:
    """Draft a joint call, for a city that the reader leads or for the secretariat."""
    if not may_draft(request):
        raise Http404
    cities = [] if request.viewer.runs(JointCall) else led_cities(request, partners=False)
    form = CallForm(
        request.POST if request.method == "POST" else None,
        cities=cities,
        today=reader_today(),
        initial={"language": request.user.language},
    )
    if form.is_valid():
        try:
            found = drafting.draft_call(city=form.chosen, by=request.user, **form.facts())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("Your draft is kept. Your city’s contacts and the secretariat see it, nobody else yet.")
            messages.success(request, said)
            return redirect(found)
    context = {"form": form, "title": _("Draft a joint call"), "action": _("Keep the draft")}
    return render(request, "cities/advocacy/form.html", context)


def _written(request: MemberRequest, slug: str) -> JointCall:
    """Return a call that the reader may change now; 404 for every other one."""
    found = visible_or_404(request, slug)
    writes = found.is_draft and found.city_id in request.viewer.lead_of
    if not (request.viewer.runs(JointCall) or writes):
        raise Http404
    return found


@in_room(Room.JOINT_CALLS)
@form_page
def change(request: MemberRequest, slug: str) -> HttpResponse:
    """Change the words of a call; once it is open for signing it says first what follows."""
    found = _written(request, slug)
    if found.is_over or found.handed_over_on:
        raise Http404
    posted = request.method == "POST"
    form = CallForm(request.POST if posted else None, cities=[], call=found, today=reader_today())
    asks = ""
    if form.is_valid():
        asks = _what_follows(found, form)
        if not asks or request.POST.get("agreed") == "yes":
            try:
                facts = form.facts(form.changed_data) if form.changed_data else {}
                drafting.change_call(found, by=request.user, **facts)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The call is changed."))
                return redirect(found)
    context = {"form": form, "title": _("Change the call"), "action": _("Save"), "call": found, "asks": asks}
    context["is_new_text"] = bool({"title", "addressee", "language", "text"} & set(form.changed_data))
    return render(request, "cities/advocacy/form.html", context)


def _what_follows(call: JointCall, form: CallForm) -> str:
    """Return what a change of an open call means, to be agreed to first; empty where nobody is told."""
    is_new_text = bool({"title", "addressee", "language", "text"} & set(form.changed_data))
    if not call.opened_at or not (is_new_text or {"decides", "closes"} & set(form.changed_data)):
        return ""
    others = told_of_change(call, is_new_text=is_new_text).count()
    is_told = form.facts().get("sign_by", call.sign_by) > request_now()
    told = ngettext(
        "%(count)s person who was asked, or has signed, is told by mail what changed.",
        "%(count)s people who were asked, or have signed, are told by mail what changed.",
        others,
    ) % {"count": others}
    if not is_new_text:
        return told if others and is_told else ""
    newest = call.versions.latest("number")
    count = Signature.objects.of(newest).count()
    words = ngettext(
        "This opens version %(number)s. %(count)s signatory of version %(old)s is told and asked again, and "
        "no longer stands in the list until it signs the new text.",
        "This opens version %(number)s. %(count)s signatories of version %(old)s are told and asked again, "
        "and no longer stand in the list until they sign the new text.",
        count,
    )
    said = words % {"number": newest.number + 1, "old": newest.number, "count": count}
    more = ngettext(
        "%(count)s lead contact who was asked and has not signed is told too.",
        "%(count)s lead contacts who were asked and have not signed are told too.",
        others,
    )
    return f"{said} {more % {'count': others}}" if others and is_told else said


@in_room(Room.JOINT_CALLS)
@form_page
def show(request: MemberRequest, slug: str) -> HttpResponse:
    """Show a draft to all cities in the Forum, after a page that says what that means."""
    found = _written(request, slug)
    if request.method == "POST":
        said = _("All cities in the Forum can read the draft and comment on it.")
        return carry_out(request, lambda: drafting.show_for_comments(found, by=request.user), said, found)
    if not found.is_draft or found.shown_at:
        raise Http404
    context = {
        "title": _("Ask members for comments?"),
        "text": found.title,
        "consequences": [
            _("All contacts of cities in the Forum can read the draft and comment on it. Partners cannot."),
            _("Nobody gets a mail; it stands in their list of joint calls and in the weekly mail."),
            _("You can still change every word."),
        ],
        "action": _("Ask for comments"),
        "back_url": found.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


@in_room(Room.JOINT_CALLS)
@require_POST
def ready(request: MemberRequest, slug: str) -> HttpResponse:
    """Tell the secretariat that a draft can be opened for signing."""
    found = _written(request, slug)
    if found.city_id not in request.viewer.lead_of:
        raise Http404  # the secretariat opens it itself
    said = _("The secretariat reads it and opens it for signing, or writes to you.")
    return carry_out(request, lambda: drafting.say_ready(found, by=request.user), said, found)


@in_room(Room.JOINT_CALLS)
@form_page
def reading(request: MemberRequest, slug: str) -> HttpResponse:
    """Write the text of a call in another language, or change it; it is for reading alone."""
    found = _written(request, slug)
    if found.is_over:
        raise Http404
    language = request.GET.get("lang", "")
    row = next((it for it in found.readings.all() if it.language == language), None)
    form = ReadingForm(request.POST if request.method == "POST" else None, call=found, reading=row)
    if form.is_valid():
        try:
            drafting.write_reading(found, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The text stands there, for reading."))
            return redirect(f"{found.get_absolute_url()}?lang={form.cleaned_data['language']}#text")
    title = _("The text in another language")
    context = {"form": form, "title": title, "action": _("Save"), "call": found, "reading": row}
    return render(request, "cities/advocacy/form.html", context)


@in_room(Room.JOINT_CALLS)
@form_page
def remove_reading(request: MemberRequest, slug: str) -> HttpResponse:
    """Take the text in another language away, after a page that says what that means."""
    found = _written(request, slug)
    language = (request.GET.get("language") or request.POST.get("language", ""))[:10].replace("\x00", "")
    row = found.readings.filter(language=language).first()
    # Pressed for one that is gone meanwhile, the verb says so.
    if row is None and request.method != "POST":
        raise Http404
    question = {
        "title": _("Take this text for reading away?"),
        "text": str(row.title if row else ""),
        "consequences": [_("Its words are gone. The text that cities sign stays as it is.")],
        "action": _("Take it away"),
    }
    return ask_then_do(
        request,
        partial(drafting.remove_reading, found, language=language, by=request.user),
        question=question,
        done=_("The text is taken away."),
        back=found.get_absolute_url(),
    )
