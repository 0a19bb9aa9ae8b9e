"""Databases of their own, filled through the importer and then with copies of the branches that are there."""

import csv
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections

from bench.copies import copy_branches
from bench.fill import fill, is_full
from homestart.exchange.importing import import_folder
from homestart.tenancy.connections import owner_connection
from homestart.tenancy.models import Branch

NAME = "homestart_bench"
FOLDERS = settings.BASE_DIR / "homestart" / "demo" / "data"


def open_database(name: str = NAME, *, template: str | None = None) -> None:
    """Makes or reuses the database; from here on the default connection speaks to it.

    A new one begins as a copy of `template`.
    """
    connection.settings_dict["TEST"].update(NAME=name, TEMPLATE=template)
    with owner_connection():
        connection.creation.create_test_db(verbosity=0, keepdb=True, serialize=False)


def open_sizes(sizes: list[int]) -> Iterator[tuple[int, Any, int]]:
    """For each number of branches its connection, and how many branches were made now.

    The smallest database is imported and made as full as five years make it; the others are that database
    with copies of its branches, so that the same branch can be asked in each of them.
    """
    smallest = None
    for size in sorted(sizes):
        name = f"{NAME}_{size}"
        open_database(name, template=smallest)
        there = Branch.objects.count()
        if smallest is None:
            list(grow_to(size))
            for branch in Branch.objects.order_by("pk"):
                if not is_full(branch):
                    fill(branch)
        elif there < size:
            sources = list(Branch.objects.order_by("pk"))
            copy_branches(sources, [f"kopie-{number}" for number in range(there, size)])
        if there < size:
            vacuum()
        yield size, connection.copy(), size - there
        # A database that somebody is connected to is no template.
        connection.close()
        smallest = smallest or name


def turn_to(wrapper: Any) -> None:
    """From here on the default connection of this thread is `wrapper`; the one of before stays open."""
    connections[DEFAULT_DB_ALIAS] = wrapper


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
    vacuum()


def vacuum() -> None:
    """So that PostgreSQL knows what it has, as in a database that has been there for longer."""
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
