"""What a revision changes, beside what stands by now. Pure: no queries but for what the rows carry."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from icaforum.words.differences import Part, marked, together
from pilots.projects.fields import PROJECT_TEXT
from pilots.projects.models import PilotProject, ProjectText
from pilots.revisions.models import Revision

OF_TEXT = tuple(name for name in PROJECT_TEXT.names if name != "language")
"""What a pilot city says of its project in one language."""

OF_PROJECT = ("stage", "capacity", "full_until", "starts_on", "ends_on", "sources")
"""What it says in every language. The other facts are the secretariat's: who delivers it, who can see it."""

NAMES = (*OF_TEXT, *OF_PROJECT)


def column(name: str) -> "models.Field[Any, Any]":
    """Return the column that a field stands in."""
    model: type[models.Model] = ProjectText if name in OF_TEXT else PilotProject
    return cast("models.Field[Any, Any]", model._meta.get_field(name))


def stands(project: PilotProject, text: ProjectText | None) -> dict[str, Any]:
    """Return what a project says now, by field; `text` is that of one language, None where there is none."""
    said = {name: getattr(text, name) if text else "" for name in OF_TEXT}
    return said | {name: getattr(project, name) for name in OF_PROJECT}


def stored(value: Any) -> Any:
    """Return a value as JSON holds it."""
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True)
class Change:
    """One field that a revision changes: what the city read, what it wants, and what stands by now."""

    name: str
    was: Any
    becomes: Any
    stands: Any

    @property
    def label(self) -> str:
        """The name of the field, as a heading."""
        return capfirst(str(column(self.name).verbose_name))

    @property
    def has_met(self) -> bool:
        """Whether somebody else has changed the same since the city read it, and otherwise."""
        return self.stands not in {self.was, self.becomes}

    @property
    def both(self) -> str | None:
        """The text with the changes of both; None where they changed the same words, or it is no text."""
        if not self.has_met or not isinstance(column(self.name), models.TextField):
            return None
        # Where all words are gone meanwhile, what is left of the city's would be scraps.
        if not self.stands:
            return None
        return together(self.was, self.stands, self.becomes)

    @property
    def result(self) -> Any:
        """What is to stand there: the changes of both where they go together, else the city's."""
        return self.becomes if self.both is None else self.both

    @property
    def parts(self) -> list[Part]:
        """What stands now with what is taken away and put in."""
        return marked(in_words(self.name, self.stands), in_words(self.name, self.result))


def in_words(name: str, value: Any) -> str:
    """Return a value as it is read."""
    if value is None:
        return ""
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return str(dict(column(name).flatchoices).get(value, value))


def changes_of(revision: Revision, now: Mapping[str, Any]) -> Iterator[Change]:
    """Yield what a revision changes of what stands `now` (see `stands`), in the order of the form."""
    for name in NAMES:
        if name in revision.changes:
            was, becomes = (column(name).to_python(value) for value in revision.changes[name])
            if becomes != now[name]:
                yield Change(name, was, becomes, now[name])


def wanted(revision: Revision | None, now: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is to stand, by field: what stands `now`, with what the revision changes."""
    changed = changes_of(revision, now) if revision else ()
    return {**now, **{change.name: change.result for change in changed}}


def is_whole(revision: Revision, text: ProjectText | None) -> bool:
    """Return whether it can stand: beside a text in its language, or as the first one, with all it says.

    What was changed of a text that was deleted meanwhile holds the changed fields alone.
    """
    was, becomes = revision.changes.get("title", ("", ""))
    return text is not None or (not was and bool(becomes))


def gone_in_words(row: Revision) -> str:
    """Say that the text was deleted which a revision changes, and what is to be done."""
    said = _(
        "The text in %(language)s was deleted meanwhile, and this changes only a part of it. Return it with "
        "a note: the city finds its words kept, adds what is missing and sends it in again as a whole text."
    )
    return said % {"language": row.language_name}
