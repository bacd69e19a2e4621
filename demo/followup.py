"""Something on each list of the follow-up: selected entries, a contact, complaints, a leave."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts.enums import Role
from accounts.models import User
from accounts.substitution.queries import Post
from accounts.substitution.services import name_substitute
from config.jalali import tehran_day
from demo.production_patterns import Workshop
from demo.scenarios import moment
from review.complaints.services import complain_of_inactivity, complain_of_return, disputed
from review.enums import ContactResult, ContactWay
from review.followup.enums import FollowUpList
from review.followup.queries import FollowUp, FollowUpFilter, read_page
from review.followup.services import ContactNote, log_contact
from statistics.enums import State
from statistics.models import Submission
from statistics.office.selection.services import SelectionTerms, select_product, select_unit
from units.enums import UnitActivity
from units.models import Unit

# Each with a criterion that is true of it: its people, its trade, its exports.
SELECTED = {
    "لوله‌سازی ملکان": "بیشترین تعداد کارکنان در میان واحدهای پلاستیک شهرستان",
    "شکلات‌سازی الگو": "صادرکنندهٔ شکلات استان",
    "چاپ نقش جهان‌نما": "چاپ کتاب‌های درسی استان",
    "گز زاینده": "بزرگ‌ترین صادرکنندهٔ گز شهرستان",
    "فرش فیروزه‌بافت": "تولید صادراتی فرش دستباف",
    "قطعه‌سازی البرزکوه": "اشتغال بیش از ۲۵ نفر",
}


def select(members: Sequence[Workshop], stats: User, now: datetime) -> None:
    """Put a few units and a product on the lists of selected ones, before the latest months."""
    long_ago = moment(now, 200)
    for member in members:
        if why := SELECTED.get(member.shop.name):
            terms = SelectionTerms(tehran_day(long_ago), None, why, "صورت‌جلسهٔ شورای آمار")
            select_unit(stats, member.licence.unit, terms, long_ago)
    why = "تخصیص مواد اولیهٔ پلیمری از بورس کالا بر پایهٔ آمار تولید"
    until = tehran_day(now) + timedelta(days=150)
    terms = SelectionTerms(tehran_day(long_ago), until, why, "نامهٔ معاون بازرگانی")
    select_product(stats, members[0].products()[0], terms, long_ago)


def follow_up(people: dict[str, User], now: datetime) -> None:
    """Let the province have called somebody, two units complain, and the head be on leave."""
    lists = FollowUp(people["province"], moment(now, 1))
    rows = read_page(lists, FollowUpFilter(FollowUpList.MISSING)).rows
    for row in rows[:1]:
        said = ContactNote(
            lists.today, ContactWay.PHONE, ContactResult.PROMISED, "تا پایان هفته ثبت می‌کند"
        )
        log_contact(lists, row.home, row.month, said, people["province"])
    _complain(now)
    head = people["head"]
    office = head.organizationpermission_set.select_related("content_object").first()
    assert office is not None
    post = Post(head, Role.PROVINCE_HEAD, office.content_object)
    # Still ahead: today the account named «head» holds its post alone.
    first = tehran_day(now) + timedelta(days=6)
    name_substitute(head, post, people["province"], first, first + timedelta(days=4), now)


def _complain(now: datetime) -> None:
    at = now - timedelta(hours=3)
    for case in Submission.objects.filter(state=State.RETURNED).order_by("pk"):
        owner = case.unit.members.order_by("pk").first()
        if owner and disputed(case):
            text = "مقدار درست است؛ سفارش بزرگی داشتیم و فاکتورهایش موجود است."
            complain_of_return(owner.user, case.tracking_number, text, at)
            break
    for unit in Unit.objects.filter(activity=UnitActivity.INACTIVE).order_by("pk"):
        owner = unit.members.order_by("pk").first()
        if owner:
            text = "سه ماه سامانه باز نمی‌شد و کسی پاسخ نمی‌داد."
            complain_of_inactivity(owner.user, unit.pk, text, at)
            break
