"""A guild id is one open unit's: the same for an act of an office, a file and the database."""

import datetime as dt
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from config.jalali import from_parts
from tests.concurrency import starters
from tests.units.conftest import NOW, Offices
from tests.world import World
from units.enums import HolderKind, RegistryFact, RegistrySource
from units.guild_id_rules import has_guild_id, having_guild_id
from units.models import Licence, Unit
from units.registry.closing_services import Closing, NewHolder, Reopening
from units.registry.correction_services import Correction
from units.registry.errors import RefusedActError
from units.registry.queries import version_of
from units.registry.services import Act, Done, Ground, perform

LETTER = Ground(RegistrySource.LETTER, "نامهٔ ۵۵ مورخ ۱۳۹۸/۰۸/۱۸")
THEIRS = "0499999921"


def do(user: object, unit: Unit, act: Act) -> Done | None:
    return perform(user, unit.pk, act, LETTER, version_of(unit.pk), NOW)  # type: ignore[arg-type]


def unit_of(holder_id: str, guild_id: str, closed_on: dt.date | None = None) -> Unit:
    return Unit.objects.create(
        name="کارگاه همسایه",
        holder_kind=HolderKind.NATURAL,
        holder_name="کاوه فرضی",
        holder_id=holder_id,
        guild_id=guild_id,
        closed_on=closed_on,
    )


def second_licence(world: World, unit: Unit) -> Licence:
    """Let another unit lie where the unit of the world does."""
    licence = Licence.objects.get(pk=world.licence.pk)
    licence.pk, licence.unit, licence.number = None, unit, "0499999947"
    licence.save()
    return licence


def guild_id(number: str = THEIRS) -> Correction:
    return Correction(RegistryFact.GUILD_ID, {"guild_id": number})


def new_holder(number: str) -> NewHolder:
    day = from_parts(1398, 8, 10)
    return NewHolder(
        HolderKind.NATURAL, "کاوه فرضی", "9990000034", number, "کارگاه نو", "0499999930", day, None
    )


def test_a_guild_id_of_another_open_unit_is_refused(world: World, offices: Offices) -> None:
    unit_of("9990000026", THEIRS)
    for act in (guild_id(), new_holder(THEIRS)):
        with pytest.raises(RefusedActError, match="این شناسه از آنِ واحد دیگری است"):
            do(offices.province, world.unit, act)
    assert not Unit.objects.filter(holder_id="9990000034").exists()


def test_whose_it_is_is_told_only_within_ones_reach(world: World, offices: Offices) -> None:
    near = unit_of("9990000026", THEIRS)
    with pytest.raises(RefusedActError) as far:
        do(offices.province, world.unit, guild_id())
    assert "همسایه" not in str(far.value)
    unit = world.unit
    second_licence(world, near)
    with pytest.raises(RefusedActError, match="«کارگاه همسایه»"):
        do(offices.province, unit, guild_id())


def test_a_closed_units_guild_id_is_free_for_another_holder_alone(
    world: World, offices: Offices
) -> None:
    unit_of("9990000026", THEIRS, from_parts(1398, 1, 1))
    do(offices.province, world.unit, guild_id())
    # The new holder goes on under the number of the unit that is closed by it.
    do(offices.province, world.unit, new_holder(THEIRS))
    assert Unit.objects.get(holder_id="9990000034").guild_id == THEIRS


def test_a_unit_whose_guild_id_is_another_s_by_now_is_not_opened_again(
    world: World, offices: Offices
) -> None:
    do(offices.province, world.unit, Closing(from_parts(1398, 8, 1)))
    unit_of("9990000026", world.unit.guild_id)
    with pytest.raises(RefusedActError, match="واحد دیگری"):
        do(offices.province, world.unit, Reopening())


def test_the_database_holds_two_open_units_apart(world: World) -> None:
    with pytest.raises(IntegrityError, match="one_open_unit_of_a_guild_id"), transaction.atomic():
        unit_of("9990000026", world.unit.guild_id)


def test_the_rule_in_sql_is_the_rule_in_python(world: World) -> None:
    unit_of("9990000026", THEIRS, from_parts(1398, 1, 1))
    sql = f"SELECT y.id FROM units_unit y WHERE {having_guild_id('%(guild)s', '%(holder)s')}"
    for number in ("", THEIRS, world.unit.guild_id, "0499999999"):
        for holder in ("9990000018", "9990000026", "9990000034"):
            with connection.cursor() as cursor:
                cursor.execute(sql, {"guild": number, "holder": holder})
                found = {row[0] for row in cursor.fetchall()}
            rows = Unit.objects.filter(has_guild_id(number, holder))
            assert found == set(rows.values_list("pk", flat=True)), (number, holder)


@pytest.mark.django_db(transaction=True)
def test_of_two_units_given_one_guild_id_at_once_one_gets_it(
    world: World, offices: Offices
) -> None:
    other = unit_of("9990000026", "")
    second_licence(world, other)
    acts = [partial(do, offices.province, unit, guild_id()) for unit in (world.unit, other)]
    with starters(2) as threads:
        results = [outcome.result for outcome in threads.race(list(acts))]
    refused = [result for result in results if isinstance(result, Exception)]
    assert [type(result) for result in refused] == [RefusedActError]
    assert Unit.objects.filter(guild_id=THEIRS).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_units_given_one_licence_number_at_once_one_gets_it(
    world: World, offices: Offices
) -> None:
    other = unit_of("9990000026", THEIRS)
    licence = second_licence(world, other)
    rows = ((world.unit, world.licence.pk), (other, licence.pk))
    fact = RegistryFact.NUMBER
    acts = [
        partial(do, offices.province, unit, Correction(fact, {"number": "0499999999"}, pk))
        for unit, pk in rows
    ]
    with starters(2) as threads:
        results = [outcome.result for outcome in threads.race(list(acts))]
    refused = [result for result in results if isinstance(result, Exception)]
    assert [type(result) for result in refused] == [RefusedActError]
