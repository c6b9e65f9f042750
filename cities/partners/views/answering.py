"""What the link of an organisation at the table opens: read, agree, say no, take its name back.

No account, no scripts. The page speaks the organisation's language, as its mail does.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from cities.directory.viewer import ReaderRequest, Viewer
from cities.partners.actions import agreeing
from cities.partners.forms.table import AnswerForm
from cities.partners.models import TABLES, AtTable
from cities.partners.models.table import link_of
from icaforum.audit.answers import carry_out
from icaforum.audit.record import Refused
from icaforum.outbox.links import BadLink, read
from icaforum.words.decorators import form_page

Page = Callable[[ReaderRequest, AtTable], HttpResponse]


def _by_link(page: Page) -> Callable[..., HttpResponse]:
    """Hand a page the organisation of its link, in its language; a page that says so for a dead link."""

    @login_not_required
    @never_cache
    @form_page
    @wraps(page)
    def opened(request: ReaderRequest, word: str, token: str) -> HttpResponse:
        row = _of_link(word, token)
        if row is None:
            return _dead(request)
        # Whoever is here already, or has pressed a language, reads the page in that one.
        chosen = request.user.is_authenticated or settings.LANGUAGE_COOKIE_NAME in request.COOKIES
        with translation.override(translation.get_language() if chosen else row.mail_language):
            response = page(request, row)
        # The address is the key: no search engine keeps it, and no other site is told it.
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return opened


def _of_link(word: str, token: str) -> Any:
    """Return the organisation whose link this is; None for a bad one, and one that ended."""
    if word not in TABLES:
        return None
    try:
        link = read(link_of(word), token)
    except BadLink:
        return None
    rows = TABLES[word].objects.select_related("thing", "city")
    return rows.filter(pk=link.key, link_version=link.version).first()


def _dead(request: ReaderRequest) -> HttpResponse:
    return render(request, "cities/partners/table/dead.html", status=404)


@_by_link
def answer(request: ReaderRequest, row: AtTable) -> HttpResponse:
    """Show an organisation what is written of it, and who reads that; on POST it agrees to exactly this."""
    form = AnswerForm(request.POST if request.method == "POST" else None, row=row)
    if form.is_valid():
        was_named = row.is_named
        try:
            agreeing.agree(row, by=None, **form.facts())
        except Refused as refusal:
            row = _of_link(row.word, row.token)
            if row is None:  # taken off while its yes was on the way
                return _dead(request)
            form = AnswerForm({**request.POST.dict(), "seal": row.seal}, row=row)
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _after_yes(row, was_named=was_named))
            return redirect(row.answer_path)
    public = type(row).things().visible_to(Viewer.public()).filter(pk=row.thing_id)
    context = {"row": row, "form": form, "is_public": public.exists()}
    return render(request, "cities/partners/table/answer.html", context)


def _after_yes(row: AtTable, *, was_named: bool) -> str:
    if row.hidden_at:
        return _("Saved. It stands there once the secretariat shows it again.")
    if was_named:
        return _("Saved. This stands there now.")
    return _("Thank you. You are named, in exactly these words.")


@_by_link
def say_no(request: ReaderRequest, row: AtTable) -> HttpResponse:
    """Let an organisation say no, after a page that says what that means."""
    if request.method == "POST":
        done = _("You are not named. We have deleted your address.")
        return carry_out(request, lambda: agreeing.say_no(row, by=None), done, row.answer_path)
    stands = _only_this(row, _("Only this stands there: %(kind)s."))
    return _ask(request, row, _("You do not want to be named?"), stands, _("Do not name us"))


@_by_link
def take_back(request: ReaderRequest, row: AtTable) -> HttpResponse:
    """Let an organisation take its name back, after a page that says what that means."""
    if request.method == "POST":
        done = _("Your name is gone from there. We have deleted your address.")
        return carry_out(request, lambda: agreeing.take_name_back(row, by=None), done, row.answer_path)
    stands = _only_this(row, _("Only this stays: %(kind)s. What you said yourselves goes with your name."))
    return _ask(request, row, _("Take your name back?"), stands, _("Take our name back"))


def _only_this(row: AtTable, said: str) -> str:
    """Return the sentence on what stands there afterwards; of a hidden one nothing does."""
    hidden = _("Nothing of it stands there: the secretariat has hidden it for now.")
    return hidden if row.hidden_at else said % {"kind": row.get_kind_display()}


def _ask(request: ReaderRequest, row: AtTable, title: str, stands: str, action: str) -> HttpResponse:
    context = {
        "title": title,
        "text": str(row.thing),
        "consequences": [
            stands,
            _("We delete your address, and ask you no more."),
            _("A number made from it stays, from which nobody can read it: so you are not asked again."),
            _("The link in our mail stays good: if you change your mind, you can say yes there."),
        ],
        "action": action,
        "back_url": row.answer_path,
        "back": _("Back"),
    }
    return render(request, "components/confirm.html", context)


@_by_link
def no_thanks(request: ReaderRequest, row: AtTable) -> HttpResponse:
    """Delete all that is held of an organisation on its word, after a page that says so."""
    if request.method == "POST":
        done = _("All is deleted.")
        return carry_out(request, lambda: agreeing.have_all_deleted(row, by=None), done, row.answer_path)
    context = {
        "title": _("Shall we delete what we hold of you?"),
        "text": _("That is your address, your name, and all that was written of you here."),
        "consequences": [
            _only_this(row, _("Only this stays: %(kind)s.")),
            _(
                "A number made from the address stays, from which nobody can read it: so you are never "
                "asked again."
            ),
        ],
        "action": _("No thanks, delete it"),
        "danger": True,
        "back_url": row.answer_path,
        "back": _("Back"),
    }
    return render(request, "components/confirm.html", context)
