"""The settings as they are in production."""

import os
import secrets
import subprocess
import sys

from django.conf import settings


def test_djangos_deployment_checks_have_nothing_to_say():
    production = {
        "DEBUG": "0",
        "DEMO": "0",
        "HTTPS": "1",
        "ALLOWED_HOSTS": "homestart.example.org",
        "SECRET_KEY": secrets.token_urlsafe(60),
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env=os.environ | production,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
