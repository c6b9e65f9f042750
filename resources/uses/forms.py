"""The forms of uses: «we use this», the two questions afterwards, a paper for a measure."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.measures.forms import TimeField
from cities.models import City, User
from cities.talking.forms import Unnamed, WriterForm
from icaforum.audit.merging import Merging
from icaforum.words.forms import Prose
from resources.library.models import Resource
from resources.uses.models import FollowUp, Use

Outcome = FollowUp.Outcome


def _since() -> TimeField:
    return TimeField(
        label=gettext_lazy("Since when?"),
        help_text=gettext_lazy("A month, or a year: 2026-05, or 2026. We ask 6 and 12 months later."),
        max_length=10,
    )


def _changed() -> Prose:
    return Prose(
        label=gettext_lazy("What did you change?"),
        help_text=gettext_lazy(
            "One sentence is enough, such as: Nine years instead of six. “Translated, nothing else” is fine."
        ),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _began() -> Prose:
    return Prose(
        label=gettext_lazy("How did it begin?"),
        help_text=gettext_lazy("If there is something to tell, such as: First 12 houses signed."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class UseForm(WriterForm):
    """A city says that it uses something: since when, what it changed, with its name or not."""

    texts = ("changed", "began")

    since = _since()
    changed = _changed()
    began = _began()

    field_order = ("city", "since", "changed", "began", "show_name", "language")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["quotable"]
        self.fields["language"].help_text = ""
        if self.unnamed:
            # No person is named: a use is the city's.
            self.offer_names(self.speaks_for, self.unnamed)


class ChangeUseForm(Merging, Unnamed, forms.Form):
    """The words of a use, of which several contacts of the city may change some at once."""

    since = _since()
    changed = _changed()
    began = _began()

    def __init__(self, *args: Any, use: Use, person: User, **options: Any) -> None:
        self.use, self.person = use, person
        initial = {name: getattr(use, name) for name in ("since", "changed", "began")}
        super().__init__(*args, row=use, initial=initial, **options)

    def clean(self) -> dict[str, Any]:
        """Return the answers; a city that is not named is told where its text names it."""
        cleaned = super().clean() or self.cleaned_data
        if not self.use.is_named:
            said = [cleaned.get(name, "") for name in ("changed", "began")]
            self.note_names(self.use.city, said, writers=[self.use.author, self.person])
        return cleaned


class CameForm(Unnamed, forms.Form):
    """The two questions: do you still use it, and what came of it.

    Without `answer` nothing is asked now: a city says that it stopped, and why. `over` tells what stood there
    when the page was made, so that what a colleague has said meanwhile is not written over unseen.
    """

    STOPPED = "stopped"

    outcome = forms.ChoiceField(
        label=gettext_lazy("Do you still use it?"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    text = Prose(
        label=gettext_lazy("What came of it?"),
        help_text=gettext_lazy(
            "One sentence is enough, with a number if you have one. What did not work helps others most."
        ),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    over = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        use: Use,
        answer: FollowUp | None,
        person: User,
        **options: Any,
    ) -> None:
        stands = answer.mark if answer else self.STOPPED
        self.is_late = data is not None and self._is_late(data, stands, answer)
        if data is not None:
            data = data.copy()
            data["over"] = stands  # shown again, it is of what stands there now
            if self.is_late and answer:
                data.setdefault("outcome", Outcome.STOPPED)  # sent where it was not asked
        said = {"outcome": answer.outcome, "text": answer.text} if answer else {}
        super().__init__(data, initial={**said, "over": stands}, **options)
        self.use, self.answer, self.person = use, answer, person
        # Asked for unless nothing came of it yet.
        self.fields["text"].conditional = True  # type: ignore[attr-defined]
        if answer is None:
            del self.fields["outcome"]
            self.fields["text"].label = _("Why did you stop?")
            self.fields["text"].required = True

    def _why_late(self) -> str:
        if self.answer and not self.answer.answered_at:
            return _("We ask this only now. Nothing of yours is sent yet; look whether it still fits.")
        return _("A colleague has answered meanwhile. Nothing of yours is sent; look whether it still fits.")

    @staticmethod
    def _is_late(data: QueryDict, stands: str, answer: FollowUp | None) -> bool:
        """Whether the page that was sent is of what stood there before."""
        sent = data.get("over")
        return "outcome" in data if answer is None and sent is None else sent not in {None, stands}

    def clean(self) -> dict[str, Any]:
        """Return the answers; adds an error where a sentence is missing, or names who is not named."""
        cleaned = super().clean() or self.cleaned_data
        if self.is_late:
            self.add_error(None, self._why_late())
            return cleaned
        cleaned.setdefault("outcome", Outcome.STOPPED if "outcome" not in self.fields else "")
        said = cleaned.get("text", "").strip()
        if not said and cleaned["outcome"] not in {"", Outcome.NOTHING_YET} and not self.has_error("text"):
            self.add_error("text", _("Say it in a sentence, or choose “nothing came of it yet”."))
        if not self.use.is_named:
            wrote = self.answer.author if self.answer else None
            self.note_names(self.use.city, [said], writers=[wrote, self.person])
        return cleaned


class MailedForm(Unnamed, forms.Form):
    """The first question for an answer that came by mail, beside the buttons of its page.

    A city that is not named is told on the page already where its text names it.
    """

    tells = gettext_lazy(
        "Your text tells which city you are: %(words)s. Take it back and answer anew, or press again to put "
        "it up so."
    )

    outcome = forms.ChoiceField(
        label=gettext_lazy("Do you still use it?"), choices=Outcome.choices, widget=forms.RadioSelect
    )

    def __init__(self, data: QueryDict | None = None, *, answer: FollowUp) -> None:
        super().__init__(data, initial={"outcome": answer.outcome})
        self.answer = answer
        if not self.is_bound:
            self.noted = ", ".join(answer.tells)[:300]

    def telling(self, city: City, texts: Sequence[str]) -> list[str]:  # noqa: ARG002 -- of the answer alone
        """Return what in the answer tells which city wrote it."""
        return self.answer.tells

    def clean(self) -> dict[str, Any]:
        """Return the answer; an error names what tells which city it is, unless the page has said so."""
        cleaned = super().clean() or self.cleaned_data
        self.note_names(self.answer.use.city, [self.answer.text], writers=[self.answer.author])
        return cleaned


class PaperForm(forms.Form):
    """A paper of the library by its address, or the word at its end, for a measure."""

    paper = forms.CharField(
        label=gettext_lazy("Which paper?"),
        help_text=gettext_lazy("Paste its address in the library, or a few words of its title."),
        max_length=500,
    )

    def __init__(self, *args: Any, papers: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.papers, self.alike = papers, []  # type: ignore[var-annotated]

    def clean_paper(self) -> Resource:
        """Return the paper; adds an error with those that are alike where it is not one for sure."""
        typed: str = self.cleaned_data["paper"].strip()
        word = typed.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0].rstrip("/").rsplit("/", 1)[-1]
        if found := self.papers.filter(slug=word).first():
            return found
        self.alike = list(self.papers.filter(editions__title__icontains=typed).distinct().order_by("pk")[:6])
        if len(self.alike) == 1:
            return self.alike[0]
        raise forms.ValidationError(
            _("Several papers have these words. Choose one below.")
            if self.alike
            else _("No paper that you may see has this address or these words in its title.")
        )
