"""`manage.py make_report`: says clearly why there is no PDF."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from homestart.jobs.models import Job
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from reporting.models import Report


def test_an_unknown_branch(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nergens"):
        call_command("make_report", "nergens", "2025", output=tmp_path / "a.pdf")


def test_without_a_worker_it_gives_up_and_the_job_waits(
    herent: Branch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError):
        call_command("make_report", "herent", "2025", output=tmp_path / "a.pdf", timeout=0.3)
    assert not (tmp_path / "a.pdf").exists()
    assert "0 %" in capsys.readouterr().err
    with branch_context(herent):
        assert Job.objects.get().is_open


def test_a_year_that_has_not_begun(herent: Branch, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nog niet begonnen"):
        call_command("make_report", "herent", "2199", output=tmp_path / "a.pdf")
    with branch_context(herent):
        assert not Report.objects.exists()
