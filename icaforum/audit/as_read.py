"""What a page said before a press, sent along with it: if it is no longer true, the page is shown again.

A mark is sent and not the words: browsers change the line breaks of what a hidden field holds.
"""

from hashlib import sha256

from django.http import HttpRequest
from django.utils.translation import gettext as _

from icaforum.audit.record import Refused

# The field in which a page sends the mark of what it said.
READ = "_read"
# The field, and the part of an address, with the mark of the words that stood on the page before.
WORDS = "_words"


def mark_of(words: str) -> str:
    """Return the mark of what a page says."""
    return sha256(words.encode()).hexdigest()[:32]


def was_read(request: HttpRequest, words: str) -> bool:
    """Whether the page from which something was pressed said just these words."""
    return request.POST.get(READ) == mark_of(words)


class ChangedMeanwhile(Refused):
    """What is decided about has changed since the page was opened on which it was decided."""


def read_mark(request: HttpRequest) -> str:
    """Return the mark of what the page said from which something was pressed; empty where it brings none."""
    return request.POST.get(READ, "")


def refuse_unread(read: str, stands: str, why: str) -> None:
    """Refuse what was decided on a page that said something else, and say why.

    For verbs, once their row is locked: `read` is the mark that the page sent, empty where none stands in
    between, and `stands` is the mark of now. Raises ChangedMeanwhile.
    """
    if read and read != stands:
        raise ChangedMeanwhile(why)


def changed_since() -> str:
    """Say that a colleague has changed something after it was read, so that nothing is done yet."""
    return _("A colleague has changed it meanwhile. Nothing is done yet: read it again first.")


def has_changed(request: HttpRequest, words: str) -> str:
    """Return why a press is not carried out: its page said other words than are true by now; else nothing.

    A press that comes from no such page brings no mark, and is carried out.
    """
    if READ not in request.POST or was_read(request, words):
        return ""
    return _("Meanwhile something has changed here. Read again what follows, and press once more.")


def words_changed(request: HttpRequest, words: str) -> str:
    """Return why whoever presses has not read these words: other ones stood on their page; else nothing.

    An address or a press that brings no mark comes from no page with words.
    """
    mark = request.POST.get(WORDS) or request.GET.get(WORDS)
    if not mark or mark == mark_of(words):
        return ""
    return _("The words were changed after you opened them. Nothing is done yet: read them again first.")
