"""The one definition of the machine's door (OpenAPI 3.1): file, page and tests are made of it.

`docs/api/inquiry.json` is this, written down; a test holds the two equal.
"""

from typing import Any, Final

from entitlements.enums import InquiryField, InquiryState, RowResult
from entitlements.inquiries.rules import KEY_LENGTH, MOST_ROWS
from statistics.obligation.enums import Duty
from units.enums import UnitActivity

VERSION: Final = "1.0.0"
Schema = dict[str, Any]
MONTH: Final = {"type": "string", "pattern": "^1[34][0-9]{2}-(0[1-9]|1[0-2])$"}
COUNT: Final = {"type": "integer", "minimum": 0}
TEXT: Final = {"type": "string"}

# Status, code and meaning of each refusal.
REFUSALS: Final = (
    (400, "not_json", "متن درخواست JSON خوانا نیست."),
    (401, "token_unknown", "توکن ارسال نشده یا شناخته نشد."),
    (401, "token_revoked", "توکن باطل شده است."),
    (401, "token_expired", "اعتبار توکن پایان یافته است."),
    (403, "agreement_not_in_force", "توافق آغاز نشده، گذشته یا پایان داده شده است."),
    (403, "outside_agreement", "فیلدی خواسته شده که در توافق نیست."),
    (404, "not_found", "درخواست گروهی با این نشانی نیست."),
    (405, "wrong_method", "این نشانی روش دیگری می‌پذیرد."),
    (409, "key_used_before", "با این Idempotency-Key درخواست دیگری ارسال شده است."),
    (413, "too_large", "متن درخواست بزرگ‌تر از ۲ مگابایت است."),
    (415, "not_json", "Content-Type باید application/json باشد."),
    (422, "not_an_object", "درخواست یک شیء JSON نیست."),
    (422, "rows_out_of_bounds", "rows فهرستی از ۱ تا ۱۰٬۰۰۰ ردیف نیست."),
    (422, "row_invalid", "شناسه یا کلید درخواست تکی خوانا نیست."),
    (422, "field_unknown", "نام فیلدی شناخته نشد."),
    (422, "key_required", "درخواست گروهی بی Idempotency-Key است."),
    (422, "key_invalid", "Idempotency-Key خوانا نیست."),
    (429, "quota_spent", "سهمیهٔ امروز جا ندارد؛ Retry-After تا نیمه‌شب است."),
    (429, "too_many_refusals", "تلاش‌های نادرست این نشانی بیش از حد است."),
)


