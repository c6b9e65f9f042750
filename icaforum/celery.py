"""The Celery app. Tasks carry ids only: what is to be done stands in rows, and the broker merely wakes."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icaforum.settings")

app = Celery("icaforum")
# The settings with the prefix CELERY_; CELERY_IMPORTS names the modules of the tasks.
app.config_from_object("django.conf:settings", namespace="CELERY")
