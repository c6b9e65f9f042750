"""The queue of applications, and the sheet on which one is decided."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.joining import rules
from cities.joining.actions import applying, deciding
from cities.joining.background import backgrounds_of
from cities.joining.forms.staff import (
    ApproveForm,
    ClarificationForm,
    DeclineForm,
    PartnerInvitationForm,
    WelcomeForm,
)
from cities.joining.models import Application
from cities.joining.route import answers, stations
from cities.tiers import Tier
from icaforum.audit.admin import Verb
from icaforum.outbox.asking import MailingAdmin
from icaforum.words.addresses import domain_of, is_free_mail
from icaforum.words.filters import StandingFilter


class ApplicationFilter(StandingFilter):
    """Of applications; without a choice, and without a search, those to decide."""

    ways: ClassVar[Mapping[str, tuple[Any, Q]]] = {
        "unconfirmed": (gettext_lazy("Address not confirmed"), Q(state=Application.State.UNCONFIRMED)),
        "invited": (gettext_lazy("Partners invited"), Q(state=Application.State.INVITED)),
        "decided": (
            gettext_lazy("Decided or withdrawn"),
            Q(state__in=[*Application.DECIDED, Application.State.WITHDRAWN]),
        ),
        "all": (gettext_lazy("All"), Q()),
    }

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        yield first | {"display": gettext_lazy("To decide")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in self.ways or request.GET.get("q"):
            return super().queryset(request, queryset)
        return queryset.filter(state__in=Application.OPEN)


UNCONFIRMED_SHOWN = 20


State = Application.State


def _mails(application: Application) -> str:
    """Before whom a verb mails, and in which language."""
    language = translation.get_language_info(application.language)["name_translated"]
    words = _("This mails %(person)s (%(email)s) in this language: %(language)s.")
    person = application.person_name or application.city_name
    return words % {"person": person, "email": application.email, "language": language}


def _lets_in(application: Application) -> str:
    words = _("%(city)s is in the Forum at once, and its contact gets an invitation.")
    return f"{words % {'city': application.city_name}} {_mails(application)}"


def _done(words: Any) -> Callable[[Application], str]:
    """What was done, said of the city and its contact."""
    return lambda application: words % {"city": application.city_name, "email": application.email}


_APPROVED = gettext_lazy("%(city)s is in the Forum. The mail to %(email)s is on its way.")


VERBS = (
    Verb(
        name="approve",
        label=gettext_lazy("Approve"),
        do=deciding.approve,
        done=_done(_APPROVED),
        form=ApproveForm,
        offered=lambda application: application.is_open and not application.is_partner,
        consequence=_lets_in,
        mails=True,
    ),
    Verb(
        name="approve-partner",
        label=gettext_lazy("Approve as partner"),
        do=deciding.approve,
        done=_done(_APPROVED),
        form=WelcomeForm,
        offered=lambda application: application.is_open and application.is_partner,
        consequence=_lets_in,
        mails=True,
    ),
    Verb(
        name="ask",
        label=gettext_lazy("Ask a question"),
        do=deciding.ask,
        done=_done(
            gettext_lazy(
                "Your question to %(city)s is on its way. The days promised rest until the answer is here."
            )
        ),
        form=ClarificationForm,
        offered=lambda application: application.is_open,
        consequence=_mails,
        mails=True,
    ),
    Verb(
        name="decline",
        label=gettext_lazy("Decline"),
        do=deciding.decline,
        done=_done(
            gettext_lazy("The application of %(city)s is declined. The reason is on its way to %(email)s.")
        ),
        form=DeclineForm,
        offered=lambda application: application.is_open,
        consequence=_mails,
        mails=True,
        danger=True,
    ),
    Verb(
        name="take-back",
        label=gettext_lazy("Take the invitation back"),
        do=applying.withdraw_application,
        done=_done(gettext_lazy("The invitation of %(city)s to apply is taken back.")),
        offered=lambda application: application.state == State.INVITED,
        consequence=lambda _application: _("The link in the mail ends at once. Nobody is mailed."),
        danger=True,
    ),
)


@admin.register(Application)
class ApplicationAdmin(MailingAdmin):
    """The longest waiting first; what nobody confirmed stands apart."""

    verbs = VERBS
    create = staticmethod(deciding.invite_partner)
    edit = staticmethod(deciding.write_note)
    change_form_template = "admin/cities/application/change_form.html"
    change_list_template = "admin/cities/application/change_list.html"
    list_display = ("city_name", "waits", "kind", "person_name")
    list_filter = (ApplicationFilter, "kind")
    search_fields = ("city_name", "person_name", "email")
    ordering = ("-state", "confirmed_at", "pk")
    fields = ("note",)
    add_fields = PartnerInvitationForm.Meta.fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        rows = super().get_queryset(request).select_related("city", "decided_by", "opened_by")
        return rows.prefetch_related("clarifications", "themes")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = PartnerInvitationForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_fields(request, obj) if obj else self.add_fields

    @admin.display(description=gettext_lazy("waits"), ordering="confirmed_at")
    def waits(self, application: Application) -> str:
        tone = waiting_tone(application)
        return format_html('<span class="state state--{}">{}</span>', tone, waiting_words(application))

    # The sheet ------------------------------------------------------------------------------------------

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A partner's application begins with our invitation: one at a time."""
        one = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().add_view(request, form_url, (extra_context or {}) | one)

    def response_add(
        self,
        request: HttpRequest,
        obj: Application,
        *_more: Any,
        **_kwargs: Any,
    ) -> HttpResponse:
        """To the sheet of the partner; who is mailed, and how long the link is good for, in one message."""
        words = _(
            "%(partner)s is invited to apply. The mail to %(email)s is on its way; "
            "its link works until you take the invitation back."
        )
        messages.success(request, words % {"partner": obj.city_name, "email": obj.email})
        return HttpResponseRedirect(self._page_of(obj))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        application = self.get_object(request, object_id)
        extra = (extra_context or {}) | (self._sheet(request, application) if application else {})
        return super().change_view(request, object_id, form_url, extra)

    def _sheet(self, request: HttpRequest, application: Application) -> dict[str, Any]:
        """Everything one needs to decide, on one page."""
        around = backgrounds_of([application])[application.pk]
        decides = self.has_change_permission(request, application) and application.is_open
        return {
            "waits": waiting_words(application),
            "tone": waiting_tone(application),
            "checks": rules.checks(application, around),
            "pledge": rules.pledge_note(application, around),
            "answers": answers(application),
            "asked": application.clarifications.all(),
            "others": others_like(application),
            "found": around.in_directory if application.city is None else None,
            "contacts": contacts_of(application),
            "stations": stations(application, now=timezone.now(), to_staff=True),
            "decides": decides,
            "own": decides and not rules.may_decide(request.user, application),
            "verb_urls": {verb.name.replace("-", "_"): self.verb_url(application, verb) for verb in VERBS},
            "tiers": Tier.choices,
            "mails": _mails(application),
            "after": None if application.is_undecided else self._after(request, application),
        }

    def _after(self, request: HttpRequest, application: Application) -> dict[str, Any]:
        """Where one goes from a sheet on which nothing is left to decide."""
        city, following = application.city, _following(application)
        return {
            "city": city if request.user.has_perm("cities.view_city") else None,
            "membership": city.membership
            if city and request.user.has_perm("cities.view_membership")
            else None,
            "following": following,
            "waits": waiting_words(following) if following else "",
        }

    def verb_url(self, application: Application, verb: Verb) -> str:
        return reverse("admin:cities_application_verb", args=[application.pk, verb.name])

    def offered_verbs(self, request: HttpRequest, obj: Application) -> list[Verb]:
        """The bar offers the decisions; under the name stands only what is no decision."""
        return [verb for verb in super().offered_verbs(request, obj) if verb.name == "take-back"]

    def after_verb_url(self, request: HttpRequest, verb: Verb, obj: Application) -> str:
        """«Approve and open next»: the one that waits longest after this one."""
        if "_next" not in request.POST:
            return super().after_verb_url(request, verb, obj)
        following = _following(obj)
        if following is None:
            return reverse("admin:cities_application_changelist")
        return reverse("admin:cities_application_change", args=[following.pk])

    # The queue ------------------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        apart = Application.objects.none()
        if not request.GET:
            apart = Application.objects.unconfirmed().order_by("-sent_at")[:UNCONFIRMED_SHOWN]
        return super().changelist_view(request, (extra_context or {}) | {"unconfirmed": apart})


