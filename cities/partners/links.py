"""The mails with the link by which an organisation says whether it may be named: queued, and forgotten."""

from cities.partners.models import AtTable
from icaforum.outbox.compose import forget_mails, queue_mail
from icaforum.words.times import database_now

KINDS = ("organisation_asked",)


def mail_the_link(row: AtTable, *, again: bool = False) -> None:
    """Queue the mail that asks an organisation about the words that stand now; within the verb's change.

    The row is left to be saved: `asked_at`, or `reminded_at` with `again`.
    """
    now = database_now()
    if again:
        row.reminded_at = now
    else:
        row.state, row.asked_at, row.reminded_at, row.answered_at = AtTable.State.ASKED, now, None, None
    # With the moment: words that are put back as they were are asked for anew.
    key = f"table:{row.word}:{row.pk}:{row.link_version}:{now.timestamp():.6f}:{again}"
    ids = {
        "word": row.word,
        "organisation": row.pk,
        "seal": row.seal,
        "link": row.link_version,
        "again": again,
    }
    queue_mail("organisation_asked", to=row.email, key=key, ids=ids, language=row.mail_language)


def forget_link(row: AtTable) -> None:
    """Empty the address of an organisation, which is left to be saved, and delete its mails.

    Those of another row of this address stay until its turn comes.
    """
    if row.email:
        forget_mails(row.email, kinds=KINDS)
    row.email = ""
