import pytest
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template, TemplateDoesNotExist
from django.template.loader import render_to_string
from django.test import RequestFactory

from homestart.tenancy.models import Branch
from homestart.ui.navigation import CHIPS, chip_class
from homestart.ui.tables import Column, Table
from tests.ui.html import SVG, text_of, tree, with_class


def test_a_table_sets_numbers_right_and_marks_the_year() -> None:
    columns = [Column("Leeftijd"), Column("2024", numeric=True), Column("2025", numeric=True, current=True)]
    table = Table("Kinderen", columns, [["<b>0-6</b>", "25", "29"]])
    page = tree(render_to_string("components/table.html", {"table": table}))
    assert text_of(page.find(".//caption")) == "Kinderen"
    assert [cell.get("class") for cell in page.findall(".//tbody/tr/td")] == ["number", "number current"]
    heading = page.find(".//tbody/tr/th")
    assert heading is not None
    assert (heading.get("scope"), text_of(heading)) == ("row", "<b>0-6</b>")


def test_a_table_refuses_a_row_of_another_length() -> None:
    with pytest.raises(ValueError, match="shorter"):
        render_to_string("components/table.html", {"table": Table("t", [Column("a"), Column("b")], [["1"]])})


def test_pagination_keeps_the_filters_and_says_where_one_is() -> None:
    request = RequestFactory().get("/", {"zoek": "an", "page": "5"})
    template = Template("{% load ui %}{% pagination page %}")
    page = tree(template.render(RequestContext(request, {"page": Paginator(range(240), 20).page(5)})))
    assert [text_of(item) for item in page.iter("li")] == [
        *("Vorige", "1", "2", "3", "4", "5", "6", "7", "…", "12", "Volgende")
    ]
    assert {link.get("href") for link in page.iter("a") if "zoek=an" not in link.get("href", "")} == set()
    (here,) = [element for element in page.iter() if element.get("aria-current")]
    assert text_of(here) == "5"


def test_a_single_page_has_no_pagination() -> None:
    template = Template("{% load ui %}{% pagination page %}")
    context = RequestContext(RequestFactory().get("/"), {"page": Paginator(range(3), 20).page(1)})
    assert template.render(context).strip() == ""


def test_breadcrumbs_lead_back_and_end_here() -> None:
    template = Template('{% load ui %}{% breadcrumbs "/" "Begin" "/herent/" "Rapporten" here %}')
    page = tree(template.render(Context({"here": "<2025>"})))
    assert [(link.get("href"), text_of(link)) for link in page.iter("a")] == [
        ("/", "Begin"),
        ("/herent/", "Rapporten"),
    ]
    assert text_of(list(page.iter("li"))[-1]) == "<2025>"


def test_an_unknown_icon_is_an_error_and_a_known_one_is_hidden_from_screen_readers() -> None:
    with pytest.raises(TemplateDoesNotExist):
        Template('{% load ui %}{% icon "unicorn" %}').render(Context())
    page = tree(Template('{% load ui %}{% icon "house" %}').render(Context()))
    assert next(page.iter(SVG)).get("aria-hidden") == "true"


def test_progress_without_an_end_has_no_value() -> None:
    page = tree(render_to_string("components/progress.html", {"label": "Bezig", "value": 3, "max": 8}))
    bar = next(page.iter("progress"))
    assert (bar.get("value"), bar.get("max"), bar.get("aria-label")) == ("3", "8", "Bezig")
    assert "3 van 8" in text_of(page)
    waiting = next(tree(render_to_string("components/progress.html", {"label": "Bezig"})).iter("progress"))
    assert "value" not in waiting.attrib


@pytest.mark.parametrize("kind", ["", "good", "caution", "bad"])
def test_alerts_say_it_in_words_beside_an_icon(kind: str) -> None:
    page = tree(render_to_string("components/alert.html", {"kind": kind, "text": "De <PDF> is klaar."}))
    (alert,) = with_class(page, "alert")
    assert text_of(alert) == "De <PDF> is klaar."
    assert len(list(alert.iter(SVG))) == 1


def test_a_branch_keeps_its_colour_and_all_colours_are_used() -> None:
    slugs = [
        "herent",
        "aalst",
        "leuven",
        "lier",
        "gent",
        "brugge",
        "hasselt",
        "genk",
        "mechelen",
        "brussel",
        "diest",
    ]
    classes = {slug: chip_class(Branch(slug=slug)) for slug in slugs}
    assert classes["herent"] == chip_class(Branch(slug="herent", name="Another name"))
    assert set(classes.values()) <= {f"chip-{number}" for number in range(1, CHIPS + 1)}
    assert len(set(classes.values())) >= 5
