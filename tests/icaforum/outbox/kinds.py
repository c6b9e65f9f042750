"""The mails of these tests: one kind for each way a kind can behave."""

from django.conf import settings
from icalendar import Calendar, Event

from icaforum.outbox.kinds import Content, Kind

unwanted = set()
"""Ids that are «no longer wanted»; a test puts them in."""


def plain(ids):
    if ids.get("n") in unwanted:
        return None
    return Content("outbox_tests/plain", {"name": ids.get("name", "you"), "when": ids.get("when")})


def answered(ids):
    return Content(
        "outbox_tests/plain",
        {"name": ids["name"]},
        reply_to=ids.get("reply_to", "ana@city.example"),
        sender_name=ids["name"],
    )


def invited(ids):
    calendar = Calendar()
    calendar.add("prodid", "-//ICA Forum//test//EN")
    calendar.add("version", "2.0")
    calendar.add("method", ids.get("method", "REQUEST"))
    event = Event()
    event.add("uid", f"event-1@{settings.MAIL_DOMAIN}")
    event.add("summary", ids.get("name", "Cool rooms – «Kühle Räume»"))
    calendar.add_component(event)
    return Content("outbox_tests/plain", {"name": "you"}, calendar=calendar)


def broken(ids):
    raise LookupError("nothing of that name")


WHY = "You get this mail because this is a test."
KINDS = {
    "plain": Kind(write=plain, title="Plain mail", why=WHY),
    "bulk": Kind(write=plain, title="News", why=WHY, repeat=False, optional=True, priority=9),
    "news": Kind(write=plain, title="What can wait", why=WHY, can_wait=True),
    "code": Kind(write=plain, title="Sign-in code", why=WHY, sensitive=True, priority=1),
    "key": Kind(write=plain, title="Code of a moment", why=WHY, sensitive=True, once=True, priority=1),
    "answered": Kind(write=answered, title="From a person", why=WHY),
    "invited": Kind(write=invited, title="Calendar entry", why=WHY),
    "broken": Kind(write=broken, title="Broken mail", why=WHY),
}
