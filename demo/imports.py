"""Two files of a province: one that was stored, and a dry run that waits with its refused rows."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from accounts.models import Organization, User
from config.jalali import short_day
from demo.people import Register
from demo.scenarios import moment
from units.imports import services, worker
from units.imports.registry.kind import UNITS
from units.models import Import, Licence

HEADINGS: Final = {
    "guild_id": "شناسه صنفی",
    "holder_id": "کد ملی یا شناسه ملی دارنده",
    "name": "نام واحد",
    "holder_name": "نام دارنده",
    "mobile": "تلفن همراه دارنده",
    "number": "شماره پروانه",
    "issued_on": "تاریخ صدور",
    "expires_on": "تاریخ اعتبار",
    "trade": "رشته (ISIC)",
    "union": "اتحادیه",
    "county": "شهرستان",
    "address": "نشانی",
    "postal_code": "کد پستی",
}
Row = dict[str, str]


def bring_files(register: Register, people: Mapping[str, User], now: datetime) -> None:
    """Let the province have stored a list weeks ago, and another one wait for its word."""
    user = people["province"]
    office = Organization.objects.get(code="03")
    rows = [_row(licence) for licence in _licences(office)]
    renewed = [row | {"expires_on": "1409/12/29"} for row in rows[:3]]
    old = _brought(user, office, "guilds-mehr.csv", [*renewed, *rows[3:9]], moment(now, 20))
    services.confirm(user, old, old.version, moment(now, 20))
    worker.run_waiting()
    Import.objects.filter(pk=old.pk).update(
        begun_at=moment(now, 20), ended_at=moment(now, 20) + timedelta(minutes=1)
    )
    moved = [row | {"address": f"{row['address']}، طبقهٔ همکف"} for row in rows[9:12]]
    new = [
        rows[0]
        | {
            "guild_id": guild,
            "number": guild,
            "holder_id": next(register.national),
            "holder_name": holder,
            "name": name,
            "mobile": mobile,
        }
        for guild, holder, name, mobile in (
            # As a sheet writes it, without its zero; both are nobody's.
            (next(register.guild), "سهراب انگاره", "پلاستیک سبلان", "9000001407"),
            (next(register.guild), "نرگس فرضی", "ظروف آفتاب", "09000001408"),
        )
    ]
    wrong = [
        new[0] | {"guild_id": "0999O00077", "number": "13990"},
        new[1] | {"guild_id": next(register.guild), "number": "13991", "expires_on": "1405/13/02"},
    ]
    _brought(user, office, "guilds-aban.csv", [*moved, *new, *wrong, *rows[12:15]], moment(now, 1))


def _brought(user: User, office: Organization, name: str, rows: list[Row], at: datetime) -> Import:
    run = services.upload(user, UNITS, office, name, _csv(rows), at)
    worker.run_waiting()
    run.refresh_from_db()
    return run


def _licences(office: Organization) -> list[Licence]:
    """Of units of the organization that have a guild id and one licence, a fixed few."""
    found = Licence.objects.select_related("unit", "union").filter(
        unit__organization_code=office.code, unit__closed_on=None, expires_on__isnull=False
    )
    return list(found.exclude(unit__guild_id="").order_by("unit", "number").distinct("unit"))


def _row(licence: Licence) -> Row:
    unit = licence.unit
    return {
        "guild_id": unit.guild_id,
        "holder_id": unit.holder_id,
        "name": unit.name,
        "holder_name": unit.holder_name,
        "mobile": "",
        "number": licence.number,
        "issued_on": short_day(licence.issued_on),
        "expires_on": short_day(licence.expires_on) if licence.expires_on else "",
        "trade": licence.trade_id,
        "union": licence.union.code,
        "county": licence.county_id,
        "address": licence.address,
        "postal_code": licence.postal_code,
    }


def _csv(rows: Iterable[Row]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(HEADINGS))
    writer.writerow(HEADINGS)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")
