"""How many pages a second the web server of production gives when so many ask at once."""

import http.client
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from bench.load import server
from bench.work import heaviest_branch, signed_in_client

#: Long enough that the first requests, with cold workers, do not count.
WARM_UP = 5.0


def throughput(at_once: int, seconds: float) -> Iterator[str]:
    """Lines of the table of the bench: the list of families, and a page without a branch as its floor."""
    branch = heaviest_branch()
    client = signed_in_client(branch)
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    pages = {"page of the sign-in": "/accounts/login/", "list of 50 families": f"/{branch.slug}/gezinnen/"}
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as (_, address):
        for name, path in pages.items():
            sent = cookies if name.startswith("list") else ""
            times = ask_at_once(address, path, sent, at_once, seconds)
            each = statistics.median(times) * 1000
            yield f"{name}, {at_once} at once: {len(times) / seconds:.0f} a second, {each:.0f} ms each"


def ask_at_once(
    address: tuple[str, int], path: str, cookies: str, at_once: int, seconds: float
) -> list[float]:
    """How long each answer took, in seconds. Raises AssertionError for an answer that is no page."""
    times: list[float] = []
    wrong: list[object] = []
    begin = time.perf_counter() + WARM_UP

    def ask() -> None:
        while time.perf_counter() < begin + seconds:
            start = time.perf_counter()
            connection = http.client.HTTPConnection(*address, timeout=30)
            connection.request("GET", path, headers={"Cookie": cookies} if cookies else {})
            answer = connection.getresponse()
            answer.read()
            connection.close()
            if answer.status != 200:
                wrong.append(answer.status)
            elif start >= begin:
                times.append(time.perf_counter() - start)

    threads = [threading.Thread(target=ask) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong, wrong[:3]
    return times
