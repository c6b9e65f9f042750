"""The forms after an event: a report, what a survey asks, and the survey itself."""

from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from events.after.beginning import Asked, asked_in
from events.after.models import MOST_CHOICES, MOST_QUESTIONS, Survey, SurveyAnswer, SurveyQuestion
from events.after.reading import MOST_BYTES
from events.after.standard import STANDARD
from events.places.models import Registration
from events.programme.models import Event
from icaforum.audit.merging import Merging
from icaforum.words.forms import Day, Prose
from icaforum.words.text import one_line
from icaforum.words.uploads import LostUpload


class ReportForm(forms.Form):
    """The report of a meeting's tool."""

    file = forms.FileField(
        label=_("Report of Zoom or Teams"),
        help_text=_(
            "The CSV file, as it was downloaded: of Zoom the participants report, of Teams the attendance "
            "report. Nothing is written down before you have looked at it."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt"}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )
    adds = forms.BooleanField(
        label=_("A second part of the same event: keep what was read before"), required=False
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large before it is read, and what could not be laid aside."""
        file: UploadedFile = self.cleaned_data["file"]
        if isinstance(file, LostUpload):
            raise forms.ValidationError(_("The file could not be taken in just now. Please try again later."))
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 2 MB. A report is far smaller."))
        file.name = Path(one_line(file.name or "")).name[-200:] or "report"
        return file


class SurveyForm(Merging, forms.Form):
    """What a survey asks, and until which day: a question without words is none.

    The words of our own questions stand in it in the reader's language; where they are left as they are, the
    question stays ours and is asked of everybody in theirs.
    """

    closes_on = forms.DateField(label=_("Open until the end of"), widget=Day)

    def __init__(self, data: Any, *, event: Event, survey: Survey | None, answered: bool) -> None:
        """Make the form; once somebody has `answered`, only the day can be changed."""
        self.event, self.answered = event, answered
        ends_at = (survey or Survey(event=event)).ends_at
        # Of the event and not of the survey, which may begin while two have its page open.
        super().__init__(data, initial={"closes_on": ends_at.astimezone(event.zone).date()}, row=event)
        shown = asked_in(survey) if survey else [Asked(standard=name) for name in STANDARD]
        for at in range(0 if answered else MOST_QUESTIONS):
            asked = shown[at] if at < len(shown) else Asked()
            self._add_question(at, *_as_typed(asked))

    def _add_question(self, at: int, text: str, choices: Sequence[str]) -> None:
        self.fields[f"text_{at}"] = forms.CharField(
            label=_("Question %(n)d") % {"n": at + 1}, max_length=200, required=False, initial=text
        )
        self.fields[f"choices_{at}"] = forms.CharField(
            label=_("Answers to choose from"),
            help_text=_("One a line, at most six. Empty: answered in own words."),
            required=False,
            initial="\n".join(choices),
            max_length=600,
            widget=forms.Textarea({"rows": 3}),
        )

    def clean_closes_on(self) -> Any:
        """Return the day. Raises ValidationError for one before the event, or more than a year after it."""
        day = self.cleaned_data["closes_on"]
        if not 0 <= (day - self.event.ends_at.astimezone(self.event.zone).date()).days <= 366:
            raise forms.ValidationError(_("Choose a day within a year after the event."))
        return day

    def clean(self) -> dict[str, Any]:
        """Return what was typed; one answer alone, more than six, and answers to no question are errors."""
        typed = super().clean() or self.cleaned_data
        for at in range(0 if self.answered else MOST_QUESTIONS):
            choices = _lines(typed.get(f"choices_{at}", ""))
            name = f"choices_{at}"
            if choices and not typed.get(f"text_{at}"):
                self.add_error(f"text_{at}", _("Type the question for these answers."))
            if len(choices) == 1 or len(choices) > MOST_CHOICES:
                self.add_error(name, _("Give two to six answers, one a line."))
            if any(len(choice) > 80 for choice in choices):
                self.add_error(name, _("An answer has 80 letters at most."))
            if len(set(choices)) < len(choices):
                self.add_error(name, _("Two answers are the same."))
        return typed

    @property
    def closes_at(self) -> datetime:
        """Return the end of the chosen day, on the event's own clock."""
        return datetime.combine(self.cleaned_data["closes_on"], time(23, 59), self.event.zone)

    @property
    def questions(self) -> list[Asked] | None:
        """Return what is asked; None where that cannot be changed any more."""
        if self.answered:
            return None
        typed = [
            (self.cleaned_data[f"text_{at}"], tuple(_lines(self.cleaned_data[f"choices_{at}"])))
            for at in range(MOST_QUESTIONS)
        ]
        ours = {_as_typed(Asked(standard=name)): name for name in STANDARD}
        return [
            Asked(standard=ours[text, choices], in_own_words=not choices)
            if (text, choices) in ours
            else Asked(text, choices, in_own_words=not choices)
            for text, choices in typed
            if text
        ]


def _lines(text: str) -> list[str]:
    return [line for line in (one_line(part) for part in text.splitlines()) if line]


def _as_typed(asked: Asked) -> tuple[str, tuple[str, ...]]:
    """Return the words of a question and its answers, as the form shows them to this reader."""
    if ours := STANDARD.get(asked.standard):
        return str(ours.text), tuple(str(choice) for choice in ours.choices)
    return asked.text, tuple(asked.choices)


class AnswersForm(Merging, forms.Form):
    """The questions of a survey, with what somebody answered before; nothing has to be answered.

    Whoever answers in two windows, or on two devices, takes nothing back by what the older one shows.
    """

    def __init__(
        self,
        data: Any,
        *,
        questions: Sequence[SurveyQuestion],
        answers: Sequence[SurveyAnswer],
        registration: Registration,
    ) -> None:
        before = {it.question_id: it.choice if it.choice is not None else it.words for it in answers}
        # The history of a place tells what the secretariat did with it, so nobody is named here.
        nameless = questions[0] if questions else None
        initial = {f"q{key}": value for key, value in before.items()}
        super().__init__(data, initial=initial, row=registration, history=nameless)
        self.questions = questions
        for question in questions:
            self.fields[f"q{question.pk}"] = _field_of(question)

    @property
    def given(self) -> dict[int, int | str]:
        """Return the answers by the key of the question."""
        return {question.pk: self.cleaned_data[f"q{question.pk}"] for question in self.questions}


def _field_of(question: SurveyQuestion) -> forms.Field:
    if not question.is_choice:
        return Prose(
            label=question.words,
            required=False,
            max_length=2000,
            help_text=_("The secretariat reads it, without your name."),
        )
    choices = list(enumerate(question.labels))
    return forms.TypedChoiceField(
        label=question.words,
        choices=choices,
        coerce=int,
        empty_value="",
        required=False,
        widget=forms.RadioSelect,
    )
