"""Choosing the mail server of a test, by the names that each version of Django has for its settings."""

import django

from icaforum.environment import mailer


def use_mailer(settings, backend, **server):
    """Have mails sent by a backend of Django, such as «smtp» with EMAIL_HOST and EMAIL_PORT."""
    server = {"EMAIL_BACKEND": f"django.core.mail.backends.{backend}.EmailBackend", **server}
    if django.VERSION >= (6, 1):
        settings.MAILERS = {"default": mailer(server)}
        return
    for name, value in server.items():
        setattr(settings, name, value)
