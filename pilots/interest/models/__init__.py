"""Calls for peers: what the secretariat offers, and what cities answer."""

from pilots.interest.models.call import PeerCall, has_ended
from pilots.interest.models.interest import BETWEEN, MOST_WISHES, Interest, Wish

__all__ = ["BETWEEN", "MOST_WISHES", "Interest", "PeerCall", "Wish", "has_ended"]
