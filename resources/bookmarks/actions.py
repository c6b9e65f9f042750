"""What people keep. It says something of them, so the history tells that they did, and not which paper."""

from django.db import transaction
from django.utils.translation import gettext_lazy

from cities.models import User
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from resources.bookmarks.models import Bookmark
from resources.library.models.resource import Resource

name_verbs(
    {
        "kept a paper": gettext_lazy("kept a paper"),
        "let a paper go": gettext_lazy("let a kept paper go"),
    }
)


@transaction.atomic
def keep_paper(person: User, *, resource: Resource, by: User) -> bool:
    """Keep a paper for a person; False where it was kept before."""
    _row, is_new = Bookmark.objects.get_or_create(person=person, resource=resource)
    if is_new:
        record("kept a paper", person, by=by)
    return is_new


@transaction.atomic
def let_paper_go(person: User, *, resource: Resource, by: User) -> bool:
    """Keep it no more; False where it was not kept."""
    gone, _by_model = Bookmark.objects.filter(person=person, resource=resource).delete()
    if gone:
        record("let a paper go", person, by=by)
    return bool(gone)
