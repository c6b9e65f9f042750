"""Base of the admin pages of shared objects: the form «Who can see this», and how many that would be."""

from collections.abc import Callable
from typing import Any, ClassVar, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms.utils import ErrorDict, ErrorList
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.tiers import Level
from cities.people.models import User
from cities.sharing import actions
from cities.sharing.admin.whypage import WhyPage
from cities.sharing.audience import (
    Reach,
    difference_in_words,
    has_exceptions,
    is_in_force,
    reach,
    who_sees,
    who_would_see,
)
from cities.sharing.fields import WHO_CAN_SEE_THIS
from cities.sharing.forms import CHOICE, AudienceForm, SharingForm, level_of
from cities.sharing.models import Shared
from cities.sharing.people_field import find_people
from icaforum.outbox.asking import MailingAdmin
from icaforum.words.fields import Declaration

# The section as it stands among the fieldsets of each app.
(_FIELDSET,) = Declaration((WHO_CAN_SEE_THIS,)).fieldsets()


CHOSEN_FIELDS = tuple(f"chosen_{name}" for name in CHOICE)


class EditRequest(HttpRequest):
    """The request of an edit: `reach_before` is who saw the object before it was saved."""

    reach_before: Reach


def before_publishing(shared: Shared) -> str:
    """Say who will see an object once it is published, for the page before that verb."""
    return _("Will see it: %(who)s Nobody is mailed.") % {"who": who_sees(shared).sentence}


