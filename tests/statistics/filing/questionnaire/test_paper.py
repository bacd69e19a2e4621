"""The paper asks what the forms ask, in their words, and nothing else."""

import pytest
from django.test import Client

from statistics.enums import ActivityState
from statistics.filing.forms import EmploymentForm
from statistics.filing.questionnaire.paper import questionnaire
from tests.statistics.filing import text_of
from tests.world import person


def test_the_labels_are_those_of_the_forms() -> None:
    asked = questionnaire()
    assert asked.period == ("سال", "ماه", "وضعیت فعالیت واحد")
    assert asked.production == ("مقدار تولید",)
    assert asked.exports == (
        "میزان صادرات",
        "میزان صادرات (تن)",
        "ارزش صادرات (دلار)",
        "ارزش صادرات (ریال)",
    )
    assert asked.answers == ("بلی", "خیر")
    assert asked.people[-1] == "توضیحات"
    assert asked.activities == tuple(ActivityState.labels)


def test_a_field_of_a_form_that_changes_changes_the_paper(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(EmploymentForm.base_fields["official"], "label", "کارکنان دیگر")
    assert questionnaire().people[0] == "کارکنان دیگر"


@pytest.mark.django_db
def test_the_page_says_that_it_is_no_filing(client: Client) -> None:
    client.force_login(person("kaveh"))
    page = text_of(client.get("/statistics/questionnaire/"))
    for words in ("گام ۴: اشتغال", "تعداد کارکنان پیمانکاری", "این برگ را به جایی ندهید"):
        assert words in page
