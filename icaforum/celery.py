"""The Celery app. Tasks carry ids only; rows in PostgreSQL are the truth, the broker merely wakes."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icaforum.settings")

app = Celery("icaforum")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
