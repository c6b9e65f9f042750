"""The verb of a colleague who reads an application for whoever decides it."""

from django.db import transaction
from django.utils.translation import gettext_lazy

from cities.joining import moves
from cities.joining.models import Application, Recommendation
from cities.people.models import User
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.words.times import database_now

name_verbs({"recommended": gettext_lazy("recommended")})


@transaction.atomic
def recommend(application: Application, *, says: str, because: str, by: User) -> Application:
    """Say what one would do with an application that is open, and why; nobody is mailed.

    A second time replaces what one said, with a new day; what says the same changes nothing. Raises
    NotConfirmed, AlreadyDecided or OwnApplication, as a decision does.
    """
    application = moves.locked_for(application, "recommend", by=by)
    # Under the lock of the application: two windows of one person make one row.
    own = Recommendation.objects.filter(application=application, person=by).first()
    own = own or Recommendation(application=application, person=by)
    if (own.says, own.because) != (says, because):
        own.says, own.because, own.written_at = says, because, database_now()
        own.save()
        # Not what: the history is also for colleagues who are contacts of the city, and do not read that.
        record("recommended", application, by=by)
    return application
