"""Who did what to which: lines that nobody can alter."""

from collections.abc import Iterable, Mapping
from typing import Any, Self, cast

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.contrib.postgres.functions import TransactionNow
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from icaforum.audit.mishaps import Mishap
from icaforum.audit.verbs import PRIVATE, UNSIGNED, verb_in_words

__all__ = ["Entry", "Mishap", "admin_url_of"]


def admin_url_of(target: models.Model) -> str:
    """Return the address of a thing's page in the admin; empty where there is none."""
    return admin_page(target._meta.label_lower, str(target.pk))


def admin_page(label: str, key: str) -> str:
    """Return the page of a row by the label of its model and its key; empty where it has none."""
    try:
        return reverse(f"admin:{label.replace('.', '_')}_change", args=[key])
    except NoReverseMatch:
        return ""


class EntryQuerySet(models.QuerySet["Entry"]):
    """Questions to the history."""

    def about(self, target: models.Model) -> Self:
        """Return the entries about one object, newest first."""
        return self.filter(target_type=label_of(target), target_id=str(target.pk)).order_by("-pk")

    def did(self, person: AbstractBaseUser, verb: str, target: models.Model) -> bool:
        """Return whether it was this person who did something to an object, the last time it was done."""
        last = self.about(target).filter(verb=verb).values_list("actor_id", flat=True).first()
        return last == person.pk

    def by_people(self) -> Self:
        """Return what people did, with or without an account."""
        return self.filter(_by_people())

    def by_the_clock(self) -> Self:
        """Return what the Forum did by itself."""
        return self.filter(~_by_people(), actor_id=None)

    def readable_by(self, person: AbstractBaseUser | AnonymousUser) -> Self:
        """Return the entries about things whose list this person may open in the admin.

        Nobody reads there what people do among themselves (`keep_private`).
        """
        if isinstance(person, PermissionsMixin) and person.is_superuser and person.has_perm("any"):
            return self.for_staff()  # also those about kinds of things that are gone, which no right names
        return self.for_staff().filter(target_type__in=kinds_readable_by(person))

    def for_staff(self) -> Self:
        """Return all but what people do among themselves."""
        return self.exclude(verb__in=PRIVATE)


def _by_people() -> Q:
    kinds: dict[str, list[str]] = {}
    for kind, verb in UNSIGNED:
        kinds.setdefault(kind, []).append(verb)
    someone = Q(actor_id__isnull=False)
    for kind, verbs in kinds.items():
        someone |= Q(target_type=kind, verb__in=verbs)
    return someone


def label_of(target: models.Model) -> str:
    """Return the name of a thing's kind in the history; a proxy's is that of what it stands for."""
    concrete: type[models.Model] = target._meta.concrete_model or type(target)
    return concrete._meta.label_lower


def kinds_readable_by(person: AbstractBaseUser | AnonymousUser) -> set[str]:
    """Return the labels of the models whose list this person may open in the admin."""
    parts = (right.partition(".view_") for right in cast(PermissionsMixin, person).get_all_permissions())
    return {f"{app}.{model}" for app, found, model in parts if found}


class Entry(models.Model):
    """One line of history: a person did a verb to a thing, at a moment.

    It holds ids only, no names and no foreign key, so that erasing a person changes no line. A trigger in
    the database refuses every UPDATE, DELETE and TRUNCATE (migration 0001).
    """

    # By the database's clock, which all processes share. Two of one transaction have the same moment, so the
    # order of entries is that of their keys. It is that of the versions of texts too (`rewording`), which is
    # how an edit finds its words; `Now` would be the moment of the statement.
    at = models.DateTimeField(_("when"), db_default=TransactionNow())
    actor_id = models.BigIntegerField(
        _("who"), null=True, help_text=_("Empty: the Forum itself, by the clock.")
    )
    verb = models.CharField(_("what"), max_length=60)
    # The label of a model, «events.event» and its key as text, whatever type the model's key has.
    target_type = models.CharField(_("kind of thing"), max_length=60)
    target_id = models.CharField(_("its key"), max_length=60)
    details = models.JSONField(_("details"), default=dict)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("history entry")
        verbose_name_plural = _("history")
        indexes = [
            models.Index(fields=["target_type", "target_id", "-id"], name="audit_entry_target"),
            models.Index(fields=["actor_id", "-id"], name="audit_entry_actor"),
            # What names a thing in its details, also where the row that it was done to is gone.
            GinIndex(fields=["details"], name="audit_entry_details", opclasses=["jsonb_path_ops"]),
            models.Index(fields=["-at"], name="audit_entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_type} {self.target_id}"

    @property
    def what(self) -> str:
        """The verb in the reader's words."""
        return verb_in_words(self.verb)

    @property
    def admin_url(self) -> str:
        """The address in the admin of the thing it is about; empty for things that have no page there."""
        return admin_page(self.target_type, self.target_id)

    def who(self, names: Mapping[int, str]) -> str:
        """Return who did it, with `names` as of `Entry.names`; an erased person by number."""
        if self.actor_id:
            return names.get(self.actor_id, str(self.actor_id))
        return str(UNSIGNED.get((self.target_type, self.verb)) or gettext("by the clock"))

    @staticmethod
    def names(entries: Iterable["Entry"]) -> dict[int, str]:
        """Return the names of the people who did these, by id, as they are today; one query.

        An erased person has none.
        """
        ids = {entry.actor_id for entry in entries if entry.actor_id}
        return {person.pk: str(person) for person in get_user_model()._default_manager.filter(pk__in=ids)}

    @staticmethod
    def targets(entries: Iterable["Entry | Mishap"]) -> dict[tuple[str, str], models.Model]:
        """Return the things that entries are about, by label and key, where they still exist.

        One query for each model among them. Raises LookupError for a model that is gone.
        """
        wanted: dict[str, set[str]] = {}
        for entry in entries:
            wanted.setdefault(entry.target_type, set()).add(entry.target_id)
        found: dict[tuple[str, str], models.Model] = {}
        for label, keys in wanted.items():
            model = apps.get_model(label)
            for row in rows_to_name(model, keys):
                found[label, str(row.pk)] = row
        return found


def rows_to_name(model: type[models.Model], keys: Iterable[str]) -> models.QuerySet[Any]:
    """Return rows of any model by their keys, with all that their `__str__` reads of other rows."""
    return with_names(model._default_manager.filter(pk__in=keys))


def with_names(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Return the rows with all that their `__str__` reads of other rows.

    That is what the class names in `named_by`: paths of relations as of `select_related`, or for many rows
    those of `prefetch_related`. Without it each name would cost statements of its own.
    """
    paths: tuple[Any, ...] = getattr(rows.model, "named_by", ())
    joined = [path for path in paths if _is_one_row(rows.model, path)]
    rows = rows.prefetch_related(*(set(paths) - set(joined)))
    return rows.select_related(*joined) if joined else rows


def _is_one_row(model: type[models.Model], path: Any) -> bool:
    """Return whether a path leads to one row, so that it can be joined."""
    return isinstance(path, str) and bool(model._meta.get_field(path.partition("__")[0]).many_to_one)
