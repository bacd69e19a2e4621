"""What the database refuses is set aside and told once; everything else is done."""

from datetime import UTC, datetime

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.enums import Delivery, Job, NoticeKind, OrganizationKind, Role
from accounts.models import Notice, Organization, Outbox, SetAside, User
from accounts.notices.outbox import requeue, send_due
from accounts.notices.services import notify
from accounts.notices.set_aside import AT_MOST, in_halves, settle
from tests.poison import poison
from tests.world import officer, person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@pytest.fixture
def admin() -> User:
    office = Organization.objects.create(
        code="stats", kind=OrganizationKind.STATISTICS, name="دفتر آمار"
    )
    return officer("admin", Role.TECHNICAL_ADMIN, office)


def insert(first: int, last: int) -> int:
    """Write one organization for each number."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO accounts_organization (code, kind, name)
            SELECT n::text, 'chamber', n::text FROM generate_series(%s::int, %s::int) n""",
            [first, last],
        )
        return int(cursor.rowcount)


def test_two_rows_of_a_hundred_are_found_and_the_rest_is_written() -> None:
    poison("accounts_organization", "NEW.code IN ('7', '64')")
    done, aside = in_halves(insert, 1, 100)
    assert (done, aside) == (98, {"7": "poisoned", "64": "poisoned"})
    assert Organization.objects.count() == 98


def test_a_fault_that_is_no_row_s_is_raised() -> None:
    def broken(first: int, last: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nothing_of_the_kind")
        return 0

    with pytest.raises(DatabaseError), transaction.atomic():
        in_halves(broken, 1, 100)


def test_when_everything_is_refused_it_is_no_fault_of_rows() -> None:
    poison("accounts_organization", "true")
    with pytest.raises(DatabaseError), transaction.atomic():
        in_halves(insert, 1, 2 * AT_MOST)


def test_a_row_is_told_once_and_leaves_when_it_is_met_no_more(admin: User) -> None:
    for _ in range(2):
        settle(Job.SWEEP, {"12345678901": "value too long"}, AT)
    assert [row.row for row in SetAside.objects.order_by("pk")] == ["12345678901"]
    notice = Notice.objects.get(user=admin)
    assert (notice.kind, notice.title) == (
        NoticeKind.ALARM,
        "پیشروی خودکار پرونده‌ها: ۱ ردیف کنار گذاشته شد",
    )
    assert notice.url == reverse("technical:accounts_setaside_changelist")
    settle(Job.ACTIVITY, {}, AT)
    assert SetAside.objects.exists()
    settle(Job.SWEEP, {}, AT)
    assert not SetAside.objects.exists()


def test_a_letter_that_cannot_be_written_has_surely_not_been_sent(admin: User) -> None:
    """A line break in the address breaks off the making of the letter, never the run."""
    for name, address in (("a", "a\nb@example.ir"), ("b", "b@example.ir")):
        person(name)
        User.objects.filter(username=name).update(email=address)
    people = User.objects.filter(username__in="ab").order_by("username")
    for user in people:
        notify([user.pk], NoticeKind.RETURNED, "مهر برگشت", "اصلاح کنید", "/statistics/", AT)
    assert send_due(AT) == 1
    assert [letter.to for letter in mail.outbox] == [["b@example.ir"]]
    failed = Outbox.objects.get(notice__user__username="a")
    assert failed.state == Delivery.FAILED
    assert SetAside.objects.get(job=Job.OUTBOX).row == str(failed.pk)
    assert Notice.objects.filter(user=admin, kind=NoticeKind.ALARM).count() == 1
    requeue([failed.pk], AT)
    assert not SetAside.objects.exists()


def test_a_title_with_a_line_break_goes_out_in_one_line() -> None:
    person("a")
    User.objects.filter(username="a").update(email="a@example.ir")
    title = "مهر «کارگاه\r\nBcc: x@example.ir» برگشت"
    user = User.objects.get(username="a")
    notify([user.pk], NoticeKind.RETURNED, title, "اصلاح کنید", "/statistics/", AT)
    assert send_due(AT) == 1
    assert mail.outbox[0].subject == "مهر «کارگاه Bcc: x@example.ir» برگشت"
    assert mail.outbox[0].recipients() == ["a@example.ir"]
