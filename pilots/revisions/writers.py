"""Who hears of a revision: whoever saved it last, and the lead contacts of the project's pilot cities."""

from django.db.models import Q

from cities.models import Officer, User
from icaforum.outbox.compose import NewMail, queue_mails
from pilots.revisions.models import Revision


def readers_of(revision: Revision) -> list[User]:
    """Return those that can be reached now, each once."""
    seats = Officer.objects.standing().filter(
        city__in=revision.project.hosts.order_by(), person__is_active=True
    )
    seats = seats.filter(Q(role=Officer.Role.LEAD) | Q(person=revision.author_id))
    people = {seat.person_id: seat.person for seat in seats.select_related("person").order_by("person")}
    return list(people.values())


def tell(kind: str, revision: Revision) -> None:
    """Queue a mail of this kind to them about what was decided."""
    # Each decision is one mail: it may come back and be sent in again.
    moment = f"{revision.decided_at:%Y%m%d%H%M%S}" if revision.decided_at else ""
    queue_mails(
        NewMail(
            kind,
            person,
            f"{kind}:{revision.pk}:{person.pk}:{moment}",
            {"revision": revision.pk, "reader": person.pk},
        )
        for person in readers_of(revision)
    )
