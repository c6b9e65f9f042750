"""What the clock does so that nothing is kept longer than /privacy/ says; each task may run twice."""

from celery import shared_task

from icaforum.outbox.waking import Planner
from icaforum.privacy import keeping


@shared_task(base=Planner)
def forget_old_rows() -> int:
    """Delete what nobody needs any more; return how many rows."""
    return keeping.forget_old_rows()


@shared_task(base=Planner)
def finish_erasing() -> int:
    """Delete what was written while people were being erased; return how many rows."""
    return keeping.finish_erasing()


@shared_task(base=Planner)
def forget_sign_ins() -> int:
    """Delete sign-ins that are over; return how many rows."""
    return keeping.forget_sign_ins()
