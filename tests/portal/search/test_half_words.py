"""Which units have what was typed: the same ones in any spelling, digits and reach."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import User
from config.persian import search_words
from portal.search import queries
from tests.world import World, licence_for, person
from units.models import Unit

pytestmark = pytest.mark.django_db
NAMES = (
    "کارگاه پوشاک پرنیان",
    "کار پوشاکی پرنیا",
    "تولید کفش گام ۱۲",
    "تولیدی کفش گامه 120",
    "تولیدی کفش‌گر",
    "آرایشگاه گام",
    "پوشاک پ",
)
# As other keyboards and other hands write them.
SPELLINGS = (
    ("ی", "ي"),
    ("ک", "ك"),
    ("ا", "آ"),
    ("1", "۱"),
    ("2", "٢"),
    (" ", "\u200c"),
    (" ", "  "),
)
TYPED = sorted({word[:n] for name in NAMES for word in search_words(name) for n in range(1, 9)})


@pytest.fixture
def units(world: World) -> list[Unit]:
    for serial, name in enumerate(NAMES):
        licence = licence_for(f"05000000{serial:02}", "9990000018", world.union, person(name))
        Unit.objects.filter(pk=licence.unit_id).update(name=name, holder_name="لیلا نمونه")
    return list(Unit.objects.order_by("pk"))


def having(units: list[Unit], words: list[str]) -> set[int]:
    """Whole words, the last one also half typed; only where nobody has these, halves alone.

    A last word of one letter is half typed only where nobody has it whole.
    """
    own = {
        unit.pk: {*search_words(f"{unit.name} {unit.holder_name}"), unit.guild_id, unit.holder_id}
        for unit in units
    }

    def begun(pk: int, word: str) -> bool:
        return any(other.startswith(word) for other in own[pk])

    whole = {pk for pk in own if {*words} <= own[pk]}
    if whole and len(words[-1]) == 1:
        return whole
    some = {pk for pk in own if {*words[:-1]} <= own[pk] and begun(pk, words[-1])}
    return some or {pk for pk in own if all(begun(pk, word) for word in words)}


def found(user: User, text: str) -> set[int]:
    result = queries.find(user, text)
    return set() if result.near else {unit.pk for unit in result.units}


@pytest.mark.parametrize("sample", [0, 3, queries.SAMPLE])
@given(
    st.lists(st.sampled_from(TYPED), min_size=1, max_size=3),
    st.lists(st.sampled_from(SPELLINGS), max_size=4),
)
@example(["تولید", "کفش"], [])
@example(["کار", "پرن"], [("ا", "آ")])
@example(["تول", "گا"], [(" ", "\u200c")])
@example(["پوشاک", "پ"], [])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_same_units_are_found_however_it_is_typed_and_wherever_one_sits(
    world: World, units: list[Unit], sample: int, words: list[str], spelt: list[tuple[str, str]]
) -> None:
    text = " ".join(words)
    for sign, other in spelt:
        text = text.replace(sign, other)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queries, "SAMPLE", sample)
        for user in (world.union_officer, world.province_officer, world.ministry_officer):
            assert found(user, text) == having(units, queries.words_of(text))
