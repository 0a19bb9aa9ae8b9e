"""The settings as they are in production."""

import os
import secrets
import subprocess
import sys

from django.conf import settings


def check_deployment(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )


def test_djangos_deployment_checks_have_nothing_to_say():
    production = {
        "DEBUG": "0",
        "DEMO": "0",
        "HTTPS": "1",
        "ALLOWED_HOSTS": "homestart.example.org",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "AUDIT_KEY": secrets.token_urlsafe(60),
    }
    done = check_deployment(production)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_a_log_that_cannot_be_proven_is_refused():
    done = check_deployment({"DEBUG": "0", "DEMO": "0", "HTTPS": "1", "AUDIT_KEY": ""})
    assert done.returncode != 0
    assert "audit.E001" in done.stderr
