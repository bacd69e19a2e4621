"""Circulars in each state and problems at each desk, each act at its own moment."""

from datetime import datetime, timedelta

from accounts.models import AccessRequest, Organization, User
from accounts.services import MINISTRY, STATISTICS
from config.jalali import tehran_day
from demo.scenarios import moment
from outreach.circulars import reminder_services
from outreach.circulars.services import CircularTerms, issue, pass_on, read, withdraw, write
from outreach.enums import CircularReach, TicketAct
from outreach.help_desk.services import Problem, act, open_ticket, tell_late
from outreach.models import Circular, HelpCategory, Ticket
from units.models import Unit

_PEOPLE = ("unit", "union", "county", "province", "head", "ministry", "stats")
_MONTHLY = (
    "واحدهای صنفی تولیدی آمار هر ماه را تا پنجم ماه بعد در سامانه ثبت می‌کنند. آمار ثبت‌شده مبنای "
    "تسهیلات، ثبت سفارش و خرید مواد اولیه از بورس کالاست.\nاتحادیه‌ها آمار واحدهای خود را "
    "ماهانه بررسی و تأیید می‌کنند."
)
_UNION_PROBLEM = "شمارهٔ ثبت نامهٔ ما در دبیرخانهٔ اداره پیدا نمی‌شود؛ نامه را چه کسی پیگیری می‌کند؟"


def reach_out(now: datetime) -> None:
    """Let letters be on their way, read and ended, and problems wait, be answered and be late."""
    people = User.objects.in_bulk(_PEOPLE, field_name="username")
    _circulars(people, now)
    _problems(people, now)


def _circulars(people: dict[str, User], now: datetime) -> None:
    statistics = Organization.objects.get(code=STATISTICS)
    ministry = Organization.objects.get(code=MINISTRY)
    azerbaijan = Organization.objects.get(code="03")
    # Through the whole line a while ago; the unit has read it, others have not.
    first = _issued(
        people["stats"], statistics, now, 20, "۶۰/۲۲۷۲۱۰", "ثبت ماهانهٔ آمار تولید", _MONTHLY, 8
    )
    _handed_on(people, first, moment(now, 19))
    read(people["unit"], first.pk, moment(now, 17))
    reminder_services.tell_late(moment(now, 10))
    # In force, on the unit's first page, and with the unions of one county.
    second = _issued(
        people["ministry"],
        ministry,
        now,
        4,
        "۶۰/۳۱۰۶۳۷",
        "احراز نیاز واحدها در ثبت سفارش",
        "در بررسی ثبت سفارش، تنها آمار نهایی همین سامانه مبناست و مدرک دیگری خواسته نمی‌شود.",
        12,
    )
    _handed_on(people, second, moment(now, 3))
    # Corrected by a letter of its own, which waits at the province's desk.
    old = _issued(
        people["ministry"], ministry, now, 3, "۶۰/۴۱۰۱", "بازبینی فهرست محصولات", "متن نخست.", 10
    )
    terms = _terms(
        "۶۰/۴۱۱۷",
        "بازبینی فهرست محصولات",
        "فهرست محصولات هر رشته تا پایان ماه بازبینی شود.",
        now,
        2,
        10,
    )
    new = write(people["ministry"], ministry, terms, moment(now, 2), replaces=old)
    issue(people["ministry"], new.pk, new.version, moment(now, 2))
    # Taken back, and one that is still being written.
    wrong = _issued(
        people["head"], azerbaijan, now, 6, "۱۱۸/۷۷", "نشست اتحادیه‌ها", "نشست روز سه‌شنبه است.", 10
    )
    withdraw(people["head"], wrong.pk, "نشست برگزار نمی‌شود.", moment(now, 5))
    terms = _terms("۱۱۸/۸۰", "آموزش ثبت آمار", "کلاس‌ها در اتاق اصناف برگزار می‌شود.", now, 0, 14)
    write(people["head"], azerbaijan, terms, now)


def _terms(
    number: str, subject: str, text: str, now: datetime, days: int, due: int
) -> CircularTerms:
    day = tehran_day(now) - timedelta(days=days)
    until = day + timedelta(days=due)
    return CircularTerms(number, day, subject, text, CircularReach.UNITS, until)


def _issued(
    user: User, office: Organization, now: datetime, days: int, *said: str | int
) -> Circular:
    number, subject, text, due = said
    at = moment(now, days)
    terms = _terms(str(number), str(subject), str(text), now, days, int(due))
    made = write(user, office, terms, at)
    return issue(user, made.pk, made.version, at)


def _handed_on(people: dict[str, User], made: Circular, at: datetime) -> None:
    """Let the province, its county office and the union of the story confirm it."""
    for username in ("province", "county", "union"):
        hops = made.hops.filter(passed_at=None).select_related("office").order_by("pk")
        for hop in hops:
            granted = hop.office.organizationpermission_set.filter(user=people[username])
            if granted.exists():
                pass_on(people[username], made.pk, hop.office_id, at)


def _problems(people: dict[str, User], now: datetime) -> None:
    unit = Unit.objects.of(people["unit"]).order_by("pk")[0]
    kinds = {row.name: row.pk for row in HelpCategory.objects.order_by("pk")}
    monthly, products = kinds["ثبت آمار ماهانه"], kinds["فهرست محصولات و واحد سنجش"]

    def asked(days: int, category: int, subject: str, text: str) -> Ticket:
        said = Problem(f"unit:{unit.pk}", category, subject, text)
        return open_ticket(people["unit"], said, moment(now, days))

    answered = asked(
        25, monthly, "ماه پیش از پروانه در فهرست نیست", "ماه نخست کار ما در فهرست ماه‌ها نمی‌آید."
    )
    act(
        people["province"], answered.pk, TicketAct.ANSWERED,
        "نخستین ماه تکلیف سه ماه پس از صدور پروانه است؛ ثبت زودتر لازم نیست.", 1, moment(now, 23),
    )  # fmt: skip
    act(people["unit"], answered.pk, TicketAct.CLOSED, "", 2, moment(now, 22))
    forwarded = asked(9, products, "محصول ما در درخت نیست", "گونی دولایه پیدا نمی‌شود.")
    act(
        people["province"], forwarded.pk, TicketAct.FORWARDED,
        "افزودن محصول با دفتر آمار است.", 1, moment(now, 8),
    )  # fmt: skip
    replied = asked(6, monthly, "فایل مدرک پیوست نمی‌شود", "تصویر ۸ مگابایتی پذیرفته نمی‌شود.")
    act(
        people["province"], replied.pk, TicketAct.ANSWERED,
        "تصویر را کوچک‌تر کنید؛ سقف هر فایل در همان صفحه نوشته است.", 1, moment(now, 5),
    )  # fmt: skip
    asked(1, monthly, "واحد سنجش کیسه درست نیست", "کیسه به تن است و ما کیلوگرم می‌فروشیم.")
    # A union on its way to access; nobody has answered, and its day is over.
    request = AccessRequest.objects.select_related("applicant").get(applicant__username="khayyatan")
    said = Problem(
        f"access:{request.pk}",
        kinds["دسترسی اتحادیه به سامانه"],
        "نامه پیدا نمی‌شود",
        _UNION_PROBLEM,
    )
    open_ticket(request.applicant, said, moment(now, 8))
    tell_late(moment(now, 1))
