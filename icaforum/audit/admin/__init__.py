"""The admin of things that change by verbs, and the whole history."""

from icaforum.audit.admin.history import EntryAdmin
from icaforum.audit.admin.page import ActionAdmin, person_of
from icaforum.audit.admin.verb import Asked, Verb

__all__ = ["ActionAdmin", "Asked", "EntryAdmin", "Verb", "person_of"]
