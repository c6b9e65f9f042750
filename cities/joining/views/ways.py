"""What the pages of joining share: who applies, from which draft, by which link."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from cities.directory.models import City
from cities.directory.viewer import ReaderRequest
from cities.joining import refusals
from cities.joining.actions import applying, memberships
from cities.joining.forms.applicant import C40Form, JoinForm, OtherCityForm, PartnerForm, Step
from cities.joining.links import application_of, dead_link, draft_of_device
from cities.joining.models import Application, ApplicationDraft
from cities.people import limits
from icaforum.audit.record import Refused
from icaforum.forum.reading import the_forum
from icaforum.outbox.links import sign
from icaforum.words.decorators import form_page
from icaforum.words.languages import reader_language

# The word in the address of a form, and the kind of applicant that fills it in.
KINDS = {"c40": City.Kind.C40, "city": City.Kind.OTHER, "partner": City.Kind.PARTNER}
WORDS = {str(kind): word for word, kind in KINDS.items()}


FORMS: dict[str, type[JoinForm]] = {"c40": C40Form, "city": OtherCityForm, "partner": PartnerForm}


# Which link a refused application shows beside the reason (`join_way_out.html`).
LINK_AFTER_REFUSAL: dict[type[Refused], str] = {
    memberships.AlreadyMember: "access",
    refusals.AnotherIsOpen: "lost",
    refusals.WrongWayIn: "c40",
}


Answers = Mapping[str, list[str]]


@dataclass(frozen=True)
class Way:
    """Somebody on the way in: the kind of applicant, and what was typed so far.

    `token` is that of a partner's invitation, `again` that of an unconfirmed application which is corrected.
    `application` is the row behind either, or behind the draft. `beside` says that another draft, not sent
    either, stands on this device.
    """

    kind: str
    draft: ApplicationDraft | None = None
    application: Application | None = None
    token: str = ""
    again: str = ""
    beside: bool = False

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of this kind, without the last, on which all is checked."""
        return FORMS[self.kind].steps

    @property
    def answers(self) -> Answers:
        """What was typed so far; at the beginning, what the application says."""
        return self.draft.answers if self.draft else self.begins_with

    @property
    def begins_with(self) -> Answers:
        """The answers with which a draft begins."""
        return as_typed(self.application, FORMS[self.kind]) if self.application else {}

    def form(self, answers: Answers | None = None, *, bound: bool = False) -> JoinForm:
        """Return the form with these answers, or all so far."""
        return form_of(self.kind, self.answers if answers is None else answers, bound=bound)

    def step(self, slug: str) -> Step:
        """Return the step of this word; raises Http404 where this kind has none."""
        for step in self.steps:
            if step.slug == slug:
                return step
        raise Http404

    def address(self, name: str, **more: str) -> str:
        """Return the address of a page of this way: step (with its `slug`), check, start_over, elsewhere."""
        whose = {"token": self.token} if self.token else {"kind": self.kind}
        page = f"cities:{'partner' if self.token else 'join'}_{name}"
        query = f"?again={self.again}" if self.again else ""
        return reverse(page, kwargs=whose | more) + query

    def stopped_at(self) -> str:
        """Return the address of the first step with an open answer; of the last where there is none."""
        if self.draft is None:
            return self.address("step", slug=self.steps[0].slug)
        step = self.form(bound=True).open_step()
        return self.address("step", slug=step.slug) if step else self.address("check")

    def stations(self, here: Step | None) -> dict[str, Any]:
        """Return the steps for the line above a page, and where one stands: at the end without a step."""
        titles = [*(step.title for step in self.steps), _("Check and send")]
        number = self.steps.index(here) + 1 if here else len(titles)
        return {"steps": titles, "number": number, "count": len(titles), "name": self.name()}

    def name(self) -> str:
        """Return the name of the city or organisation, where one can be read; else nothing."""
        form = self.form(bound=True).only(self.steps[0])
        form.full_clean()
        return str(form.cleaned_data.get("city") or form.cleaned_data.get("city_name") or "")


