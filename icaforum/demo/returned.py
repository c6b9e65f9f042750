"""The demo's mails that came back: from one person, so that one sees what the secretariat then does."""

from cities.models import User
from icaforum.outbox.models import Message

# As mail servers answer.
ANSWER = "5.2.2 The mailbox of this person is full"


def load(person: User) -> None:
    """Let the mails that wait for this person come back; they would reach the demo's inbox otherwise."""
    # Past `move`: no server has answered.
    Message.objects.waiting().filter(person=person).update(
        state=Message.State.DEAD, last_code=552, last_error=ANSWER, attempts=1
    )
