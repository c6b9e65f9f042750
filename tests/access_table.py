"""Who may see what, as plain sets of words. It imports nothing from the portal, which is held to it."""

VIEWERS = (
    "visitor",  # nobody is signed in
    "deactivated",  # signed in once as a pilot city's contact; the account was closed since
    "stranger",  # an account without a seat
    "former",  # a seat in a pilot city that has ended
    "left",  # a seat in a city whose membership has ended
    "general",
    "peer",
    "pilot",
    "two cities",  # a seat in a Forum member and one in a pilot city
    "partner",
    "named",  # a Forum member's contact to whom one object was opened in person
    "circled",  # a contact of a Forum member to whose circle one object was opened
    "lapsed",  # a Forum member's contact whose exception has run out
    "reviewer",  # staff without a right to these objects
    "secretariat",
)

_MEMBERS = {"general", "peer", "pilot", "two cities", "named", "circled", "lapsed", "secretariat"}
_PEERS_UP = {"peer", "pilot", "two cities", "secretariat"}
_PILOTS = {"pilot", "two cities", "secretariat"}

SEEN_BY = {
    "public": set(VIEWERS),
    "public, partners": set(VIEWERS),
    "general": _MEMBERS,
    "general, partners": _MEMBERS | {"partner"},
    "peer": _PEERS_UP,
    "pilot": _PILOTS,
    "pilot, partners": _PILOTS | {"partner"},
    "nobody by tier": {"secretariat"},
    "for one person": {"secretariat", "named"},
    "for one circle": {"secretariat", "circled"},
    "exception run out": {"secretariat"},
    "draft for all": {"secretariat"},
    "draft for one person": {"secretariat"},
}


def expected(viewer):
    """The objects this viewer may see."""
    return {name for name, viewers in SEEN_BY.items() if viewer in viewers}


# What people write, by the same viewers. The asker is a city of its own, with nobody among them.
TALK = {
    "question to all": _MEMBERS,
    "question to all and partners": _MEMBERS | {"partner"},
    "question to peers": _PEERS_UP,
    "question to one city": {"circled", "secretariat"},
    "question of a city that is not named": _MEMBERS,
    "hidden question": {"secretariat"},
    "answer": _PEERS_UP,
    "answer taken back": set(),
    "hidden answer": set(),
    "answer that waits": set(),
    "text in short": _PEERS_UP,
    "text in short, not checked": {"secretariat"},
    "lesson draft": {"secretariat"},
    "letter": set(),
    "request for help": {"general", "partner", "secretariat"},
    "contribution": {"peer", "secretariat"},
    # Of a project of the pilot's city; the secretariat reads in the administration what was sent in.
    "draft of a project": {"pilot"},
    "new version of a project": {"pilot", "secretariat"},
    # At the table of that project, which peer cities see; before it agrees only those who wrote it down.
    "organisation at the table": _PEERS_UP,
    "organisation that has not agreed": {"secretariat"},
    "paper of a city below its level, not named": _PILOTS | {"general"},
    "draft of a call": {"pilot", "secretariat"},
    "draft of a call, shown": _MEMBERS,
    "call": _MEMBERS | {"partner"},
    "call on the web": set(VIEWERS),
    "want": _MEMBERS | {"partner"},
    "use of a paper for peers": _PEERS_UP,
    "use on the web": set(VIEWERS),
    "use of a measure": _MEMBERS | {"partner"},
    "hidden use": set(),
    "paper of a measure, for peers": _PEERS_UP,
    "draft of a measure": {"peer", "secretariat"},
    "measure": _MEMBERS | {"partner"},
    "hidden measure": {"peer", "secretariat"},
    "measure on the web": set(VIEWERS),
    "measure changed since the web read it": _MEMBERS | {"partner"},
}
