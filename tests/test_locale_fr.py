"""The French catalogue: everything that somebody without an account can read, and nothing else."""

import shutil
from pathlib import Path

import pytest
from django.conf import LazySettings, settings
from django.core.management import call_command

from tests.test_locale import PLACEHOLDER, compiled, entries, messages, needs_gettext

CATALOGUE = Path("locale", "fr", "LC_MESSAGES", "django.po")
COMMITTED = settings.BASE_DIR / CATALOGUE

#: What the pages and mails without an account are made of, besides what Django says itself.
PUBLIC = (
    "families/answers.py",
    "families/forms/public.py",
    "families/forms/public_links.py",
    "families/public_words.py",
    "families/queries/status.py",
    "families/views/public.py",
    "families/views/public_links.py",
    "homestart/ui/apps.py",
    "templates/components/error_summary.html",
    "templates/components/field.html",
    "templates/families/email",
    "templates/families/public",
    "templates/layouts/footer.html",
    "templates/layouts/public.html",
)


def test_a_translation_has_the_placeholders_of_its_source() -> None:
    translations = messages(COMMITTED.with_suffix(".mo"))
    assert len(translations) > 150
    for key, translation in translations.items():
        source = key[0] if isinstance(key, tuple) else key
        assert sorted(PLACEHOLDER.findall(translation)) == sorted(PLACEHOLDER.findall(source)), source


@needs_gettext
def test_the_compiled_catalogue_is_current(tmp_path: Path) -> None:
    fresh = compiled(COMMITTED, tmp_path / "django.mo")
    assert messages(COMMITTED.with_suffix(".mo")) == messages(fresh)


@needs_gettext
def test_every_text_that_is_public_is_there_in_french(
    tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "source"
    for name in (*PUBLIC, str(CATALOGUE)):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (settings.BASE_DIR / name).is_dir() else shutil.copy
        copy(settings.BASE_DIR / name, source / name)
    monkeypatch.chdir(source)
    settings.LOCALE_PATHS = [source / "locale"]
    call_command("makemessages", locale=["fr"], no_location=True, no_obsolete=True, verbosity=0)
    for which in ("--untranslated", "--only-fuzzy"):
        assert entries(source / CATALOGUE, which) == [], "translate into French"
    in_use = messages(compiled(source / CATALOGUE, tmp_path / "in_use.mo"))
    assert messages(COMMITTED.with_suffix(".mo")).keys() == in_use.keys()
