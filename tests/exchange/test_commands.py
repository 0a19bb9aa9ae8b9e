"""The two commands as a person uses them."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from homestart.tenancy.models import Branch
from tests.exchange.folders import SMALL, write_files, write_small

pytestmark = pytest.mark.django_db


def run(*arguments: object) -> tuple[int, str, str]:
    """Exit code, standard output and standard error."""
    out, err = StringIO(), StringIO()
    try:
        call_command(*map(str, arguments), stdout=out, stderr=err, no_color=True)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_an_import_says_per_file_what_it_did(tmp_path: Path) -> None:
    source = write_small(tmp_path / "in")
    assert run("import_branch", source, "--dry-run")[1].startswith("proefdorp: wat er zou gebeuren\n")
    assert not Branch.objects.exists()
    code, out, err = run("import_branch", source)
    assert (code, err) == (0, "")
    assert out.splitlines()[:2] == [
        "proefdorp: wat er gebeurd is",
        "  branch.csv: 1 nieuw, 0 gewijzigd, 0 ongewijzigd",
    ]
    assert len(out.splitlines()) == 1 + len(SMALL)


def test_progress_goes_to_standard_error(tmp_path: Path) -> None:
    code, _out, err = run("import_branch", write_small(tmp_path / "in"), "--progress")
    assert code == 0
    assert err.splitlines()[0] == "  0 % intake_stops.csv"
    assert err.splitlines()[-1] == " 98 % goal_targets.csv"


def test_errors_stand_one_per_line_on_standard_error(tmp_path: Path) -> None:
    source = write_files(
        tmp_path / "in", families="key,foster_family\n" + "".join(f"G{n},ja\n" for n in range(250))
    )
    code, out, err = run("import_branch", source)
    assert code == 1
    assert err.splitlines() == [
        f'families.csv:{n + 2}:foster_family: "ja" is niet yes of no' for n in range(200)
    ]
    assert out.splitlines() == [
        "Er is niets ingevoerd. Aantal fouten: 250.",
        "De eerste 200 staan hierboven.",
    ]


@pytest.mark.parametrize("name", ["out", "out.zip", "out.xlsx"])
def test_an_export_comes_back_in(name: str, tmp_path: Path) -> None:
    run("import_branch", write_small(tmp_path / "in"))
    code, out, _err = run("export_branch", "proefdorp", tmp_path / name)
    assert code == 0
    assert out.splitlines()[0] == "branch.csv: 1"
    assert " 0 gewijzigd, 2 ongewijzigd" in run("import_branch", tmp_path / name)[1]


def test_an_unknown_branch_cannot_be_exported(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nergens"):
        run("export_branch", "nergens", tmp_path / "out")
