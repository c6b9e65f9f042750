"""The verbs of comments; who may write one where, the story of the page asks before."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import Circle, City, User
from cities.people import limits
from icaforum.audit.belonging import belongs
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.words.times import database_now
from pilots.comments.models import Comment
from pilots.projects.refusals import NotNow, NotYours

name_verbs(
    {
        "commented": gettext_lazy("wrote a comment"),
        "comment changed": gettext_lazy("changed a comment"),
        "comment taken back": gettext_lazy("took a comment back"),
    }
)
belongs(Comment, "city", to=City)
belongs(Comment, "author", to=User)


@transaction.atomic
def comment(circle: Circle, *, city: City, text: str, language: str, by: User) -> Comment:
    """Say something to the cities of a circle for one of them, in which this person has a seat.

    Raises NotYours for others, NotNow for many on one day.
    """
    if not circle.cities.filter(pk=city.pk).exists() or not by.seats.standing().filter(city=city).exists():
        raise NotYours(_("You write for a city of yours that takes part."))
    if limits.one_too_many(comments_of_person=by.pk):
        raise NotNow(_("You have commented much today. Please go on tomorrow."))
    row = Comment.objects.create(circle=circle, city=city, author=by, text=text.strip(), language=language)
    record("commented", row, by=by)
    return row


@transaction.atomic
def change_comment(row: Comment, *, text: str, language: str, by: User) -> Comment:
    """Change the words of one's own comment, which others see. Raises NotYours, NotNow."""
    row = _own(row, by)
    if (row.text, row.language) != (text.strip(), language):
        row.text, row.language, row.edited_at = text.strip(), language, database_now()
        row.save(update_fields=["text", "language", "edited_at"])
        record("comment changed", row, by=by)
    return row


@transaction.atomic
def take_comment_back(row: Comment, *, by: User) -> Comment:
    """Take the words of one's own comment away for ever. Raises NotYours, NotNow."""
    row = _own(row, by)
    row.text, row.taken_back_at = "", database_now()
    row.save(update_fields=["text", "taken_back_at"])
    record("comment taken back", row, by=by)
    return row


def _own(row: Comment, by: User) -> Comment:
    """Lock a comment that this person has written and that stands."""
    row = Comment.objects.lock(row.pk)
    if row.author_id != by.pk or not by.seats.standing().filter(city__in=row.circle.cities.all()).exists():
        raise NotYours(_("This is the comment of somebody else."))
    if row.taken_back_at:
        raise NotNow(_("Your comment is taken back already."))
    return row
