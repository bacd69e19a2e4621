"""Names as long as their columns allow go through every act that tells somebody about them."""

import pytest
from django.apps import apps
from django.db import models

from accounts.models import Notice, Organization
from config.one_line import OneLineField
from review.correspondence.correction_requests import refuse_correction, request_correction
from review.correspondence.services import ask
from review.sweep.engine import sweep
from statistics.enums import State
from statistics.models import ExportLine, ProductionLine
from statistics.models.steps import RaisedFlag
from statistics.obligation.services import update_activity
from statistics.reminders import remind
from tests.long_names import lengthen
from tests.review.cases import fresh
from tests.world import MEHR, World, tehran
from units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def long_world(world: World) -> World:
    """Give every unit, office and person a name that fills its column."""
    lengthen()
    world.licence.refresh_from_db()
    for name in ("owner", "union_officer", "province_officer", "ministry_officer"):
        getattr(world, name).refresh_from_db()
    return world


def test_approve_and_return_tell_the_longest_names(long_world: World) -> None:
    assert long_world.final().state == State.FINAL
    long_world.returned(MEHR - 1)
    assert Notice.objects.filter(title__contains="ن" * 160).exists()


def test_the_sweep_tells_the_longest_names(long_world: World) -> None:
    case = long_world.filed()
    for _ in range(3):
        due = fresh(case).due_at
        assert due
        assert sweep(due).moved == 1
    assert fresh(case).state == State.FINAL
    longest = max(len(title) for title in Notice.objects.values_list("title", flat=True))
    assert longest > 300


def test_questions_and_requests_tell_the_longest_names(long_world: World) -> None:
    case = long_world.filed()
    at, number = tehran(1398, 8, 3), case.tracking_number
    ask(long_world.union_officer, number, case.version, "چرا؟", at)
    request_correction(long_world.owner, number, case.version, "اشتباه بود", at)
    refuse_correction(long_world.union_officer, number, fresh(case).version, "درست است", at)
    assert Notice.objects.filter(title__contains="ن" * 160).count() >= 2


def test_activity_and_reminders_tell_the_longest_names(long_world: World) -> None:
    for month in range(2, 6):
        update_activity(tehran(1404, month, 11, 0))
    assert remind(tehran(1404, 6, 4)) == 1
    assert Notice.objects.count() >= 5


def test_a_text_that_is_put_together_has_no_width() -> None:
    """Whatever goes into a notice or the reason of a decision, its column holds it."""
    composed = {
        "accounts.Notice": ("title", "body"),
        "accounts.SetAside": ("fault",),
        "review.Decision": ("reason",),
    }
    for label, names in composed.items():
        for name in names:
            field = apps.get_model(label)._meta.get_field(name)
            assert isinstance(field, models.TextField), f"{label}.{name}"


NAMES = {"name", "holder_name", "full_name"}
# What was typed at the door, starred: the trail shows it, and it heads no letter.
TYPED_AT_THE_DOOR = "AccessEvent"


def test_every_name_of_people_units_and_offices_is_one_line() -> None:
    """A name stands in the head of a letter, so none has a line break; the database says so too."""
    for label in ("accounts", "units"):
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.fields:
                if field.name in NAMES and model.__name__ != TYPED_AT_THE_DOOR:
                    assert isinstance(field, OneLineField), f"{model.__name__}.{field.name}"
                    said = " ".join(str(rule) for rule in model._meta.constraints)
                    assert f"{field.name}__regex" in said, f"{model.__name__}.{field.name}"


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\u2028", "\u2029", "\x0b", "\x85", "\t"])
def test_a_line_break_in_a_name_becomes_a_blank(world: World, sign: str) -> None:
    Unit.objects.update(name=f"کارگاه{sign}نمونه")
    assert Unit.objects.get(pk=world.unit.pk).name == "کارگاه نمونه"
    unit = Unit.objects.get(pk=world.unit.pk)
    unit.name = f" نان {sign}خوشه {sign}"
    unit.save()
    unit.refresh_from_db()
    assert unit.name == "نان خوشه"


def test_a_case_filed_under_a_broken_name_is_told_in_one_line(world: World) -> None:
    Organization.objects.filter(pk=world.union.pk).update(name="اتحادیهٔ\r\nپلاستیک")
    world.at_province()
    for title in Notice.objects.values_list("title", flat=True):
        assert title.splitlines() == [title]


def test_what_a_rule_remembers_holds_the_longest_figures() -> None:
    """A reason holds for a value: at most two figures, one of them a sum of two years of months."""
    models_of_lines = (ProductionLine, ExportLine)
    fields = [field for model in models_of_lines for field in model._meta.fields]
    digits = max(f.max_digits or 0 for f in fields if isinstance(f, models.DecimalField))
    of_sums, point, blank = 2, 1, 1
    widest = 2 * (digits + of_sums + point) + blank
    assert widest <= (RaisedFlag._meta.get_field("value").max_length or 0)
    key = f"exports:{'9' * 10}:quantity"
    assert len(key) <= (RaisedFlag._meta.get_field("key").max_length or 0)
