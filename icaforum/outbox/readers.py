"""Where in the admin the reader of a mail stands, so that an address can be corrected there."""

from django.urls import NoReverseMatch, reverse

from icaforum.audit.models import admin_url_of
from icaforum.outbox.models import Message

# Mails to an address without an account are about one of these: the key among their ids, and its page. By
# name, because all of them stand above.
PAGES = {
    "application": "admin:cities_application_change",
    "invitation": "admin:cities_invitation_change",
    "request": "admin:cities_accessrequest_change",
}


def url_of_reader(message: Message) -> str:
    """Return the page of the person, else of what the mail is about; empty where there is none."""
    if message.person:
        return admin_url_of(message.person)
    for name, page in PAGES.items():
        if name in message.ids:
            try:
                return reverse(page, args=[message.ids[name]])
            except NoReverseMatch:
                return ""
    return ""