class SharedAdmin(WhyPage, MailingAdmin):
    """Base of the pages of shared objects: a `SharingForm`, saved by `create`, `choose` and `edit`.

    An app gives its own `create` and `edit`, and its own `choose` where more follows from a choice.
    """

    create: ClassVar[Callable[..., Any]]
    edit: ClassVar[Callable[..., Any]]
    choose: ClassVar[Callable[..., Any]] = actions.choose
    change_form_template = "admin/sharing/change_form.html"

    class Media:
        js = (Script("js/audience.js", type="module"), Script("js/people.js", type="module"))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """As Django's; after «Who can see this» comes the choice of cities and people, folded while empty."""
        chosen = obj is not None and (obj.level == Level.NAMED or has_exceptions(obj))
        # Also when the form comes back with an error: what was typed must not be hidden.
        is_open = chosen or any(
            any(typed) for name, typed in request.POST.lists() if name.startswith("chosen_")
        )
        classes = ("collapse",) if not is_open else ()
        title = gettext_lazy("Cities and people I choose")
        fold = (title, {"fields": CHOSEN_FIELDS, "classes": (*classes, "chosen")})
        given: list[Any] = list(super().get_fieldsets(request, obj))
        # By its title, since the base class copies the parts for readers to whom it does not show all.
        after = [name for name, _options in given].index(_FIELDSET[0]) + 1
        return [*given[:after], fold, *given[after:]]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save by the app's `create` or `edit`, and then by `choose`."""
        if not change:
            # Django goes on with its own object, for the messages and the address it leads to.
            made = type(self).create(by=request.user, **form.facts())
            obj.pk, obj.slug, obj._state.adding = made.pk, made.slug, False
        elif changes := form.changes():
            # The row as it is stored: `obj` has the new values already, and the action compares with the old.
            type(self).edit(self.model._default_manager.get(pk=obj.pk), by=request.user, **changes)
        self.save_choice(request, obj, form)

    def save_choice(self, request: HttpRequest, obj: models.Model, form: SharingForm) -> None:
        """Let exactly those chosen see it beyond its level, where the choice was changed."""
        if (choice := form.choice()) is not None:
            stored = self.model._default_manager.get(pk=obj.pk)
            type(self).choose(stored, by=request.user, **choice)

    # Who sees it now and did not before -----------------------------------------------------------------

    def save_form(self, request: HttpRequest, form: SharingForm, change: bool) -> Any:
        """As Django's; notes who sees the object before the edit, since afterwards nobody can tell."""
        if change:
            stored = self.model._default_manager.get(pk=form.instance.pk)
            cast(EditRequest, request).reach_before = reach(cast(Shared, stored))
        return super().save_form(request, form, change)

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """As Django's; says that a new object is seen by nobody until it is published."""
        answer = super().response_add(request, obj, *args, **kwargs)
        messages.info(request, _("It is not published yet. Use “Publish” when it is ready."))
        return answer

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """As Django's; says who sees the object now and did not before, or no longer does."""
        answer = super().response_change(request, obj)
        stored = cast(Shared, self.model._default_manager.get(pk=obj.pk))
        if said := difference_in_words(cast(EditRequest, request).reach_before, reach(stored)):
            who = _("It is seen by: %(who)s") % {"who": who_sees(stored).sentence}
            # Of what is hidden, the sentence would tell who is to see it, and not who does.
            is_whole = stored.level == Level.PUBLIC or not is_in_force(stored)
            messages.success(request, said if is_whole else f"{said} {who}")
        return answer

    # Who would see it -----------------------------------------------------------------------------------

    @property
    def _audience_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_audience"

    def get_urls(self) -> list[URLPattern]:
        """Return Django's addresses, and before them, so that it is no object's key, «audience/»."""
        count = self.admin_site.admin_view(self.audience_view)
        people = self.admin_site.admin_view(self.people_view)
        return [
            path("audience/", count, name=self._audience_name),
            path("people/", people, name=self._people_name),
            *super().get_urls(),
        ]

    # Whom one may choose --------------------------------------------------------------------------------

    @property
    def _people_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_people"

    def people_view(self, request: HttpRequest) -> HttpResponse:
        """Give the people whom a search finds, as boxes to tick: `?q=`, without the keys in `&not=`.

        For the script `people.js`. Raises PermissionDenied for who may not change such an object.
        """
        if not (self.has_change_permission(request) or self.has_add_permission(request)):
            raise PermissionDenied
        known = [key for key in request.GET.getlist("not") if key.isdecimal() and len(key) < 19]
        people = User.objects.in_good_standing().exclude(pk__in=known)
        context = {"name": "chosen_people", **find_people(people, request.GET.get("q", "")[:100])}
        return TemplateResponse(request, "cities/sharing/found.html", context)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[Any]:
        """As above; where people are only searched for, one that is not saved and has no errors yet."""
        form = super().get_form(request, *args, **kwargs)
        if not _only_searches(request):
            return form

        def full_clean(bound: Any) -> None:
            form.full_clean(bound)
            bound._errors = ErrorDict()

        return type(form.__name__, (form,), {"full_clean": full_clean, "is_valid": lambda _bound: False})

    def audience_view(self, request: HttpRequest) -> HttpResponse:
        """Say how many would see an object shared as the form sent says; it changes nothing.

        `?of=` is the key of the object where it is stored. The script `audience.js` asks for JSON at each
        change; without scripts a button leads to a page that says the same.
        """
        # A POST all the same: the form can be too long for an address.
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        shared = self.get_object(request, request.GET.get("of", ""))
        # Counted for those alone who have the form before them.
        if not (self.has_change_permission(request, shared) or self.has_add_permission(request)):
            raise PermissionDenied
        sentence = self._sentence(request, shared)
        if request.accepts("text/html"):
            title = _("Who would see it")
            context = {**self.admin_site.each_context(request), "title": title, "sentence": sentence}
            return TemplateResponse(request, "admin/sharing/audience.html", context)
        return JsonResponse({"sentence": sentence})

    def _sentence(self, request: HttpRequest, shared: Any) -> str:
        """The sentence for the form that was sent; `shared` is the stored object, or None."""
        form = AudienceForm(request.POST)
        if not form.is_valid():
            return _("Choose who can see this.")
        return who_would_see(**form.shared_like_this(), of=shared).sentence

    def render_change_form(  # type: ignore[override]  # Django passes all the rest by name
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        """As Django's, with the sentence that says who would see it, also before anything is typed."""
        obj = kwargs.get("obj")
        form = context["adminform"].form
        if form.is_bound:
            sentence = self._sentence(request, obj)
        elif obj:
            sentence = who_sees(obj).sentence
        else:
            # The level that a new form begins with, which may be «Draft».
            level = level_of(str(form["level"].value()))
            sentence = who_would_see(level=level, open_to_partners=False).sentence
        if _only_searches(request):
            _without_errors(context)
        url = reverse(f"admin:{self._audience_name}")
        context |= {
            "audience_url": f"{url}?of={obj.pk}" if obj else url,
            "audience_now": sentence,
            "people_url": reverse(f"admin:{self._people_name}"),
            "is_in_force": obj is not None and is_in_force(obj),
            "why_url": self.why_url(obj),
        }
        return super().render_change_form(request, context, **kwargs)


def _only_searches(request: HttpRequest) -> bool:
    """Whether the form was sent to search people, by its button or by the Enter key after words to search."""
    enter = "enter" in (request.POST.get("_save"), request.POST.get("_continue"))
    return "_find" in request.POST or (enter and bool(request.POST.get("chosen_people_find", "").strip()))


def _without_errors(context: dict[str, Any]) -> None:
    """Take the errors out of a page that was sent to search people, and not to be saved yet."""
    context["errors"] = None
    for inline in context["inline_admin_formsets"]:
        inline.formset._non_form_errors = ErrorList()
        for form in inline.formset.forms:
            form._errors = ErrorDict()
