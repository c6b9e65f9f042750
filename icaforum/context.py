"""The context processor: what every template of a page may rely on."""

from django.conf import settings
from django.http import HttpRequest


def forum(request: HttpRequest) -> dict[str, object]:
    """Return the Forum's own facts, and the current item of the main menu as `nav_current`.

    A view's own context may set `nav_current` too, and wins.
    """
    match = request.resolver_match
    # An address that leads nowhere has no match; a page of the roof has no app.
    section = (match.app_name or match.url_name) if match else ""
    if section == "cities" and not request.path.startswith("/cities/"):
        section = ""  # joining, invitations and the profile are no part of the directory
    return {
        "forum": {
            "name": settings.FORUM_NAME,
            "base_url": settings.BASE_URL,
            "contact_name": settings.CONTACT_NAME,
            "contact_email": settings.CONTACT_EMAIL,
            "demo": settings.DEMO,
        },
        "nav_current": section,
    }
