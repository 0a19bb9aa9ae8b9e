"""Asks clamd whether a file is safe, by its INSTREAM command.

Without the setting ANTIVIRUS nobody is asked, and what was kept says so. With it a file is kept only when the
scanner says that it is clean: a scanner that does not answer keeps everything out.
"""

import socket
import struct

from django.conf import settings

SECONDS = 30
CHUNK = 64 * 1024
#: Its answer is one short line.
MAX_ANSWER = 4096


class Infected(Exception):
    """The scanner knows what is in the file."""


class NoAnswer(Exception):
    """The scanner was not reached, or said something else than yes or no."""


def scan(content: bytes) -> bool:
    """Whether the file was looked at and found clean; False when no scanner is set up.

    Raises Infected, NoAnswer.
    """
    if not settings.ANTIVIRUS:
        return False
    answer = _ask(settings.ANTIVIRUS, content)
    if answer.endswith("FOUND"):
        raise Infected(answer)
    if answer != "stream: OK":
        raise NoAnswer(answer)
    return True


def _ask(address: str, content: bytes) -> str:
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=SECONDS) as connection:
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                chunk = content[start : start + CHUNK]
                connection.sendall(struct.pack("!L", len(chunk)) + chunk)
            connection.sendall(struct.pack("!L", 0))
            answer = b""
            while len(answer) < MAX_ANSWER and not answer.endswith(b"\0"):
                received = connection.recv(MAX_ANSWER)
                if not received:
                    break
                answer += received
    except (OSError, ValueError) as error:
        raise NoAnswer(type(error).__name__) from error
    return answer.rstrip(b"\0\n").decode("utf-8", "replace").strip()
