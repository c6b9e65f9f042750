"""The filters beside a list: what somebody chose, what can be chosen, and the addresses that change it.

The directory, the library and the list of events share this; each says which parts its address has and counts
for itself.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar, Self
from urllib.parse import urlencode

from django import forms


@dataclass(frozen=True)
class Option:
    """A value that can be ticked; `count` is how many rows it shows, None where they are not counted."""

    value: str
    label: Any
    count: int | None
    chosen: bool


@dataclass(frozen=True)
class Group:
    """The values of one filter; those in `more` stand folded below the others.

    `named` tells that its chips say the title too, since another filter has the same values.
    """

    name: str
    title: Any
    options: list[Option]
    more: list[Option] = field(default_factory=list)
    named: bool = False


@dataclass(frozen=True)
class ListQuery:
    """Base: what somebody asked a list for; a subclass has a field for each part of the address, in order.

    `groups` names the fields that are filters, with a tuple of values each; `paging` those that say where in
    the list somebody is. What has its default stands in no address.
    """

    groups: ClassVar[tuple[str, ...]]
    paging: ClassVar[tuple[str, ...]]

    @classmethod
    def of(cls, form: forms.Form) -> Self:
        """Return the query that a form could read of the address; all else has its default.

        A part that makes no sense is left out rather than refused: old links to a list still show one.
        """
        form.is_valid()  # it fills `cleaned_data` with all parts that are valid, whatever it returns
        read = {it.name: form.cleaned_data.get(it.name) for it in fields(cls)}
        # Each value once, in the order in which it was ticked, so that an address has one form.
        return cls(
            **{
                name: tuple(dict.fromkeys(value)) if name in cls.groups else value
                for name, value in read.items()
                if value
            }
        )

    @property
    def chosen(self) -> int:
        """The number of values that are ticked, in all filters."""
        return sum(len(getattr(self, group)) for group in self.groups)

    @property
    def kept(self) -> list[tuple[str, Any]]:
        """Names and values that the form of the filters hands on in hidden fields.

        All but the filters, which it asks for itself, and the page: other filters begin at the first one.
        """
        return [
            (name, value)
            for name, value in self._changed().items()
            if name not in {*self.groups, *self.paging}
        ]

    def query(self, **changes: Any) -> str:
        """Return the query string of the same list with something changed.

        From its first page, unless a field of `paging` is among the changes.
        """
        first_page = {it.name: it.default for it in fields(self) if it.name in self.paging}
        return urlencode(replace(self, **(first_page | changes))._changed(), doseq=True)

    def address(self, **changes: Any) -> str:
        """Return the same as a relative link, to be followed from the list itself."""
        return f"?{self.query(**changes)}"

    def chips(self, groups: Iterable[Group]) -> list[tuple[Any, str]]:
        """Return what is chosen: the words of each value, and the address of the list without it."""
        return [
            (
                f"{group.title}: {option.label}" if group.named else option.label,
                self._without(group.name, option.value),
            )
            for group in groups
            for option in group.options
            if option.chosen
        ]

    def _without(self, group: str, value: str) -> str:
        return self.address(**{group: tuple(it for it in getattr(self, group) if it != value)})

    def _changed(self) -> dict[str, Any]:
        """Return the fields that differ from their defaults, by name: the parts that stand in an address."""
        return {it.name: value for it in fields(self) if (value := getattr(self, it.name)) != it.default}


def offered(
    choices: Iterable[tuple[str, Any]], counts: Mapping[str, int | None], chosen: Collection[str]
) -> list[Option]:
    """Return the choices that show something or are chosen: an option that leads nowhere is noise.

    `counts` has the number of rows by value; None stands for some that nobody counted.
    """
    # One that is chosen stays even without rows, or it could not be unticked.
    return [
        Option(value, label, counts.get(value, 0), value in chosen)
        for value, label in choices
        if counts.get(value, 0) != 0 or value in chosen
    ]
