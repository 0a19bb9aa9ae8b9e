import io
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from PIL import Image

from homestart.accounts.roles import Role
from homestart.demo.accounts import account_of
from homestart.demo.pages import PAGES, Page
from homestart.demo.pictures import COLOURS, LARGEST, PICTURES, Picture
from homestart.demo.records import make_records

WIDTHS = {"breed": 1280, "telefoon": 390}
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run"]
AIR = 12  # pixels
DOCS = settings.BASE_DIR / "docs" / "images"


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the photographs are the report."""


class Command(BaseCommand):
    help = (
        "Photographs every page, for each role, at 1280 and 390 pixels, into .local/screens/; "
        "with --docs the pictures of the user guide, into docs/images/."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "names", nargs="*", help="only pages, or pictures, whose name contains one of these"
        )
        parser.add_argument("--dark", action="store_true", help="with the dark colours")
        parser.add_argument("--docs", action="store_true", help="the pictures of homestart/demo/pictures.py")
        parser.add_argument("--to", type=Path)

    def handle(self, *, names: list[str], dark: bool, docs: bool, to: Path | None, **options: Any) -> None:
        to = to or (DOCS if docs else settings.BASE_DIR / ".local" / "screens")
        to.mkdir(parents=True, exist_ok=True)
        records = make_records()
        # Pages that refuse are photographed like any other.
        logging.getLogger("django.request").setLevel(logging.CRITICAL)
        with server() as address, browser() as chromium:
            camera = Camera(chromium, address, records, to, "dark" if dark else "light")
            files = camera.pictures(names) if docs else camera.pages(names)
            for file in files:
                self.stdout.write(str(file))


@dataclass
class Camera:
    """Photographs into the folder `to`; each method gives the files one by one."""

    chromium: Any
    address: str
    records: dict[str, Any]
    to: Path
    colours: str

    def pages(self, names: list[str]) -> Iterator[Path]:
        """Every page as long as it is, at both widths."""
        pages = [page for page in PAGES if wanted(page.name, names)]
        for width_name, width in WIDTHS.items():
            for role in dict.fromkeys(page.role for page in pages):
                with self.tab_of(role, width) as tab:
                    for page in (page for page in pages if page.role == role):
                        self.open(tab, page)
                        file = self.to / f"{page.name}-{width_name}.png"
                        tab.screenshot(path=file, full_page=True)
                        yield file

    def pictures(self, names: list[str]) -> Iterator[Path]:
        """What somebody sees at once, with few colours so that it stays light. Raises CommandError."""
        pages = {page.name: page for page in PAGES}
        for picture in (picture for picture in PICTURES if wanted(picture.name, names)):
            page = pages[picture.page]
            with self.tab_of(page.role, picture.width, picture.height) as tab:
                self.open(tab, page)
                if picture.act:
                    # What is typed for the picture is not kept as a draft.
                    tab.evaluate("() => { window.fetch = () => new Promise(() => {}); }")
                    picture.act(tab)
                    tab.wait_for_load_state("networkidle")
                yield self.develop(picture, tab.screenshot(**frame(tab, picture)))

    def develop(self, picture: Picture, photograph: bytes) -> Path:
        file = self.to / f"{picture.name}.png"
        image = Image.open(io.BytesIO(photograph)).convert("RGB")
        image.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
        if file.stat().st_size > LARGEST:
            raise CommandError(f"{file} weighs {file.stat().st_size} bytes; {LARGEST} is the most.")
        return file

    def open(self, tab: Any, page: Page) -> None:
        tab.goto(self.address + page.path.format(**self.records), wait_until="networkidle")

    @contextmanager
    def tab_of(self, role: Role | None, width: int, height: int = 900) -> Iterator[Any]:
        context = self.chromium.new_context(
            viewport={"width": width, "height": height},
            locale="nl-BE",
            color_scheme=self.colours,
            reduced_motion="reduce",
        )
        tab = context.new_page()
        sign_in(tab, self.address, role)
        yield tab
        context.close()


def frame(tab: Any, picture: Picture) -> dict[str, Any]:
    """What of the page comes on the picture: what the window shows, or a part with some air around it."""
    if not picture.part:
        return {"caret": "initial"}
    tab.evaluate("scrollTo(0, 0)")
    box = tab.locator(picture.part).first.bounding_box()
    clip = {
        "x": box["x"] - AIR,
        "y": box["y"] - AIR,
        "width": box["width"] + 2 * AIR,
        "height": min(box["height"] + 2 * AIR, picture.height),
    }
    return {"full_page": True, "clip": clip}


def wanted(name: str, parts: list[str]) -> bool:
    return not parts or any(part in name for part in parts)


@contextmanager
def browser() -> Iterator[Any]:
    """The system's Chromium. Raises CommandError when Playwright is not installed."""
    try:
        from playwright.sync_api import sync_playwright  # in the locks of the tests only
    except ImportError as error:
        raise CommandError("Run ./test once: it installs Playwright and Chromium.") from error
    # Playwright runs an event loop in this thread; the pages are made in the threads of the server.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
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
