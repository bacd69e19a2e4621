"""Filing for others: a month typed at the union, another one under way, and a workbook."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from accounts.authority import authority_of
from accounts.enums import Permission, Role
from accounts.models import Organization, User
from catalog.policy.book import PolicyBook
from config.jalali import JalaliMonth, current_month, end_of_day_instant
from config.uploads.tables.template_files import add_sheet, new_book
from demo.appointments import command
from demo.people import Register
from review.assisted.services import begin, file_confirmed
from review.owner.workbook.column_rules import COLUMNS, Part
from review.owner.workbook.exports import rows_of
from review.owner.workbook.queries import Carried, carried, to_fill, valid_products
from review.owner.workbook.services import upload
from statistics.enums import ActivityState, Step
from statistics.filing.month_service import Month, save_month
from statistics.filing.storage import EmploymentAnswers, PeriodAnswers, PostedLines
from statistics.models import Submission
from statistics.obligation.outlook import outlooks, outlooks_of
from statistics.obligation.rules import DutyRules
from statistics.rules.services import ReasonsRequired
from units.contacts.mobile_queries import registered_of
from units.enums import ContactRole, RegistrySource
from units.models import ContactNumber, Licence, Unit, UnitMember

# Nobody's: no number of a person begins so.
MOBILE = "09000000707"
WITH_ACCOUNTS = ("unit", "delegate", "unit-late", "unit-registry", "union-sweets")


def file_for_others(register: Register, now: datetime) -> None:
    """Seat a clerk at the union of the account «union», who types for two owners."""
    officer = User.objects.get(username="union")
    union = authority_of(officer).organizations(Permission.DECIDE)[0]
    clerk = register.account("clerk")
    command(clerk, Role.UNION_CLERK, union, now - timedelta(days=100))
    at, filed = _ago(2, now), False
    for licence, month in _waiting(union, now):
        case = begin(clerk, PeriodAnswers(licence, month, ActivityState.ACTIVE), at)
        if filed:
            # The second one is left under way: its owner still looks for a note.
            return
        try:
            saved = _typed(clerk, case, licence, month, at)
        except ReasonsRequired:
            return
        _register(licence.unit, at)
        file_confirmed(clerk, saved, saved.version, MOBILE, _ago(1, now))
        filed = True


def _ago(hours: int, now: datetime) -> datetime:
    """Tell the moment so many hours ago, or the month's first: before it no month has ended."""
    first = end_of_day_instant((current_month(now) - 1).last_day)
    return max(now - timedelta(hours=hours), first)


def _waiting(union: Organization, now: datetime) -> Iterator[tuple[Licence, JalaliMonth]]:
    """Yield months that units of the union owe, none of an account that signs in."""
    theirs = UnitMember.objects.filter(user__username__in=WITH_ACCOUNTS).values("unit")
    units = Unit.objects.filter(union=union, closed_on=None).exclude(pk__in=theirs)
    rules = DutyRules(PolicyBook.load())
    for found in outlooks_of(list(units.values_list("pk", flat=True)), rules, now):
        month = current_month(now) - 1
        licence = found.serving(month)
        known = found.filed_before(month) and month in found.unopened
        if known and licence and licence.union_id == union.pk:
            yield licence, month


def _register(unit: Unit, at: datetime) -> None:
    if registered_of(unit.pk) is None:
        ContactNumber.objects.create(
            unit=unit,
            role=ContactRole.HOLDER,
            number=MOBILE,
            source=RegistrySource.REGISTRY,
            registered=True,
            added_at=at,
        )


def _typed(
    clerk: User, case: Submission, licence: Licence, month: JalaliMonth, at: datetime
) -> Submission:
    """Type what the unit made in its last month, as an owner reads it from a note."""
    (one,) = carried([licence], month)
    assert one.last
    made = {line.product.code: line.quantity for line in one.last.production.all()}
    staff = one.last.employment
    people = EmploymentAnswers(staff.official, staff.contract, staff.contractor)
    seen = {Step(state.step): state.version for state in case.steps.all()}
    typed = Month(PostedLines(made), False, PostedLines({}), people)
    return save_month(clerk, case.tracking_number, seen, typed, True, at)


def bring_workbook(accountant: User, now: datetime) -> None:
    """Let a holder of several units bring a month in one file: one unit filled in, one half."""
    month = current_month(now) - 1
    found = to_fill(outlooks(accountant, now), month)
    if not found:
        return
    units = carried([licence for _, licence in found], month)
    products = valid_products(
        month,
        {line.product.code for one in units if one.source for line in one.source.production.all()},
    )
    out = BytesIO()
    book = new_book()
    sheet = add_sheet(book, "آمار ماه", [c.heading for c in COLUMNS], [c.width for c in COLUMNS])
    for number, one in enumerate(units):
        for row in rows_of(one, month, products):
            filled = dict(row) if number else _filled(dict(row), one)
            if filled["part"] != Part.SENT:
                sheet.append([_plain(filled.get(column.key)) for column in COLUMNS])
    book.save(out)
    upload(accountant, f"آمار {month}.xlsx", out.getvalue(), _ago(1, now))


def _filled(row: dict[str, Any], one: Carried) -> dict[str, Any]:
    if row["part"] == Part.UNIT:
        return row | {"has_exports": "خیر"}
    before = one.source.production.all() if one.source else ()
    made = {line.product.code: line.quantity for line in before}
    return row | {"quantity": made.get(row.get("product", ""))}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Part) else value
