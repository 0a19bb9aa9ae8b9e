"""The settings as they are in production."""

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterable

import yaml
from django.conf import settings

#: A variable of compose that has to be given, or may be.
GIVEN = re.compile(r"\$\{(\w+):(\?|-)\}")


def check_deployment(
    environment: dict[str, str], without: Iterable[str] = ()
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env={name: value for name, value in os.environ.items() if name not in without} | environment,
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
        "ENCRYPTION_KEYS": secrets.token_urlsafe(60),
    }
    done = check_deployment(production)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_a_log_that_cannot_be_proven_is_refused():
    done = check_deployment({"DEBUG": "0", "DEMO": "0", "HTTPS": "1", "AUDIT_KEY": ""})
    assert done.returncode != 0
    assert "audit.E001" in done.stderr


def test_seeds_that_nothing_encrypts_are_refused():
    done = check_deployment({"DEBUG": "0", "DEMO": "0", "HTTPS": "1", "ENCRYPTION_KEYS": ""})
    assert done.returncode != 0
    assert "accounts.E002" in done.stderr


def test_what_compose_sets_is_all_that_production_asks_for():
    """With these variables and no other setting; what a developer has set does not help."""
    compose = (settings.BASE_DIR / "docker-compose.yml").read_text()
    mail = {"EMAIL_URL": "smtp+tls://user:password@mail.example.org:587"}
    values = {name: secrets.token_hex(30) for name, must in GIVEN.findall(compose) if must == "?"} | mail
    read = set(
        re.findall(
            r"""env(?:\.\w+)?\(\s*"(\w+)\"""", (settings.BASE_DIR / "homestart/settings.py").read_text()
        )
    )
    environment = {
        name: GIVEN.sub(lambda found: values.get(found[1], ""), value)
        for name, value in yaml.safe_load(compose)["services"]["web"]["environment"].items()
    }
    done = check_deployment(environment, without=read)
    assert done.returncode == 0, done.stderr
    # Whoever writes the file .env reads at its top what has to be in it.
    head = compose.partition("x-homestart:")[0]
    assert set(values) <= set(re.findall(r"\w+", head))