def on_the_way(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a page for whoever applies: it gets the way, found by the cookie or by a partner's link."""

    @login_not_required
    @form_page
    @cache_control(private=True, no_store=True)
    @wraps(view)
    def page(request: ReaderRequest, kind: str, token: str = "", **more: str) -> HttpResponse:
        way = _partner(request, token) if token else _city(request, kind)
        return view(request, way, **more) if isinstance(way, Way) else way

    return page


def _city(request: ReaderRequest, kind: str) -> Way:
    """The way of a city, from the draft on this device or from an application that is corrected."""
    draft, again = draft_of_device(request, KINDS[kind]), request.GET.get("again", "")
    # «?again=» comes from the page after sending: whoever mistyped the address need not type all again. Once
    # confirmed an application is its applicant's, and this link, which proves nothing, no longer shows it.
    before = application_of("application-sent", again)
    can_correct = before and before.state == Application.State.UNCONFIRMED and before.kind == KINDS[kind]
    if before and can_correct and not (draft and draft.application_id == before.pk):
        return Way(kind, application=before, again=again, beside=draft is not None)
    return Way(kind, draft=draft, application=draft.application if draft else None)


def _partner(request: ReaderRequest, token: str) -> Way | HttpResponse:
    """The way of an invited partner; the page to show instead where its link is over."""
    application = application_of("partner", token)
    # Taken back by staff: the link ends like one that was never ours.
    if application is None or application.state == Application.State.WITHDRAWN:
        return dead_link(request)
    if application.state != Application.State.INVITED:
        return redirect("cities:status", status_token(application))
    draft = application.drafts.kept().filter(kind=City.Kind.PARTNER).first()
    return Way("partner", draft=draft, application=application, token=token)


def with_word(address: str, word: str) -> str:
    """Return the address with one more word in its query; as it is without one."""
    return f"{address}{'&' if '?' in address else '?'}{word}" if word else address


def form_of(kind: str, answers: Answers, *, bound: bool) -> JoinForm:
    """Return the form of this kind of applicant with these answers."""
    more: dict[str, Any] = {}
    if kind == "c40":
        listed = City.objects.filter(kind=City.Kind.C40)
        more = {"cities": listed, "members": listed.members()}
    return FORMS[kind].begun(answers, bound=bound, **more)


def as_typed(application: Application, form: type[JoinForm]) -> dict[str, list[str]]:
    """Return the answers of an application as a form sends them."""
    typed = {}
    for name in (name for step in form.steps for name in step.names):
        value = getattr(application, name)
        if name == "themes":
            typed[name] = [str(theme.pk) for theme in value.all()]
        elif name == "city":
            typed[name] = [str(application.city_id or "")]
        else:
            typed[name] = ["\n".join(value) if isinstance(value, list) else str(value)]
    return {name: values for name, values in typed.items() if any(values)}


def why_not(kind: str, form: JoinForm) -> Refused | None:
    """Why the city that was chosen or typed cannot apply, whatever else is typed; None if it can."""
    form.is_valid()
    known = form.cleaned_data
    if not (known.get("city") or known.get("city_name")):
        return None
    would_be = Application(
        kind=KINDS[kind],
        city=known.get("city"),
        city_name=known["city"].name if known.get("city") else known["city_name"],
        country=known["city"].country if known.get("city") else known.get("country", ""),
    )
    try:
        applying.refuse_who_cannot_apply(would_be)
    except Refused as refusal:
        return refusal
    return None


def handed_on(form: JoinForm, answers: Answers) -> dict[str, Any]:
    """Return what was typed, under the names of the fields of «Ask for access»."""
    chosen = form.cleaned_data
    city = chosen.get("city") or City.objects.named(
        chosen.get("city_name", ""), kind=City.Kind.OTHER, country=str(chosen.get("country", ""))
    )
    typed = {name: values[-1] for name, values in answers.items() if values}
    words = (typed.get(name, "").strip() for name in ("position", "interest"))
    return {
        "city": city.pk if city else "",
        "name": typed.get("person_name", ""),
        "email": typed.get("email", ""),
        "language": typed.get("language") or reader_language(),
        "message": "\n\n".join(filter(None, words))[:1000],
    }


def status_token(application: Application) -> str:
    """Return the token of the applicant's own page, as the mails have it (`emails.status_url`)."""
    return sign("status", application.pk, version=application.link_version)


def mails_within(request: ReaderRequest, email: str) -> bool:
    """Return whether this visitor may have another mail sent to this address."""
    # One count for all forms that mail an address which anybody can type. A whole city hall may share one
    # network, so that limit is wider.
    return limits.within(request, "join", address=email, per_address=5, per_network=40)


def too_often_words() -> str:
    """Return the sentence for whoever asked for too many mails."""
    message = _(
        "You have asked for many mails in a short time. Please wait an hour, or write to %(address)s."
    )
    return message % {"address": the_forum().contact_email}
