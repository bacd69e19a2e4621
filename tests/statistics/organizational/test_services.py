"""A report is written, sent, confirmed by the head, returned, corrected; what stood is kept."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.enums import NoticeKind, Role
from accounts.models import Notice
from statistics.enums import Frequency, ReportMove, ReportState
from statistics.errors import NotAllowedError
from statistics.indicators.periods import IndicatorPeriod
from statistics.models import (
    IndicatorTerms,
    OfficeFigure,
    OfficeReport,
    OfficeReportMove,
    OfficeRevision,
)
from statistics.organizational.errors import ReportConflictError, UnfinishedReportError
from statistics.organizational.queries import IndicatorBook, report_of, report_rows, standing
from statistics.organizational.services import confirm, correct, give_back, send_back
from tests.statistics.organizational.cases import (
    MONTH,
    affiliate,
    changed,
    confirmed,
    head_of,
    indicator,
    person,
    sent,
    stats_of,
    written,
)
from tests.world import FILED_AT, MEHR, World, officer

AUTUMN = IndicatorPeriod.quarter_of(MEHR)
SUMMER = AUTUMN.before


def told(title: str) -> set[str]:
    rows = Notice.objects.filter(kind=NoticeKind.OFFICE, title__contains=title)
    return set(rows.values_list("user__username", flat=True))


def test_a_draft_keeps_zero_none_and_empty_apart(world: World) -> None:
    for code in ("m-01", "m-02", "m-03"):
        indicator(world, code)
    report = written(world.province_officer, world.province, ("0", "-", None))
    assert report.state == ReportState.DRAFT
    lines = report.lines.order_by("terms__indicator__code")
    assert [(line.value, line.absent) for line in lines] == [
        (Decimal(0), False),
        (None, True),
        (None, False),
    ]
    assert not Notice.objects.filter(kind=NoticeKind.OFFICE).exists()


def test_what_is_sent_answers_every_indicator(world: World) -> None:
    indicator(world, "m-01")
    indicator(world, "m-02", name="جلسه‌ها")
    with pytest.raises(UnfinishedReportError, match="جلسه‌ها"):
        sent(world, ("3", None))
    assert not OfficeReport.objects.exists()


def test_a_large_change_is_sent_with_its_reason_alone(world: World) -> None:
    indicator(world)
    confirmed(world, ("100",), MONTH.before)
    with pytest.raises(UnfinishedReportError, match="علت تغییر"):
        sent(world, ("300",))
    assert sent(world, ("300",), reason="طرح نوروزی").state == ReportState.WAITING


def test_the_head_confirms_and_it_stands(world: World) -> None:
    indicator(world)
    head = head_of(world)
    report = sent(world, ("12",))
    assert told("در انتظار تأیید شماست") == {"head"}
    confirm(head, world.province, MONTH, report.version, FILED_AT)
    report = OfficeReport.objects.get()
    assert report.state == ReportState.CONFIRMED
    assert [str(value) for value in standing([report])[report.pk]] == ["۱۲"]
    assert told("تأیید شد") == {world.province_officer.username}


def test_nobody_confirms_what_they_sent(world: World) -> None:
    indicator(world)
    both = head_of(world)
    from accounts.grants import grant

    grant(both, Role.PROVINCE_EXPERT, world.province)
    report = written(both, world.province, ("1",), send=True)
    with pytest.raises(NotAllowedError, match="نفر دیگری"):
        confirm(both, world.province, MONTH, report.version, FILED_AT)
    # The floor below the service.
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficeRevision.objects.create(
            report=report,
            round=1,
            sent_by=both,
            sent_at=FILED_AT,
            confirmed_by=both,
            confirmed_at=FILED_AT,
        )


def test_an_affiliate_and_a_ministry_unit_report_with_heads_of_their_own(world: World) -> None:
    indicator(world)
    office = affiliate(world)
    expert = officer("aff", Role.AFFILIATE_EXPERT, office)
    head = officer("aff-head", Role.AFFILIATE_HEAD, office)
    report = written(expert, office, ("4",), send=True)
    assert confirm(head, office, MONTH, report.version, FILED_AT).standing
    chief = officer("chief", Role.MINISTRY_HEAD, world.ministry)
    report = written(world.ministry_officer, world.ministry, ("7",), send=True)
    with pytest.raises(NotAllowedError):
        confirm(head, world.ministry, MONTH, report.version, FILED_AT)
    assert confirm(chief, world.ministry, MONTH, report.version, FILED_AT).standing


def test_the_head_sends_back_with_a_reason_and_it_is_sent_again(world: World) -> None:
    indicator(world)
    report = sent(world, ("12",))
    back = send_back(head_of(world), world.province, MONTH, report.version, "کم است", FILED_AT)
    assert back.state == ReportState.RETURNED
    assert told("بازگرداند") == {world.province_officer.username}
    again = sent(world, ("14",), seen=back.version)
    done = confirm(head_of(world), world.province, MONTH, again.version, FILED_AT)
    assert [move.move for move in done.moves.order_by("serial")] == [
        ReportMove.SENT,
        ReportMove.SENT_BACK,
        ReportMove.SENT,
        ReportMove.CONFIRMED,
    ]


def test_a_returned_report_stands_until_the_correction_is_confirmed(world: World) -> None:
    indicator(world)
    done = confirmed(world, ("12",))
    back = give_back(
        stats_of(world), world.province, MONTH, done.version, "با سامانه نمی‌خواند", FILED_AT
    )
    assert told("دفتر آمار") == {world.province_officer.username, "head"}
    again = sent(world, ("15",), seen=back.version)
    waiting = OfficeReport.objects.get()
    assert [str(value) for value in standing([waiting])[waiting.pk]] == ["۱۲"]
    confirm(head_of(world), world.province, MONTH, again.version, FILED_AT)
    now = OfficeReport.objects.get()
    assert [str(value) for value in standing([now])[now.pk]] == ["۱۵"]
    # Both rounds are there for ever.
    figures = OfficeFigure.objects.order_by("revision__round").values_list("value", flat=True)
    assert list(figures) == [Decimal(12), Decimal(15)]


def test_an_office_corrects_its_own_with_a_reason(world: World) -> None:
    indicator(world)
    done = confirmed(world, ("12",))
    opened = correct(
        world.province_officer, world.province, MONTH, done.version, "دوباره شمردیم", FILED_AT
    )
    assert (opened.state, opened.standing_id) == (ReportState.RETURNED, done.standing_id)


def test_what_is_not_theirs_is_done_by_nobody(world: World) -> None:
    indicator(world)
    strangers = (world.union_officer, world.ministry_officer, head_of(world), stats_of(world))
    for user in strangers:
        with pytest.raises(NotAllowedError):
            written(user, world.province, ("1",))
    report = sent(world, ("1",))
    for user in (world.province_officer, world.ministry_officer, stats_of(world)):
        with pytest.raises(NotAllowedError):
            confirm(user, world.province, MONTH, report.version, FILED_AT)
    done = confirm(head_of(world), world.province, MONTH, report.version, FILED_AT)
    for user in (world.province_officer, world.ministry_officer, head_of(world)):
        with pytest.raises(NotAllowedError):
            give_back(user, world.province, MONTH, done.version, "چرا", FILED_AT)


def test_who_saw_an_older_version_learns_of_the_newer_one(world: World) -> None:
    indicator(world)
    written(world.province_officer, world.province, ("1",))
    colleague = person("colleague", Role.PROVINCE_EXPERT, world.province)
    with pytest.raises(ReportConflictError) as conflict:
        written(colleague, world.province, ("2",), seen=0)
    assert conflict.value.report
    assert conflict.value.report.version == 1
    report = sent(world, ("3",), seen=1)
    for seen in (0, report.version):
        # What waits for the head is written by nobody.
        with pytest.raises(ReportConflictError):
            written(colleague, world.province, ("4",), seen=seen)
    with pytest.raises(ReportConflictError):
        confirm(head_of(world), world.province, MONTH, report.version - 1, FILED_AT)
    assert not OfficeRevision.objects.exists()


def test_a_period_that_runs_is_not_reported_yet(world: World) -> None:
    indicator(world)
    with pytest.raises(ReportConflictError, match="پایان نیافته"):
        written(world.province_officer, world.province, ("1",), IndicatorPeriod(MEHR + 1))


def test_indicators_that_changed_under_a_form_are_seen_first(world: World) -> None:
    one = indicator(world)
    asked = IndicatorBook.load().asked(world.province, MONTH)
    changed(world, one, MEHR, measure="گزارش")
    from statistics.organizational.services import keep
    from tests.statistics.organizational.cases import figures

    with pytest.raises(ReportConflictError, match="شاخص‌های این دوره"):
        keep(world.province_officer, world.province, MONTH, figures(asked, ("1",)), 0, FILED_AT)


def test_a_change_of_measure_rewrites_nothing_that_was_entered(world: World) -> None:
    one = indicator(world, measure="کیلوگرم")
    confirmed(world, ("5000",), MONTH.before)
    draft = written(world.province_officer, world.province, ("4000",))
    changed(world, one, MEHR, measure="تن")
    report = report_of(world.province, MONTH)
    [row] = report_rows(world.province, MONTH, report, IndicatorBook.load())
    # What stood keeps its measure, what was being written is not taken for tonnes.
    assert row.before
    assert (row.before.terms.measure, str(row.before)) == ("کیلوگرم", "۵٬۰۰۰")
    assert row.now.open
    assert row.terms.measure == "تن"
    assert row.dropped
    assert str(row.dropped) == "۴٬۰۰۰"
    assert row.change.words == "—"
    # Nothing is asked of a figure that cannot be compared.
    assert sent(world, ("4",), seen=draft.version).state == ReportState.WAITING


def test_quarters_and_years_are_reports_of_their_own(world: World) -> None:
    indicator(world, "m-01")
    indicator(world, "q-01", Frequency.QUARTERLY)
    indicator(world, "y-01", Frequency.YEARLY, since=MEHR - 30)
    confirmed(world, ("1",))
    report = confirmed(world, ("9",), SUMMER)
    assert (report.frequency, report.month) == (3, 4)
    year = confirmed(world, ("100",), IndicatorPeriod.year_of(MEHR - 12))
    assert (year.frequency, year.year, year.month) == (12, 1397, 1)
    assert OfficeReport.objects.count() == 3


def test_who_answers_is_the_level_or_the_offices_named(world: World) -> None:
    indicator(world, "a-01", kinds=("affiliate",))
    indicator(world, "p-01", kinds=("province",))
    indicator(world, "p-02", kinds=("province",), offices=("elsewhere",))
    book = IndicatorBook.load()
    codes = [one.indicator.code for one in book.asked(world.province, MONTH)]
    assert codes == ["p-01"]
    assert [one.indicator.code for one in book.asked(affiliate(world), MONTH)] == ["a-01"]
    assert book.asked(world.union, MONTH) == []


def test_what_was_confirmed_is_never_changed(world: World) -> None:
    indicator(world)
    confirmed(world, ("12",))
    for change in (
        lambda: IndicatorTerms.objects.update(measure="تن"),
        lambda: OfficeFigure.objects.update(value=1),
        lambda: OfficeRevision.objects.update(round=9),
        lambda: OfficeReportMove.objects.update(reason="-"),
        OfficeFigure.objects.all().delete,
    ):
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            change()
