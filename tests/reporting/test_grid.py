"""Which branch has made the report of which year final, for the central office."""

import pytest
from django.utils import timezone

from homestart.tenancy.context import branch_context
from reporting.models import FinalReport
from tests.ui.html import text_of, tree

pytestmark = pytest.mark.django_db

LAST_YEAR = timezone.localdate().year - 1


def make_final(branch, year: int, version: int) -> FinalReport:
    with branch_context(branch):
        return FinalReport.objects.create(
            year=year,
            version=version,
            reason="Een rekenfout" if version > 1 else "",
            figures={},
            definitions={},
            texts={},
            pdf=b"%PDF",
            sha256="0" * 64,
        )


def test_each_branch_has_a_row_with_the_latest_version_of_each_year(herent, aalst, central_office, sign_in):
    make_final(herent, LAST_YEAR, 1)
    second = make_final(herent, LAST_YEAR, 2)
    older = make_final(aalst, LAST_YEAR - 4, 1)
    make_final(aalst, LAST_YEAR - 5, 1)
    page = tree(sign_in(central_office).get("/steunpunt/rapporten/"))
    years = [text_of(head) for head in page.find(".//thead").iter("th")][1:]
    assert years == [str(LAST_YEAR - ago) for ago in range(5)]
    found = {}
    for row in page.find(".//tbody").iter("tr"):
        links = [[a.get("href") for a in cell.iter("a")] for cell in row.iter("td")]
        found[text_of(row.find("th"))] = links
    assert found == {
        "Home-Start Aalst": [[], [], [], [], [f"/jaarverslagen/{older.pk}/"]],
        "Home-Start Herent": [[f"/jaarverslagen/{second.pk}/"], [], [], [], []],
    }
