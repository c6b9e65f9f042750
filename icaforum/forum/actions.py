"""The verb of the Forum's settings: change them."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from icaforum.audit.locks import locking
from icaforum.audit.record import record
from icaforum.forum.models import ForumSettings
from icaforum.forum.reading import read_again


@transaction.atomic
def change_settings(
    _settings: ForumSettings | None = None, *, by: AbstractBaseUser | None, **values: Any
) -> ForumSettings:
    """Change some of the settings, by the names of their fields; what stands already leaves no line.

    `by` is None on the command line. Raises ValidationError for a value out of its bounds, TypeError for a
    field that there is not.
    """
    forum = begin_settings()
    if unknown := values.keys() - {field.name for field in forum._meta.fields}:
        raise TypeError(f"There is no setting {', '.join(sorted(unknown))}.")
    changed = sorted(name for name, value in values.items() if getattr(forum, name) != value)
    if not changed:
        return forum
    for name in changed:
        setattr(forum, name, values[name])
    forum.full_clean()
    forum.save(update_fields=changed)
    record("changed", forum, by=by, fields=changed)
    read_again()
    # Anew: what was derived from the values before is kept on the object.
    return ForumSettings.objects.get(pk=forum.pk)


def begin_settings() -> ForumSettings:
    """Return the row as it stands, locked; made with the values of the first day where there was none."""
    with locking():
        return ForumSettings.objects.select_for_update().get_or_create(pk=1)[0]


def locked_settings() -> ForumSettings:
    """Return the settings as they stand, locked until the transaction ends.

    Verbs that count against a limit lock them last, after the city. Nobody has set a limit where there is no
    row.
    """
    with locking():
        return ForumSettings.objects.select_for_update().first() or ForumSettings()
