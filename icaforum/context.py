"""What every template may rely on."""

from django.conf import settings
from django.http import HttpRequest


def forum(request: HttpRequest) -> dict[str, object]:
    """The Forum's own facts and the main menu's current item, `nav` (a view's context may say otherwise)."""
    match = request.resolver_match
    place = (match.app_name or match.url_name) if match else ""
    if place == "cities" and not request.path.startswith("/cities/"):
        place = ""  # joining, invitations and the profile are no part of the directory
    return {
        "forum": {
            "name": settings.FORUM_NAME,
            "contact_name": settings.CONTACT_NAME,
            "contact_email": settings.CONTACT_EMAIL,
            "demo": settings.DEMO,
        },
        "nav_current": place,
    }
