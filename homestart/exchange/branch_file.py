"""branch.csv: the one row that says which branch the folder is about; its table is global, not a branch's."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from homestart.exchange.checks import is_before
from homestart.exchange.columns import Code, Column, Date, Many, Pattern, Text, Whole, YesNo, nis
from homestart.exchange.containers import Table
from homestart.exchange.problems import WHOLE_LINE, Problems, quoted
from homestart.exchange.reading import Reader
from homestart.tenancy.models import Branch
from homestart.tenancy.models.organisation import RESERVED_SLUGS, OperatorType, Organisation

FILE = "branch.csv"
# What a branch keeps when the cell is empty, because it cannot be without.
KEPT = ("name", "operator", "perinatal_limit_months")


def columns() -> list[Column]:
    """The columns of branch.csv in the order of the format."""
    found: list[Column] = [
        Pattern("slug", needed=True, pattern=r"[a-z0-9]+(-[a-z0-9]+)*", example="zuid-west"),
        Text("name"),
        Text("operator"),
        Code("operator_type", codes=OperatorType),
        Date("opened_on"),
        Date("closed_on"),
        Many("municipalities", item=nis("municipality")),
        Many("review_talk_months", item=Whole("month", least=1, most=120)),
        Whole("perinatal_limit_months", most=120),
        YesNo("recognised"),
    ]
    for column in found:
        if column.name == "operator":
            column.max_length = Organisation._meta.get_field("name").max_length
        else:
            column.learn_limits(Branch)
    return found


@dataclass(frozen=True)
class BranchRow:
    """What the folder says of the branch: the line, and the values of the columns that are there."""

    line: int
    values: dict[str, Any]


def read(table: Table | None, problems: Problems) -> BranchRow | None:
    """The one row of branch.csv; None when there is none that names a branch, which is then a problem."""
    if table is None:
        problems.add(FILE, 1, WHOLE_LINE, _("this file is needed"))
        return None
    records = Reader(table, columns(), problems).records()
    if len(records) != 1:
        reason = _("exactly one branch is needed, there are %(count)d") % {"count": len(records)}
        problems.add(FILE, records[1][0] if records else 1, WHOLE_LINE, reason)
        return None
    line, values = records[0]
    slug = values.get("slug")
    if slug in RESERVED_SLUGS:
        problems.add(
            FILE, line, "slug", _("%(slug)s is used by the application itself") % {"slug": quoted(slug)}
        )
    return BranchRow(line, values) if slug else None


def stored(slug: str, *, lock: bool) -> Branch | None:
    """The branch with this slug, or None; locked, so that two imports into it follow one another."""
    branches = Branch.objects.select_for_update() if lock else Branch.objects.all()
    return branches.filter(slug=slug).first()


def values_of(branch: Branch) -> dict[str, Any]:
    """The values of the row of this branch, by column."""
    names = [column.name for column in columns()]
    return Branch.objects.annotate(operator=F("organisation__name")).values(*names).get(pk=branch.pk)


def merged(branch: Branch | None, row: BranchRow, problems: Problems) -> dict[str, Any]:
    """What the branch would be: the row laid over what is stored, or over the defaults of a new branch."""
    if branch:
        before = values_of(branch)
    else:
        name = row.values.get("name") or row.values["slug"]
        defaults = {"name": name, "operator": name, "perinatal_limit_months": 30}
        before = {column.name: column.nothing() for column in columns()} | defaults
    after = before | {name: value for name, value in row.values.items() if value or name not in KEPT}
    if after["opened_on"] and after["closed_on"] and after["closed_on"] < after["opened_on"]:
        reason = is_before(after["closed_on"], "opened_on", after["opened_on"])
        problems.add(FILE, row.line, "closed_on", reason)
    return after


def other_branch(row: BranchRow, only: Branch) -> str:
    """Why a folder of another branch than `only` is refused."""
    return _("this file is of %(slug)s; here you only import into %(own)s") % {
        "slug": quoted(row.values["slug"]),
        "own": quoted(only.slug),
    }


def refuse_changes(before: dict[str, Any], after: dict[str, Any], row: BranchRow, problems: Problems) -> None:
    """Adds a problem for every column that would change the branch itself."""
    for column in columns():
        if before[column.name] != after[column.name]:
            reason = _("only the central office changes this; leave this column out, or put %(stored)s")
            stored = quoted(column.write_cell(before[column.name]))
            problems.add(FILE, row.line, column.name, reason % {"stored": stored})
