"""The forms of an indicator: what is measured, of whom, against whom; and what the city aims at."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.measures.forms.fields import Amount, amount_as_typed
from cities.measures.gaps import Against, Good, Kind
from cities.measures.models import AGAINST, GOOD, KINDS, Indicator
from cities.measures.reading import EARLIEST
from icaforum.audit.merging import Merging
from icaforum.words.forms import Day, Prose

LATEST = 2100


class IndicatorForm(Merging, forms.Form):
    """What is measured; the fields are named as the columns of an indicator."""

    name = forms.CharField(
        label=gettext_lazy("What do you measure?"),
        help_text=gettext_lazy("What gets better or worse, such as: Homes that stay below 27 °C at night."),
        max_length=200,
    )
    group = forms.CharField(
        label=gettext_lazy("Of which group?"),
        help_text=gettext_lazy("Those whom it hits hardest, such as: Tenants on top floors."),
        max_length=120,
    )
    comparison = forms.CharField(
        label=gettext_lazy("Compared with whom?"),
        help_text=gettext_lazy(
            "Such as: City average. Without it there is no gap, only the figures of the group."
        ),
        max_length=120,
        required=False,
    )
    against = forms.ChoiceField(
        label=gettext_lazy("How is it compared?"),
        help_text=gettext_lazy("We ask so that nobody can work out the figures of a few people."),
        choices=AGAINST,
        initial=Against.WHOLE.value,
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("How is it counted?"),
        choices=KINDS,
        initial=Kind.SHARE.value,
        widget=forms.RadioSelect,
    )
    unit = forms.CharField(
        label=gettext_lazy("In what?"),
        help_text=gettext_lazy("Only for something else, such as: minutes, or euros a month."),
        max_length=60,
        required=False,
    )
    good = forms.ChoiceField(
        label=gettext_lazy("Which direction is good?"),
        choices=GOOD,
        initial=Good.HIGH.value,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, indicator: Indicator | None = None, **options: Any) -> None:
        if indicator is not None:
            options["initial"] = {name: getattr(indicator, name) for name in self.base_fields}
        history = indicator.measure if indicator is not None else None
        super().__init__(*args, row=indicator, history=history, **options)
        self.fields["unit"].conditional = True  # type: ignore[attr-defined]  # as `field.html` asks

    def clean(self) -> dict[str, Any]:
        """Return the answers; adds an error for something else without its unit."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == Kind.OTHER.value and not cleaned.get("unit"):
            self.add_error("unit", _("Say what it is counted in."))
        return cleaned


class TargetForm(Merging, forms.Form):
    """What the city aims at, and how its figures are shown."""

    target_year = forms.IntegerField(
        label=gettext_lazy("A target by which year?"),
        help_text=gettext_lazy("Such as 2030. Leave it empty where nobody has decided one."),
        min_value=EARLIEST,
        max_value=LATEST,
        required=False,
    )
    target_group = Amount(
        label=gettext_lazy("The group’s figure by then"), help_text=gettext_lazy("Such as 62.")
    )
    target_comparison = Amount(
        label=gettext_lazy("The other figure by then"), help_text=gettext_lazy("Such as 72.")
    )
    target_gap = Amount(
        label=gettext_lazy("Or the gap alone"),
        help_text=gettext_lazy("Where the gap was decided and not the figures. Such as 10."),
    )
    target_source = forms.CharField(
        label=gettext_lazy("Who decided it?"),
        help_text=gettext_lazy("Such as: Council decision 114."),
        max_length=200,
        required=False,
    )
    target_on = forms.DateField(label=gettext_lazy("Decided on"), widget=Day, required=False)
    next_on = forms.DateField(
        label=gettext_lazy("When is the next figure expected?"),
        help_text=gettext_lazy("Readers see this day."),
        widget=Day,
        required=False,
    )
    definition = Prose(
        label=gettext_lazy("How is it counted?"),
        help_text=gettext_lazy("Who was asked, how many answered, what counts and what does not."),
        max_length=1000,
        required=False,
    )
    unit_one = forms.CharField(
        label=gettext_lazy("One of the unit"),
        help_text=gettext_lazy("Such as “minute”, where the unit is minutes."),
        max_length=60,
        required=False,
    )
    baseline = forms.IntegerField(
        label=gettext_lazy("Held against which year?"),
        help_text=gettext_lazy("Empty: against the earliest."),
        min_value=EARLIEST,
        max_value=LATEST,
        required=False,
    )
    decimals = forms.IntegerField(
        label=gettext_lazy("Decimals at most"),
        help_text=gettext_lazy("Empty: as many as you typed. Gaps are computed from what you typed."),
        min_value=0,
        max_value=3,
        required=False,
    )
    every = forms.IntegerField(
        label=gettext_lazy("Years between two figures"),
        help_text=gettext_lazy("With a survey every second year, the year between is not missing."),
        min_value=1,
        max_value=20,
    )
    adds_up = forms.BooleanField(
        label=gettext_lazy("Each figure holds all before it, such as people reached so far"), required=False
    )

    AIM = (
        *("target_year", "target_group", "target_comparison", "target_gap", "target_source", "target_on"),
        "next_on",
    )

    def __init__(self, *args: Any, indicator: Indicator, **options: Any) -> None:
        options["initial"] = {name: getattr(indicator, name) for name in self.base_fields}
        super().__init__(*args, row=indicator, history=indicator.measure, **options)
        self.is_share = indicator.kind == Kind.SHARE.value
        if not indicator.comparison:
            del self.fields["target_comparison"], self.fields["target_gap"]
        if indicator.kind != Kind.OTHER.value:
            del self.fields["unit_one"]

    def clean(self) -> dict[str, Any]:
        """Return the answers; adds an error for a figure without a year, and a year without a figure."""
        cleaned = super().clean() or self.cleaned_data
        figures = [cleaned.get(name) for name in ("target_group", "target_comparison", "target_gap")]
        if cleaned.get("target_year") is None and any(it is not None for it in figures):
            self.add_error("target_year", _("Say by which year."))
        is_wrong = {"target_group", "target_gap"} & self.errors.keys()
        if cleaned.get("target_year") is not None and figures[0] is figures[2] is None and not is_wrong:
            self.add_error("target_group", _("Say the figure that the group is to reach, or the gap."))
        for name in ("target_group", "target_comparison"):
            amount = cleaned.get(name)
            if self.is_share and amount is not None and not 0 <= amount <= 100:
                words = _("“%(value)s”: a share lies between 0 and 100 percent.")
                self.add_error(name, words % {"value": amount_as_typed(amount)})
        return cleaned

    @property
    def aim_fields(self) -> list[forms.BoundField]:
        """The fields of the target."""
        return [self[name] for name in self.AIM if name in self.fields]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """All others, which few need."""
        return [self[name] for name in self.fields if name not in self.AIM]

    @property
    def has_more(self) -> bool:
        """Whether one of the others holds something, or needs another look."""
        kept = {"every": 1, "adds_up": False}
        return any(it.errors or it.value() not in {None, "", kept.get(it.name)} for it in self.more_fields)
