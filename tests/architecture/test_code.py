"""Rules about the code that no linter knows: nothing goes around the wall between branches unseen."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from homestart.tenancy.managers import NetworkManager, TenantManager, TenantQuerySet
from tests.rows import SHARED_MODELS, TENANT_MODELS

APPS = ("homestart", "families", "volunteers", "matching", "reporting")
SOURCES = [
    path
    for app in APPS
    for path in sorted((settings.BASE_DIR / app).rglob("*.py"))
    if "migrations" not in path.parts
]
LONGEST = 450  # about 400, says docs/adr/0005-modular-monolith.md

#: What goes around managers, the transaction of the request or the login of the application, and who may.
RESERVED = {
    r"\.raw\(|RawSQL|\.extra\(": set(),
    r"_base_manager": set(),
    r"StreamingHttpResponse": set(),
    r"async def ": set(),
    r"set_config": {"homestart/tenancy/context.py"},
    r"homestart\.branch\b": {"homestart/tenancy/signature.py"},
    r"\.cursor\(": {
        # What a queryset wrote, with another family.
        "families/queries/written.py",
        "homestart/audit/chain.py",
        "homestart/exchange/exporting.py",
        "homestart/tenancy/context.py",
        "homestart/tenancy/connections.py",
        "homestart/tenancy/lint.py",
        "homestart/tenancy/management/commands/migrate.py",
        "homestart/tenancy/walls.py",
    },
    r"owner_connection\(": {
        "homestart/tenancy/connections.py",
        "homestart/tenancy/management/commands/migrate.py",
        "homestart/tenancy/management/commands/flush.py",
        "homestart/tenancy/management/commands/check_walls.py",
    },
}


def name_of(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR))


@pytest.mark.parametrize("pattern", RESERVED)
def test_ways_around_are_used_in_known_places_only(pattern):
    users = {name_of(path) for path in SOURCES if re.search(pattern, path.read_text())}
    assert users == RESERVED[pattern]


@pytest.mark.parametrize("model", TENANT_MODELS)
def test_every_manager_of_a_branchs_rows_keeps_the_wall(model):
    assert isinstance(model._default_manager, TenantManager)
    assert isinstance(model._base_manager, TenantManager)
    others = [manager for manager in model._meta.managers if not isinstance(manager, TenantManager)]
    assert all(isinstance(manager, NetworkManager) and model in SHARED_MODELS for manager in others)
    for manager in model._meta.managers:
        if isinstance(manager, TenantManager):
            assert issubclass(manager._queryset_class, TenantQuerySet)


def test_files_stay_readable():
    too_long = {name_of(path): len(path.read_text().splitlines()) for path in SOURCES}
    assert {name: lines for name, lines in too_long.items() if lines > LONGEST} == {}


def test_only_the_worker_pays_for_the_library_that_lays_out_pages() -> None:
    """It takes half a second to load, and every command and web process loads every app."""
    script = (
        "import sys, django\n"
        "django.setup()\n"
        "from django.core.management import call_command\n"
        "call_command('check')\n"
        "assert 'weasyprint' not in sys.modules\n"
        "from celery.signals import worker_init\n"
        "worker_init.send(sender=None)\n"
        "assert 'weasyprint' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=settings.BASE_DIR, capture_output=True)
