"""The verbs of what a city looks for and can give: say it, change its sentence, take it away, hide it."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City, Theme
from cities.people.models import Officer
from cities.talking.models import Use
from cities.wants.models import WantOffer
from icaforum.audit.as_read import changed_since, refuse_unread
from icaforum.audit.belonging import belongs
from icaforum.audit.details import keys_of, name_details
from icaforum.audit.locks import locked
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import NewMail, queue_mails
from icaforum.words.times import database_now

name_verbs(
    {
        "want or offer said": gettext_lazy("wrote what is looked for or given by"),
        "want or offer changed": gettext_lazy("changed what is looked for or given by"),
        "want or offer taken away": gettext_lazy("took away what was looked for or given by"),
        "want or offer hidden": gettext_lazy("hid what is looked for or given by"),
        "want or offer shown": gettext_lazy("showed again what is looked for or given by"),
    }
)
belongs(WantOffer, "city", to=City)
name_details({"theme": keys_of(Theme, gettext_lazy("theme"))})


class NotNow(Refused):
    """It is hidden already, or shown."""


class SaidAlready(Refused):
    """The city has said so of this theme; it can change the sentence."""


@transaction.atomic
def say_want(
    city: City,
    *,
    kind: str,
    theme: Theme,
    text: str,
    language: str,
    by: AbstractBaseUser,
    use: str = Use.UNATTRIBUTED,
) -> WantOffer:
    """Say that a city looks for help on a theme, or can give some; return it.

    Raises SaidAlready where it has said so, NotThere where the city is gone.
    """
    locked(City.objects.select_for_update(no_key=True), city.pk)
    facts: dict[str, Any] = {"text": text.strip(), "language": language, "use": use, "author": by}
    try:
        with transaction.atomic():
            row = WantOffer.objects.create(city=city, kind=kind, theme=theme, **facts)
    except IntegrityError as error:
        said = _("Your city has said this of %(theme)s already. Change that sentence.")
        raise SaidAlready(said % {"theme": theme}) from error
    record("want or offer said", city, by=by, theme=theme.pk)
    return row


@transaction.atomic
def change_want(row: WantOffer, *, by: AbstractBaseUser, **facts: Any) -> WantOffer:
    """Change `text`, `language` or `use` of a want or offer; unchanged facts leave no line in the history.

    Raises NotThere where it was taken away meanwhile.
    """
    row = locked(WantOffer.objects.select_for_update(of=("self",)), row.pk)
    changed = [name for name, value in facts.items() if getattr(row, name) != value]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, facts[name])
    row.edited_at = database_now()
    row.save(update_fields=[*changed, "edited_at"])
    record("want or offer changed", row.city, by=by, theme=row.theme_id)
    return row


@transaction.atomic
def take_want_away(row: WantOffer, *, by: AbstractBaseUser, read: str = "") -> None:
    """Take a want or offer away, with what it said before; `read` is the mark of what the person has read.

    Raises NotThere, and ChangedMeanwhile where it says something else by now.
    """
    row = locked(WantOffer.objects.select_for_update(of=("self",)), row.pk)
    refuse_unread(read, row.mark, changed_since())
    record("want or offer taken away", row.city, by=by, theme=row.theme_id)
    row.delete()


@transaction.atomic
def hide_want(row: WantOffer, *, because: str, by: AbstractBaseUser) -> WantOffer:
    """Show a want or offer to nobody but its city, and tell the leads why. Raises NotThere, NotNow."""
    row = locked(WantOffer.objects.select_for_update(of=("self",)), row.pk)
    if row.hidden_at:
        raise NotNow(_("It is hidden already."))
    row.hidden_at, row.hidden_because = database_now(), because.strip()
    row.save(update_fields=["hidden_at", "hidden_because"])
    record("want or offer hidden", row, by=by)
    key = f"want:{row.pk}:hidden:{row.hidden_at.timestamp():.0f}"
    leads = Officer.objects.standing().leads().filter(city=row.city_id, person__is_active=True)
    queue_mails(
        NewMail("want_hidden", seat.person, f"{key}:{seat.person_id}", {"want": row.pk})
        for seat in leads.select_related("person")
    )
    return row


@transaction.atomic
def show_want(row: WantOffer, *, by: AbstractBaseUser) -> WantOffer:
    """Show a hidden want or offer again. Raises NotThere, NotNow."""
    row = locked(WantOffer.objects.select_for_update(of=("self",)), row.pk)
    if not row.hidden_at:
        raise NotNow(_("It is not hidden."))
    row.hidden_at, row.hidden_because = None, ""
    row.save(update_fields=["hidden_at", "hidden_because"])
    record("want or offer shown", row, by=by)
    return row
