import hashlib
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from homestart.accounts.actions import save_branch
from homestart.audit.models import AuditEvent, record
from homestart.demo.accounts import make_accounts
from homestart.demo.present import copy_to_present
from homestart.exchange.importing import import_folder
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch

DATA = Path(__file__).resolve().parents[2] / "data"
VERB = "seed_demo"


class Command(BaseCommand):
    help = "Imports the branches of the demonstration and makes its accounts; what is there already stays."

    def handle(self, *args: Any, **options: Any) -> None:
        folders = sorted(path for path in DATA.iterdir() if path.is_dir())
        for number, folder in enumerate(folders, start=1):
            since = time.monotonic()
            if seed(folder):
                seconds = time.monotonic() - since
                self.stdout.write(f"  {number:2}/{len(folders)} {folder.name}: imported in {seconds:.1f} s")
                self.stdout.flush()
        branches = Branch.objects.filter(slug__in=[folder.name for folder in folders])
        make_reachable(branches)
        make_accounts(branches)


@transaction.atomic
def seed(folder: Path) -> bool:
    """Whether the folder was imported; not when it has not changed since it was seeded last.

    The branch has the name of its folder. What people changed in the demonstration stays until then.
    """
    checksum = checksum_of(folder)
    branch = Branch.objects.filter(slug=folder.name).first()
    if branch and last_seeded(branch) == checksum:
        return False
    with tempfile.TemporaryDirectory() as directory:
        present = Path(directory) / folder.name
        copy_to_present(folder, present, timezone.localdate())
        import_folder(present, by=None)
    branch = Branch.objects.get(slug=folder.name)
    if not branch.phone:
        # What a volunteer needs at hand; the files of the exchange format do not have it.
        save_branch(branch, operator="", by=None, phone="016 00 00 00", email=f"{branch.slug}@example.org")
    with branch_context(branch):
        record(VERB, by=None, checksum=checksum)
    return True


def make_reachable(branches: Iterable[Branch]) -> None:
    """Gives a branch that has none a telephone and an e-mail address, which its volunteers see."""
    for number, branch in enumerate(branches, start=1):
        if not branch.phone and not branch.email:
            Branch.objects.filter(pk=branch.pk).update(
                phone=f"+32 470 00 00 {number:02}", email=f"{branch.slug}@example.org"
            )


def checksum_of(folder: Path) -> str:
    files = sorted(folder.glob("*.csv"))
    return hashlib.sha256(b"".join(file.name.encode() + file.read_bytes() for file in files)).hexdigest()


def last_seeded(branch: Branch) -> str | None:
    """The checksum of the folder that was seeded last, or None."""
    with branch_context(branch):
        event = AuditEvent.objects.filter(verb=VERB).order_by("at").last()
    return event.detail["checksum"] if event else None
