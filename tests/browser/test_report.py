"""The annual report, from opening it to the board that reads it."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Download, Page, expect

from homestart.accounts.roles import Role
from homestart.demo.records import make_records
from homestart.tenancy.models import Branch
from tests.browser.axe import findings
from tests.browser.conftest import Enter

Work = Callable[[], None]
TEXT = "#tekst-year"


def open_report(tab: Page) -> None:
    tab.goto("/herent/rapporten/")
    tab.get_by_role("button", name="Verslag beginnen 2025").click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Jaarverslag 2025")


def save(tab: Page, text: str) -> None:
    tab.get_by_label("Tekst").fill(text)
    tab.get_by_role("button", name="Bewaren", exact=True).click()


def assert_is_pdf(download: Download, name: str) -> None:
    assert download.suggested_filename == name
    assert Path(download.path()).read_bytes().startswith(b"%PDF-")


def test_a_text_is_changed_in_its_place(enter: Enter) -> None:
    tab = enter()
    open_report(tab)
    tab.evaluate("() => { window.stays = true }")
    tab.locator(f"{TEXT} a").click()
    expect(tab.get_by_label("Tekst")).to_be_focused()
    save(tab, "Het was een druk jaar.\n\n- een feest\n- een uitstap")
    expect(tab.locator(f"{TEXT} p").first).to_have_text("Het was een druk jaar.")
    expect(tab.locator(f"{TEXT} li")).to_have_text(["een feest", "een uitstap"])
    expect(tab.locator(f"{TEXT} a")).to_be_focused()
    assert tab.evaluate("() => window.stays"), "the page was not loaded again"
    tab.reload()
    expect(tab.locator(f"{TEXT} p").first).to_have_text("Het was een druk jaar.")


def test_who_saves_later_finds_both_texts(enter: Enter) -> None:
    first, second = enter(), enter()
    open_report(first)
    for tab in (first, second):
        tab.goto("/herent/rapporten/2025/")
        tab.locator(f"{TEXT} a").click()
        expect(tab.get_by_label("Tekst")).to_be_focused()
    save(first, "De tekst van Els.")
    expect(first.locator(f"{TEXT} p").first).to_have_text("De tekst van Els.")
    save(second, "De tekst van Bram.")
    expect(second.get_by_role("alert")).to_be_visible()
    expect(second.locator(f"{TEXT} pre")).to_have_text("De tekst van Els.")
    expect(second.get_by_label("Tekst")).to_have_value("De tekst van Bram.")
    assert findings(second, "both texts") == []

    save(second, "De tekst van Els.\n\nDe tekst van Bram.")
    expect(second.locator(f"{TEXT} .text p")).to_have_text(["De tekst van Els.", "De tekst van Bram."])


def test_the_pdf_comes_while_one_waits(enter: Enter, work: Work) -> None:
    tab = enter()
    open_report(tab)
    tab.get_by_role("button", name="PDF maken").click()
    expect(tab.locator("#pdf progress")).to_be_visible()
    expect(tab.get_by_role("button", name="PDF maken")).to_be_disabled()
    assert findings(tab, "waiting for the PDF") == []
    tab.evaluate("() => { window.stays = true }")
    work()
    with tab.expect_download() as download:
        tab.get_by_role("link", name="Ontwerp downloaden").click()
    assert_is_pdf(download.value, "jaarverslag-herent-2025-ontwerp.pdf")
    expect(tab.get_by_text("bijgewerkt")).to_be_visible()
    expect(tab.get_by_role("button", name="PDF maken")).to_be_enabled()
    assert tab.evaluate("() => window.stays"), "the page was not loaded again"


def test_all_of_it_works_without_javascript(enter: Enter, work: Work) -> None:
    tab = enter(java_script_enabled=False)
    open_report(tab)
    tab.locator(f"{TEXT} a").click()
    save(tab, "Zonder script geschreven.")
    expect(tab.get_by_role("status").first).to_have_text("De tekst is bewaard.")
    expect(tab.locator(f"{TEXT} .text")).to_have_text("Zonder script geschreven.")

    tab.get_by_role("button", name="PDF maken").click()
    tab.get_by_role("link", name="Kijk hoever het staat").click()
    work()
    tab.reload()
    tab.get_by_role("link", name="Naar het resultaat").click()
    with tab.expect_download() as download:
        tab.get_by_role("link", name="Ontwerp downloaden").click()
    assert_is_pdf(download.value, "jaarverslag-herent-2025-ontwerp.pdf")


def test_the_board_reads_final_reports_and_nothing_else(
    enter: Enter, demo: Branch, complaints: list[str]
) -> None:
    make_records()
    tab = enter(Role.BOARD)
    assert tab.get_by_role("navigation").get_by_role("link").all_inner_texts() == ["Jaarverslagen"]
    with tab.expect_download() as download:
        tab.get_by_role("link", name="Downloaden Home-Start Herent 2024").click()
    assert_is_pdf(download.value, "jaarverslag-herent-2024.pdf")
    for path in ("gezinnen/", "rapporten/", "rapporten/2024/", "rapporten/2024/definitief/1/"):
        response = tab.goto(f"/herent/{path}")
        assert response and response.status in (403, 404), path
        assert str(response.status) in complaints.pop()
