"""Where sessions are kept: Django's rows, which begin and end by the clock of the database."""

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models.functions import Now

from icaforum.words.times import note_moment, request_now


class SessionStore(db.SessionStore):
    """Django's, for which the clock of the process decides nothing.

    The name is part of what sessions are signed with.
    """

    def _get_session_from_db(self) -> Session | None:
        """Return the row of this session; None, and forget the key, where there is none in force."""
        found = (
            Session.objects.filter(session_key=self.session_key, expire_date__gt=Now())
            .annotate(now=Now())
            .first()
        )
        if found is None:
            self._session_key = None
            return None
        note_moment(found.now)  # so that most requests ask for the time without a statement of its own
        return found

    def get_expiry_date(self, **known: Any) -> datetime:
        """Return when the session ends, by the database; `known` as Django's."""
        return super().get_expiry_date(**{"modification": request_now()} | known)

    @classmethod
    def clear_expired(cls) -> None:
        """Delete the sessions that are over."""
        Session.objects.filter(expire_date__lt=Now()).delete()
