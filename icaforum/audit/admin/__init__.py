"""The admin of things that change by verbs, and the whole history."""

from icaforum.audit.admin.history import EntryAdmin
from icaforum.audit.admin.page import ActionAdmin
from icaforum.audit.admin.verb import Asked, Verb
from icaforum.audit.admin.verb_page import person_of

__all__ = ["ActionAdmin", "Asked", "EntryAdmin", "Verb", "person_of"]
