"""The virus scanner is asked over the network, as clamd is; nothing is kept that it did not call clean."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from homestart.uploads.fields import safe_file
from tests.uploads import files


def read(connection: socket.socket, count: int) -> bytes:
    received = b""
    while len(received) < count:
        more = connection.recv(count - len(received))
        if not more:
            raise EOFError
        received += more
    return received


@contextmanager
def clamd(answer: bytes | None = None) -> Iterator[str]:
    """The address of a server that speaks INSTREAM and knows one virus; or always says `answer`."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _address = server.accept()
            except OSError:
                return
            with connection:
                assert read(connection, 10) == b"zINSTREAM\0"
                content = b""
                while size := struct.unpack("!L", read(connection, 4))[0]:
                    content += read(connection, size)
                found = files.EICAR in content
                connection.sendall(
                    answer or (b"stream: Eicar-Signature FOUND\0" if found else b"stream: OK\0")
                )

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.getsockname()[1]}"
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)


def sent(content: bytes):
    return safe_file(SimpleUploadedFile("brief.pdf", content))


def test_without_a_scanner_a_file_says_that_nobody_looked(settings):
    settings.ANTIVIRUS = ""
    assert sent(files.pdf()).scanned is False


def test_what_the_scanner_calls_clean_is_kept(settings):
    # More than one part of what is sent.
    with clamd() as settings.ANTIVIRUS:
        assert sent(files.pdf(author="x" * 200_000)).scanned is True


def test_what_the_scanner_knows_is_refused(settings):
    with clamd() as settings.ANTIVIRUS, pytest.raises(ValidationError) as refused:
        sent(files.pdf() + files.EICAR)
    assert "weigert" in refused.value.messages[0]


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK maybe\0", b"\0"])
def test_an_answer_that_is_not_yes_keeps_the_file_out(settings, answer):
    with clamd(answer) as settings.ANTIVIRUS, pytest.raises(ValidationError) as refused:
        sent(files.pdf())
    assert "antwoordt niet" in refused.value.messages[0]


def test_a_scanner_that_is_away_keeps_every_file_out(settings):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        settings.ANTIVIRUS = f"127.0.0.1:{closed.getsockname()[1]}"
    for address in (settings.ANTIVIRUS, "127.0.0.1", "127.0.0.1:geen"):
        settings.ANTIVIRUS = address
        with pytest.raises(ValidationError) as refused:
            sent(files.pdf())
        assert "antwoordt niet" in refused.value.messages[0]
