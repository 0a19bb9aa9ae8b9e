"""The figures of a branch, or of the network, for one or more years."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from homestart.exchange.columns import FIRST_YEAR, LAST_YEAR
from homestart.tenancy.models import Branch
from reporting.indicators import INDICATORS, Value, compute
from reporting.indicators.stored import network, store


class Command(BaseCommand):
    help = "Counts the figures of a branch, or of the network from the figures of its branches."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", nargs="+", metavar="SLUG YEAR", help="the branch, then one or more years")
        parser.add_argument("--network", action="store_true", help="the whole network: give years only")
        parser.add_argument("--json", action="store_true", help="print nothing but JSON")

    def handle(self, *, what: list[str], **options: Any) -> None:
        slug = "" if options["network"] else what.pop(0)
        years = [_year(text) for text in what]
        if not years:
            raise CommandError(_("Give one or more years."))
        figures = _of_network(years) if options["network"] else _of_branch(slug, years)
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False, indent=1, sort_keys=True))
        else:
            self._write_table(figures)

    def _write_table(self, figures: dict[str, dict[str, Value]]) -> None:
        for year, values in figures.items():
            self.stdout.write(self.style.MIGRATE_HEADING(year))
            for id, value in values.items():
                self.stdout.write(f"{INDICATORS[id].label} ({id}): {_readable(value)}")


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text[:5]) <= LAST_YEAR):
        raise CommandError(_("%(text)s is not a year.") % {"text": text})
    return int(text)


def _of_branch(slug: str, years: list[int]) -> dict[str, dict[str, Value]]:
    try:
        branch = Branch.objects.get(slug=slug)
    except Branch.DoesNotExist:
        raise CommandError(_("There is no branch %(slug)s.") % {"slug": slug}) from None
    return {str(year): compute(branch, year) for year in years}


def _of_network(years: list[int]) -> dict[str, dict[str, Value]]:
    for branch in Branch.objects.all():
        for year in years:
            store(branch, year)
    return {str(year): network(year) for year in years}


def _readable(value: Value) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_readable(part)}" for name, part in value.items()) or "–"
    return str(value)
