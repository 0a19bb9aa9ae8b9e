"""What no page takes is not kept while it comes in, whoever sends it and wherever to."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from homestart.exchange.containers.archive import MAX_PACKED_BYTES


class Cap(FileUploadHandler):
    """Stands before the handlers that keep a file, and lets go of one that is too large to be read."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > MAX_PACKED_BYTES:
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        return None
