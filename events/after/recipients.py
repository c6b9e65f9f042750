"""Who gets which mail after an event, and who gets none and why."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from events.places.actions import entitled
from events.places.models import Registration
from events.planning.recipients import HAS_IT, UNSEEN, keys_after, said_of
from events.programme.models import Event
from icaforum.audit.verbs import Words
from icaforum.outbox import reaching

Answer = Registration.Answer

KIND = "event_recording"
PRESENT, ABSENT, ASIDE = "present", "absent", "recording"
# In the order of the page, each with what its mail says.
GROUPS: dict[str, tuple[Words, Words]] = {
    PRESENT: (_("Present"), _("Thank you, with recording, slides and the survey")),
    ABSENT: (_("Absent"), _("We missed you, with recording and slides")),
    ASIDE: (_("Recording only"), _("Here is the recording, with the slides")),
}


def group_of(row: Registration) -> str:
    """Return the group of somebody; who gave up a place is in none, unless they were there all the same.

    Whoever has a place and is not known to have been there is absent.
    """
    if row.came:
        return PRESENT
    return {Answer.GOING: ABSENT, Answer.RECORDING: ASIDE, Answer.WAITING: ASIDE}.get(Answer(row.answer), "")


@dataclass(frozen=True)
class Group:
    """The rows of those who get a mail of a group now, all of the group, and how many get none and why."""

    name: str
    rows: list[Registration] = field(default_factory=list)
    everybody: int = 0
    without: Counter[str] = field(default_factory=Counter)
    in_vain: int = 0

    @property
    def label(self) -> Words:
        """Return what the group is called."""
        return GROUPS[self.name][0]

    @property
    def says(self) -> Words:
        """Return what its mail says."""
        return GROUPS[self.name][1]

    @property
    def have_it(self) -> int:
        """Return how many have got their mail."""
        return self.without[HAS_IT]

    @property
    def left_out(self) -> list[str]:
        """Return who gets none, a sentence for each reason but that they have it."""
        return said_of(Counter({reason: n for reason, n in self.without.items() if reason != HAS_IT}))


def groups_of(event: Event, *names: str) -> list[Group]:
    """Return the groups, all three if none is named, in five statements however many people."""
    rows = list(event.registrations.select_related("person", "city").order_by("person__name", "pk"))
    of_group = {name: [row for row in rows if group_of(row) == name] for name in names or GROUPS}
    reasons = _reasons(event, [row for some in of_group.values() for row in some])
    return [
        Group(
            name,
            [row for row in some if row.pk not in reasons],
            len(some),
            Counter(reasons[row.pk] for row in some if row.pk in reasons),
            sum(row.is_waiting for row in some),
        )
        for name, some in of_group.items()
    ]


def _reasons(event: Event, rows: list[Registration]) -> dict[int, str]:
    """Return why some of these rows get no mail, by their key."""
    lacking = keys_after(event, rows)
    reasons = {row.pk: HAS_IT for row in rows if row.pk not in lacking}
    none = reaching.who_gets_none(KIND, [row.person for row in rows])
    may_see = entitled(event, [row.person_id for row in rows])
    for row in rows:
        if row.person_id in none:
            reasons.setdefault(row.pk, none[row.person_id])
        elif row.person_id not in may_see:
            reasons.setdefault(row.pk, UNSEEN)
    return reasons


def is_known(event: Event) -> bool:
    """Return whether it is written down who was there, by the report that was read last too."""
    if event.attendance_reports.filter(written_at__isnull=True).exists():
        return False
    return event.registrations.filter(came__isnull=False).exists()


def can_be_told(event: Event, group: str, *, is_known: bool) -> bool:
    """Return whether a group can be written to: it `is_known` who was there, or there is a recording.

    One that was pulled back for a while is none: its mails would not be wanted.
    """
    if group != ASIDE:
        return is_known
    return event.recording is not None and event.recording.is_published
