"""A field for some people out of all: those chosen are ticked, and others are searched for, not listed."""

from typing import Any

from django import forms
from django.db.models import Prefetch
from django.template.loader import render_to_string

from cities.people.models import Officer, User, UserQuerySet

# So many matches of a search are offered; with more of them one types more.
FOUND_AT_MOST = 20


def find_people(people: UserQuerySet, words: str) -> dict[str, Any]:
    """Return what a search among these people says, as the context of `cities/sharing/found.html`."""
    words = words.replace("\0", " ")  # which PostgreSQL takes in no text
    found = list(with_cities(people.matching(words)[: FOUND_AT_MOST + 1])) if words.strip() else []
    return {"words": words, "found": found[:FOUND_AT_MOST], "is_cut": len(found) > FOUND_AT_MOST}


def with_cities(people: UserQuerySet) -> UserQuerySet:
    """Return the rows with their open seats, by which people of one name are told apart."""
    seats = Officer.objects.open().select_related("city")
    return people.prefetch_related(
        Prefetch("seats", seats, to_attr="seats_now")  # type: ignore[no-redef]  # declared on the model for such lists
    )


class PeopleWidget(forms.SelectMultiple):
    """Boxes of those chosen, a line to search others, and boxes of those found.

    Without scripts its button sends the whole form (`_find`), which comes back with what was found;
    `people.js` fetches them.
    """

    use_fieldset = True
    template_name = "cities/sharing/people.html"
    # What was searched for, of the form that this copy of the widget belongs to.
    words = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the keys that were ticked; notes what was searched for."""
        self.words = data.get(f"{name}_find", "")
        return super().value_from_datadict(data, files, name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return who is chosen and who was found, in three statements however many people there are."""
        people: Any = self.choices
        keys = [key for key in value or () if str(key).isdecimal() and len(str(key)) < 19]
        chosen = list(with_cities(User.objects.filter(pk__in=keys)))
        found = find_people(people.queryset.exclude(pk__in=keys), self.words)
        return {"name": name, "id": (attrs or {}).get("id", ""), "chosen": chosen, **found}

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:  # noqa: ARG002
        """Return the HTML by the project's own templates, where forms do not look."""
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def id_for_label(self, id_: str, index: str | None = None) -> str:  # noqa: ARG002
        """Return nothing: the label is the legend of a group of boxes."""
        return ""


class PeopleField(forms.ModelMultipleChoiceField):
    """Some of the people of `queryset`, which is asked for those that matter and never listed."""

    widget = PeopleWidget

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"queryset": User.objects.none()} | options)
