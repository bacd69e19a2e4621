"""Reading a question, making a token, putting facts in words: the database is not asked."""

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.crypto import salted_hmac

from config.identifiers import is_guild_id
from config.persian import machine_code
from entitlements.enums import InquiryField, RowResult
from entitlements.inquiries.errors import RefusedError
from statistics.obligation.rules import UnitStatus
from units.enums import UnitActivity

MOST_ROWS: Final = 10_000
KEY_LENGTH: Final = 64
PREFIX: Final = "asnaf_"
# Printable signs, as a header has them.
IDEMPOTENCY_KEY: Final = re.compile(r"[\x21-\x7e]{1,80}")


@dataclass(frozen=True)
class Question:
    """What was asked: rows with their own keys; `fields` are all of the agreement if empty."""

    rows: list[dict[str, Any]]
    fields: tuple[InquiryField, ...]
    single: bool
    digest: str


def new_seed() -> str:
    return secrets.token_urlsafe(24)


def token_of(seed: str) -> str:
    """Make the token of a seed; without the portal's own key nobody can."""
    made = salted_hmac("entitlements.inquiries", seed, algorithm="sha256").digest()
    return PREFIX + base64.urlsafe_b64encode(made).decode().rstrip("=")


def digest_of(token: str) -> str:
    """Digest a token for keeping: it is as long as the digest, so nothing slower is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def bearer_of(header: str) -> str:
    """Read the token of an Authorization header; '' where there is none."""
    scheme, _, token = header.partition(" ")
    token = token.strip()
    return (
        token if scheme.lower() == "bearer" and re.fullmatch(r"[\x21-\x7e]{1,200}", token) else ""
    )


def question(body: bytes) -> Question:
    """Read what was posted. Raises RefusedError for what is no question at all.

    A row that cannot be read is answered as such and spoils no other.
    """
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise RefusedError(400, "not_json", "متن درخواست JSON خوانا نیست.") from None
    if not isinstance(data, dict):
        raise RefusedError(422, "not_an_object", "درخواست باید یک شیء JSON باشد.")
    single = "rows" not in data
    rows = [data] if single else data["rows"]
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_ROWS:
        words = f"rows باید فهرستی از ۱ تا {MOST_ROWS} ردیف باشد."
        raise RefusedError(422, "rows_out_of_bounds", words)
    read = [read_row(row, position) for position, row in enumerate(rows, start=1)]
    if single and "fault" in read[0]:
        words = f"{read[0]['fault']} خوانا نیست."
        raise RefusedError(422, "row_invalid", words)
    return Question(read, _fields(data.get("fields", [])), single, _digest(data))


def _digest(data: dict[str, Any]) -> str:
    # As it was read: blanks and the order of members are no other question.
    text = json.dumps(data, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _fields(asked: Any) -> tuple[InquiryField, ...]:
    known = isinstance(asked, list) and all(
        isinstance(field, str) and field in InquiryField.values for field in asked
    )
    if not known:
        words = "fields باید فهرستی از نام‌های شناخته‌شده باشد."
        raise RefusedError(422, "field_unknown", words)
    return tuple(InquiryField(field) for field in dict.fromkeys(asked))


def read_row(row: Any, position: int) -> dict[str, Any]:
    """Read one row as the statement takes it; `fault` names what cannot be read."""
    found: dict[str, Any] = {"position": position}
    if not isinstance(row, dict):
        return found | {"fault": "row"}
    key = row.get("key", "")
    key = str(key) if isinstance(key, int) and not isinstance(key, bool) else key
    # What cannot be stored cannot be given back: no control sign, no half of a letter.
    if not isinstance(key, str) or len(key) > KEY_LENGTH or not key.isprintable():
        return found | {"fault": "key"}
    found["key"] = key
    for name in ("guild_id", "holder_id"):
        value = row.get(name)
        code = machine_code(value[:40]) if isinstance(value, str) else ""
        if not _SHAPES[name](code):
            return {**found, "fault": name}
        found[name] = code
    return found


def _is_holder_id(code: str) -> bool:
    # The shape alone: whether an id can be anybody's is told to nobody.
    return re.fullmatch("[0-9]{10,11}", code) is not None


_SHAPES: Final = {"guild_id": is_guild_id, "holder_id": _is_holder_id}


def row_in_words(
    position: int, key: str, result: str, facts: dict[str, Any] | None
) -> dict[str, Any]:
    """Write the answer to one row of many."""
    row: dict[str, Any] = {"position": position, "key": key, "result": result}
    if result == RowResult.FOUND:
        row["facts"] = in_words(facts or {})
    if result == RowResult.INVALID:
        row["fault"] = (facts or {})["fault"]
    return row


def in_words(facts: dict[str, Any]) -> dict[str, Any]:
    """Put the words of the portal beside the codes of what was judged."""
    told = dict(facts)
    if activity := facts.get("activity"):
        told["activity"] = {**activity, "word": UnitActivity(activity["code"]).label}
    if duty := facts.get("duty"):
        status = UnitStatus(UnitActivity.ACTIVE, duty["missed"], duty["gaps"])
        told["duty"] = {"code": status.duty.value, "word": status.duty_words, **duty}
    return told


def labels_of(fields: Iterable[str]) -> str:
    """List what an agreement, or a question, names."""
    return "، ".join(InquiryField(field).label for field in fields)


def labels_of_known(fields: Iterable[str]) -> str:
    """List what a question was refused for; names of another time stand as they were sent."""
    known = InquiryField.values
    return "، ".join(InquiryField(name).label if name in known else name for name in fields)
