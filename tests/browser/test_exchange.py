"""Import and export in the browser: a real file, a bar that goes on by itself, pages without a fault."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from homestart.accounts.models import User
from homestart.accounts.roles import Role
from homestart.demo.accounts import account_of
from homestart.demo.sign_in import let_in_client
from homestart.tenancy.models import Branch
from tests.browser.axe import findings
from tests.browser.conftest import Window
from tests.exchange.test_pages import packed

DATA = "/herent/gegevens/"


@pytest.fixture
def tab(window: Window, live_server: LiveServer, demo: Branch) -> Page:
    """Of the coordinator, who has just confirmed who it is."""
    coordinator = User.objects.get(email=account_of(Role.COORDINATOR))
    client = let_in_client(Client(), coordinator, confirmed=True)
    context = window()
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    return context.new_page()


def offer(tab: Page, file: Path) -> None:
    tab.goto(DATA + "importeren/")
    tab.locator("input[type=file]").set_input_files(file)
    tab.locator("form[enctype] button[type=submit]").click()
    expect(tab.get_by_role("progressbar")).to_be_visible()


@pytest.mark.slow
def test_a_file_goes_in_and_everything_comes_out(tab: Page, work: Callable[[], None], tmp_path: Path) -> None:
    wrong, right = tmp_path / "fout.zip", tmp_path / "goed.zip"
    wrong.write_bytes(packed(families="key,name,foster_family\nX1,Peeters,nee\n"))
    right.write_bytes(packed(families="key,name\nX1,Peeters\n"))
    tab.goto(DATA)
    found = findings(tab, "home")
    offer(tab, wrong)
    found += findings(tab, "checking")
    work()
    # Nobody presses anything: the page asks by itself how far it is.
    expect(tab.get_by_role("cell", name="foster_family")).to_be_visible()
    found += findings(tab, "errors")
    offer(tab, right)
    work()
    expect(tab.locator("input[name=plan]")).to_be_attached()
    found += findings(tab, "checked")
    tab.locator("form:has(input[name=plan]) button").dblclick()
    expect(tab.get_by_role("progressbar")).to_be_visible()
    work()
    expect(tab.locator(".alert-good")).to_be_visible()
    found += findings(tab, "done")
    tab.goto(DATA + "exporteren/")
    found += findings(tab, "new export")
    tab.locator("form[novalidate] button[type=submit]").click()
    expect(tab.get_by_role("progressbar")).to_be_visible()
    work()
    link = tab.locator("a[href$='/bestand/']")
    expect(link).to_be_visible()
    found += findings(tab, "export")
    with tab.expect_download() as download:
        link.click()
    assert download.value.suggested_filename.startswith("herent-")
    assert not found, "\n".join(found)