# What stands around an application ------------------------------------------------------------------------


def others_like(application: Application) -> QuerySet[Application]:
    """Possible duplicates: of the same city, from the same address, or from another at the same office."""
    alike = Q(pk__in=Application.objects.of_same_city(application).values("pk")) | Q(
        email__iexact=application.email
    )
    if not is_free_mail(application.email):
        alike |= Q(email__iendswith=f"@{domain_of(application.email)}")
    return Application.objects.filter(alike).exclude(pk=application.pk).order_by("-sent_at")[:10]


def contacts_of(application: Application) -> list[tuple[str, str]]:
    """The applicant, and who sits in the city's team already."""
    applicant = (application.person_name, application.position)
    if application.city is None:
        return [applicant]
    seats = application.city.seats.open().select_related("person")
    return [applicant, *((str(seat.person), seat.get_role_display()) for seat in seats)]


def _following(application: Application) -> Application | None:
    """The one that waits longest beside this."""
    return Application.objects.to_decide().exclude(pk=application.pk).first()


def waiting_words(application: Application) -> str:
    """«day 6 of 10 promised», «2 days late», or where else it stands."""
    clock = rules.clock(application, timezone.now())
    if application.state != State.WAITING or clock is None:
        return application.get_state_display()
    return clock.words


def waiting_tone(application: Application) -> str:
    """The colour of the dot beside it: late, with us, or with somebody else."""
    if application.state != State.WAITING:
        return "open"
    clock = rules.clock(application, timezone.now())
    return clock.tone if clock else "soon"
