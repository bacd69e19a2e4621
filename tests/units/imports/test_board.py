"""What the page of an import says of the work: its last sign, what is left, a silent worker."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.units.imports.acts import checked
from tests.units.imports.files import row
from tests.world import FILED_AT, World
from units.enums import ImportStage
from units.models import Import

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("third_of_aban")]
SignIn = Callable[[object], Client]


def said(world: World, sign_in: SignIn, silent: timedelta, **values: Any) -> str:
    """Open the page of a worker that began ten minutes ago and last signed so long ago."""
    run = checked(world.province_officer, [row(1)], world.province)
    at_it = {"stage": ImportStage.STORING, "attempt": 1, "total": 10, "done": 4}
    at_it |= {"begun_at": FILED_AT - timedelta(minutes=10), "touched_at": FILED_AT - silent}
    Import.objects.filter(pk=run.pk).update(**at_it | values)
    page = sign_in(world.province_officer).get(f"/imports/{run.pk}/").content.decode()
    return " ".join(re.sub(r"<[^>]+>", "", page).split())


def test_a_worker_at_work_has_its_last_sign_and_the_time_it_will_take(
    world: World, sign_in: SignIn
) -> None:
    page = said(world, sign_in, timedelta(minutes=2))
    assert "۴ ردیف از ۱۰ ثبت شد؛ حدود ۱۵ دقیقه مانده است." in page
    assert "آخرین به‌روزرسانی: ۱۰:۵۸" in page


def test_a_short_time_is_said_in_seconds(world: World, sign_in: SignIn) -> None:
    page = said(world, sign_in, timedelta(), begun_at=FILED_AT - timedelta(seconds=10))
    assert "حدود ۱۶ ثانیه مانده است." in page


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("reading", "خواندن فایل متوقف مانده است و تا چند دقیقهٔ دیگر از نو آغاز می‌شود."),
        ("storing", "ثبت پس از ۴ ردیف از ۱۰ متوقف مانده است و تا چند دقیقهٔ دیگر از همان ردیف"),
        ("undoing", "برگرداندن پس از ۴ ردیف از ۱۰ متوقف مانده است و تا چند دقیقهٔ دیگر از همان"),
    ],
)
def test_a_worker_taken_for_dead_is_told_and_promises_no_time(
    world: World, sign_in: SignIn, stage: str, words: str
) -> None:
    page = said(world, sign_in, timedelta(minutes=4), stage=stage)
    assert words in page
    assert "آخرین به‌روزرسانی: ۱۰:۵۶" in page
    assert "حدود" not in page


def test_who_follows_a_dead_worker_promises_no_time(world: World, sign_in: SignIn) -> None:
    page = said(world, sign_in, timedelta(), attempt=2)
    assert "۴ ردیف از ۱۰ ثبت شد. می‌توانید این صفحه را ببندید." in page


def test_what_waits_its_turn_is_not_silent(world: World, sign_in: SignIn) -> None:
    page = said(world, sign_in, timedelta(hours=2), stage="waiting", begun_at=None)
    assert "در نوبت ثبت است." in page
    assert "آخرین به‌روزرسانی" not in page
