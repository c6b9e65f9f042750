"""Calls for peers: what the secretariat offers, and what cities answer."""

from pilots.interest.models.call import PeerCall, has_ended
from pilots.interest.models.interest import BETWEEN, MOST_WISHES, Interest, Wish
from pilots.interest.models.ruling import Ruling

__all__ = ["BETWEEN", "MOST_WISHES", "Interest", "PeerCall", "Ruling", "Wish", "has_ended"]
