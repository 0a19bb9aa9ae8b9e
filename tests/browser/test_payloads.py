"""What somebody types is shown as it was typed, on every page, and never runs."""

import itertools

import pytest
from django.db import models

from families.models import Family, FamilyContact, FamilyMember, Referral, WaitingListEntry
from homestart.accounts.roles import Role
from homestart.demo.pages import PAGES
from homestart.demo.records import make_records
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch, TenantModel
from matching.models import Match, Trajectory
from tests.browser.conftest import Enter
from volunteers.models import CoachingContact, Volunteer

#: Each leaves an element with data-hit, or sets window.hit, where it is taken for HTML or script.
PAYLOADS = [
    "<b data-hit>",
    "<script>window.hit=1</script>",
    "<img data-hit src=x onerror=window.hit=1>",
    "<svg data-hit onload=window.hit=1>",
    '"><b data-hit>',
    "'><b data-hit>",
    '" data-hit="',
    "' data-hit='",
    '" autofocus onfocus=window.hit=1 data-hit="',
    "</title><b data-hit>",
    "</textarea><b data-hit>",
    "</option></select><b data-hit>",
    "</script><b data-hit>",
    "--><b data-hit>",
    "]]><b data-hit>",
    "<!--<b data-hit>",
    "<iframe data-hit srcdoc='<script>parent.hit=1</script>'>",
    "<object data-hit data='javascript:parent.hit=1'>",
    "<embed data-hit src='javascript:window.hit=1'>",
    "<a data-hit href='javascript:window.hit=1'>klik</a>",
    "javascript:window.hit=1",
    "<details data-hit open ontoggle=window.hit=1>",
    "<video data-hit><source onerror=window.hit=1>",
    "<body data-hit onload=window.hit=1>",
    "<style data-hit>@import 'x'</style>",
    "<link data-hit rel=stylesheet href=//x>",
    "<meta data-hit http-equiv=refresh content='0;url=javascript:window.hit=1'>",
    "<base data-hit href=//x/>",
    "<form data-hit action=//x><input name=q>",
    "<math data-hit><mtext></mtext></math>",
    "<template data-hit><b></template>",
    "<noscript><b data-hit></noscript>",
    "<b data-hit hx-get=/x hx-trigger=load>",
    "<b data-hit hx-on::load='window.hit=1'>",
    "&lt;b data-hit&gt;",
    "&#60;b data-hit&#62;",
    "%3Cb data-hit%3E",
    "＜b data-hit＞",
    "{{ 7|add:7 }}{% now 'Y' %}<b data-hit>",
    "${7*7}<b data-hit>",
    "\u202e<b data-hit>",
    "<b\x0bdata-hit>",
]

MODELS: tuple[type[TenantModel], ...] = (
    Family,
    FamilyMember,
    FamilyContact,
    Referral,
    WaitingListEntry,
    Volunteer,
    CoachingContact,
    Trajectory,
    Match,
)

LEFT_BEHIND = "() => window.hit !== undefined || document.querySelector('[data-hit]') !== null"


def poison(branch: Branch) -> None:
    """Puts the payloads, in turn, in every text of the branch that people type."""
    payloads = itertools.cycle(PAYLOADS)
    with branch_context(branch):
        for model in MODELS:
            texts = [
                field
                for field in model._meta.local_fields
                if isinstance(field, models.CharField | models.TextField)
                and not field.choices
                and field.editable
                and field.name not in ("key", "municipality", "home_language")
            ]
            rows = list(model.objects.all())
            for row in rows:
                for field in texts:
                    setattr(row, field.name, next(payloads)[: field.max_length])
            model.objects.bulk_update(rows, [field.name for field in texts])


@pytest.mark.slow
def test_no_page_takes_what_was_typed_for_html(enter: Enter, demo: Branch, complaints: list[str]) -> None:
    records = make_records()
    poison(demo)
    tab = enter(Role.COORDINATOR)
    pages = [page for page in PAGES if page.role == Role.COORDINATOR and page.name != "geen-toegang"]
    hit = []
    for page in pages:
        tab.goto(page.path.format(**records))
        if tab.evaluate(LEFT_BEHIND):
            hit.append(page.name)
    for text in ("<b", "<scr", '">'):
        tab.goto("/herent/zoeken/")
        tab.get_by_label("Naam of telefoonnummer").press_sequentially(text)
        tab.wait_for_timeout(400)
        if tab.evaluate(LEFT_BEHIND):
            hit.append(f"zoeken {text}")
    assert hit == []
    assert len(pages) > 50
