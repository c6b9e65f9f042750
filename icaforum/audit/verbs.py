"""The words of verbs: what the key that an entry stores says to people.

Nothing is named here that stands above: each app registers the words of its verbs beside the verbs. What is
stored is the English key, for ever; the words are the reader's.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
"""Words for people: a text, or a lazy one, which is translated when it is shown."""


# Verbs that several apps use; all others are named where they are done.
VERBS: dict[str, Words] = {
    "added": _("added"),
    "changed": _("changed"),
    "published": _("published"),
    "withdrawn": _("withdrew"),
    "declined": _("declined"),
    "paused": _("paused"),
    "resumed": _("resumed"),
    "sent again": _("sent again"),
    "started the portal": _("started the portal"),
}


def name_verbs(verbs: Mapping[str, Words]) -> None:
    """Register the words of verbs, by the key that `record` stores.

    Raises ValueError for a verb that has its words already, since a key means one thing.
    """
    if known := sorted(VERBS.keys() & verbs.keys()):
        raise ValueError(f"These verbs have their words already: {', '.join(known)}")
    VERBS.update(verbs)


# What people do among themselves: of these entries the secretariat reads none.
PRIVATE: set[str] = set()


def keep_private(*verbs: str) -> None:
    """Say that entries of these verbs are shown to nobody in the administration; the history keeps them."""
    PRIVATE.update(verbs)


# Who acts where an entry names nobody, by kind of thing and verb; all others happen by the clock.
UNSIGNED: dict[tuple[str, str], Words] = {}


def done_without_account(kind: str, *verbs: str, by: Words) -> None:
    """Say who does these verbs to this kind of thing («cities.application») where nobody is signed in."""
    UNSIGNED.update({(kind, verb): by for verb in verbs})


def verb_in_words(verb: str) -> str:
    """Return the words of a verb; one that nobody names any more stays as it was stored."""
    return str(VERBS.get(verb, verb))
