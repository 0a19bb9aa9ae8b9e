"""What README, guide and decisions say of the product is there: links, pictures, commands, settings."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.utils.translation.trans_real import translation

from homestart.demo.pages import PAGES
from homestart.demo.pictures import LARGEST, PICTURES

ROOT = settings.BASE_DIR
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
GUIDE = ROOT / "docs" / "handleiding"
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
IMAGE = re.compile(r"!\[[^]]+\]\(([^)]+)\)")
COMMAND = re.compile(r"\./start manage (\w+)")
BOLD = re.compile(r"\*\*([^*]+)\*\*")
READ = re.compile(r"""env(?:\.\w+)?\(\s*"(\w+)\"""")


def linked(document: Path, pattern: re.Pattern[str] = LINK) -> set[Path]:
    """The files to which the document leads."""
    return {
        (document.parent / target).resolve()
        for target in pattern.findall(document.read_text())
        if "://" not in target
    }


@pytest.mark.parametrize("document", DOCS, ids=lambda document: str(document.relative_to(ROOT)))
def test_every_link_and_every_command_is_there(document: Path) -> None:
    assert [path for path in linked(document) if not path.exists()] == []
    assert set(COMMAND.findall(document.read_text())) <= get_commands().keys()


def test_every_page_of_the_guide_is_reached_from_its_first() -> None:
    assert set(GUIDE.glob("*.md")) - linked(GUIDE / "index.md") == {GUIDE / "index.md"}


def test_every_picture_is_shown_light_and_can_be_made_anew() -> None:
    shown = set().union(*(linked(document, IMAGE) for document in DOCS))
    stored = set((ROOT / "docs" / "images").iterdir())
    assert stored == shown
    assert [path.name for path in stored if path.stat().st_size > LARGEST] == []
    # The one that is made by hand, says homestart/demo/pictures.py.
    assert {path.stem for path in stored} == {picture.name for picture in PICTURES} | {"pdf"}
    assert {picture.page for picture in PICTURES} <= {page.name for page in PAGES}


def test_the_readme_names_every_setting_and_no_other() -> None:
    table = (ROOT / "README.md").read_text().partition("## Settings")[2].partition("## ")[0]
    named = [name for row in table.splitlines() if row.startswith("| `") for name in names_in(row)]
    assert len(named) == len(set(named))
    assert set(named) == set(READ.findall((ROOT / "homestart" / "settings.py").read_text()))


def names_in(row: str) -> list[str]:
    return re.findall(r"`(\w+)`", row.split("|")[1])


@pytest.mark.parametrize("page", sorted(GUIDE.glob("*.md")), ids=lambda page: page.stem)
def test_what_the_guide_tells_to_choose_is_on_the_screen(page: Path) -> None:
    """Bold is what a button, a link or a title says, as in the catalogue; or a sentence with its point."""
    said = {" ".join(words.split()) for words in BOLD.findall(page.read_text())}
    on_screen = {text.strip().casefold() for _, text in translation("nl")._catalog.items()}
    unknown = {words for words in said if words.casefold() not in on_screen}
    assert {words for words in unknown if words[-1] not in ".:?"} == set()
