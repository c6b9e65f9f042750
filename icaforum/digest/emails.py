"""The weekly mail; called when it is sent, so that it shows what its reader may see at that moment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from cities.directory.standing import read_once
from cities.models import User
from cities.sharing.viewers import viewer_of
from icaforum.digest.news import Followed
from icaforum.digest.parts import Reader
from icaforum.digest.sections import kind_choices, parts_for
from icaforum.outbox.kinds import Content
from icaforum.words.times import database_now


def digest(ids: Mapping[str, Any]) -> Content | None:
    """Write what is new for a person since `since`; None where nothing is, they left, or pause.

    A mail carries no rights of staff: no second step was shown for it.
    """
    person = User.objects.getting_news().filter(pk=ids["person"]).first()
    viewer = viewer_of(person) if person else None
    if person is None or viewer is None or not viewer.is_member:
        return None
    followed = Followed.by(person)
    since = datetime.fromisoformat(ids["since"])
    with read_once():
        parts = parts_for(Reader(person, viewer, followed, since, database_now()))
    if not parts:
        return None
    kinds = [str(name) for kind, name in kind_choices() if kind in followed.kinds]
    return Content(
        "icaforum/emails/digest",
        {
            "parts": parts,
            "news": ", ".join(part.news for part in parts if part.news),
            "followed": [*followed.themes.values(), *followed.cities.values(), *kinds],
            "desk_url": settings.BASE_URL + reverse("desk"),
            "choose_url": settings.BASE_URL + reverse("mails"),
        },
    )
