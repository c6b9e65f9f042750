"""The context processor: what every template of a page may rely on."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from icaforum.forum.reading import the_forum


def forum(request: HttpRequest) -> dict[str, object]:
    """Return the Forum's own facts, and the current item of the main menu as `nav_current`.

    A view's own context may set `nav_current` too, and wins.
    """
    match = request.resolver_match
    # An address that leads nowhere has no match; a page of the roof has no app.
    section = (match.app_name or match.url_name) if match else ""
    if section == "cities" and not request.path.startswith(("/cities/", "/partners/", "/calls/")):
        section = ""  # joining, invitations and the profile are no part of the directory
    if section == "resources" and request.path.startswith("/questions/"):
        section = "questions"
    return {
        # Lazy: a page that says nothing of the Forum costs no statement for it.
        "forum": SimpleLazyObject(lambda: the_forum().in_templates()),
        "nav_current": section,
        # Set where staff see the Forum as somebody else.
        "seen": getattr(request, "seen", None),
    }
