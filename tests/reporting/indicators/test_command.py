"""`manage.py figures`: says what is wrong with what was asked, and prints nothing but what was asked."""

import json

import pytest
from django.core.management import CommandError, call_command

from homestart.tenancy.models import Branch


@pytest.mark.parametrize("year", ["0000", "0001", "1899", "2200", "20255", "٢٠٢٥", "dit jaar"])
def test_what_is_not_a_year(year: str, herent: Branch) -> None:
    with pytest.raises(CommandError, match="is geen jaar"):
        call_command("figures", "herent", year, "--json")


def test_a_branch_that_does_not_exist(db: None) -> None:
    with pytest.raises(CommandError, match="nergens"):
        call_command("figures", "nergens", "2025")


def test_a_branch_without_records_long_before_and_after(
    herent: Branch, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("figures", "herent", "1900", "2199", "--json")
    out, err = capsys.readouterr()
    assert {year: values["families_supported"] for year, values in json.loads(out).items()} == {
        "1900": 0,
        "2199": 0,
    }
    assert err == ""
