"""Pages about everything: home, the desk, the Forum's own pages, health."""

import logging
import sys

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST, require_safe

from cities.directory.viewer import ReaderRequest
from cities.people.actions.profiles import edit_profile
from cities.people.requests import MemberRequest
from cities.sharing.preview import whose_own
from events.places.door import let_forms_lead_to
from icaforum.pages import home as pages_home
from icaforum.pages.desk import desk_of, greeting
from icaforum.pages.typed import page_again, sent_by
from icaforum.privacy.keeping import kept
from icaforum.search import public
from icaforum.words.addresses import is_own_path
from icaforum.words.times import request_now

# Seconds after which a program may ask again.
RETRY_AFTER = "30"

logger = logging.getLogger(__name__)


@login_not_required
@require_safe
def home(request: ReaderRequest) -> HttpResponse:
    """Show the home page, to everybody."""
    return render(request, "icaforum/pages/home.html", pages_home.facts(request.viewer))


@login_not_required
@require_safe
def search(request: ReaderRequest) -> HttpResponse:
    """Show what the reader finds, among all that they may see, for the words that were typed."""
    typed = request.GET.get("q", "").replace("\x00", "").strip()
    parts = public.search(request.viewer, typed)
    context = {
        "typed": typed[: public.MOST_LETTERS],
        "may_type": not typed,
        "too_long": len(typed) > public.MOST_LETTERS,
        "parts": parts,
        "count": sum(part.counted for part in parts),
        "shown": public.SHOWN,
    }
    return render(request, "icaforum/pages/search.html", context)


@require_safe
def desk(request: MemberRequest) -> HttpResponse:
    """Show My Forum; staff without a seat are led to Today in the admin."""
    person = request.user
    if person.acts_as_staff and not request.viewer.is_member:
        return redirect("admin:index")
    now = timezone.localtime(request_now())
    own = whose_own(request)
    desk = desk_of(person, request.viewer, own=own)
    context = {
        "desk": desk,
        "now": now,
        "greeting": greeting(person, now),
        "ask_zone": own.is_authenticated and person.zone_confirmed_at is None,
    }
    response = render(request, "icaforum/pages/desk.html", context)
    let_forms_lead_to([need.leads_to for need in desk.needs if need.leads_to], response)
    return response


@login_not_required
@require_safe
def about(request: ReaderRequest) -> HttpResponse:
    """Show what the Forum is."""
    return render(request, "icaforum/pages/about.html", {})


@login_not_required
@require_safe
def privacy(request: ReaderRequest) -> HttpResponse:
    """Show what the portal does with data about people."""
    return render(request, "icaforum/pages/privacy.html", {"kept": kept()})


@login_not_required
@require_safe
def contact(request: ReaderRequest) -> HttpResponse:
    """Show how to reach the secretariat."""
    return render(request, "icaforum/pages/contact.html", {})


@login_not_required
@require_POST
def set_language(request: ReaderRequest) -> HttpResponse:
    """Change the language, and lead back to where the reader was.

    It is kept in a cookie, and on the person where one is signed in: their mails come in it too.
    """
    language = request.POST.get("language", "")
    wanted = request.POST.get("next", "")
    response = HttpResponseRedirect(wanted if is_own_path(wanted) else reverse("home"))
    if language not in dict(settings.LANGUAGES) or not check_for_language(language):
        return response
    if request.user.is_authenticated:
        edit_profile(request.user, language=language, by=request.user)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
    return response


@login_not_required
@require_safe
def healthz(request: ReaderRequest) -> HttpResponse:  # noqa: ARG001
    """Answer that the process runs, without asking the database or the cache."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def readyz(request: ReaderRequest) -> HttpResponse:  # noqa: ARG001
    """Answer 200 when database, migrations and cache are well, else 503, so that nobody is sent here."""
    checks = {"database": _database, "cache": _cache}
    failed = [name for name, check in checks.items() if not check()]
    return JsonResponse({"status": "fail" if failed else "ok"}, status=503 if failed else 200)


def _database() -> bool:
    # Migrations that are not applied yet count too: new code on an old schema would fail on some pages.
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Exception:  # noqa: BLE001 -- whatever is wrong, the answer is «not ready»
        return False


def _cache() -> bool:
    try:
        cache.set("readyz", "1", timeout=5)
        return cache.get("readyz") == "1"
    except Exception:  # noqa: BLE001 -- as above
        return False


def bad_request(request: ReaderRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Show the page of a request that makes no sense; Django's own has none of our words."""
    return render(request, "400.html", status=400)


def csrf_failure(request: ReaderRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Show a form that was open too long once more, filled with what was sent; else what to do.

    What came from elsewhere is not shown: another site could have made somebody send it.
    """
    sent = sent_by(request)
    if (again := page_again(request)) is not None:
        again.status_code = again.status_code if again.status_code == 302 else 403
        return again
    return render(request, "403_csrf.html", sent, status=403)


def server_error(request: ReaderRequest) -> HttpResponse:
    """Show the page of a failure: 503 where the database is away or overloaded, else our own mistake."""
    # Django calls this while it handles the exception, whichever part of the portal has raised it.
    error = sys.exc_info()[1]
    context = sent_by(request)
    # Asking for a token needs no database, and without one the form could not be sent again.
    context["csrf_token"] = get_token(request) if context["texts"] else ""
    if not isinstance(error, OperationalError | InterfaceError):
        return HttpResponse(render_to_string("500.html", context), status=500)
    logger.error("The database does not answer: %s", type(error).__name__)
    response = HttpResponse(render_to_string("503_database.html", context), status=503)
    response.headers["Retry-After"] = RETRY_AFTER
    return response
