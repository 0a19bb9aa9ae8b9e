"""From HTML to a tagged PDF. The only module that imports WeasyPrint."""

import mimetypes
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

# A fixed address that leads nowhere: links stay inside the document, files are served by us or not.
BASE_URL = "https://bundled.invalid/"
SERVED = {".css", ".png", ".svg", ".woff"}


class BundledFiles(URLFetcher):
    """Serves the application's static files and nothing else: no connection, no other file, no data: URL."""

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The static file behind `url`. Raises ValueError for any other; WeasyPrint goes on without it."""
        path = bundled_file(url)
        if path is None:
            raise ValueError("Only files that are part of the application are printed.")
        content_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": content_type})


def bundled_file(url: str) -> Path | None:
    """The static file that `url` names, or None when it names anything else."""
    parts = urlsplit(url)
    prefix = urlsplit(BASE_URL + settings.STATIC_URL.lstrip("/"))
    if (parts.scheme, parts.netloc) != (prefix.scheme, prefix.netloc) or not parts.path.startswith(
        prefix.path
    ):
        return None
    name = unquote(parts.path.removeprefix(prefix.path))
    if ".." in PurePosixPath(name).parts or PurePosixPath(name).suffix not in SERVED:
        return None
    try:
        found = finders.find(name)
    except (SuspiciousFileOperation, ValueError):
        return None
    return Path(found) if found else None


def render_pdf(html: str) -> bytes:
    """The document as PDF/UA-1: tagged, with title, language and bookmarks, its fonts embedded."""
    document = HTML(string=html, base_url=BASE_URL, url_fetcher=BundledFiles())
    return document.write_pdf(pdf_variant="pdf/ua-1")
