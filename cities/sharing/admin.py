"""The admin pages of what is shared with some: its form, whom it is shown to, and how many that would be."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.db import models
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.sharing import actions
from cities.sharing.audience import difference, has_exceptions, is_out, reach, who_sees, who_would_see
from cities.sharing.forms import CHOICE, AudienceForm, SharingForm, level_of
from cities.sharing.models import Shared
from cities.tiers import Level
from icaforum.outbox.asking import MailingAdmin

WHO_CAN_SEE_THIS = (gettext_lazy("Who can see this"), {"fields": ("level", "open_to_partners")})


CHOSEN_FIELDS = tuple(f"chosen_{name}" for name in CHOICE)


def before_publishing(shared: Shared) -> str:
    return _("Will see it: %(who)s Nobody is mailed.") % {"who": who_sees(shared).sentence}


class SharedAdmin(MailingAdmin):
    """Base of the pages of shared objects: a `SharingForm`, saved by `create`, `choose` and `edit`."""

    choose: ClassVar[Callable[..., Any]] = actions.choose
    change_form_template = "admin/sharing/change_form.html"

    class Media:
        js = (Script("js/audience.js", type="module"),)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """«Who can see this», and after it the seldom needed choice, folded while nobody is chosen."""
        chosen = obj is not None and (obj.level == Level.NAMED or has_exceptions(obj))
        is_open = chosen or any(
            any(typed) for name, typed in request.POST.lists() if name.startswith("chosen_")
        )
        classes = ("collapse",) if not is_open else ()
        title = gettext_lazy("Cities and people I choose")
        fold = (title, {"fields": CHOSEN_FIELDS, "classes": (*classes, "chosen")})
        given = list(super().get_fieldsets(request, obj))
        after = given.index(WHO_CAN_SEE_THIS) + 1
        return [*given[:after], fold, *given[after:]]

    def save_model(self, request: HttpRequest, obj: models.Model, form: SharingForm, change: bool) -> None:
        if not change:
            made = type(self).create(by=request.user, **form.facts())
            obj.pk, obj.slug, obj._state.adding = made.pk, made.slug, False
        elif changes := form.changes():
            type(self).edit(self.model._default_manager.get(pk=obj.pk), by=request.user, **changes)
        self.save_choice(request, obj, form)

    def save_choice(self, request: HttpRequest, obj: models.Model, form: SharingForm) -> None:
        """Show it to those chosen, and to nobody chosen before."""
        if (choice := form.choice()) is not None:
            stored = self.model._default_manager.get(pk=obj.pk)
            type(self).choose(stored, by=request.user, **choice)

    # What was changed by it -----------------------------------------------------------------------------

    def save_form(self, request: HttpRequest, form: SharingForm, change: bool) -> Any:
        if change:
            request.reach_before = reach(self.model._default_manager.get(pk=form.instance.pk))
        return super().save_form(request, form, change)

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = super().response_add(request, obj, *args, **kwargs)
        messages.info(request, _("It is not published yet. Use “Publish” when it is ready."))
        return answer

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """As Django's; where somebody sees it now who did not, or no longer, it says so."""
        answer = super().response_change(request, obj)
        stored = self.model._default_manager.get(pk=obj.pk)
        if said := difference(request.reach_before, reach(stored)):
            who = _("It is seen by: %(who)s") % {"who": who_sees(stored).sentence}
            messages.success(request, said if stored.level == Level.PUBLIC else f"{said} {who}")
        return answer

    # Who would see it -----------------------------------------------------------------------------------

    @property
    def _audience_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_audience"

    def get_urls(self) -> list[URLPattern]:
        count = self.admin_site.admin_view(self.audience_view)
        return [path("audience/", count, name=self._audience_name), *super().get_urls()]

    def audience_view(self, request: HttpRequest) -> HttpResponse:
        """How many would see an object shared as the form says; it changes nothing."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        sentence = self._sentence(request, self.get_object(request, request.GET.get("of", "")))
        if request.accepts("text/html"):
            title = _("Who would see it")
            context = {**self.admin_site.each_context(request), "title": title, "sentence": sentence}
            return TemplateResponse(request, "admin/sharing/audience.html", context)
        return JsonResponse({"sentence": sentence})

    def _sentence(self, request: HttpRequest, shared: Shared | None) -> str:
        form = AudienceForm(request.POST)
        if not form.is_valid():
            return _("Choose who can see this.")
        return who_would_see(**form.shared_like_this(), of=shared).sentence

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> Any:
        """With the sentence that says who would see it, also before anything is typed."""
        shared = kwargs.get("obj")
        form = context["adminform"].form
        if form.is_bound:
            sentence = self._sentence(request, shared)
        elif shared:
            sentence = who_sees(shared).sentence
        else:
            begins = {"level": level_of(str(form["level"].value())), "open_to_partners": False}
            sentence = who_would_see(**begins).sentence
        url = reverse(f"admin:{self._audience_name}")
        context |= {
            "audience_url": f"{url}?of={shared.pk}" if shared else url,
            "audience_now": sentence,
            "is_out": shared is not None and is_out(shared),
        }
        return super().render_change_form(request, context, **kwargs)
