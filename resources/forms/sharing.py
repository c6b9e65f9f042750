"""What the secretariat enters: a resource, who can see it, and its editions."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime, FilteredSelectMultiple
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from cities.models import City, User
from cities.tiers import Level
from resources import uploads
from resources.models import Edition, Resource

DRAFT = "draft"
WHO = [
    (DRAFT, _("Draft, only us")),
    *((str(int(level)), level.label) for level in (Level.GENERAL, Level.PEER, Level.PILOT, Level.NAMED)),
    (str(int(Level.PUBLIC)), Level.PUBLIC.label),
]
CHOSEN = ("chosen_cities", "chosen_people")


def level_of(who: str) -> Level:
    """What is stored: a draft is for nobody until somebody is chosen."""
    return Level.NAMED if who == DRAFT else Level(int(who))


class _Who(forms.Form):
    """«Who can see this», in the order in which one thinks of it."""

    who = forms.ChoiceField(label=_("Who can see this"), choices=WHO, widget=forms.RadioSelect, initial=DRAFT)
    open_to_partners = forms.BooleanField(label=_("also partners"), required=False)
    chosen_cities = forms.ModelMultipleChoiceField(
        label=_("Cities I choose"),
        queryset=City.objects.none(),
        required=False,
        widget=FilteredSelectMultiple(_("cities"), is_stacked=False),
        help_text=_("They see it too, whatever is ticked above."),
    )
    chosen_people = forms.ModelMultipleChoiceField(
        label=_("People I choose"),
        queryset=User.objects.none(),
        required=False,
        widget=FilteredSelectMultiple(_("people"), is_stacked=False),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen_cities"].queryset = City.objects.members()
        self.fields["chosen_people"].queryset = User.objects.in_good_standing()


class AudienceForm(_Who):
    """The part of the form that says who would see it, to count them."""

    @property
    def shared_like_this(self) -> dict[str, Any]:
        facts = self.cleaned_data
        return {
            "level": level_of(facts["who"]),
            "open_to_partners": facts["open_to_partners"],
            "cities": facts["chosen_cities"],
            "people": facts["chosen_people"],
        }


class ResourceForm(_Who, forms.ModelForm):
    """A resource as the secretariat enters it; what changes goes to the actions."""

    chosen_reason = forms.CharField(
        label=_("Reason"), max_length=300, required=False, help_text=_("For those you choose now.")
    )
    chosen_until = forms.SplitDateTimeField(
        label=_("Until"),
        required=False,
        widget=AdminSplitDateTime,
        help_text=_("For those you choose now. Empty means for good."),
    )

    class Meta:
        model = Resource
        fields = ("kind", "themes", "cities", "slug", "review_by", "is_sample", "open_to_partners")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _("Empty: made from the first title.")
        if self.instance.pk:
            self.initial |= _as_chosen(self.instance)
        if self.instance.is_published:
            self.fields["who"].choices = WHO[1:]

    def clean_slug(self) -> str:
        return self.cleaned_data["slug"] or slugify(self.data.get("editions-0-title", ""))[:80]

    def clean_chosen_until(self) -> Any:
        until = self.cleaned_data["chosen_until"]
        if until and until <= timezone.now():
            raise forms.ValidationError(_("This moment has passed."), code="past")
        return until

    def facts(self) -> dict[str, Any]:
        """All that a new resource is made of."""
        names = ("kind", "themes", "cities", "slug", "review_by", "is_sample", "open_to_partners")
        return {name: self.cleaned_data[name] for name in names} | {
            "level": level_of(self.cleaned_data["who"])
        }

    def changes(self) -> dict[str, Any]:
        """What was changed of these."""
        changed = {"level" if name == "who" else name for name in self.changed_data}
        return {name: value for name, value in self.facts().items() if name in changed}

    def choice(self) -> dict[str, Any] | None:
        """Whom to show it beyond its level, where that was changed."""
        if not set(CHOSEN) & set(self.changed_data):
            return None
        return {
            "cities": self.cleaned_data["chosen_cities"],
            "people": self.cleaned_data["chosen_people"],
            "reason": self.cleaned_data["chosen_reason"],
            "until": self.cleaned_data["chosen_until"],
        }


def _as_chosen(resource: Resource) -> dict[str, Any]:
    cities = list(City.objects.filter(circle__group__in=resource.circle_grants.values("group_id")))
    people = list(User.objects.filter(pk__in=resource.person_grants.values("user_id")))
    untouched = resource.level == Level.NAMED and not (cities or people or resource.open_to_partners)
    who = DRAFT if untouched and not resource.is_published else str(resource.level)
    return {"who": who, "chosen_cities": cities, "chosen_people": people}


TEXTS = ("language", "title", "summary", "body", "what_did_not_work", "link")


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
        fields = TEXTS
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "body": forms.Textarea(attrs={"rows": 10}),
            "what_did_not_work": forms.Textarea(attrs={"rows": 3}),
        }

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
        return {name: self.cleaned_data[name] for name in (*TEXTS, "upload")}

    def changes(self) -> dict[str, Any]:
        changed = {name: value for name, value in self.facts().items() if name in self.changed_data}
        if self.cleaned_data["without_file"] and "upload" not in changed:
            changed["upload"] = None
        return changed
