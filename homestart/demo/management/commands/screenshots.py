import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

from homestart.accounts.roles import Role
from homestart.demo.accounts import account_of
from homestart.demo.pages import PAGES
from homestart.demo.records import make_records

WIDTHS = {"breed": 1280, "telefoon": 390}
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run"]


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the photographs are the report."""


class Command(BaseCommand):
    help = "Photographs every page, for each role, at 1280 and 390 pixels, into .local/screens/."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", help="only pages whose name contains one of these")
        parser.add_argument("--dark", action="store_true", help="with the dark colours")
        parser.add_argument("--to", type=Path, default=settings.BASE_DIR / ".local" / "screens")

    def handle(self, *, names: list[str], dark: bool, to: Path, **options: Any) -> None:
        try:
            from playwright.sync_api import sync_playwright  # in the locks of the tests only
        except ImportError as error:
            raise CommandError("Run ./test once: it installs Playwright and Chromium.") from error
        pages = [page for page in PAGES if not names or any(name in page.name for name in names)]
        to.mkdir(parents=True, exist_ok=True)
        records = make_records()
        # Pages that refuse are photographed like any other.
        logging.getLogger("django.request").setLevel(logging.CRITICAL)
        # Playwright runs an event loop in this thread; the pages are made in the threads of the server.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        with server() as address, sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            for width_name, width in WIDTHS.items():
                for role in dict.fromkeys(page.role for page in pages):
                    context = chromium.new_context(
                        viewport={"width": width, "height": 900},
                        locale="nl-BE",
                        color_scheme="dark" if dark else "light",
                    )
                    tab = context.new_page()
                    sign_in(tab, address, role)
                    for page in (page for page in pages if page.role == role):
                        file = to / f"{page.name}-{width_name}.png"
                        tab.goto(address + page.path.format(**records), wait_until="networkidle")
                        tab.screenshot(path=file, full_page=True)
                        self.stdout.write(str(file))
                    context.close()
            chromium.close()


def sign_in(tab: Any, address: str, role: Role | None) -> None:
    if role is None:
        return
    tab.goto(f"{address}/demo/")
    tab.click(f"button[value='{account_of(role)}']")
    tab.wait_for_load_state("networkidle")


@contextmanager
def server() -> Iterator[str]:
    """The address of a web server with this very application, in threads of this process."""
    httpd = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler)
    httpd.set_app(get_wsgi_application())
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{httpd.server_port}"
    finally:
        httpd.shutdown()
