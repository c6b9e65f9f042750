"""The demo's weekly mail: one person follows a theme and a kind, and has a mail with the news of a month."""

from datetime import timedelta

from cities.models import Theme, User
from icaforum.digest.actions import follow
from icaforum.outbox.compose import queue_mail
from icaforum.words.times import database_now


def load(person: User) -> None:
    """Queue it at once, since whoever looks at the demo does not wait for Monday."""
    follow(person, theme=Theme.objects.get(slug="extreme-heat"), by=person)
    follow(person, kind="lessons-learned", by=person)
    since = database_now() - timedelta(days=28)
    ids = {"person": person.pk, "since": since.isoformat()}
    queue_mail("digest", to=person, key=f"digest:demo:u{person.pk}", ids=ids)
