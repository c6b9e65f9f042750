"""Applications in the admin: the list of those to decide, and the page on which one is decided."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.fields import found_by
from cities.joining.actions import deciding
from cities.joining.admin.sheet import next_to_decide, on_paper, sheet
from cities.joining.admin.verbs import RECOMMEND, UNDOING, VERBS
from cities.joining.forms.staff import PartnerInvitationForm
from cities.joining.models import BY_WORK, WAITS_SINCE, Application
from cities.joining.route import waiting_tone, waiting_words
from cities.people.models import User
from icaforum.audit.admin import Verb
from icaforum.outbox.asking import MailingAdmin
from icaforum.words.admin_filters import DayFilter, StandingFilter
from icaforum.words.times import request_now


class ApplicationFilter(StandingFilter):
    """Filter by state. Without a choice and without a search it leaves those to decide, not all."""

    standings: ClassVar[Mapping[str, tuple[Any, Q]]] = {
        "waiting": (gettext_lazy("Waiting for us"), Q(state=Application.State.WAITING)),
        "unconfirmed": (gettext_lazy("Address not confirmed"), Q(state=Application.State.UNCONFIRMED)),
        "invited": (gettext_lazy("Partners invited"), Q(state=Application.State.INVITED)),
        "decided": (
            gettext_lazy("Decided or withdrawn"),
            Q(state__in=[*Application.DECIDED, Application.State.WITHDRAWN]),
        ),
        "all": (gettext_lazy("All"), Q()),
    }

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Yield Django's choices, the first of them, «All», in other words: here it is «To decide»."""
        first, *others = super().choices(changelist)
        yield first | {"display": gettext_lazy("To decide")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the chosen states; without a choice what is to decide, or all that a search finds."""
        # Who searches looks for one application, decided or not.
        if self.value() in self.standings or request.GET.get("q"):
            return super().queryset(request, queryset)
        return queryset.filter(state__in=Application.OPEN)


# Unconfirmed applications shown above the list. They end within a week, and strangers can make any number.
UNCONFIRMED_SHOWN = 20


@admin.register(Application)
class ApplicationAdmin(MailingAdmin):
    """The list of applications, the longest waiting first, and the page on which each is decided."""

    nothing_yet = gettext_lazy("No application yet. Cities apply on the page “Join”.")
    verbs = VERBS
    create = staticmethod(deciding.invite_partner)
    note_in_new = ("partner_invitation",)
    edit = staticmethod(deciding.write_note)
    change_form_template = "admin/cities/application/change_form.html"
    change_list_template = "admin/cities/application/change_list.html"
    list_display = ("city_name", "waits", "kind", "person_name")
    exported = ("email", "position", "country", "state", "sent_at", "decided_at")
    list_filter = (ApplicationFilter, "kind", ("sent_at", DayFilter), ("decided_at", DayFilter))
    search_fields = ("city_name", "person_name", "email", *found_by("city"))
    search_help_text = gettext_lazy("A name, a city or a part of an address")
    # Descending by the stored word, which puts «waiting» before «asked»: first what is ours to do.
    # Whoever waits for us first, then in the order in which an application goes its way.
    ordering = (BY_WORK, WAITS_SINCE, "pk")
    # The rest of the page is drawn by its template: what an applicant wrote is nobody's to change.
    fields = ("note",)
    add_fields = (*PartnerInvitationForm.Meta.fields, "own_words")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        """Return the rows with all that the list and the page read: the clock counts the questions."""
        rows = super().get_queryset(request).select_related("city", "decided_by", "opened_by")
        return rows.prefetch_related("clarifications__asked_by", "themes")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form of a partner's invitation for a new row, of the notes for one that is there."""
        if obj is None:
            kwargs["form"] = PartnerInvitationForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields of these two forms."""
        return super().get_fields(request, obj) if obj else self.add_fields

    @admin.display(description=gettext_lazy("waits"), ordering=WAITS_SINCE)
    def waits(self, application: Application) -> str:
        """Return the column that says how long it has waited, with a dot in the colour of that."""
        tone = waiting_tone(application, request_now())
        words = waiting_words(application, request_now())
        return format_html('<span class="state state--{}">{}</span>', tone, words)

    def next_step(self, request: HttpRequest, row: Any) -> tuple[str, str] | None:
        """Return the page itself, where the application waits for a decision."""
        if row.state != Application.State.WAITING or not self.has_change_permission(request, row):
            return None
        return _("Decide the application"), reverse("admin:cities_application_change", args=[row.pk])

    # The page of one application ------------------------------------------------------------------------

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """As Django's, with one button to save: each invitation leads to the page of its application."""
        one = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().add_view(request, form_url, (extra_context or {}) | one)

    def response_add(
        self,
        request: HttpRequest,
        obj: Any,
        *_more: Any,
        **_kwargs: Any,
    ) -> HttpResponse:
        """Lead to the partner's application, with one message that says who is mailed, and for how long.

        It stands for the messages of the base classes, which would say the same in two.
        """
        words = _(
            "%(partner)s is invited to apply. The mail to %(email)s is on its way; "
            "its link works until you take the invitation back."
        )
        messages.success(request, words % {"partner": obj.city_name, "email": obj.email})
        return HttpResponseRedirect(self._page_of(obj))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """As Django's, with everything that one needs to decide."""
        # Without a row Django answers itself, with a message and the way back to the list.
        application = self.get_object(request, object_id)
        extra = (extra_context or {}) | (self._sheet(request, application) if application else {})
        return super().change_view(request, object_id, form_url, extra)

    def _sheet(self, request: HttpRequest, application: Application) -> dict[str, Any]:
        may = self.has_change_permission(request, application)
        # A template cannot read a key with a hyphen.
        urls = {verb.name.replace("-", "_"): self.verb_url(application, verb) for verb in VERBS}
        return {**sheet(request, application, may=may), "verb_urls": urls}

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the base classes, and that of the printed sheet."""
        printed = path(
            "<path:object_id>/sheet/",
            self.admin_site.admin_view(self.paper_view),
            name="cities_application_paper",
        )
        return [printed, *super().get_urls()]

    def paper_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show all that an application says on one page to print, for colleagues without an account.

        Raises Http404 for an unknown application, PermissionDenied for who may not look at it.
        """
        application = self.get_object(request, object_id)
        if application is None:
            raise Http404
        if not self.has_view_permission(request, application):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("Application of %(city)s") % {"city": application.local_name},
            "opts": self.opts,
            "original": application,
            **on_paper(application),
        }
        return TemplateResponse(request, "admin/cities/application/paper.html", context)

    def verb_url(self, application: Application, verb: Verb) -> str:
        """Return the address of a verb's own page."""
        return reverse("admin:cities_application_verb", args=[application.pk, verb.name])

    def offered_verbs(self, request: HttpRequest, obj: Any) -> list[Verb]:
        """Return only what undoes something, as a button under the name.

        The page has a bar of its own for the decisions, with the note beside them.
        """
        return [verb for verb in super().offered_verbs(request, obj) if verb.name in UNDOING]

    def _verb_form(self, request: HttpRequest, verb: Verb, obj: models.Model) -> forms.Form:
        """Return the form of a verb; of a recommendation it begins with what this person has said so far."""
        form = super()._verb_form(request, verb, obj)
        if verb.name == RECOMMEND and not form.is_bound:
            own = cast(Application, obj).recommendations.filter(person=cast(User, request.user)).first()
            form.initial = {"says": own.says, "because": own.because} if own else {}
        return form

    def after_verb_url(self, request: HttpRequest, verb: Verb, obj: Any) -> str:
        """Return where a verb leads: back, or with «Approve and open next» to the one that waits longest."""
        if "_next" not in request.POST:
            return super().after_verb_url(request, verb, obj)
        following = next_to_decide(obj)
        if following is None:
            return reverse("admin:cities_application_changelist")
        return reverse("admin:cities_application_change", args=[following.pk])

    # The list -------------------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """As Django's; with nothing chosen, the newest unconfirmed applications stand apart."""
        # Once a filter, a search or a page is chosen they would only be in the way.
        apart = Application.objects.none()
        if not request.GET:
            apart = Application.objects.unconfirmed().order_by("-sent_at")[:UNCONFIRMED_SHOWN]
        return super().changelist_view(request, (extra_context or {}) | {"unconfirmed": apart})
