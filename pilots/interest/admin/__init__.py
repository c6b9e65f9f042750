"""Calls for peers and interests, for the secretariat."""

from pilots.interest.admin.calls import PeerCallAdmin
from pilots.interest.admin.interests import InterestAdmin

__all__ = ["InterestAdmin", "PeerCallAdmin"]
