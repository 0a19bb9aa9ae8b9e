"""The static files as production serves them: collected, with hashed names, and complete."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import override_settings

FORBIDDEN = ("http:", "https:", "localStorage", "indexedDB", ".setItem", "document.cookie", "eval(")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Collecting fails by itself when a style sheet names a file that is not there."""
    root = tmp_path_factory.mktemp("collected")
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "homestart.ui.storage.Storage"}}
    with override_settings(STATIC_ROOT=root, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield root


def test_every_static_file_that_the_frame_names_is_there(collected: Path) -> None:
    for address in stylesheets_and_fonts(render_to_string("layouts/styles.html")):
        assert (collected / address.removeprefix(settings.STATIC_URL)).is_file()


def stylesheets_and_fonts(html: str) -> list[str]:
    addresses = [part.partition('"')[0] for part in html.split('href="')[1:]]
    assert len(addresses) > 5
    return addresses


def test_the_style_sheets_name_their_fonts_by_hash(collected: Path) -> None:
    fonts = (collected / staticfiles_storage.stored_name("css/fonts.css")).read_text()
    assert staticfiles_storage.stored_name("fonts/SourceSans3-Regular.woff").rpartition("/")[2] in fonts
    assert "SourceSans3-Regular.woff" not in fonts


def test_the_scripts_name_each_other_by_hash(collected: Path) -> None:
    """So that a browser that kept one of them never runs it with another from before."""
    folder = settings.BASE_DIR / "static" / "js"
    imported = 0
    for script in folder.glob("*.js"):
        text = (collected / staticfiles_storage.stored_name(f"js/{script.name}")).read_text()
        for name in re.findall(r"""(?:import|from)\s*"\./([^"]+)";""", text):
            assert (collected / "js" / name).is_file()
            assert not (folder / name).exists(), f"{script.name} imports {name}"
            imported += 1
    assert imported > 10


def test_no_script_reaches_out_or_keeps_anything() -> None:
    for script in (settings.BASE_DIR / "static" / "js").glob("*.js"):
        text = script.read_text()
        for forbidden in (
            "http:",
            "https:",
            "localStorage",
            "indexedDB",
            ".setItem",
            "document.cookie",
            "eval(",
        ):
            assert forbidden not in text, f"{script.name}: {forbidden}"


def test_every_font_has_its_licence_beside_it() -> None:
    folder = settings.BASE_DIR / "static" / "fonts"
    families = {font.name.partition("-")[0] for font in folder.glob("*.woff")}
    licences = {licence.name.partition("-")[0] for licence in folder.glob("*-LICENSE.*")}
    assert families == licences
    for licence in folder.glob("*-LICENSE.*"):
        assert "SIL Open Font License" in licence.read_text()


def test_no_style_sheet_reaches_out() -> None:
    for sheet in (settings.BASE_DIR / "static" / "css").glob("*.css"):
        text = sheet.read_text()
        assert "http" not in text, sheet.name
        assert "data:" not in text, sheet.name
