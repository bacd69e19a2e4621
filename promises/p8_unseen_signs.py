"""P8: what nobody sees around a right value changes no answer, in every field a machine reads."""

from typing import Any

from config import fields
from promises.form_fuzzer import TOLD, hear
from promises.fuzz_requests import as_it_should_be, send
from promises.fuzz_targets import Opened, opened, opened_once
from promises.hostile_strings import UNSEEN
from promises.pytest_plugin import Tally
from tests import access_table as table
from tests.access import body_of

__all__ = ["opened", "opened_once"]
NAMES = {kind.__name__ for kind in fields.MACHINE_READ} | {"FigureField", "PeopleField"}
# All of them at night; else one of each kind: direction, joiner, mark of a file, soft hyphen.
FEW = "\u200e\u202a\u200c\ufeff\u00ad"


def test_unseen_signs_change_no_answer(opened: Opened, tally: Tally, nightly: bool) -> None:
    met: set[str] = set()
    for form in opened.forms:
        heard = hear(opened.stage, form, TOLD[:1])
        right = as_it_should_be(form)
        if form.name == "accounts:login":
            right["username"] = opened.stage.people[table.OWNER].username
        read = [n for n, kind in heard.kinds.items() if kind in NAMES and right.get(n)]
        if not read:
            continue
        before = _answer(send(opened.stage, form, right))
        met |= {heard.kinds[name] for name in read}
        for sign in UNSEEN if nightly else FEW:
            changed = right | {name: f"{sign}{right[name]}{sign}" for name in read}
            after = _answer(send(opened.stage, form, changed))
            tally.add(after == before, f"{form.name} {sign!r} {read}: {before} became {after}")
    for kind in ("FigureField", "PeopleField", "CodeField", "UserNameField", "PasswordField"):
        tally.add(kind in met, f"no {kind} was tried")


def _answer(answer: Any) -> tuple[int, str]:
    body_of(answer)
    return answer.status_code, answer.headers.get("Location", "").partition("?")[0]
