from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "icaforum.audit"
    label = "audit"
