"""Forms for what the secretariat enters: a resource, who can see it, and its editions."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.directory.tiers import Level
from cities.sharing.audience import has_exceptions
from cities.sharing.forms import DRAFT, WITH_DRAFT, SharingForm
from icaforum.audit.merging import Merging
from icaforum.words.forms import WebAddress
from resources.library import uploads
from resources.library.fields import EDITION, RESOURCE
from resources.library.models.edition import Edition
from resources.library.models.resource import Resource


class ResourceForm(SharingForm):
    """A resource as the secretariat enters it; what changed goes to the verbs."""

    class Meta:
        model = Resource
        fields = RESOURCE.names
        widgets = RESOURCE.widgets
        labels = {"cities": _("Cities it comes from")}
        help_texts = {"cities": _("It stands on their pages too.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Django leaves the model's own fields out where they are only shown.
        if slug := self.fields.get("slug"):
            slug.required = False
            slug.help_text = _("Empty: made from the first title.")
        if not self.instance.is_published:
            cast(forms.ChoiceField, self.fields["level"]).choices = WITH_DRAFT
            self.fields["level"].help_text = _(
                "A draft is seen by the secretariat only, whatever is chosen here."
            )
            # «Draft, not decided yet»: partners can be ticked beside it, and publishing opens it to them.
            if self.instance.pk is None or self._is_for_nobody():
                self.initial["level"] = DRAFT

    def _is_for_nobody(self) -> bool:
        """Whether nobody was chosen yet: neither partners nor any city or person."""
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


class EditionForm(Merging, forms.ModelForm):
    """One language of a resource, with a file or a link or its own text."""

    link = WebAddress(
        label=_("Link"),
        max_length=500,
        required=False,
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
        # There is nothing to take away; the tick would only puzzle.
        if not self.instance.file:
            self.fields["without_file"].widget = forms.HiddenInput()

    def beside(self) -> dict[str, str]:
        """Return which file stands there: no field holds it."""
        return {"file": self.instance.file.name or ""}

    def clean_upload(self) -> uploads.Upload | None:
        """Return the upload, checked by its content. Raises ValidationError."""
        file = self.cleaned_data["upload"]
        return uploads.accept(file) if file else None

    def clean(self) -> dict[str, Any]:
        """Refuse a file beside a link here, with the words of the verb, so that the field shows it."""
        facts = super().clean() or self.cleaned_data
        keeps_file = bool(self.instance.file) and not facts.get("without_file")
        if facts.get("link") and (facts.get("upload") or keeps_file):
            self.add_error("link", _("Give a file or a link, not both."))
        if self.beside_has_changed and (facts.get("upload") or facts.get("without_file")):
            words = _("The file was changed meanwhile. Look at what stands here now, then choose again.")
            self.add_error("upload", words)
        return facts

    def facts(self) -> dict[str, Any]:
        """Return all fields of a new edition, for `add_edition`."""
        return {name: self.cleaned_data[name] for name in (*EDITION.names, "upload")}

    def changes(self) -> dict[str, Any]:
        """Return the fields that changed, for `replace_edition`; an `upload` of None takes the file away."""
        changed = {name: value for name, value in self.facts().items() if name in self.changed_data}
        # A new file beside the tick wins: it replaces the old one anyway.
        if self.cleaned_data["without_file"] and "upload" not in changed:
            changed["upload"] = None
        return changed
