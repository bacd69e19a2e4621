"""What a process is told, looked at closely: each check appends the faults it finds.

Nothing here knows Django's settings: they are made from what these functions return.
"""

import ipaddress
import os
import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

SHORTEST_KEY = 50
# A key typed by one finger has few signs; a random one of fifty has more than twenty.
FEWEST_SIGNS = 16
# How like a known name an unknown one is, when it is taken for a slip of the pen.
A_SLIP = 0.86
# Left as it was, a file would go unscanned.
RENAMED = {"PORTAL_FILE_SCANNER": ["UPLOAD_SCANNER"]}
_HOST = re.compile(r"\.?([a-z0-9-]{1,63}\.)*[a-z0-9-]{1,63}\.?", re.IGNORECASE)


def misspelt(variables: Mapping[str, str], known: Collection[str], faults: list[str]) -> None:
    """Name variables of the portal that nothing reads: a setting believed to be set is not."""
    for name in sorted(set(variables) - set(known)):
        like = RENAMED.get(name) or get_close_matches(name, known, 1, A_SLIP)
        if like:
            faults.append(f"{name} is read by nothing: {like[0]} is meant?")
        elif name.startswith("PORTAL_"):
            faults.append(f"{name} is read by nothing: take it away.")


def weak_key(key: str) -> str:
    """Say what is wrong with a secret key; empty for a good one."""
    if len(key) < SHORTEST_KEY:
        return f"must be set, at least {SHORTEST_KEY} characters"
    if len(set(key)) < FEWEST_SIGNS:
        return f"repeats itself: at least {FEWEST_SIGNS} different characters, made at random"
    return ""


def listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def served_hosts(text: str, required: bool, faults: list[str]) -> list[str]:
    """Read the host names; an address with scheme, port or path would answer 400 to everybody."""
    hosts = listed(text)
    if required and (not hosts or "*" in hosts):
        faults.append("ALLOWED_HOSTS must name the host names served, comma-separated, without *.")
    elif wrong := [host for host in hosts if not _is_host(host)]:
        faults.append(
            f"ALLOWED_HOSTS holds {', '.join(wrong)}: bare names as portal.example.ir,"
            " without https://, port and path."
        )
    return hosts


def _is_host(text: str) -> bool:
    try:
        ipaddress.ip_address(text.removeprefix("[").removesuffix("]"))
    except ValueError:
        return bool(_HOST.fullmatch(text))
    return True


def site(url: str, hosts: list[str], faults: list[str]) -> str:
    """Read where people find the portal; empty when nobody said it."""
    url = url.rstrip("/")
    if url and not names(url, "http", "https"):
        faults.append("SITE_URL must be where people find the portal: https://portal.example.ir")
    elif url and hosts and not _served(urlsplit(url).hostname or "", hosts):
        faults.append("SITE_URL leads to a host that ALLOWED_HOSTS does not name.")
    return url


def _served(host: str, hosts: list[str]) -> bool:
    suffixes = tuple(name.lower() for name in hosts if name.startswith("."))
    return host in [name.lower() for name in hosts] or f".{host}".endswith(suffixes)


def evidence_folder(text: str, root: Path, faults: list[str]) -> Path:
    """Find the folder of evidence: named, outside the code, there, and open to this process."""
    folder = Path(text)
    if not text or not folder.is_absolute():
        why = "must name the folder of evidence by its whole path: /var/lib/portal/files"
    elif folder.resolve().is_relative_to(root.resolve()):
        why = "lies inside the code, where an upgrade loses it: /var/lib/portal/files"
    elif not folder.is_dir():
        why = f"names {folder}, which is no folder: make it, owned by the portal's user"
    elif not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        why = f"names {folder}, in which this user may not write"
    else:
        return folder
    faults.append(f"PORTAL_FILES {why}.")
    return folder


def scanner(path: str, faults: list[str]) -> str:
    """Try the name of the function that looks for harm in files, so that no upload finds out."""
    module, _, name = path.rpartition(".")
    try:
        known = not path or callable(getattr(import_module(module), name))
    except Exception as error:  # noqa: BLE001  whatever it is, the start says it
        faults.append(f"UPLOAD_SCANNER cannot be loaded: {error}.")
        return path
    if not known:
        faults.append("UPLOAD_SCANNER must be the dotted path of a function.")
    return path


def log_server(told: str, faults: list[str]) -> str | tuple[str, int]:
    """Read where lines of the trail go besides: a socket of this machine, or a server by UDP."""
    if not told or (told.startswith("/") and Path(told).is_socket()):
        return told
    host, _, port = told.rpartition(":")
    if host and "/" not in told and port.isascii() and port.isdigit() and 0 < int(port) < 2**16:
        return host, int(port)
    faults.append("TRAIL_SYSLOG must be a socket that is there, as /dev/log, or host:514.")
    return ""


def guarded(url: str) -> bool:
    """Tell whether Redis asks for a password, or is reached from this machine alone."""
    parts = urlsplit(url)
    if parts.password or parts.hostname == "localhost":
        return True
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


def names(url: str, *schemes: str) -> bool:
    """Tell whether the text is an address of one of the schemes, with a port that can be one."""
    try:
        parts = urlsplit(url)
        return parts.scheme in schemes and parts.port != 0
    except ValueError:
        return False
