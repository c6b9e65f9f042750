"""What a page shows of two people's versions: a field that both changed, and what was made of both."""

from dataclasses import dataclass
from typing import Any

from django.forms import BoundField

from icaforum.words.differences import Part, marked

THEIRS, MINE, BOTH = "theirs", "mine", "both"


@dataclass(frozen=True)
class Meeting:
    """One field that two people changed: what stood before, and what each of them wants there.

    `both` is a text made of the two, for fields that hold text alone; `is_proposed` where the changes do not
    touch each other. `choice` is what was chosen, empty as long as nothing was.
    """

    bound: BoundField
    before: str
    theirs: str
    mine: str
    choice: str
    both: str | None = None
    is_proposed: bool = False

    @property
    def theirs_marked(self) -> list[Part]:
        """What they wrote, with what they took away from the text before."""
        return marked(self.before, self.theirs)

    @property
    def mine_marked(self) -> list[Part]:
        """The same of what the person at hand wrote."""
        return marked(self.before, self.mine)

    @property
    def name(self) -> str:
        """The name of its radio buttons; that of the box for both texts follows from it."""
        return choice_name(self.bound)

    @property
    def chosen(self) -> str:
        """What is ticked on the page: a text made of both, where nothing else was chosen and it is sure."""
        return self.choice or (BOTH if self.is_proposed else "")


class MergedField(BoundField):
    """A field as Django's; after a merge that needs another look it shows the outcome.

    The outcomes stand in the form's `merged_values`, by the name of the field, as cleaned.
    """

    def value(self) -> Any:
        """Return the outcome of the merge where there is one to be shown, else what was sent or stands."""
        merged = getattr(self.form, "merged_values", {})
        return self.field.prepare_value(merged[self.name]) if self.name in merged else super().value()


def choice_name(bound: BoundField) -> str:
    """Return the name of the radio buttons of a field that two people changed."""
    return f"{bound.html_name}-choice"
