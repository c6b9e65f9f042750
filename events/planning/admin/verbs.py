"""The buttons of an event in the admin."""

from typing import Any

from django.utils.translation import gettext_lazy

from cities.partners.admin.table import at_the_table
from events.guests.admin import INVITE_GUEST
from events.planning import sentences
from events.planning.actions import afterwards, changes, entries, resuming, telling
from events.planning.actions.entries import SCHEDULE_FIELDS
from events.planning.forms import AfterForm, MoveForm, WhyForm
from events.programme.locks import lock_event
from events.programme.models import Event
from icaforum.audit.admin import Verb


def initial_schedule(event: Event) -> dict[str, Any]:
    """Return the time an event has, to begin the form of a move with."""
    return {name: getattr(event, name) for name in SCHEDULE_FIELDS}


VERBS = (
    INVITE_GUEST,
    Verb(
        name="publish",
        label=gettext_lazy("Publish"),
        do=entries.publish,
        done=gettext_lazy("It is announced. Places can be taken."),
        offered=lambda event: event.is_draft,
        consequence=sentences.before_publishing,
    ),
    Verb(
        name="tell",
        label=gettext_lazy("Tell the people who can see this"),
        do=telling.tell_readers,
        done=gettext_lazy("They are told."),
        offered=sentences.may_be_told_of,
        consequence=sentences.before_telling,
        button=sentences.whom_telling_tells,
        mails=True,
        note_in=("event_announced",),
        needs="events.view_registration",
    ),
    Verb(
        name="undo-move",
        label=gettext_lazy("Undo the move"),
        do=changes.undo_move,
        done=gettext_lazy("The move is undone."),
        offered=sentences.may_be_undone,
        consequence=sentences.before_undoing,
    ),
    Verb(
        name="move",
        label=gettext_lazy("Move"),
        do=changes.move,
        done=sentences.after_moving,
        form=MoveForm,
        offered=sentences.may_change,
        consequence=sentences.before_moving,
        mails=True,
        warning=sentences.whom_a_move_tells,
        initial=initial_schedule,
        lock=lambda event, _by: lock_event(event),
    ),
    Verb(
        name="postpone",
        label=gettext_lazy("Postpone"),
        do=changes.postpone,
        done=gettext_lazy("It is postponed. Use “Move” when there is a new date."),
        form=WhyForm,
        offered=lambda event: event.is_published and sentences.may_change(event),
        consequence=sentences.before_postponing,
        mails=True,
    ),
    Verb(
        name="add-recording",
        label=gettext_lazy("Add the recording"),
        do=afterwards.add_recording,
        done=gettext_lazy("It is in the library. Who wanted the recording is told once it is there."),
        form=AfterForm,
        offered=sentences.may_be_added_to,
        consequence=sentences.before_adding,
        mails=True,
    ),
    at_the_table(needs="events.change_eventorganisation"),
    Verb(
        name="duplicate",
        label=gettext_lazy("Duplicate"),
        do=entries.duplicate,
        done=gettext_lazy("Here is the copy, a draft. Correct the day and add a joining link."),
        consequence=sentences.before_copying,
    ),
    Verb(
        name="publish-again",
        label=gettext_lazy("Publish again"),
        do=resuming.publish_again,
        done=gettext_lazy("It is what it was before the cancellation, and people are told."),
        form=WhyForm,
        offered=sentences.may_be_published_again,
        consequence=sentences.before_publishing_again,
        mails=True,
    ),
    Verb(
        name="cancel",
        label=gettext_lazy("Cancel the event"),
        do=changes.cancel,
        done=gettext_lazy("It is cancelled, and people are told."),
        form=WhyForm,
        offered=sentences.may_be_cancelled,
        consequence=sentences.before_cancelling,
        mails=True,
        danger=True,
    ),
)
