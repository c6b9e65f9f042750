"""Applications in the admin: the list of those to decide, and the page on which one is decided."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.fields import found_by
from cities.directory.tiers import Tier
from cities.joining import rules
from cities.joining.actions import deciding, reopening
from cities.joining.background import backgrounds_of, contacts_of, possible_duplicates
from cities.joining.forms.staff import (
    ApproveForm,
    ClarificationForm,
    DeclineForm,
    PartnerInvitationForm,
    WelcomeForm,
)
from cities.joining.models import BY_WORK, WAITS_SINCE, Application
from cities.joining.numbers import counts_in, tier_choices
from cities.joining.refusals import entry_of
from cities.joining.route import answers, stations, waiting_tone, waiting_words
from cities.people.models import User
from icaforum.audit.admin import Verb
from icaforum.audit.verbs import Words
from icaforum.outbox.admin.ledger import about_address
from icaforum.outbox.asking import MailingAdmin
from icaforum.words.admin_filters import DayFilter, StandingFilter
from icaforum.words.languages import translated_name
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


State = Application.State


def _whom_it_mails(application: Application) -> str:
    """The sentence that says whom a verb will mail, and in which language."""
    language = translated_name(application.language)
    words = _("This mails %(person)s (%(email)s) in this language: %(language)s.")
    person = application.person_name or application.city_name
    return words % {"person": person, "email": application.email, "language": language}


def _what_approving_does(application: Application) -> str:
    words = _("%(city)s is in the Forum at once, and its contact gets an invitation.")
    return f"{words % {'city': application.city_name}} {_whom_it_mails(application)}"


def _what_taking_up_does(application: Application) -> str:
    words = _(
        "It waits for a decision again, with all answers, questions and notes. The days promised count from "
        "today. The reason that was sent goes into the notes."
    )
    return f"{words} {_whom_it_mails(application)}"


def _naming_the_applicant(words: Words) -> Callable[[Application], str]:
    """A function that fills the city and the address of an application into `words`."""
    # str: the words are lazy, and are put into the language of the person who reads them only here.
    return lambda application: str(words) % {"city": application.local_name, "email": application.email}


_APPROVED = gettext_lazy("%(city)s is in the Forum. The mail to %(email)s is on its way.")


def _ask_of_approving(form: ApproveForm, application: Application) -> None:
    city = entry_of(application)
    form.ask_beyond(counts_in(city.kind if city else application.kind, list(Tier)))


# Approving stands here twice, since a partner's form has no tier. Only one of the two is ever offered.
VERBS = (
    Verb(
        name="approve",
        label=gettext_lazy("Approve"),
        do=deciding.approve,
        done=_naming_the_applicant(_APPROVED),
        form=ApproveForm,
        fill=_ask_of_approving,
        offered=lambda application: application.is_open and not application.is_partner,
        consequence=_what_approving_does,
        mails=True,
    ),
    Verb(
        name="approve-partner",
        label=gettext_lazy("Approve as partner"),
        do=deciding.approve,
        done=_naming_the_applicant(_APPROVED),
        form=WelcomeForm,
        offered=lambda application: application.is_open and application.is_partner,
        consequence=_what_approving_does,
        mails=True,
    ),
    Verb(
        name="ask",
        label=gettext_lazy("Ask a question"),
        do=deciding.ask,
        done=_naming_the_applicant(
            gettext_lazy(
                "Your question to %(city)s is on its way. The days promised rest until the answer is here."
            )
        ),
        form=ClarificationForm,
        offered=lambda application: application.is_open,
        consequence=_whom_it_mails,
        mails=True,
    ),
    Verb(
        name="decline",
        label=gettext_lazy("Decline"),
        do=deciding.decline,
        done=_naming_the_applicant(
            gettext_lazy("The application of %(city)s is declined. The reason is on its way to %(email)s.")
        ),
        form=DeclineForm,
        offered=lambda application: application.is_open,
        consequence=_whom_it_mails,
        mails=True,
        danger=True,
    ),
    Verb(
        name="take-up",
        label=gettext_lazy("Take up again"),
        do=reopening.take_up_again,
        done=_naming_the_applicant(
            gettext_lazy(
                "The application of %(city)s waits for a decision again. The mail to %(email)s is on its way."
            )
        ),
        offered=lambda application: application.state == State.DECLINED,
        consequence=_what_taking_up_does,
        mails=True,
    ),
    Verb(
        name="take-back",
        label=gettext_lazy("Take the invitation back"),
        do=deciding.take_back_invitation,
        done=_naming_the_applicant(gettext_lazy("The invitation of %(city)s to apply is taken back.")),
        offered=lambda application: application.state == State.INVITED,
        consequence=lambda _application: _("The link in the mail ends at once. Nobody is mailed."),
        danger=True,
    ),
)


UNDOING = ("take-up", "take-back")


@admin.register(Application)
class ApplicationAdmin(MailingAdmin):
    """The list of applications, the longest waiting first, and the page on which each is decided."""

    nothing_yet = gettext_lazy("No application yet. Cities apply on the page “Join”.")
    verbs = VERBS
    create = staticmethod(deciding.invite_partner)
    edit = staticmethod(deciding.write_note)
    change_form_template = "admin/cities/application/change_form.html"
    change_list_template = "admin/cities/application/change_list.html"
    list_display = ("city_name", "waits", "kind", "person_name")
    exported = ("email", "position", "country", "state", "sent_at", "decided_at")
    list_filter = (ApplicationFilter, "kind", ("sent_at", DayFilter))
    search_fields = ("city_name", "person_name", "email", *found_by("city"))
    search_help_text = gettext_lazy("A name, a city or a part of an address")
    # Descending by the stored word, which puts «waiting» before «asked»: first what is ours to do.
    # Whoever waits for us first, then in the order in which an application goes its way.
    ordering = (BY_WORK, WAITS_SINCE, "pk")
    # The rest of the page is drawn by its template: what an applicant wrote is nobody's to change.
    fields = ("note",)
    add_fields = PartnerInvitationForm.Meta.fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        """Return the rows with all that the list and the page read: the clock counts the questions."""
        rows = super().get_queryset(request).select_related("city", "decided_by", "opened_by")
        return rows.prefetch_related("clarifications", "themes")

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
        extra = (extra_context or {}) | (self._decision_context(request, application) if application else {})
        return super().change_view(request, object_id, form_url, extra)

    def _decision_context(self, request: HttpRequest, application: Application) -> dict[str, Any]:
        """What the page shows beside the notes: rules, answers, duplicates, steps and buttons."""
        background = backgrounds_of([application])[application.pk]
        person = cast(User, request.user)  # the admin lets nobody in who is not signed in
        decides = self.has_change_permission(request, application) and application.is_open
        return {
            "waits": waiting_words(application, request_now()),
            "tone": waiting_tone(application, request_now()),
            "checks": rules.checks(application, background),
            "pledge": rules.pledge_note(application, background),
            "answers": answers(application),
            "asked": application.clarifications.all(),
            "others": possible_duplicates(application),
            "found": background.in_directory if application.city is None else None,
            "contacts": contacts_of(application) if request.user.has_perm("cities.view_officer") else [],
            **about_address(request, application, application.email),
            "stations": stations(application, now=request_now(), to_staff=True),
            "decides": decides,
            # The buttons give way to a sentence; pressed all the same, the verb refuses by the same rule.
            "own": decides and not rules.may_decide(person, application),
            # A template cannot read a key with a hyphen.
            "verb_urls": {verb.name.replace("-", "_"): self.verb_url(application, verb) for verb in VERBS},
            "tiers": tier_choices(),
            "mails": _whom_it_mails(application),
            "after": None if application.is_undecided else self._what_comes_next(request, application),
        }

    def _what_comes_next(self, request: HttpRequest, application: Application) -> dict[str, Any]:
        """The links below an application that is decided: its city, its membership, the next to decide."""
        city, following = application.city, _next_to_decide(application)
        # Only those that this person may open: not all of the secretariat have the same rights.
        return {
            "city": city if request.user.has_perm("cities.view_city") else None,
            "membership": city.membership
            if city and request.user.has_perm("cities.view_membership")
            else None,
            "following": following,
            "waits": waiting_words(following, request_now()) if following else "",
        }

    def verb_url(self, application: Application, verb: Verb) -> str:
        """Return the address of a verb's own page."""
        return reverse("admin:cities_application_verb", args=[application.pk, verb.name])

    def offered_verbs(self, request: HttpRequest, obj: Any) -> list[Verb]:
        """Return only what undoes something, as a button under the name.

        The page has a bar of its own for the decisions, with the note beside them.
        """
        return [verb for verb in super().offered_verbs(request, obj) if verb.name in UNDOING]

    def after_verb_url(self, request: HttpRequest, verb: Verb, obj: Any) -> str:
        """Return where a verb leads: back, or with «Approve and open next» to the one that waits longest."""
        if "_next" not in request.POST:
            return super().after_verb_url(request, verb, obj)
        following = _next_to_decide(obj)
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


def _next_to_decide(application: Application) -> Application | None:
    """The application that waits longest, this one apart."""
    return Application.objects.to_decide().exclude(pk=application.pk).first()
