"""A database of its own, filled through the importer with as many branches as asked for."""

import csv
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from homestart.exchange.importing import import_folder
from homestart.tenancy.connections import owner_connection
from homestart.tenancy.models import Branch

NAME = "homestart_bench"
FOLDERS = settings.BASE_DIR / "homestart" / "demo" / "data"


def open_database(name: str = NAME) -> None:
    """Makes or reuses the database; from here on the default connection speaks to it."""
    connection.settings_dict["TEST"]["NAME"] = name
    with owner_connection():
        connection.creation.create_test_db(verbosity=0, keepdb=True, serialize=False)


def grow_to(branches: int) -> Iterator[str]:
    """Imports copies of the demonstration branches until there are `branches`; yields each new slug."""
    folders = sorted(path for path in FOLDERS.iterdir() if path.is_dir())
    for number in range(Branch.objects.count(), branches):
        source = folders[number % len(folders)]
        slug = f"{source.name}-{number // len(folders)}"
        with tempfile.TemporaryDirectory() as directory:
            copy = Path(directory) / slug
            shutil.copytree(source, copy)
            rename(copy / "branch.csv", slug)
            import_folder(copy, by=None)
        yield slug
    with owner_connection(), connection.cursor() as cursor:
        cursor.execute("vacuum analyze")


def rename(path: Path, slug: str) -> None:
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    rows[0]["slug"] = rows[0]["name"] = slug
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
