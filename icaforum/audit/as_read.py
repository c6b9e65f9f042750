"""What a page said before a press, sent along with it: if it is no longer true, the page is shown again.

A mark is sent and not the words: browsers change the line breaks of what a hidden field holds.
"""

from hashlib import sha256

from django.http import HttpRequest
from django.utils.translation import gettext as _

# The field in which a page sends the mark of what it said.
READ = "_read"


def mark_of(words: str) -> str:
    """Return the mark of what a page says."""
    return sha256(words.encode()).hexdigest()[:32]


def was_read(request: HttpRequest, words: str) -> bool:
    """Whether the page from which something was pressed said just these words."""
    return request.POST.get(READ) == mark_of(words)


def has_changed(request: HttpRequest, words: str) -> str:
    """Return why a press is not carried out: its page said other words than are true by now; else nothing.

    A press that comes from no such page brings no mark, and is carried out.
    """
    if READ not in request.POST or was_read(request, words):
        return ""
    return _("Meanwhile something has changed here. Read again what follows, and press once more.")
