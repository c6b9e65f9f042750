"""The admin pages of what is shared with some: its form, whom it is shown to, and how many that would be."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db import models
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities import actions
from cities.access import Shared
from cities.audience import who_sees, who_would_see
from cities.forms.sharing import CHOICE, AudienceForm, SharingForm
from icaforum.outbox.asking import MailingAdmin

WHO_CAN_SEE_THIS = (
    gettext_lazy("Who can see this"),
    {"fields": ("level", "open_to_partners", *(f"chosen_{name}" for name in CHOICE))},
)


def before_publishing(shared: Shared) -> str:
    return _("Will see it: %(who)s Nobody is mailed.") % {"who": who_sees(shared).sentence}


class SharedAdmin(MailingAdmin):
    """Base of the pages of shared objects: a `SharingForm`, saved by `create`, `choose` and `edit`."""

    choose: ClassVar[Callable[..., Any]] = actions.choose
    change_form_template = "admin/sharing/change_form.html"

    class Media:
        js = (Script("js/audience.js", type="module"),)

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
        form = AudienceForm(request.POST)
        sentence = (
            who_would_see(**form.shared_like_this()).sentence
            if form.is_valid()
            else _("Choose who can see this.")
        )
        if request.accepts("text/html"):
            title = _("Who would see it")
            context = {**self.admin_site.each_context(request), "title": title, "sentence": sentence}
            return TemplateResponse(request, "admin/sharing/audience.html", context)
        return JsonResponse({"sentence": sentence})

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> Any:
        """With the sentence that says who would see it."""
        shared = kwargs.get("obj")
        context |= {
            "audience_url": reverse(f"admin:{self._audience_name}"),
            "audience_now": who_sees(shared).sentence if shared else "",
        }
        return super().render_change_form(request, context, **kwargs)
