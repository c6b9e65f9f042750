"""The verbs of somebody who is still writing an application: keep, go on elsewhere, send, throw away.

The history has no lines of them but for what is sent: a draft is its writer's own, nobody else's business.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cities.directory.models import City
from cities.joining import moves
from cities.joining.actions.applying import (
    PURGED_AT_ONCE,
    RESEND_BUCKET_SECONDS,
    apply_as_partner,
    apply_to_join,
    sent_before,
)
from cities.joining.models import Application, ApplicationDraft
from cities.people.models import User
from icaforum.audit.locks import locking
from icaforum.audit.record import Refused
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.planners import row_by_row
from icaforum.words.kept_answers import Answers, merged
from icaforum.words.times import database_now

# Within which two first answers of one browser are one draft, and not the beginning of another.
AT_ONCE = timedelta(seconds=20)
SALT = "cities.joining.begun-on"


class DraftIsGone(Refused):
    """The draft was sent or thrown away meanwhile, in another window or on another device."""


class DraftChanged(Refused):
    """The answers are no longer those that were shown before sending."""


@transaction.atomic
def keep_answers(
    draft: ApplicationDraft | None,
    *,
    kind: str,
    typed: Answers,
    shown: Mapping[str, str],
    began_with: Answers | None = None,
    application: Application | None = None,
    overwrite: bool = True,
    begun_on: str = "",
    by: User | None = None,
) -> tuple[ApplicationDraft, Answers]:
    """Keep what was typed, right or wrong; return the draft, and what other windows said where both changed.

    `typed`, `shown` and `overwrite` are as in `kept_answers.merged`. Without a draft a new one begins, with
    the answers `began_with`; a partner has but one, and so has whoever sends two first answers at once
    (`begun_on` names the browser, where it is known).
    """
    del by  # no line of history, see above
    new = ApplicationDraft(kind=kind, application=application, answers=dict(began_with or {}))
    draft, is_new = _begun(draft, new, begun_on=begun_on)
    if is_new:  # what the page showed stood in another draft, or nowhere: here all of it is to be kept
        shown = {}
    kept, elsewhere = merged(draft.answers, typed, shown, overwrite=overwrite)
    if kept:
        draft.answers |= kept
        draft.changed_at = database_now()
        draft.save(update_fields=["answers", "changed_at"])
    return draft, elsewhere


@transaction.atomic
def begin_again(application: Application, *, answers: Answers, by: User | None = None) -> ApplicationDraft:
    """Begin an application with the answers of one that came to nothing; return the draft.

    Its personal link was mailed to its address, so whoever has it may see all of it again. Pressed twice it
    is one draft, as it stands by now. Raises NotOpen for one that waits or was approved, and WrongWayIn for a
    partner.
    """
    application = moves.locked_for(application, "apply again", by=by)
    now = database_now()
    closed_at = application.withdrawn_at or application.decided_at or application.sent_at
    # Begun before, it corrects what was not confirmed, maybe on the device of a stranger to the address.
    kept = ApplicationDraft.objects.kept().filter(application=application, created_at__gte=closed_at)
    return kept.first() or ApplicationDraft.objects.create(
        kind=application.kind,
        application=application,
        answers={name: list(values) for name, values in answers.items()},
        email=application.email,
        confirmed_at=now,
        created_at=now,  # and not when the transaction began, which may have waited for the decision
    )


@transaction.atomic
def mail_link(draft: ApplicationDraft, *, email: str, by: User | None = None) -> ApplicationDraft:
    """Mail the link that opens a draft on another device, once within ten minutes.

    Another address than before ends all links and cookies from before: the first may be a stranger's. The
    caller names the draft anew to the device at hand. Raises DraftIsGone.
    """
    del by
    draft = _locked(draft)
    if draft.email != email:
        draft.link_version += bool(draft.email)
        draft.email, draft.confirmed_at = email, None
        draft.save(update_fields=["email", "confirmed_at", "link_version"])
    bucket = int(database_now().timestamp()) // RESEND_BUCKET_SECONDS
    queue_mail(
        "draft_link",
        to=email,
        key=f"draft_link:{draft.pk}:{draft.link_version}:{bucket}",
        ids={"draft": draft.pk, "version": draft.link_version},
    )
    return draft


@transaction.atomic
def confirm_draft(draft: ApplicationDraft, *, by: User | None = None) -> ApplicationDraft:
    """Record that the address to which the link was mailed is the writer's. Raises DraftIsGone.

    It answers the question for the address, where nothing was typed there.
    """
    del by
    draft = _locked(draft)
    if draft.confirmed_at is None:
        draft.confirmed_at = database_now()
        if not any(draft.answers.get("email", [])):
            draft.answers["email"] = [draft.email]
        draft.save(update_fields=["answers", "confirmed_at"])
    return draft


@transaction.atomic
def send_draft(draft: ApplicationDraft, *, by: User | None = None, **answers: Any) -> Application:
    """Make the application of a draft, and delete it; `answers` are its own, cleaned.

    Two at once make one application, which both return. Raises DraftIsGone for what was thrown away,
    DraftChanged where another window has written since these answers were read, and as `apply_to_join` and
    `apply_as_partner` do.
    """
    kind = draft.kind
    try:
        locked = _locked(draft)
    except DraftIsGone:
        found = None if kind == City.Kind.PARTNER else sent_before(kind=kind, **answers)
        if found is None:
            raise
        return found
    if locked.changed_at != draft.changed_at:
        raise DraftChanged(_("An answer was changed in another window. Please look at it again."))
    if kind == City.Kind.PARTNER:
        if locked.application is None:
            raise DraftIsGone(_gone_words())
        application = apply_as_partner(locked.application, by=by, **answers)
    else:
        application = apply_to_join(kind=kind, instead_of=locked.application, by=by, **answers)
    locked.delete()
    return application


@transaction.atomic
def throw_away(draft: ApplicationDraft, *, by: User | None = None) -> None:
    """Delete a draft, so that its writer can begin anew; one that is gone already is no error."""
    del by
    ApplicationDraft.objects.filter(pk=draft.pk).delete()


# The clock ------------------------------------------------------------------------------------------------


def purge_drafts(*, now: datetime | None = None) -> int:
    """Delete the drafts that nobody has changed for a month, and return how many."""
    old = ApplicationDraft.objects.forgotten_on(now or database_now())
    return row_by_row(
        gettext_noop("throw away old drafts of applications"),
        list(old.order_by("pk")[:PURGED_AT_ONCE]),
        # One that is written to at this moment is no longer old when its lock is free.
        lambda found: sum(row.delete()[0] for row in old.select_for_update().filter(pk=found.pk)),
    )


# What they share ------------------------------------------------------------------------------------------


def _begun(
    draft: ApplicationDraft | None, new: ApplicationDraft, *, begun_on: str
) -> tuple[ApplicationDraft, bool]:
    """Return the draft, locked, and whether it is new: there was none, or it was deleted meanwhile."""
    # Typed in a window that was still open: it is kept, as the beginning of another draft.
    with locking():
        rows = ApplicationDraft.objects.select_for_update()
        locked = draft and rows.filter(pk=draft.pk).first()
        if locked:
            return locked, False
        facts = {"kind": new.kind, "application": new.application}
        if new.kind == City.Kind.PARTNER:  # two windows at once find the same
            return rows.get_or_create(**facts, defaults={"answers": new.answers})
        # The mark is of use for a moment: whoever begins another one later means another one.
        key = _beginning(new, begun_on)
        just_now = database_now() - AT_ONCE
        ApplicationDraft.objects.filter(begun_on=key, created_at__lte=just_now).exclude(begun_on="").update(
            begun_on=""
        )
        if not key:
            return ApplicationDraft.objects.create(**facts, answers=new.answers), True
        return rows.get_or_create(begun_on=key, defaults=facts | {"answers": new.answers})


def _beginning(new: ApplicationDraft, begun_on: str) -> str:
    """Return the mark of a beginning: of this browser, this kind, and what is corrected; empty if unknown."""
    words = f"{begun_on}\n{new.kind}\n{new.application_id or ''}"
    return salted_hmac(SALT, words, algorithm="sha256").hexdigest()[:40] if begun_on else ""


def _locked(draft: ApplicationDraft) -> ApplicationDraft:
    """Return the row as it is now, locked; raises DraftIsGone."""
    with locking():
        rows = ApplicationDraft.objects.select_for_update(of=("self",)).select_related("application")
        if found := rows.filter(pk=draft.pk).first():
            return found
    raise DraftIsGone(_gone_words())


def _gone_words() -> str:
    return _("This application was sent or thrown away meanwhile, in another window or on another device.")
