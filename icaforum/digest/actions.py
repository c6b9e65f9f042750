"""What people follow. It says something of them, so the history tells that they chose, and not what."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy

from cities.models import City, Theme, User
from icaforum.audit.locks import locked
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.digest.models import Follow

name_verbs(
    {
        "followed": gettext_lazy("followed something"),
        "unfollowed": gettext_lazy("stopped following something"),
        "follows chosen": gettext_lazy("chose what to follow"),
    }
)


@transaction.atomic
def follow(
    person: User, *, theme: Theme | None = None, city: City | None = None, kind: str = "", by: User
) -> bool:
    """Let what is new of one theme, city or kind come first for a person; False where it did before."""
    _row, is_new = Follow.objects.get_or_create(person=person, theme=theme, city=city, kind=kind)
    if is_new:
        record("followed", person, by=by)
    return is_new


@transaction.atomic
def unfollow(
    person: User, *, theme: Theme | None = None, city: City | None = None, kind: str = "", by: User
) -> bool:
    """Let it come in its turn again; False where it was not followed."""
    gone, _by_model = Follow.objects.filter(person=person, theme=theme, city=city, kind=kind).delete()
    if gone:
        record("unfollowed", person, by=by)
    return bool(gone)


@transaction.atomic
def choose_follows(
    person: User, *, themes: Collection[Theme], cities: Collection[City], kinds: Collection[str], by: User
) -> None:
    """Follow these and nothing else."""
    # Two savings at once would both add the same row; the second waits, and finds nothing to do.
    locked(User.objects.select_for_update(), person.pk)
    wanted: set[tuple[int | None, int | None, str]] = {(None, None, kind) for kind in kinds}
    wanted.update((theme.pk, None, "") for theme in themes)
    wanted.update((None, city.pk, "") for city in cities)
    rows = {(row.theme_id, row.city_id, row.kind): row.pk for row in Follow.objects.filter(person=person)}
    if wanted == rows.keys():
        return
    Follow.objects.filter(pk__in=[pk for what, pk in rows.items() if what not in wanted]).delete()
    new = [
        Follow(person=person, theme_id=theme, city_id=city, kind=kind)
        for theme, city, kind in sorted(wanted - rows.keys(), key=str)
    ]
    Follow.objects.bulk_create(new)
    record("follows chosen", person, by=by)
