"""Ready sentences of a return: chosen, they are said; typed text stays behind them."""

import pytest

from review.case.forms import ReturnForm
from review.case.return_reasons import RETURN_REASONS

ZERO = RETURN_REASONS[0]
NO_REASON = "علت بازگشت را بنویسید تا واحد بداند چه را درست کند."


def returned(**data: str) -> ReturnForm:
    """Return the form as it was posted."""
    form = ReturnForm(data, cells=[])
    form.is_valid()
    return form


def test_a_chosen_sentence_is_the_reason() -> None:
    assert returned(phrase=ZERO.key).cleaned_data["reason"] == ZERO.text


def test_typed_words_stay_behind_the_sentence() -> None:
    form = returned(phrase=ZERO.key, reason="کیسه را ببینید")
    assert form.cleaned_data["reason"] == f"{ZERO.text} کیسه را ببینید"


def test_a_sentence_that_the_page_put_there_is_not_said_twice() -> None:
    form = returned(phrase=ZERO.key, reason=f"{ZERO.text} کیسه")
    assert form.cleaned_data["reason"] == f"{ZERO.text} کیسه"


@pytest.mark.parametrize("data", [{}, {"reason": " "}, {"phrase": "", "reason": "\u200c"}])
def test_neither_sentence_nor_words_is_no_reason(data: dict[str, str]) -> None:
    assert returned(**data).errors == {"reason": [NO_REASON]}


def test_an_unknown_sentence_is_refused() -> None:
    assert "phrase" in returned(phrase="other", reason="ببینید").errors


def test_words_that_are_too_long_are_refused_with_a_sentence_too() -> None:
    assert "reason" in returned(phrase=ZERO.key, reason="x" * 1001).errors


def test_the_page_carries_each_sentence_for_its_script() -> None:
    html = str(ReturnForm(cells=[])["phrase"])
    assert all(f'data-text="{phrase.text}"' in html for phrase in RETURN_REASONS)
