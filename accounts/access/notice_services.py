"""Who is told of an act on a request: the desk it comes to, and who signed up for the union."""

from datetime import datetime

from django.urls import reverse

from accounts.access.queries import desk_of, handlers
from accounts.access.rules import is_open
from accounts.enums import AccessAct, AccessState, NoticeKind
from accounts.models import AccessHop, AccessRequest, Organization, User
from accounts.notices.services import notify
from config.persian import quoted

YOUR_TURN = "دسترسی {union}: نوبت شماست"
MOVED = "دسترسی {union}: {state}"
BODIES = {
    AccessState.AT_COUNTY: "نامهٔ اتحادیه رسیده است؛ آن را با نامهٔ خود به سازمان استان ارسال کنید.",
    AccessState.AT_PROVINCE: "درخواست رسیده است؛ اتحادیه را با نامه به دفتر آمار معرفی کنید.",
    AccessState.AT_STATISTICS: "اتحادیه معرفی شده است؛ دسترسی با تأیید دو نفر داده می‌شود.",
    AccessState.SIGNED: "نفر نخست تأیید کرده است؛ تأیید دوم را همکار دیگری ثبت می‌کند.",
}
GRANTED = "با همین نام کاربری دوباره وارد شوید؛ پرونده‌های واحدهای اتحادیه در کارتابل شماست."
TAKEN_BACK = (
    "دسترسی اتحادیه پس گرفته شد: {reason}\nپرونده‌ها با نشان «اتحادیه فاقد دسترسی» به سازمان استان "
    "می‌رود. برای دسترسی دوباره، درخواست جدید ثبت کنید."
)


def tell(request: AccessRequest, hop: AccessHop, by: User, url: str, at: datetime) -> None:
    """Tell the next desk that it is its turn, and everybody on the way what ended it."""
    union = quoted(request.union.name)
    state = AccessState(request.state)
    desk = handlers(desk_of(request, state)) - {by.pk}
    if desk:
        title, body = YOUR_TURN.format(union=union), BODIES.get(state, "")
        notify(desk - {request.applicant_id}, NoticeKind.ACCESS, title, body, url, at, moved=True)
    if request.applicant_id != by.pk:
        words = {AccessAct.GRANTED: GRANTED, AccessAct.TAKEN_BACK: TAKEN_BACK}
        body = words.get(AccessAct(hop.act), "{reason}").format(reason=hop.reason)
        title = MOVED.format(union=union, state=AccessAct(hop.act).label)
        notify([request.applicant_id], NoticeKind.ACCESS, title, body, url, at, moved=True)
    if not is_open(state):
        offices = [desk_of(request, s) for s in (AccessState.AT_COUNTY, AccessState.AT_PROVINCE)]
        people = set().union(*map(handlers, offices)) - {by.pk, request.applicant_id}
        title = MOVED.format(union=union, state=AccessAct(hop.act).label)
        notify(people, NoticeKind.ACCESS, title, hop.reason, url, at, moved=True)


def tell_dismissed(union: Organization, people: set[int], reason: str, at: datetime) -> None:
    """Tell the officers of a union that lost its access, besides who signed up for it."""
    title = MOVED.format(union=quoted(union.name), state=AccessAct.TAKEN_BACK.label)
    body = TAKEN_BACK.format(reason=reason)
    notify(people, NoticeKind.ACCESS, title, body, reverse("help_topic", args=["access"]), at)
