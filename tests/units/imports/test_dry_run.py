"""Whatever a small registry holds and a file says: storing does what the dry run told, no more."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from tests.units.imports.acts import checked, registry, statistics_officer, stored, undone
from tests.units.imports.files import row
from tests.world import World
from units.contacts.mobile_queries import registered_of
from units.enums import RowState, RowVerdict
from units.models import ImportRow, Licence, Unit

pytestmark = pytest.mark.django_db

# Few values, so that rows meet each other and what is stored.
SERIALS = st.integers(1, 3)
NUMBERS = st.sampled_from(["", "900", "901"])
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["", "نام دیگر", "نام سوم"]),
        "address": st.sampled_from(["", "کوی نسترن"]),
        "issued_on": st.sampled_from(["1397/01/10", "1398/02/11", "1399/05/01"]),
        "expires_on": st.sampled_from(["", "1408/02/11", "1399/06/01"]),
        "kind": st.sampled_from(["", "پروانه کسب"]),
        "status": st.sampled_from(["", "تعلیق", "معتبر"]),
        "state_since": st.sampled_from(["", "1400/01/01", "1401/01/01"]),
        "state_until": st.sampled_from(["", "1400/06/01"]),
        "mobile": st.sampled_from(["", "09120000011", "9120000012"]),
    },
)


@st.composite
def rows_of_a_file(draw: Any) -> list[dict[str, str]]:
    found = []
    for _ in range(draw(st.integers(1, 5))):
        one = row(draw(SERIALS)) | draw(CHANGES)
        found.append(one | {"number": draw(NUMBERS) or one["number"]})
    return found


def as_told(unit: Unit, licence: Licence, values: dict[str, Any]) -> bool:
    """Compare what is stored with what the row was to store."""
    pairs = (
        (licence.address, values.get("address")),
        (str(licence.issued_on), values.get("issued_on")),
        (str(licence.expires_on), values.get("expires_on")),
        (unit.name, values.get("name") if values.get("leads") else None),
    )
    held = registered_of(unit.pk)
    if values.get("mobile_act") and (held is None or held.number != values["mobile"]):
        return False
    return all(told is None or said == told for said, told in pairs)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=rows_of_a_file(), file=rows_of_a_file())
def test_storing_does_what_the_dry_run_told_and_an_undo_takes_it_back(
    world: World, office: User, before: list[dict[str, str]], file: list[dict[str, str]]
) -> None:
    with transaction.atomic():
        _bring(office, before)
        found = registry()
        units, licences = Unit.objects.count(), Licence.objects.count()
        run = _bring(office, file)
        rows = list(ImportRow.objects.filter(imported=run).order_by("line"))
        new = [one for one in rows if one.verdict == RowVerdict.NEW]
        # What is told is what is done.
        assert run.overtaken == 0
        assert Licence.objects.count() == licences + len(new)
        made = {one.code for one in new if (one.before or {}).get("unit") is None}
        assert Unit.objects.count() - units <= len(made)
        for one in rows:
            if one.state == RowState.STORED:
                licence = Licence.objects.select_related("unit").get(pk=one.licence or 0)
                assert as_told(licence.unit, licence, one.values or {})
        # Again, it says that all that was stored is as it is.
        again = checked(office, file)
        assert {one.line for one in rows if one.state} & _to_store(again.pk) == set()
        if run.to_store:
            undone(office, run)
        assert registry() == found
        transaction.set_rollback(True)


def _bring(office: User, rows: list[dict[str, str]]) -> Any:
    run = checked(office, rows)
    return stored(office, rows) if run.to_store else run


def _to_store(pk: int) -> set[int]:
    rows = ImportRow.objects.filter(imported=pk, verdict__in=("new", "changed"))
    return set(rows.order_by("line").values_list("line", flat=True))


@pytest.fixture
def office(world: World) -> User:
    return statistics_officer(world)
