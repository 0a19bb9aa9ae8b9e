"""The Celery application. The database holds the record of every job; Celery only carries the call."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "homestart.settings")

app = Celery("homestart")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
