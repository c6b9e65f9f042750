"""The admin, with the secretariat's day on its front page."""

from typing import Any, cast

from allauth.account import views as account
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from cities.models import Colleague, LaunchSheet, User
from icaforum.audit.models import Entry
from icaforum.forum.models import ForumSettings
from icaforum.forum.rooms import is_behind_a_closed_door
from icaforum.pages.today.page import today
from icaforum.privacy import views as privacy
from icaforum.ready import views
from icaforum.search.found import find, page_of_address
from icaforum.words.columns import NOTHING
from icaforum.words.staff_search import MOST_WORDS
from icaforum.words.times import request_now

# The apps in the menu, in this order. What libraries register (groups, rights) is changed by our verbs.
SECRETARIAT = (Colleague, LaunchSheet, ForumSettings, Entry)
# What is typed into the search beyond this is not looked for, which is said.
MOST_LETTERS = 200
SECTIONS = ("cities", "pilots", "resources", "events", "outbox", "inbound", "forum", "audit")
# Lists that stand in the menu with those of another app.
WITHIN = {"inbound": "outbox"}


class ForumAdminSite(AdminSite):
    """The admin of the Forum: Today in front, and our own lists only."""

    site_header = _("ICA Forum")
    site_title = _("ICA Forum administration")
    index_title = _("Today")
    empty_value_display = NOTHING
    index_template = "admin/today.html"

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether this is the secretariat at work, with the second step (`cities.people.middleware`)."""
        return request.user.is_authenticated and request.user.acts_as_staff

    @method_decorator(login_not_required)  # as Django's own
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Ask for a sign-in; lead on whoever has no need of it, by HEAD as by GET."""
        if request.method == "HEAD" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        return super().login(request, extra_context)

    def logout(  # type: ignore[override]  # it leads on, where Django's own shows a page
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002 -- Django's signature
    ) -> HttpResponse:
        """Sign out as everywhere in the Forum; Django's own page is another house's."""
        return account.logout(request)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show the front page; what stands on it depends on what this person may open."""
        person = cast(User, request.user)  # `admin_view` lets nobody in who is not signed in
        return super().index(request, {**(extra_context or {}), **today(request_now(), person)})

    def app_index(  # type: ignore[override]  # no page, so nothing stands on it
        self, request: HttpRequest, app_label: str, **_context: Any
    ) -> HttpResponse:
        """Lead to Today: the page of a section would hold nothing but the links of the sidebar."""
        if not self.get_app_list(request, app_label):
            raise Http404
        return HttpResponseRedirect(reverse("admin:index"))

    def get_urls(self) -> list[Any]:
        """Return Django's addresses, but for «view on site», which would lead anybody to anything."""
        ours = path(
            "r/<path:content_type_id>/<path:object_id>/",
            self.admin_view(self.view_on_site),
            name="view_on_site",
        )
        ready = path("ready/", self.admin_view(self.ready), name="ready")
        search = path("search/", self.admin_view(self.search), name="search")
        return [ours, search, ready, *self._privacy_urls(), *super().get_urls()]

    def _privacy_urls(self) -> list[Any]:
        """Return the addresses of what we hold about somebody, and of erasing it."""
        pages = {"held/": "held", "held/file/": "held_file", "erase/": "erase"}
        views = {"held": self.held, "held_file": privacy.file_of, "erase": self.erase}
        return [
            path(f"data/<slug:kind>/<int:pk>/{tail}", self.admin_view(views[name]), name=name)
            for tail, name in pages.items()
        ]

    def held(self, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        """Show what we hold about somebody."""
        return privacy.held_of(request, self.each_context(request), kind, pk)

    def erase(self, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        """Erase what we hold about somebody."""
        return privacy.erase_of(request, self.each_context(request), kind, pk)

    def search(self, request: HttpRequest) -> HttpResponse:
        """Show what is found among all that this person may open, for the words of the header's field.

        The whole address of somebody opens their page at once.
        """
        typed = request.GET.get("q", "").replace("\x00", "").strip()
        if page := page_of_address(self, request, typed[:MOST_LETTERS]):
            return HttpResponseRedirect(page)
        groups = find(self, request, typed[:MOST_LETTERS])
        context = self.each_context(request) | {
            "title": _("Search"),
            "typed": typed[:MOST_LETTERS],
            "too_long": len(typed) > MOST_LETTERS or len(typed.split()) > MOST_WORDS,
            "groups": groups,
            "count": sum(group.count for group in groups),
        }
        return TemplateResponse(request, "admin/search.html", context)

    def ready(self, request: HttpRequest) -> HttpResponse:
        """Show what has to be right before the first city comes in."""
        return views.ready(request, self.each_context(request))

    def view_on_site(self, request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponseBase:
        """Lead to the page of a thing, whose address may hold its title; 404 where the list is not open."""
        is_key = content_type_id.isdecimal() and len(content_type_id) < 19
        kind = ContentType.objects.filter(pk=content_type_id).first() if is_key else None
        page = self._registry.get(cast(Any, kind and kind.model_class()))
        if page is None or not page.has_view_permission(request):
            raise Http404
        return shortcut(request, content_type_id, object_id)

    def _stands_in_menu(self, model: type[Model]) -> bool:
        """Return whether the list stands with those of its app."""
        return model not in SECRETARIAT and not is_behind_a_closed_door(self._registry[model])

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Return the lists of our own apps, in the order of `SECTIONS`, and then the secretariat's own.

        Those of a closed room are left out.
        With `app_label` only that of one app, which is empty where its lists stand with those of another.
        """
        apps = {app["app_label"]: app for app in super().get_app_list(request)}
        for label, host in WITHIN.items():
            if label in apps and host in apps:
                apps[host]["models"] += apps.pop(label)["models"]
        ours = [apps[label] for label in SECTIONS if label in apps]
        if app_label:
            return [app for app in ours if app["app_label"] == app_label]
        # Apart from the people of cities: the two lists stand in no app of theirs.
        own = [row for app in ours for row in app["models"] if row["model"] in SECRETARIAT]
        for app in ours:
            app["models"] = [row for row in app["models"] if self._stands_in_menu(row["model"])]
        if request.user.has_perm(views.SEES):
            own.append({"name": _("Ready to open?"), "admin_url": reverse("admin:ready"), "model": None})
        group = {"name": _("Secretariat"), "app_label": "secretariat", "app_url": "", "models": own}
        group["has_module_perms"] = bool(own)
        return [app for app in (*ours, group) if app["models"]]
