"""P8: what is taken for a number is the number that was written, and long forms are kept whole."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pytest
from django.urls import resolve
from django.utils import timezone

from accounts.own_mobile.pair_services import awaited
from catalog.enums import MeasureKind
from catalog.models import Measure, Policy
from catalog.policy_definitions import PolicyKey
from config.fields import NumberField
from config.jalali import short_day
from entitlements.inquiries.forms import MOST_A_DAY
from entitlements.models import Agreement
from outreach.help_desk.forms import MOST_DAYS
from outreach.models import HelpCategory
from promises.field_inventory import InventoriedForm, fields_in_code
from promises.fuzz_requests import URLENCODED, encoded, send, shown, undone
from promises.fuzz_targets import PASSWORD, Opened, opened, opened_once
from promises.hostile_strings import STRINGS, is_blank, reading, seen
from promises.pytest_plugin import Tally
from review.models import Visit
from review.visit_enums import AnswerKind
from review.visits.queries import answers_of, questionnaire_for, questions_of
from statistics.models import Employment, ExportLine, OfficeReportLine, ProductionLine
from statistics.organizational.forms import LIMIT as MOST_OF_OFFICES
from tests import access_table as table
from tests.entitlements.inquiries.posts import terms
from tests.examples import examples
from tests.statistics.filing import make_products

__all__ = ["opened", "opened_once"]
PEOPLE = ("official", "contract", "contractor")
# Decimals and limit of each number: the guide's, by the measures of the catalogue of the tests.
EXPORTED = {
    "quantity": (3, 10**12),
    "tonnes": (6, 10**12),
    "value_usd": (2, 10**12),
    "value_irr": (0, 10**18),
}
READ_BACK = {*PEOPLE, *EXPORTED, "value", "tonne_factor", "per_day", "answer_days"}
READ_BACK |= {"latitude", "longitude"}
REASON = "tonnes_reason"
ROWS = 60
# Neither fits a page: the one has NUL, the other is longer than a step takes.
READABLE = [text for text in STRINGS if "\0" not in text and len(text) <= 10_000]
# Malformed each in its own way: type, encoding, length, boundary.
BODIES: tuple[tuple[str, bytes], ...] = (
    ("", b""),
    ("text/plain", b"version=1"),
    ("application/json", b'{"version": 1}'),
    ("application/json", b"{"),
    ("application/xml", b"<a/>"),
    (URLENCODED, b"&&&==&=&a"),
    (URLENCODED, b"%"),
    (URLENCODED, b"version=%zz&action=%"),
    (URLENCODED, b"version=%ff%fe&action=%ed%a0%80"),
    (URLENCODED, b"\xff\xfe\x00"),
    (URLENCODED, b"version=1&" * 2_400),
    (URLENCODED, b"".join(b"a%d=1&" % n for n in range(10_000))),
    (URLENCODED, b"a=" + b"x" * 3_000_000),
    (f"{URLENCODED}; charset=utf-7", b"version=+AAE-"),
    (f"{URLENCODED}; charset=no-such", b"version=1"),
    (f"{URLENCODED}; charset=utf-16", b"version=1"),
    ("multipart/form-data", b"version=1"),
    ("multipart/form-data; boundary=", b"--"),
    ("multipart/form-data; boundary=\xd9\x85", b"--"),
    ("multipart/form-data; boundary=b", b"--b"),
    ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nx"),
    (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="version"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n!\r\n--b--",
    ),
    (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="reason"; filename="../a\0"\r\n\r\n'
        b"x\r\n--b--",
    ),
    ("multipart/mixed; boundary=b", b"--b--"),
)


def written(text: str, decimals: int, limit: int) -> Decimal | None:
    """Say which number a field of these bounds must take; None when it must refuse."""
    number = reading(text)
    fits = number is not None and number < limit and number == round(number, decimals)
    _, _, behind = re.sub("[٫．]", ".", seen(text)).partition(".")
    places = sum(sign.isdigit() for sign in behind)
    # «63.000» is two numbers where no decimals are asked, or fewer than a group has.
    doubtful = places > 0 and (not decimals or places == 3 > decimals)
    return number if fits and not doubtful else None


def refused(answer: Any) -> set[str]:
    """Find the names of the inputs that a page marks as wrong."""
    tags = re.findall(r"<input[^>]*aria-invalid=.true.[^>]*>", answer.content.decode())
    return {found[1] for tag in tags if (found := re.search(r'name="([^"]*)"', tag))}


def test_every_number_of_the_portal_is_read_back_here(tally: Tally) -> None:
    for name, kind in fields_in_code().items():
        if issubclass(kind, NumberField):
            tally.add(name in READ_BACK, f"{name} is a number that nothing reads back")


def test_numbers_of_people(opened: Opened, tally: Tally) -> None:
    form = opened.form("statistics:employment")
    for text in READABLE:
        values = form.values | dict.fromkeys(PEOPLE, text) | {"action": "save"}
        with undone():
            answer = opened.post(form, values)
            stored = Employment.objects.get(submission__tracking_number=opened.tracking)
        number = written(text, 0, 100_000)
        blank = is_blank(text)
        for name in PEOPLE:
            if number is None and not blank:
                kept = answer.status_code == 422 and name in refused(answer)
                kept = kept and shown(answer.content.decode(), seen(text))
            else:
                kept = answer.status_code == 302 and getattr(stored, name) == number
            tally.add(kept, f"{name} {text[:40]!r}: {answer.status_code}")


def test_values_of_the_policy(opened: Opened, tally: Tally) -> None:
    form = opened.form("policy:add", table.STATISTICS)
    key = PolicyKey.UNION_DAYS
    for text in READABLE:
        values = form.values | {"value": text, "day": "1399/01/01", "reason": "آزمون"}
        with undone():
            answer = opened.post(form, values)
            stored = Policy.objects.order_by("-pk").filter(key=key)[0].value
        number = written(text, 0, key.fact.maximum + 1)
        if number is None or number < key.fact.minimum:
            kept = answer.status_code == 422 and "value" in refused(answer)
            kept = kept and shown(answer.content.decode(), seen(text))
        else:
            kept = answer.status_code == 302 and stored == number
        tally.add(kept, f"value {text[:40]!r}: {answer.status_code}")


def test_quotas_of_agreements(opened: Opened, tally: Tally) -> None:
    form = opened.form("inquiries:new", table.STATISTICS)
    said = terms()
    for text in READABLE:
        words = {name: getattr(said, name) for name in ("agency", "legal_basis", "purpose")}
        days = {name: short_day(getattr(said, name)) for name in ("starts_on", "ends_on")}
        typed = {**words, **days, "number": "1398/21", "fields_asked": said.fields[0]}
        with undone():
            answer = opened.post(form, form.values | typed | {"per_day": text})
            stored = Agreement.objects.filter(number="1398/21").first()
        number = written(text, 0, MOST_A_DAY + 1)
        if number:
            kept = answer.status_code == 302 and stored is not None and stored.per_day == number
        else:
            kept = answer.status_code == 422 and "per_day" in refused(answer) and stored is None
            kept = kept and shown(answer.content.decode(), seen(text))
        tally.add(kept, f"per_day {text[:40]!r}: {answer.status_code}")


def test_days_of_answers(opened: Opened, tally: Tally) -> None:
    """The days within which a category of problems is answered: whole ones, from 1 to 30."""
    form = opened.form("help_desk:add_category", table.STATISTICS)
    for text in READABLE:
        with undone():
            typed = {"name": "آزمون", "note": "آزمون", "answer_days": text}
            answer = opened.post(form, form.values | typed)
            stored = HelpCategory.objects.filter(name="آزمون").first()
        number = written(text, 0, MOST_DAYS + 1)
        if number:
            kept = answer.status_code == 302 and stored is not None
            kept = kept and stored is not None and stored.answer_days == number
        else:
            kept = answer.status_code == 422 and "answer_days" in refused(answer)
            kept = kept and stored is None and shown(answer.content.decode(), seen(text))
        tally.add(kept, f"answer_days {text[:40]!r}: {answer.status_code}")


def test_figures_of_offices(opened: Opened, tally: Tally) -> None:
    """What an office reports of itself: in whole numbers, empty apart from zero."""
    form = opened.form("organizational:write", table.PROVINCE)
    name = next(field for field in form.values if field.endswith("-value"))
    for text in READABLE:
        with undone():
            answer = opened.post(form, form.values | {name: text, "action": "save"})
            stored = OfficeReportLine.objects.filter(report__month=6).first()
        number, blank = written(text, 0, MOST_OF_OFFICES), is_blank(text)
        if number is None and not blank:
            kept = answer.status_code == 422 and name in refused(answer) and stored is None
            kept = kept and shown(answer.content.decode(), seen(text))
        else:
            kept = answer.status_code == 302 and stored is not None and stored.value == number
        tally.add(bool(kept), f"{name} {text[:40]!r}: {answer.status_code}")


def test_points_and_answers_of_visits(opened: Opened, tally: Tally) -> None:
    """A draft keeps what can be read, and says beside its field what cannot."""
    form = opened.form("visits:write", table.UNION)
    visit = Visit.objects.get(pk=resolve(form.address).kwargs["pk"])
    people = questions_of(questionnaire_for(visit, visit.planned_on))
    field = next(q for q in people if q.kind == AnswerKind.COUNT)
    for text in READABLE:
        typed = {"latitude": text, "longitude": "46.1", field.field: text, "action": "save"}
        with undone():
            answer = opened.post(form, form.values | typed)
            stored = Visit.objects.get(pk=visit.pk)
            seen_people = answers_of(visit).get(field.pk, "")
        for name, number, kept_as in (
            ("latitude", written(text, 5, 90), stored.latitude),
            (field.field, written(text, 0, 1_000_000), Decimal(seen_people or "-1")),
        ):
            if number is not None:
                kept = kept_as == number
            elif is_blank(text):
                kept = kept_as in (None, Decimal(-1))
            else:
                kept = answer.status_code == 422 and name in refused(answer)
                kept = kept and shown(answer.content.decode(), seen(text))
            tally.add(kept, f"{name} {text[:40]!r}: {answer.status_code}")


def test_factors_of_measures(opened: Opened, tally: Tally) -> None:
    form = opened.form("lists:add_measure", table.STATISTICS)
    said = {"name": "بار", "name_en": "load", "code": "load", "kind": MeasureKind.MASS}
    for text in READABLE:
        values = form.values | said | {"decimals": "0", "reason": "آزمون", "tonne_factor": text}
        with undone():
            answer = opened.post(form, values)
            stored = Measure.objects.filter(code="load").first()
        number = written(text, 10, 1_000)
        if number:
            kept = answer.status_code == 302 and stored and stored.tonne_factor == number
        else:
            kept = answer.status_code == 422 and not stored
            kept = kept and (is_blank(text) or shown(answer.content.decode(), seen(text)))
        tally.add(bool(kept), f"tonne_factor {text[:40]!r}: {answer.status_code}")


@pytest.mark.parametrize(("page", "prefix"), [("production", "lines"), ("exports", "exports")])
def test_numbers_of_rows(opened: Opened, tally: Tally, page: str, prefix: str) -> None:
    codes = make_products(ROWS)
    numbers = {"quantity": EXPORTED["quantity"]} if page == "production" else EXPORTED
    form = opened.form(f"statistics:{page}")
    line = ProductionLine if page == "production" else ExportLine
    for name, (decimals, limit) in numbers.items():
        for texts in _slices(READABLE):
            answer = opened.post(form, _rows(form, prefix, codes, {name: texts}))
            wrong, page_text = refused(answer), answer.content.decode()
            for row, text in enumerate(texts):
                must = written(text, decimals, limit) is None and not is_blank(text)
                kept = (f"{prefix}-{row}-{name}" in wrong) == bool(must)
                kept = kept and (not seen(text) or shown(page_text, seen(text)))
                tally.add(kept, f"{name} {text[:40]!r}: taken or refused wrongly, or lost")
        good = [text for text in READABLE if written(text, decimals, limit) is not None]
        for texts in _slices(good):
            with undone():
                answer = opened.post(form, _rows(form, prefix, codes, {name: texts}))
                rows = line._default_manager.filter(product__code__in=codes)
                stored = {r.product.code: getattr(r, name) for r in rows.order_by("pk")}
            for code, text in zip(codes, texts, strict=False):
                kept = stored.get(code) == written(text, decimals, limit)
                tally.add(kept, f"{name} {text!r} became {stored.get(code)}")


def test_words_are_stored_by_the_rule_of_the_vectors(opened: Opened, tally: Tally) -> None:
    form = opened.form("statistics:employment")
    for case in examples("text.json", "vectors"):
        with undone():
            opened.post(form, form.values | {"remarks": case["in"], "action": "save"})
            stored = Employment.objects.get(submission__tracking_number=opened.tracking)
        tally.add(stored.remarks == case["store"], f"{case['in']!r} became {stored.remarks!r}")


def test_a_mobile_number_is_one_or_is_refused(opened: Opened, tally: Tally) -> None:
    form = opened.form("accounts:mobile", table.UNION)
    user = opened.stage.people[table.UNION]
    known = {case["in"]: case["out"] for case in examples("identifiers.json", "mobile")}
    for text in READABLE:
        values = form.values | {"number": text, "current_password": PASSWORD}
        with undone():
            answer = opened.post(form, values)
            asked = awaited(user, timezone.now())
        if answer.status_code == 302:
            digits = "".join(str(int(c)) for c in seen(text) if c.isdecimal())
            kept = bool(asked) and asked[-10:] == digits[-10:]
        else:
            kept = answer.status_code == 422 and shown(answer.content.decode(), seen(text))
        if text in known:
            kept = kept and (asked or None) == known[text]
        tally.add(kept, f"{text[:40]!r}: {answer.status_code}, {asked!r}")


def test_long_forms_are_kept_or_kindly_refused(opened: Opened, tally: Tally) -> None:
    codes = make_products(260)
    for page, prefix in (("production", "lines"), ("exports", "exports")):
        form = opened.form(f"statistics:{page}")
        names = ["quantity"] if page == "production" else [*EXPORTED, REASON]
        line = ProductionLine if page == "production" else ExportLine
        with undone():
            posted = _rows(form, prefix, codes, {name: ["7"] * 260 for name in names})
            answer = opened.post(form, posted)
            found = line._default_manager.filter(product__code__in=codes, quantity=7).count()
        tally.add(answer.status_code == 302, f"{page}, 260 rows: {answer.status_code}")
        tally.add(found == 260, f"{page}: {found} of 260 rows kept")
        # A step takes 300 rows: one too many, and far too many.
        for count in (301, 10_000):
            many = [str(2_520_400_000 + n) for n in range(count)]
            rows = _rows(form, prefix, many, {name: ["7"] * count for name in names})
            answer = opened.post(form, rows)
            words = "در چند بار ارسال کنید" in answer.content.decode()
            tally.add(answer.status_code in (413, 422) and words, f"{page}, {count} rows")


def test_malformed_bodies(opened: Opened, tally: Tally) -> None:
    for form in opened.forms:
        browser = opened.stage.browser(form.persona)
        browser.raise_request_exception = False
        cookies = dict(browser.cookies)
        for kind, body in BODIES:
            with undone():
                answer: Any = browser.generic("POST", form.address, body, kind)
            tally.add(answer.status_code < 500, f"{form.name} {kind!r} {body[:40]!r}")
            browser.cookies.update(cookies)


def test_addresses_made_of_anything(opened: Opened, tally: Tally) -> None:
    for text in STRINGS:
        if len(text) > 10_000:
            continue
        part = encoded({"": text}).decode()[1:].replace("+", "%20")
        for address in (
            f"/accounts/password/reset/new/?link={part}",
            f"/units/{part}/",
            f"/{part}",
        ):
            form = InventoriedForm(table.ANONYMOUS, address, "get")
            answer = send(opened.stage, form, {})
            tally.add(answer.status_code < 500, f"{address[:80]!r}: {answer.status_code}")


def _slices(texts: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(texts), ROWS):
        yield texts[start : start + ROWS]


def _rows(
    form: InventoriedForm, prefix: str, codes: list[str], columns: Mapping[str, list[str]]
) -> dict[str, str]:
    """Lay out new rows as posted to be saved, one for each text of the columns."""
    count = max(map(len, columns.values()))
    rows = {"version": form.values["version"], "action": "save", "has_exports": "yes"}
    rows |= {f"{prefix}-TOTAL_FORMS": str(count), f"{prefix}-INITIAL_FORMS": "0"}
    for row in range(count):
        rows[f"{prefix}-{row}-product"] = codes[row]
        rows |= {f"{prefix}-{row}-{name}": texts[row] for name, texts in columns.items()}
    return rows
