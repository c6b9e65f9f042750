from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "icaforum.outbox"
    label = "outbox"
