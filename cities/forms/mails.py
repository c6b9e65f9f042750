"""Which of the optional mails one wants."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from icaforum.outbox.kinds import kinds


class MailsForm(forms.Form):
    """One tick for each optional kind; what is necessary (codes, your own places) always comes."""

    wanted = forms.MultipleChoiceField(
        label=_("Mails I want"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["wanted"].choices = [
            (name, kind.title) for name, kind in kinds().items() if kind.optional
        ]
