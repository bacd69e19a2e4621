"""Asks ClamAV on this machine whether a file is harmful: the usual UPLOAD_SCANNER."""

import socket
import struct

SOCKET = "/run/clamav/clamd.ctl"
PATIENCE = 20.0
_PIECE = 1 << 16


def scan(data: bytes) -> str:
    """Return what was found, empty for nothing; OSError when no daemon says anything sure."""
    with socket.socket(socket.AF_UNIX) as daemon:
        daemon.settimeout(PATIENCE)
        daemon.connect(SOCKET)
        daemon.sendall(b"zINSTREAM\0")
        for place in range(0, len(data), _PIECE):
            piece = data[place : place + _PIECE]
            daemon.sendall(struct.pack(">I", len(piece)) + piece)
        daemon.sendall(struct.pack(">I", 0))
        said = b""
        while not said.endswith(b"\0"):
            more = daemon.recv(4096)
            if not more:
                break
            said += more
    words = said.rstrip(b"\0").decode(errors="replace")
    if words.endswith(" OK"):
        return ""
    if words.endswith(" FOUND"):
        return words.removeprefix("stream: ").removesuffix(" FOUND")
    raise OSError(f"clamd said {words!r}")
