"""What the secretariat enters: a resource, who can see it, and its editions."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.directory.tiers import Level
from cities.sharing.audience import has_exceptions
from cities.sharing.forms import DRAFT, WITH_DRAFT, SharingForm
from resources import uploads
from resources.fields import EDITION, RESOURCE
from resources.models.edition import Edition
from resources.models.resource import Resource


class ResourceForm(SharingForm):
    """A resource as the secretariat enters it; what changes goes to the actions."""

    class Meta:
        model = Resource
        fields = RESOURCE.names
        widgets = RESOURCE.widgets
        labels = {"cities": _("Cities it comes from")}
        help_texts = {"cities": _("It stands on their pages too.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _("Empty: made from the first title.")
        if not self.instance.is_published:
            cast(forms.ChoiceField, self.fields["level"]).choices = WITH_DRAFT
            self.fields["level"].help_text = _(
                "A draft is seen by the secretariat only, whatever is chosen here."
            )
            if self.instance.pk is None or self._is_for_nobody():
                self.initial["level"] = DRAFT

    def _is_for_nobody(self) -> bool:
        somebody = self.instance.open_to_partners or has_exceptions(self.instance)
        return self.instance.level == Level.NAMED and not somebody

    def clean_slug(self) -> str:
        """The word that was typed, which is refused where it is taken, or a free one from the first title."""
        if typed := self.cleaned_data["slug"]:
            return typed
        others = Resource.objects.exclude(pk=self.instance.pk)
        # The first row of the languages, which are typed on the same page, in forms of their own.
        title = self.data.get("editions-0-title", "")
        return others.free_slug(title, fallback=self.instance.slug or self.cleaned_data.get("kind", "paper"))


class EditionForm(forms.ModelForm):
    """One language of a resource, with a file or a link or its own text."""

    link = forms.URLField(
        label=_("Link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Where it is, outside the Forum."),
    )
    upload = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("PDF, Word, Excel, PowerPoint, OpenDocument text, PNG or JPEG, up to 50 MB."),
    )
    without_file = forms.BooleanField(label=_("Take the file away"), required=False)

    class Meta:
        model = Edition
        fields = EDITION.names
        widgets = EDITION.widgets

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.file:
            self.fields["without_file"].widget = forms.HiddenInput()

    def clean_upload(self) -> uploads.Upload | None:
        file = self.cleaned_data["upload"]
        return uploads.accept(file) if file else None

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        keeps_file = bool(self.instance.file) and not facts.get("without_file")
        if facts.get("link") and (facts.get("upload") or keeps_file):
            self.add_error("link", _("Give a file or a link, not both."))
        return facts

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*EDITION.names, "upload")}

    def changes(self) -> dict[str, Any]:
        changed = {name: value for name, value in self.facts().items() if name in self.changed_data}
        if self.cleaned_data["without_file"] and "upload" not in changed:
            changed["upload"] = None
        return changed
