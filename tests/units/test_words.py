"""The words of a unit as the database indexes them are those of the search."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from config.persian import normalize, search_words

pytestmark = pytest.mark.django_db

# What names are written with: the Arabic block, Latin, digits of any script, signs, joiners.
_SIGNS = st.one_of(
    st.characters(min_codepoint=0x20, max_codepoint=0x7E),
    st.characters(min_codepoint=0x0600, max_codepoint=0x06FF),
    st.characters(min_codepoint=0xFE70, max_codepoint=0xFEFC, categories=["Lo"]),
    st.characters(min_codepoint=0xFF01, max_codepoint=0xFF5E),
    st.sampled_from("\u200c\u200d\u200e\u00a0\u00ad\u0640«»–…،؛؟يكۀةىأإؤئآ"),
)
NAMES = st.text(_SIGNS, max_size=40)


def indexed(name: str, holder: str = "", holder_id: str = "1", guild_id: str = "") -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tsvector_to_array(units_words(%s, %s, %s, %s))",
            [name, holder, holder_id, guild_id],
        )
        return set(cursor.fetchone()[0])


@given(NAMES, NAMES)
@example("كارگاه  پوشاك «پرنيان‌شرق»", "مُحمّد رضایی")
@example("شرکت ۱۲٣4 A-B_c", "ﻻله ﷲ")
@example("آبِ‌معدنی", "أحمد مؤمن")
@example("\ufe73", "کارگاه\ufe73ها")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_index_splits_a_name_as_the_search_does(name: str, holder: str) -> None:
    stored, by = normalize(name), normalize(holder)
    assert indexed(stored, by) == {*search_words(stored), *search_words(by), "1"}


def test_ids_are_words_whole() -> None:
    assert indexed("قنادی", "مریم", "9990000018", "0499999913") == {
        *("قنادی", "مریم", "9990000018", "0499999913")
    }
