"""What a use says of itself after one of its words has changed: its seal, and when the last word was."""

from datetime import datetime

from resources.uses.models import FollowUp, Use


def seal_again(use: Use, *, said_at: datetime | None = None) -> Use:
    """Write down anew what stands there by now; with `said_at` the city has said something at that moment.

    Whether it has stopped follows from its answers: the last one counts.
    """
    answers = list(use.follow_ups.up().order_by("station"))
    use.seal = use.seal_of(answers)
    last = answers[-1] if answers else None
    use.stopped_at = last.answered_at if last and last.outcome == FollowUp.Outcome.STOPPED else None
    use.last_said_at = said_at or use.last_said_at
    use.save(update_fields=["seal", "stopped_at", "last_said_at"])
    return use
