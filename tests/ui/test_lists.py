"""Lists, timelines and what goes with them."""

from datetime import date

import pytest
from django.template import RequestContext, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from homestart.ui.tables import Action, Column, ListTable, Row
from homestart.ui.timeline import Chip, Entry
from tests.ui.html import text_of, tree, with_class

COLUMNS = [Column("Naam", sort="naam"), Column("Situatie"), Column("Kinderen", numeric=True, sort="kinderen")]
ROWS = [
    Row(["<Aerts>", "wacht", 3], "/herent/gezinnen/1/", Action("Traject starten", "/herent/start/")),
    Row(["Ben Ali", "nieuw", 1], action=Action("Aanvaarden", "/herent/aanvaard/", post=True)),
    Row(["De Wilde", "klaar", 2]),
]


def rendered(table: ListTable, address: str = "/?toestand=waiting&pagina=3") -> str:
    request = RequestFactory().get(address)
    template = Template('{% include "components/list_table.html" %}')
    return template.render(RequestContext(request, {"table": table, "csrf_token": "t"}))


@pytest.mark.parametrize(
    ("order", "links", "sorted_by"),
    [
        ("", ["naam", "kinderen"], [None, None, None]),
        ("naam", ["-naam", "kinderen"], ["ascending", None, None]),
        ("-naam", ["naam", "kinderen"], ["descending", None, None]),
        ("kinderen", ["naam", "-kinderen"], [None, None, "ascending"]),
    ],
)
def test_a_press_on_a_heading_sorts_and_a_second_one_turns_it_round(
    order: str, links: list[str], sorted_by: list[str | None]
) -> None:
    page = tree(rendered(ListTable("Gezinnen", COLUMNS, ROWS, order)))
    heads = page.findall(".//thead/tr/th")
    addresses = [link.get("href") for head in heads for link in head.iter("a")]
    # The filter stays; the page begins again.
    assert addresses == [f"?toestand=waiting&volgorde={link}" for link in links]
    assert [head.get("aria-sort") for head in heads[:3]] == sorted_by


def test_a_row_has_its_link_its_labels_for_a_phone_and_its_next_action() -> None:
    page = tree(rendered(ListTable("Gezinnen", COLUMNS, ROWS)))
    first, second, third = page.findall(".//tbody/tr")
    assert [(link.get("href"), text_of(link)) for link in first.iter("a")] == [
        ("/herent/gezinnen/1/", "<Aerts>"),
        ("/herent/start/", "Traject starten: <Aerts>"),
    ]
    assert [cell.get("data-label") for cell in first.iter("td")] == ["Situatie", "Kinderen", None]
    (form,) = second.iter("form")
    assert (form.get("method"), form.get("action")) == ("post", "/herent/aanvaard/")
    assert [field.get("name") for field in form.iter("input")] == ["csrfmiddlewaretoken"]
    assert list(third.iter("a")) == []


def test_without_actions_there_is_no_column_for_them() -> None:
    page = tree(rendered(ListTable("Gezinnen", COLUMNS, ROWS[2:])))
    assert len(page.findall(".//thead/tr/th")) == len(page.findall(".//tbody/tr/*")) == 3


def test_a_row_of_another_length_is_an_error() -> None:
    with pytest.raises(ValueError, match="shorter"):
        rendered(ListTable("Gezinnen", COLUMNS, [Row(["Aerts"])]))


def test_a_timeline_is_grouped_by_month_and_keeps_what_was_written_as_text() -> None:
    entries = [
        Entry(date(2026, 10, 22), "Huisbezoek", "house", "An Peeters", "<b>Goed</b>\nEn wel.", "/x/"),
        Entry(date(2026, 10, 1), "Telefoon", "phone"),
        Entry(date(2025, 10, 1), "Telefoon", "phone"),
    ]
    chips = [Chip("Alles", "?"), Chip("Telefoon", "?soort=telefoon", current=True, count=2)]
    context = {"entries": entries, "chips": chips, "more_url": "?tot=40"}
    page = tree(render_to_string("components/timeline.html", context))
    assert [text_of(month) for month in with_class(page, "timeline-month")] == [
        "oktober 2026",
        "oktober 2025",
    ]
    assert [text_of(head) for head in with_class(page, "timeline-head")] == [
        "Huisbezoek An Peeters 22 okt. 2026",
        "Telefoon 1 okt. 2026",
        "Telefoon 1 okt. 2025",
    ]
    (text,) = with_class(page, "timeline-text")
    assert text_of(text) == "<b>Goed</b>En wel."
    (here,) = [link for link in page.iter("a") if link.get("aria-current")]
    assert text_of(here) == "Telefoon 2"


def test_an_empty_timeline_says_so() -> None:
    page = tree(render_to_string("components/timeline.html", {"entries": []}))
    assert text_of(page) == "Nog niets genoteerd."


def test_a_fact_that_is_not_known_is_a_dash_and_zero_is_not() -> None:
    template = Template(
        '{% load ui %}<dl>{% fact "A" None %}{% fact "B" "" %}{% fact "C" 0 %}{% fact "D" x %}</dl>'
    )
    page = tree(template.render(RequestContext(RequestFactory().get("/"), {"x": "<x>"})))
    assert [text_of(value) for value in page.iter("dd")] == ["–", "–", "0", "<x>"]


def test_a_page_head_shows_its_actions_only_when_there_are_any() -> None:
    def head(inside: str) -> str:
        source = (
            '{% load ui %}{% page_head title meta="sinds gisteren" state="nieuw" kind="accent" %}' + inside
        )
        template = Template(source + "{% endpage_head %}")
        return template.render(RequestContext(RequestFactory().get("/"), {"title": "Gezin <Aerts>"}))

    page = tree(head('<a href="/x/">Doen</a>'))
    assert text_of(page.find(".//h1")) == "Gezin <Aerts> nieuw"
    assert [text_of(actions) for actions in with_class(page, "page-head-actions")] == ["Doen"]
    assert with_class(tree(head(" \n ")), "page-head-actions") == []


def test_the_steps_say_where_one_is() -> None:
    context = {"steps": [("Eerst", "/1/"), ("Dan", "/2/"), ("Later", "")], "current": 2}
    page = tree(render_to_string("components/steps.html", context))
    (here,) = [step for step in page.iter("li") if step.get("aria-current") == "step"]
    assert text_of(here) == "2 Dan"
    assert [link.get("href") for link in page.iter("a")] == ["/1/"]


def test_a_conflict_shows_both_texts_as_text() -> None:
    context = {"who": "An Peeters", "when": None, "fields": [("Notitie", "<b>hier</b>", "daar\nen verder")]}
    page = tree(render_to_string("components/conflict.html", context))
    assert [text_of(side) for side in with_class(page, "other-text")] == ["<b>hier</b>", "daar en verder"]
    assert list(page.iter("b")) == []
