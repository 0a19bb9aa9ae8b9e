"""How a file that somebody sent goes out again: to be saved, never opened by the browser on our site."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from homestart.uploads.formats import Format


def attachment(content: bytes, name: str, kind: Format) -> HttpResponse:
    """The file under `name` with the ending of its kind."""
    return HttpResponse(
        content,
        content_type=kind.content_type,
        headers={
            "Content-Disposition": content_disposition_header(True, f"{name}.{kind.value}"),
            # Said also by the middleware; a file of somebody else does not depend on it.
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
