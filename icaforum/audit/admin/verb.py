"""What an admin page has to know of an action to offer it as a button."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from icaforum.audit.as_read import mark_of
from icaforum.audit.locks import lock_row


def _always(_obj: Any) -> bool:
    return True


def _nothing(_obj: Any) -> str:
    return ""


def _fill(_form: Any, _obj: Any) -> None:
    """Leave a form as it is."""


def _lock(obj: Any, _by: Any) -> None:
    lock_row(obj)


@dataclass(frozen=True)
class Asked:
    """A question about what was typed, before it is done: its sentences, and the words of the button."""

    words: str
    button: str

    @property
    def mark(self) -> str:
        """What the page sends back, so that it asks again if the words have changed."""
        return mark_of(self.words)


@dataclass(frozen=True)
class Verb:
    """One action as a button on an object's page: a page that says what will happen, then a POST.

    - `name`: in the address of its page; `label`: on the button;
    - `do`: the action itself, called as `do(obj, by=person, **form.cleaned_data)`;
    - `done`: what the message says after it, or a function that says it of the object;
    - `form`: what is asked on the page; `initial`: what stands already, by
      field, which is merged with what somebody else did meanwhile;
    - `fill`: writes into a new form what there is to choose from for the object;
    - `lock`: locks what `initial` and `reads` read, for a person, in the order in which `do` locks its rows;
    - `consequence`: says beforehand whom it mails and what cannot be undone;
    - `reads`: what whoever presses has read of the object before: where it is other by then, the page says so
      and does nothing;
    - `warning`: says so of what was typed, and asks once more before it is done; None asks nothing;
    - `button`: what its page says on the button, of the object, where that is not the label;
    - `mails`: the page offers to see the mails first, which needs a `MailingAdmin`;
    - `note_in`: the kinds of its mails in which a note of whoever presses can stand; its page asks for one,
      which needs a `MailingAdmin`;
    - `offered`: whether the button is shown for an object; the action itself still refuses;
    - `danger`: the button is red;
    - `needs`: the right that it takes besides changing the object, where it changes rows of another list.
    """

    name: str
    label: Any
    do: Callable[..., Any]
    done: Any  # words, or what says them of the object
    form: type[forms.Form] = forms.Form
    offered: Callable[[Any], bool] = _always
    consequence: Callable[[Any], str] = _nothing
    reads: Callable[[Any], str] = _nothing
    warning: Callable[[Any, Mapping[str, Any]], Asked | None] | None = None
    button: Callable[[Any], str] | None = None
    mails: bool = False
    note_in: tuple[str, ...] = ()
    initial: Callable[[Any], Mapping[str, Any]] | None = None
    fill: Callable[[Any, Any], None] = _fill
    lock: Callable[[Any, Any], object] = _lock
    danger: bool = False
    needs: str = ""

    @property
    def compares(self) -> bool:
        """Whether a press is compared with what stands, which has to be locked before."""
        return self.initial is not None or self.reads is not _nothing
