"""What may come up the line: a request larger than any page takes is cut off while it is read."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class Limited(FileUploadHandler):
    """End a request whose files are too large together, before anything of it is kept.

    It stands before the handlers that keep files, so it holds for every page, signed in or not.
    """

    received = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803, its name in Django
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        # By the length that the request names …
        if content_length > settings.UPLOAD_MAX_BYTES:
            raise RequestDataTooBig("the request is larger than any page takes")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        # … and by what really came: the named length may be a lie.
        if self.received > settings.UPLOAD_MAX_BYTES:
            raise RequestDataTooBig("the files are larger than any page takes")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return
