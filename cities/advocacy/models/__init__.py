"""Joint calls of cities: their texts, who signed which, and what was said while they were drafts."""

from cities.advocacy.models.call import CallQuerySet, CallVersion, JointCall, Reading
from cities.advocacy.models.comment import CallComment
from cities.advocacy.models.signing import Signature, SignatureQuerySet, Undecided

__all__ = [
    "CallComment",
    "CallQuerySet",
    "CallVersion",
    "JointCall",
    "Reading",
    "Signature",
    "SignatureQuerySet",
    "Undecided",
]
