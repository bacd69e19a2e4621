"""Categories are added and ended by date, and never changed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from config.jalali import tehran_day
from outreach.help_desk.category_services import CategoryTerms, add_category, end_category
from outreach.help_desk.errors import TicketFieldError
from outreach.help_desk.queries import categories
from outreach.models import HelpCategory
from tests.outreach.help_desk.acts import category, statistician
from tests.world import FILED_AT, World

pytestmark = pytest.mark.django_db
TODAY, DAY = tehran_day(FILED_AT), timedelta(days=1)


def test_a_name_is_there_once_at_a_time(world: World) -> None:
    by = statistician(world)
    first = add_category(by, CategoryTerms("چاپ رسید", 2, TODAY, "نامه"), FILED_AT)
    with pytest.raises(TicketFieldError):
        # Another spelling of the same.
        add_category(by, CategoryTerms("چاپ رسيد", 3, TODAY, "نامه"), FILED_AT)
    end_category(by, first.pk, TODAY, FILED_AT)
    second = add_category(by, CategoryTerms("چاپ رسید", 3, TODAY + DAY, "نامه"), FILED_AT)
    assert list(categories(TODAY).filter(name="چاپ رسید")) == [first]
    assert list(categories(TODAY + DAY).filter(name="چاپ رسید")) == [second]


def test_it_ends_once_and_not_in_the_past(world: World) -> None:
    by, row = statistician(world), category()
    with pytest.raises(TicketFieldError):
        end_category(by, row.pk, TODAY - DAY, FILED_AT)
    end_category(by, row.pk, TODAY, FILED_AT)
    with pytest.raises(TicketFieldError):
        end_category(by, row.pk, TODAY + DAY, FILED_AT)


def test_nothing_else_of_it_is_changed(world: World) -> None:
    row = category()
    for change in (
        lambda: HelpCategory.objects.filter(pk=row.pk).update(answer_days=9),
        lambda: HelpCategory.objects.filter(pk=row.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
