"""A real browser before the real application, with the demonstration's Herent and an account for each role.

One Chromium serves all tests; each test has windows of its own. Whatever a window complains
about, in its console or because of the content security policy, fails the test.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from homestart.accounts.roles import Role
from homestart.demo.accounts import make_accounts
from homestart.demo.management.commands.screenshots import ARGUMENTS, CHROMIUM
from homestart.demo.management.commands.screenshots import sign_in as click_through
from homestart.demo.management.commands.seed_demo import DATA, seed
from homestart.jobs.models import Job
from homestart.jobs.tasks import run_job
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from tests.browser import proof
from tests.rows import step_plan

Window = Callable[..., BrowserContext]
Enter = Callable[..., Page]

PATIENCE = 30_000  # milliseconds; a busy machine is slow, not wrong
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder drive the browser, and change the database for good until they end."""
    for item in items:
        if item.path.is_relative_to(os.path.dirname(__file__)):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One for this folder; it ends before other tests begin, together with what Playwright asks of Django."""
    if not shutil.which(CHROMIUM):
        pytest.skip(f"no browser: {CHROMIUM} is missing (apt-get install chromium)")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, in which the tests go on using the database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        expect.set_options(timeout=PATIENCE)
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def demo(transactional_db: None) -> Branch:
    """Home-Start Herent of the demonstration, as it stands today, with its accounts."""
    seed(DATA / "herent")
    branch = Branch.objects.get()
    step_plan()
    make_accounts([branch])
    return branch


@pytest.fixture
def complaints() -> list[str]:
    """What the windows of the test complained about; the test empties it of what it expects."""
    return []


@pytest.fixture
def window(
    chromium: Browser, live_server: LiveServer, demo: Branch, complaints: list[str]
) -> Iterator[Window]:
    """Opens a browser of somebody else, who is not signed in; options are those of Playwright."""
    contexts = []

    def opened(**options: object) -> BrowserContext:
        context = chromium.new_context(
            **{"base_url": live_server.url, "locale": "nl-BE", "viewport": WIDE, **options}
        )
        context.set_default_timeout(PATIENCE)
        context.on(
            "console",
            lambda message: message.type in ("error", "warning") and complaints.append(message.text),
        )
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        contexts.append(context)
        return context

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def enter(window: Window, live_server: LiveServer) -> Enter:
    """Signs in as the role in a window of its own and returns its tab; options are those of Playwright."""

    def entered(role: Role = Role.COORDINATOR, **options: object) -> Page:
        tab = window(**options).new_page()
        click_through(tab, live_server.url, role)
        return tab

    return entered


@pytest.fixture
def work(demo: Branch) -> Callable[[], None]:
    """Does the work that was asked for, as a worker does: the only part of it left out is the broker."""

    def done() -> None:
        with branch_context(demo):
            waiting = list(Job.objects.open().values_list("pk", flat=True))
        assert waiting
        for job in waiting:
            run_job(demo.pk, str(job))

    return done


@pytest.fixture
def proof_pages(settings: LazySettings) -> None:
    """With the mark urls("tests.browser.proof"): the pages of the tests, and nothing saved on them yet."""
    proof.SAVED.clear()
    templates = dict(settings.TEMPLATES[0])
    templates["DIRS"] = [*templates["DIRS"], Path(__file__).parent / "templates"]
    settings.TEMPLATES = [templates]
