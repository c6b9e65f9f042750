"""The page «Why?» of a shared object: what lets a city see it, and the way to see the Forum as that city."""

from typing import Any, cast

from django import forms
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City
from cities.directory.viewer import ReaderRequest
from cities.sharing import preview
from cities.sharing.models import Shared
from cities.sharing.why import verdict


class WhoForm(forms.Form):
    """Whose eyes: a visitor, a tier, or a city of the Forum."""

    who = forms.ChoiceField(label=gettext_lazy("Seen by"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        cities = [(f"city-{city.pk}", str(city)) for city in City.objects.members().order_by("sort_name")]
        cast(forms.ChoiceField, self.fields["who"]).choices = [
            *preview.kinds(),
            (_("Cities and partners"), cities),
        ]


class WhyPage(ModelAdmin):
    """Mixin for the admin of shared objects."""

    def get_urls(self) -> list[URLPattern]:
        """Return Django's addresses and «…/why/»."""
        view = self.admin_site.admin_view(self.why_view)
        return [path("<path:object_id>/why/", view, name=self._why_name), *super().get_urls()]

    @property
    def _why_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_why"

    def why_url(self, obj: Any) -> str:
        """Return the address of the page for this object; empty for a new one."""
        return reverse(f"admin:{self._why_name}", args=[obj.pk]) if obj else ""

    def why_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say whether those in `?who=` see the object, and why; a POST begins to see the Forum as they do.

        Raises Http404 for an object that is none of this kind, PermissionDenied for who may not see it.
        """
        obj = cast(Shared | None, self.get_object(request, unquote(object_id)))
        if obj is None:
            raise Http404
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        form = WhoForm(request.POST if request.method == "POST" else request.GET or None)
        seen = preview.sight(form.cleaned_data["who"]) if form.is_bound and form.is_valid() else None
        may_look = preview.may_preview(cast(ReaderRequest, request).viewer)
        if request.method == "POST" and seen is not None:
            if not may_look:
                raise PermissionDenied
            preview.begin(request, seen, shared=obj, back=f"{request.path}?who={seen.code}")
            return redirect(cast(Any, obj).get_absolute_url())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Who sees it, and why"),
            "opts": self.opts,
            "original": obj,
            "back_url": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk]),
            "form": form,
            "seen": seen,
            "verdict": verdict(obj, seen) if seen else None,
            "may_look": may_look,
        }
        return TemplateResponse(request, "admin/sharing/why.html", context)