def definition() -> Schema:
    """Write the document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "استعلام وضعیت ثبت آمار تولید واحدهای صنفی",
            "version": VERSION,
            "description": (
                "پاسخ به دستگاه‌ها بر پایهٔ توافق ثبت‌شده. پاسخ، وضعیت واحد و داده‌های پایهٔ "
                "غیرمحرمانه است؛ هیچ رقم آماری در آن نیست. هر پاسخ ثبت می‌شود و دارندهٔ واحد آن "
                "را می‌بیند."
            ),
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": {
            "/api/v1/inquiry/": {"post": _ask()},
            "/api/v1/inquiry/{reference}/": {"get": _one()},
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
    }


def _ask() -> Schema:
    return {
        "operationId": "ask",
        "summary": "استعلام یک واحد یا گروهی از واحدها",
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "description": "برای درخواست گروهی لازم است؛ همان کلید، همان درخواست است.",
                "schema": {"type": "string", "pattern": "^[!-~]{1,80}$"},
            }
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _any_of("Single", "Batch")}},
        },
        "responses": {
            "200": _answered("پاسخ استعلام یک واحد", "SingleAnswer"),
            "202": {
                **_answered("درخواست گروهی پذیرفته شد", "BatchState"),
                "headers": {"Location": {"schema": TEXT}},
            },
            **_refusals(400, 401, 403, 409, 413, 415, 422, 429),
        },
    }


def _one() -> Schema:
    reference = {"type": "string", "format": "uuid"}
    return {
        "operationId": "batch",
        "summary": "وضعیت و پاسخ درخواست گروهی",
        "parameters": [{"name": "reference", "in": "path", "required": True, "schema": reference}],
        "responses": {
            "200": _answered("وضعیت درخواست؛ پس از پایان، پاسخ همهٔ ردیف‌ها", "BatchState"),
            **_refusals(401, 403, 404, 429),
        },
    }


def _answered(words: str, schema: str) -> Schema:
    return {"description": words, "content": {"application/json": {"schema": _ref(schema)}}}


def _refusals(*statuses: int) -> Schema:
    body = {"application/problem+json": {"schema": _ref("Problem")}}
    return {
        str(status): {
            "description": " ".join(words for other, _, words in REFUSALS if other == status),
            "content": body,
        }
        for status in statuses
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _any_of(*names: str) -> Schema:
    return {"anyOf": [_ref(name) for name in names]}


def _object(needed: tuple[str, ...] = (), **members: Schema) -> Schema:
    return {"type": "object", "required": list(needed), "properties": members}


def _schemas() -> Schema:
    pair: Schema = {
        "key": {"type": ["string", "integer"], "maxLength": KEY_LENGTH},
        "guild_id": {"type": "string", "pattern": "^[0-9]{10}$"},
        "holder_id": {"type": "string", "pattern": "^[0-9]{10,11}$"},
    }
    fields: Schema = {"type": "array", "items": {"enum": InquiryField.values}}
    # A row that is none of these is answered as such and spoils no other.
    rows: Schema = {"type": "array", "minItems": 1, "maxItems": MOST_ROWS, "items": {}}
    state: Schema = {
        "reference": {"type": "string", "format": "uuid"},
        "state": {"enum": InquiryState.values},
        "status_url": TEXT,
        "rows": COUNT,
    }
    moment = {"type": "string", "format": "date-time"}
    answers = {"type": "array", "items": _ref("RowAnswer")}
    row = _object(
        ("position", "key", "result"),
        position={"type": "integer", "minimum": 1},
        key=TEXT,
        result={"enum": RowResult.values},
        facts=_ref("Facts"),
        fault={"enum": ["row", "key", "guild_id", "holder_id"]},
    )
    single_result = {"enum": [RowResult.FOUND, RowResult.NOT_FOUND]}
    return {
        "Row": _object(("guild_id", "holder_id"), **pair),
        "Single": _object(("guild_id", "holder_id"), **pair, fields=fields),
        "Batch": _object(("rows",), rows=rows, fields=fields),
        "SingleAnswer": _object(
            ("result",), result=single_result, as_of=moment, facts=_ref("Facts")
        ),
        "BatchState": _object(tuple(state), **state, as_of=moment, found=COUNT, answers=answers),
        "RowAnswer": row,
        "Facts": {**_object((), **_facts()), "additionalProperties": False},
        "Problem": _object(
            ("title", "status", "detail"),
            title={"enum": sorted({code for _, code, _ in REFUSALS})},
            status={"type": "integer"},
            detail=TEXT,
        ),
    }


def _facts() -> Schema:
    """Say what each field of an agreement brings."""
    activity = _object(
        ("code", "word", "supported"),
        code={"enum": UnitActivity.values},
        word={"enum": UnitActivity.labels},
        supported={"type": "boolean"},
    )
    duty = _object(
        ("code", "word", "missed", "gaps"),
        code={"enum": [duty.value for duty in Duty]},
        word=TEXT,
        missed=COUNT,
        gaps=COUNT,
    )
    facts: dict[InquiryField, Schema] = {
        InquiryField.ACTIVITY: activity,
        InquiryField.DUTY: duty,
        InquiryField.MONTHS: _object(
            ("due", "filed", "final"), due=COUNT, filed=COUNT, final=COUNT
        ),
        InquiryField.COMPLETE_SINCE: {**MONTH, "type": ["string", "null"]},
        InquiryField.LICENCE_HOLDS: {"type": "boolean"},
        InquiryField.LICENCE_KIND: TEXT,
        InquiryField.LICENCE_UNTIL: {"type": ["string", "null"], "format": "date"},
        InquiryField.TRADE: _object(("code", "title"), code=TEXT, title=TEXT),
        InquiryField.COUNTY: _object(("province", "county"), province=TEXT, county=TEXT),
        InquiryField.UNION: TEXT,
    }
    return {field.value: {**facts[field], "description": field.label} for field in InquiryField}
