"""The forms of measures: their words, and what a list of them is asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import Theme
from cities.directory.states import Stage, Strand
from cities.measures.models import MOST_STRANDS, WORDS, Measure
from cities.measures.rules import is_in_order, read_time
from icaforum.audit.merging import Merging
from icaforum.words.forms import Prose, Ticks
from icaforum.words.languages import LANGUAGE_CHOICES

MOST_THEMES = 5
ON_WEB = gettext_lazy(
    "Exactly these words and figures. Any later change of them asks you again. Papers, themes, cities that "
    "use it, and organisations that agreed to be named as at the table can be added without asking."
)


class TimeField(forms.CharField):
    """A year, or a month of one, as people type it; cleaned to «2023» or «2023-04»."""

    def to_python(self, value: Any) -> str:
        """Return what is stored; raises ValidationError for what is neither."""
        try:
            return read_time(super().to_python(value) or "")
        except ValueError:
            words = _("Write a year, such as 2023, or a month, such as 2023-04.")
            raise forms.ValidationError(words) from None


class MeasureForm(Merging, forms.Form):
    """The words of a measure, of a new one or of `measure`; the fields are named as its columns.

    With `asks_for_web` a lead contact is asked whether everyone on the web may read exactly this. It is never
    ticked beforehand. What colleagues wrote meanwhile is always seen before it is saved, since a lead may be
    agreeing to it.
    """

    shows_merged = True

    title = forms.CharField(
        label=gettext_lazy("What is the measure called?"),
        help_text=gettext_lazy(
            "What it does and for whom, such as: Cool homes first, for tenants on top floors."
        ),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    summary = Prose(
        label=gettext_lazy("In one or two sentences"),
        help_text=gettext_lazy("What changes for people. It stands under the title."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    for_whom = forms.CharField(
        label=gettext_lazy("For whom"),
        help_text=gettext_lazy("The group, and how many, such as: 2,300 tenants, half of them over 65."),
        max_length=200,
    )
    stage = forms.ChoiceField(label=gettext_lazy("Stage"), choices=Stage.choices, widget=forms.RadioSelect)
    ended_because = Prose(
        label=gettext_lazy("Why did it end early?"),
        help_text=gettext_lazy("Asked where it ended early. It is what other cities learn most from."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    begins_in = TimeField(
        label=gettext_lazy("Since"),
        help_text=gettext_lazy("A year, or a month: 2023, or 2023-04."),
        max_length=10,
        required=False,
    )
    ends_in = TimeField(
        label=gettext_lazy("Until"),
        help_text=gettext_lazy("Planned, or when it was over. As above."),
        max_length=10,
        required=False,
    )
    text = Prose(
        label=gettext_lazy("What it is"),
        help_text=gettext_lazy(
            "What you do, where, with what money and which rules. Take out what names or shows residents or "
            "workers, unless they agreed to these readers."
        ),
        max_length=6000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    cost = forms.CharField(
        label=gettext_lazy("What it costs so far"),
        help_text=gettext_lazy("Such as: 3.1 million euros, a third from landlords."),
        max_length=200,
        required=False,
    )
    did_not_work = Prose(
        label=gettext_lazy("What did not work?"),
        help_text=gettext_lazy(
            "Other cities thank you for this most: it saves them a year. Leave it empty if it is too early."
        ),
        max_length=2000,
        required=False,
    )
    strands = forms.MultipleChoiceField(
        label=gettext_lazy("Which strand of the Equity Pledge does it serve?"),
        help_text=gettext_lazy("One, or two at most. You need not have signed the pledge."),
        choices=Strand.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.all(),
        label=gettext_lazy("Themes"),
        required=False,
        to_field_name="slug",
        widget=Ticks,
    )
    language = forms.ChoiceField(label=gettext_lazy("Written in"), choices=LANGUAGE_CHOICES)
    on_web = forms.BooleanField(
        label=gettext_lazy("This wording may be read by everyone on the web"),
        help_text=ON_WEB,
        required=False,
    )

    def __init__(
        self, *args: Any, measure: Measure | None = None, asks_for_web: bool = False, **options: Any
    ) -> None:
        if measure is not None:
            words: dict[str, Any] = {name: getattr(measure, name) for name in WORDS}
            options["initial"] = words | {"themes": measure.themes.all()}
        super().__init__(*args, row=measure, **options)
        # What stands there goes with the stage and is no contradiction; only what is typed now is.
        self._because = measure.ended_because.strip() if measure is not None else ""
        self._figures = measure.figures_seal if measure is not None else ""
        # Asked for where it ended early alone.
        self.fields["ended_because"].conditional = True  # type: ignore[attr-defined]
        if not asks_for_web:
            del self.fields["on_web"]

    def beside(self) -> dict[str, str]:
        """Return which figures stand on the page of the measure: the web would read them as well."""
        return {"figures": self._figures}

    def full_clean(self) -> None:
        """Clean as ever; where words of others come in, the tick for the web is off again."""
        super().full_clean()
        if self.merged_values:
            self.merged_values["on_web"] = False

    def clean_strands(self) -> list[str]:
        """Return the strands; raises ValidationError for more than two."""
        chosen: list[str] = self.cleaned_data["strands"]
        if len(chosen) > MOST_STRANDS:
            raise forms.ValidationError(_("Choose the two that it serves most."))
        return chosen

    def clean_themes(self) -> Any:
        """Return the themes; raises ValidationError for too many."""
        chosen = self.cleaned_data["themes"]
        if len(chosen) > MOST_THEMES:
            raise forms.ValidationError(_("Choose five themes at most."))
        return chosen

    def clean(self) -> dict[str, Any]:
        """Return the answers; adds an error for an end before the beginning, or one without a reason."""
        cleaned = super().clean() or self.cleaned_data
        because = cleaned.get("ended_because", "").strip()
        if cleaned.get("stage") == Stage.ENDED_EARLY and not because:
            self.add_error("ended_because", _("Say why it ended early. This is what others can learn from."))
        elif cleaned.get("stage") not in (None, Stage.ENDED_EARLY) and because != self._because:
            self.add_error("ended_because", _("Choose “Ended early” as its stage, or leave this empty."))
        if not is_in_order(cleaned.get("begins_in", ""), cleaned.get("ends_in", "")):
            self.add_error("ends_in", _("This is before it begins."))
        return cleaned

    def facts(self, *, changed: bool = False) -> dict[str, Any]:
        """Return what the verbs take: all of it, or what was changed."""
        values = self.changed_values() if changed else self.cleaned_data
        return {name: value for name, value in values.items() if name != "on_web"}

    @property
    def agrees_to_web(self) -> bool:
        """Whether a lead said that the web may read exactly this, and no figure has changed meanwhile."""
        return bool(self.cleaned_data.get("on_web")) and not self.beside_has_changed


class SealForm(forms.Form):
    """The seal of the words that a lead has read."""

    seal = forms.CharField(max_length=16, widget=forms.HiddenInput, required=False)
    read = forms.BooleanField(
        label=gettext_lazy("I have read it as it stands, and everyone on the web may read it."),
        help_text=ON_WEB,
    )
