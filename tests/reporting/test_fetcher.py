"""The PDF is made of the application's own files: no connection is made and no other file is read."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from reporting.pdf import BASE_URL, BundledFiles, bundled_file, render_pdf

HOSTILE = {
    "image": '<img alt="" src="http://{host}/a.png">',
    "image of a file": '<img alt="" src="file://{canary}">',
    "stylesheet": '<link rel="stylesheet" href="http://{host}/a.css">',
    "import": "<style>@import url(http://{host}/a.css);</style>",
    "font": "<style>@font-face {{ font-family: x; src: url(http://{host}/a.woff) }}"
    " p {{ font-family: x }}</style>",
    "background": '<p style="background: url(file://{canary})">x</p>',
    "svg image": '<svg width="9" height="9"><image href="http://{host}/a.png" width="9" height="9"/></svg>',
    "svg use of a file": '<svg width="9" height="9"><use href="file://{canary}#x"/></svg>',
    "attachment": '<link rel="attachment" href="file://{canary}">',
    "object": '<object data="file://{canary}"></object>',
    "embed": '<embed src="http://{host}/a.svg">',
    "data": '<img alt="" src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22%3E%3Cimage'
    ' href=%22http://{host}/a.png%22/%3E%3C/svg%3E">',
    "ftp": '<img alt="" src="ftp://{host}/a.png">',
    "IPv6": '<img alt="" src="http://[::ffff:127.0.0.1]:{port}/a.png">',
    "traversal": '<img alt="" src="/static/../../../../../../..{canary}">',
    "encoded traversal": '<img alt="" src="/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e{canary}">',
    "base": '<base href="http://{host}/"><img alt="" src="a.png">',
    "user in the address": '<img alt="" src="https://bundled.invalid@{host}/static/a.png">',
}

#: What Python itself saw happen while somebody was watching: connections, and files that were opened.
_seen: list[str] = []
_watching = False


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if _watching and event in ("socket.connect", "socket.getaddrinfo", "open"):
        _seen.append(f"{event} {arguments!r}")


sys.addaudithook(_audit)


@contextmanager
def watched() -> Iterator[list[str]]:
    """What happens meanwhile, in one list."""
    global _watching
    _seen.clear()
    _watching = True
    try:
        yield _seen
    finally:
        _watching = False


@pytest.fixture
def listener() -> Iterator[str]:
    """The address of a server on this machine that is there to be visited."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    path = tmp_path / "canary.svg"
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg" id="x"><rect width="9" height="9"/></svg>')
    return path


@pytest.mark.parametrize("reference", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_reference_reaches_nothing(reference: str, listener: str, canary: Path) -> None:
    body = reference.format(host=listener, port=listener.rpartition(":")[2], canary=canary)
    with watched() as seen:
        render_pdf(f"<html lang='nl'><head><title>t</title></head><body>{body}<p>x</p></body></html>")
    assert [event for event in seen if "socket" in event or canary.name in event] == []


def test_a_visit_would_be_seen(listener: str, canary: Path) -> None:
    host, port = listener.split(":")
    with watched() as seen:
        canary.read_text()
        socket.create_connection((host, int(port))).close()
    assert any(canary.name in event for event in seen)
    assert any("socket.connect" in event for event in seen)


def test_there_is_no_redirect_because_nothing_is_asked(listener: str) -> None:
    with watched() as seen, pytest.raises(ValueError, match="part of the application"):
        BundledFiles().fetch(f"http://{listener}/static/css/report.css")
    assert seen == []


def test_our_own_files_are_served() -> None:
    response = BundledFiles().fetch(f"{BASE_URL}static/css/report.css")
    assert b"@page" in response.read()
    assert response.content_type == "text/css"


@pytest.mark.parametrize(
    "name",
    [
        "static/css/missing.css",
        "static/css/",
        "static/",
        "media/a.png",
        "static/../manage.py",
        "static//etc/passwd",
        "static/css/report.css%00.css",
    ],
)
def test_nothing_else_has_our_address(name: str) -> None:
    assert bundled_file(BASE_URL + name) is None
