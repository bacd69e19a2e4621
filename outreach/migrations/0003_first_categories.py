"""The first categories; and what unions asked on their way to access becomes problems of the desk.

The table of those questions stays as it is, and goes with a later release (decision 0103).
"""

from datetime import date, timedelta
from typing import Any

from django.db import migrations

from config.jalali import tehran_day

# The name, and within how many working days such a problem is answered.
_FIRST = (
    ("دسترسی اتحادیه به سامانه", 3),
    ("ورود و حساب کاربری", 2),
    ("مشخصات واحد و پروانهٔ کسب", 5),
    ("ثبت آمار ماهانه", 3),
    ("فهرست محصولات و واحد سنجش", 5),
    ("مشکل دیگر", 5),
)
_FIRST_DAY = date(2019, 3, 21)
_SUBJECT = "مشکل در راه دسترسی اتحادیه"


def fill(apps: Any, editor: Any) -> None:
    category = apps.get_model("outreach", "HelpCategory")
    for name, days in _FIRST:
        category.objects.create(name=name, answer_days=days, since=_FIRST_DAY)
    access = category.objects.order_by("pk").first()
    asked = apps.get_model("accounts", "AccessProblem").objects.select_related("request__union")
    for problem in asked.order_by("pk"):
        _move(apps, access, problem)


def _move(apps: Any, category: Any, problem: Any) -> None:
    day = tehran_day(problem.asked_at)
    answered = problem.answered_at and (tehran_day(problem.answered_at) - day).days
    ticket = apps.get_model("outreach", "Ticket").objects.create(
        province_id=problem.request.union.parent_id,
        desk_id=problem.request.union.parent_id,
        category=category,
        subject=_SUBJECT,
        asked_by_id=problem.asked_by_id,
        access_id=problem.request_id,
        state="answered" if problem.answered_at else "open",
        asked_at=problem.asked_at,
        arrived_at=problem.asked_at,
        due_on=day + timedelta(days=category.answer_days),
        answered_at=problem.answered_at,
        answered_days=answered,
        serial=2 if problem.answered_at else 1,
    )
    entries = apps.get_model("outreach", "TicketEntry").objects
    entries.create(
        ticket=ticket, serial=1, act="asked", text=problem.text, by_id=problem.asked_by_id,
        at=problem.asked_at,
    )  # fmt: skip
    if problem.answered_at:
        entries.create(
            ticket=ticket, serial=2, act="answered", text=problem.answer,
            by_id=problem.answered_by_id, office_id=ticket.desk_id, at=problem.answered_at,
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("outreach", "0002_guards")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
