"""The usual scanner: ClamAV's daemon, asked over its socket."""

import socket
import struct
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.uploads.clamd import scan

# The file that every scanner calls harmful by agreement, put together so that none finds it here.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-" + b"TEST-FILE!$H+H*"


class Daemon(threading.Thread):
    """A clamd that knows one signature; `silent` hangs up, `broken` says what is no verdict."""

    def __init__(self, place: str, mood: str) -> None:
        super().__init__(daemon=True)
        self.mood, self.door = mood, socket.socket(socket.AF_UNIX)
        self.door.bind(place)
        self.door.listen()

    def run(self) -> None:
        talk, _ = self.door.accept()
        with talk, talk.makefile("rb") as sent:
            assert sent.read(10) == b"zINSTREAM\0"
            data = b""
            while length := struct.unpack(">I", sent.read(4))[0]:
                data += sent.read(length)
            if self.mood == "broken":
                talk.sendall(b"INSTREAM size limit exceeded. ERROR\0")
            elif self.mood != "silent":
                bad = EICAR in data
                talk.sendall(b"stream: Eicar-Test-Signature FOUND\0" if bad else b"stream: OK\0")


@pytest.fixture
def mood() -> str:
    return ""


@pytest.fixture(autouse=True)
def _clamd(mood: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # A socket's path may be 108 bytes long, shorter than pytest's folders.
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        place = str(Path(folder, "clamd"))
        daemon = Daemon(place, mood)
        daemon.start()
        monkeypatch.setattr("config.uploads.clamd.SOCKET", place)
        yield
        daemon.door.close()


def test_the_agreed_test_file_is_found_wherever_it_stands() -> None:
    assert scan(b"\0" * 200_000 + EICAR + b"\0" * 70_000) == "Eicar-Test-Signature"


def test_what_is_harmless_passes() -> None:
    assert scan(b"harmless" * 20_000) == ""


@pytest.mark.parametrize("mood", ["silent", "broken"])
def test_what_is_no_verdict_is_no_all_clear(mood: str) -> None:
    with pytest.raises(OSError, match="clamd said"):
        scan(b"anything")
