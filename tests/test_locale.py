"""The Dutch catalogue: complete, current, and true to the source texts."""

import gettext
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import LazySettings, settings
from django.core.management import call_command

CATALOGUE = Path("locale", "nl", "LC_MESSAGES", "django.po")
COMMITTED = settings.BASE_DIR / CATALOGUE
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")

needs_gettext = pytest.mark.skipif(
    not shutil.which("xgettext"), reason="the program xgettext (Debian package gettext) is not installed"
)


def messages(compiled: Path) -> dict[str | tuple[str, int], str]:
    """Translation by source text; the forms of a plural stand under (source text, number of the form)."""
    with compiled.open("rb") as file:
        catalogue = dict(gettext.GNUTranslations(file)._catalog)
    # The header holds the moment of the last extraction.
    del catalogue[""]
    return catalogue


def run(program: str, *arguments: str | Path) -> str:
    """What the program writes; a failure is an error."""
    return subprocess.run(
        [shutil.which(program) or program, *arguments], check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def entries(catalogue: Path, which: str) -> list[str]:
    """The entries that `which` ("--untranslated", "--only-fuzzy") selects, as they stand in the file."""
    _header, *found = run("msgattrib", "--no-wrap", which, catalogue).strip().split("\n\n")
    return found


def compiled(catalogue: Path, target: Path) -> Path:
    """Also checks the header, the plural forms and, of texts that are marked as formats, the placeholders."""
    run("msgfmt", "--check", f"--output-file={target}", catalogue)
    return target


def test_a_translation_has_the_placeholders_of_its_source() -> None:
    translations = messages(COMMITTED.with_suffix(".mo"))
    assert len(translations) > 1000
    for key, translation in translations.items():
        source = key[0] if isinstance(key, tuple) else key
        differ = set(PLACEHOLDER.findall(translation)) ^ set(PLACEHOLDER.findall(source))
        # Of what has a plural only the singular is known here, which may say "one" in letters.
        assert len(differ) <= isinstance(key, tuple), source


@needs_gettext
def test_the_compiled_catalogue_is_current(tmp_path: Path) -> None:
    fresh = compiled(COMMITTED, tmp_path / "django.mo")
    assert messages(COMMITTED.with_suffix(".mo")) == messages(fresh), (
        "compile locale/nl/LC_MESSAGES/django.po"
    )


@needs_gettext
@pytest.mark.parametrize("which", ["--untranslated", "--only-fuzzy", "--only-obsolete"])
def test_every_entry_is_translated_and_in_use(which: str) -> None:
    assert entries(COMMITTED, which) == []


@needs_gettext
def test_every_text_of_the_source_is_in_the_catalogue(
    tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    extracted = tmp_path / "source" / CATALOGUE
    shutil.copytree(settings.BASE_DIR, tmp_path / "source", ignore=besides_the_source)
    monkeypatch.chdir(tmp_path / "source")
    settings.LOCALE_PATHS = [tmp_path / "source" / "locale"]
    call_command("makemessages", locale=["nl"], no_location=True, no_obsolete=True, verbosity=0)
    for which in ("--untranslated", "--only-fuzzy"):
        assert entries(extracted, which) == [], "run makemessages and translate"
    in_use = messages(compiled(extracted, tmp_path / "in_use.mo"))
    assert messages(COMMITTED.with_suffix(".mo")).keys() - in_use.keys() == set()


def besides_the_source(folder: str, names: list[str]) -> set[str]:
    """What extracting need not read: hidden folders, tests, data."""
    hidden = {name for name in names if name.startswith(".")}
    return hidden | {"tests", "bench", "static", "data", "__pycache__"}
