"""The request of somebody who is signed in."""

from cities.directory.viewer import ReaderRequest
from cities.people.models import User


class MemberRequest(ReaderRequest):
    """A request with a person: `LoginRequiredMiddleware` lets nobody else through to these views."""

    # Django says User or AnonymousUser; with this, views need no check that cannot fail.
    user: User
