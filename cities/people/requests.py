"""The request of somebody who is signed in."""

from cities.people.models import User
from cities.viewer import ReaderRequest


class MemberRequest(ReaderRequest):
    """A request with a person: `LoginRequiredMiddleware` lets nobody else through to these views."""

    user: User
