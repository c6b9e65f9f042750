"""The verbs of the two questions: a city answers, the secretariat has looked after it."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import User
from icaforum.audit.belonging import belongs
from icaforum.audit.record import record
from icaforum.audit.verbs import done_without_account, name_verbs
from icaforum.words.times import database_now
from pilots.pairings.locks import lock_pairing
from pilots.pairings.models import Pairing
from pilots.projects.refusals import NotNow, NotYours
from pilots.pulse.emails import mail_own_leads
from pilots.pulse.models import Pulse, Silence

# Those of the clock too: the pages of the history load no planner.
name_verbs(
    {
        "two questions answered": gettext_lazy("answered the two questions"),
        "two questions looked after": gettext_lazy("looked after what a city answered"),
        "two questions asked": gettext_lazy("asked a city two questions"),
        "two questions asked again": gettext_lazy("asked a city its two questions once more"),
        "two questions left to staff": gettext_lazy("left two questions to the secretariat"),
        "silence told": gettext_lazy("told both cities that it is quiet"),
        "silence told again": gettext_lazy("told both cities once more that it is quiet"),
        "silence left to staff": gettext_lazy("left a quiet pairing to the secretariat"),
        "silence looked after": gettext_lazy("looked after a quiet pairing"),
    }
)
done_without_account(
    "pilots.pulse", "two questions answered", by=gettext_lazy("somebody with the link of a mail")
)
belongs(Pulse, "pairing", to=Pairing)
belongs(Silence, "pairing", to=Pairing)


@transaction.atomic
def answer_pulse(
    pulse: Pulse, *, going: str, next_step: str, over: str, by: User, with_link: bool = False
) -> Pulse:
    """Answer the two questions for a city, or answer them anew within 14 days after they were asked.

    A No is the secretariat's to look after, and the own leads are told. `over` is the mark of the answer that
    stood on the page, `with_link` is set where somebody answers by the link of their mail. Raises NotYours
    for others than contacts of the city, NotNow where the pairing is not active, where they were asked anew
    or a colleague has answered, or where the answer counts already.
    """
    pairing = lock_pairing(pulse.pairing)
    pulse = Pulse.objects.locked(pulse.pk)
    if not by.is_active or not by.seats.standing().filter(city=pulse.city_id).exists():
        raise NotYours(_("A contact of this city answers."))
    if pairing.state != Pairing.State.ACTIVE:
        raise NotNow(_("This pairing is not active now, so nothing is asked."))
    now = database_now()
    if not Pulse.objects.newest().filter(pk=pulse.pk).exists():
        raise NotNow(_("Your city was asked anew since then. Please answer there."))
    if (pulse.going, pulse.next_step) == (going, next_step):
        return pulse
    if pulse.mark != over:
        raise NotNow(_("A colleague has answered meanwhile. Please look at it again."))
    if pulse.answered_at and now >= pulse.counts_from:
        raise NotNow(_("This was answered, and can no longer be changed. We ask again."))
    pulse.going, pulse.next_step, pulse.answered_at, pulse.answered_by = going, next_step, now, by
    pulse.settled_at = None
    pulse.save(update_fields=["going", "next_step", "answered_at", "answered_by", "settled_at"])
    # No word of what was answered: who reads the history of a pairing may not read answers.
    record("two questions answered", pulse, by=None if with_link else by, pairing=pairing.pk)
    if pulse.says_no:
        mail_own_leads(pulse, by=by)
    return pulse


@transaction.atomic
def settle_pulse(pulse: Pulse, *, by: User) -> Pulse:
    """Take it off the list of staff, who have spoken with the city. Raises NotNow where nothing waits."""
    pulse = Pulse.objects.locked(pulse.pk)
    if pulse.settled_at or not (pulse.says_no or pulse.staff_since):
        raise NotNow(_("Nothing waits here any more."))
    pulse.settled_at = database_now()
    pulse.save(update_fields=["settled_at"])
    record("two questions looked after", pulse, by=by, pairing=pulse.pairing_id)
    return pulse


@transaction.atomic
def settle_silence(silence: Silence, *, by: User) -> Silence:
    """Take it off the list of staff, who have written to both cities. Raises NotNow where nothing waits."""
    silence = Silence.objects.locked(silence.pk)
    if silence.settled_at or not silence.staff_since:
        raise NotNow(_("Nothing waits here any more."))
    silence.settled_at = database_now()
    silence.save(update_fields=["settled_at"])
    record("silence looked after", silence, by=by, pairing=silence.pairing_id)
    return silence
