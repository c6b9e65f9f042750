"""The verb of comments in a pairing: by people of its two cities, while it runs."""

from django.db import transaction

from cities.models import City, User
from icaforum.audit.belonging import belongs
from pilots.comments import actions as comments
from pilots.comments.models import Comment
from pilots.pairings import rules
from pilots.pairings.locks import lock_for
from pilots.pairings.models import Pairing

belongs(Comment, "circle__pairing", to=Pairing)


@transaction.atomic
def comment_in(pairing: Pairing, *, city: City, text: str, language: str, by: User) -> Comment:
    """Comment in a running pairing for one of its cities; raises NotNow, NotYours."""
    pairing = lock_for(rules.WRITE, pairing, by)
    return comments.comment(pairing.circle, city=city, text=text, language=language, by=by)
