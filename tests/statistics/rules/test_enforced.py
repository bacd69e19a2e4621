"""Each hard rule is run from the table: what the table says is what the person reads.

Every row is made to say its own id. An act that breaks the rule then shows that id on the page, or
the row is not what refuses.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from inspect import isclass
from pathlib import Path
from typing import Any

import pytest

from catalog.models import Measure, Product
from config.jalali import from_parts
from review import workflow
from statistics.enums import ActivityState, Step, StepStatus
from statistics.errors import StateConflictError
from statistics.filing import services
from statistics.filing.forms import EmploymentForm, ExportRowForm, HasExportsForm, PeriodForm
from statistics.filing.storage import PeriodAnswers
from statistics.models import Employment, ExportDeclaration, Submission
from statistics.rules import hard_rules, table
from statistics.rules.enums import Kind
from statistics.rules.hard_rules import Exported, Produced
from statistics.rules.hard_table import HARD_RULES
from statistics.rules.rule import EditRule
from tests.statistics.filing import Filer, exports, people, period, production, text_of
from tests.test_architecture import ROOT, app_modules
from tests.world import BAG, FILED_AT, MEHR, PIPE, SHOES, World, licence_for, tehran
from units.models import Licence

# What somebody does, as a draft ("save") or to confirm, and reads in answer.
Act = Callable[[Filer, str], str]


def new_month(**changes: Any) -> Act:
    """Open a month."""

    def act(filer: Filer, action: str) -> str:
        data = period(filer.world, action=action) | changes
        return text_of(filer.browser.post("/statistics/new/", data))

    return act


def step(page: str, data: Mapping[str, Any]) -> Act:
    """Post a step of a month whose step 1 is green."""
    return lambda filer, action: text_of(filer.begin().send(page, data, action))


def open_twice(filer: Filer, action: str) -> str:
    """Open a month that stands already."""
    filer.begin()
    return new_month()(filer, action)


def move_a_sent_month(filer: Filer, action: str) -> str:
    """Give a returned month another one."""
    filer.tracking = filer.world.returned().tracking_number
    return text_of(filer.send("period", period(filer.world, month=6), action))


def move_to_another_unit(filer: Filer, action: str) -> str:
    """Give a month the licence of another unit: the page offers none, so by the command."""
    other = licence_for("0488888888", "9990000026", filer.world.union, filer.world.owner)
    wanted = PeriodAnswers(other, MEHR, ActivityState.ACTIVE)
    number = filer.begin().tracking
    with pytest.raises(StateConflictError) as refused:
        services.save_period(filer.world.owner, number, 1, wanted, action == "confirm", FILED_AT)
    return " ".join(refused.value.faults)


def produce_in_an_inactive_month(filer: Filer, action: str) -> str:
    """Write production of a month that was declared inactive."""
    filer.begin().send("period", period(filer.world, activity="inactive"))
    return text_of(filer.send("production", production((BAG, "5")), action))


def keep_a_retired_product(filer: Filer, action: str) -> str:
    """Leave a product in the list that left the catalogue before the month."""
    filer.begin().send("production", production((BAG, "20"), (PIPE, "3")), "save")
    retire_bags(filer.submission)
    return text_of(filer.send("production", production((PIPE, "3")), action))


def confirm_too_early(filer: Filer, action: str) -> str:
    """Send a month with steps that are not green."""
    return sent(filer.begin().submission, FILED_AT)


EXAMPLES: dict[str, Act] = {
    "M-01": new_month(month=8),
    "M-02": new_month(year=1396, month=9),
    "M-03": open_twice,
    "M-04": new_month(activity=""),
    "M-05": move_a_sent_month,
    "M-06": move_to_another_unit,
    "P-01": step("production", production()),
    "P-02": step("production", production((BAG, ""))),
    "P-03": step("production", production(("2520999999", "5"))),
    "P-04": step("production", production((BAG, "5"), (BAG, "6"))),
    "P-05": step("production", production((SHOES, "2.5"))),
    "P-06": step("production", production((BAG, "1/2"))),
    "P-07": produce_in_an_inactive_month,
    "P-08": keep_a_retired_product,
    "X-01": step("exports", exports(answer="")),
    "X-02": step("exports", exports()),
    "X-03": step("exports", exports((BAG, "5", "5", "", "1"))),
    "X-04": step("exports", exports((BAG, "5", "4", "1", "1"))),
    "X-05": step("exports", exports((PIPE, "2500", "2.4", "1", "1"))),
    "X-06": step("exports", exports((BAG, "0", "0", "1", "1"))),
    "E-01": step("employment", people(contract="")),
    "F-01": confirm_too_early,
}
# The rules of step 2 which hold for exports and people too.
ELSEWHERE: list[tuple[str, Act]] = [
    ("P-03", step("exports", exports(("2520999999", "5", "5", "1", "1")))),
    ("P-04", step("exports", exports((BAG, "5", "5", "1", "1"), (BAG, "5", "5", "1", "1")))),
    ("P-05", step("exports", exports((SHOES, "2.5", "1", "1", "1")))),
    ("P-06", step("exports", exports((BAG, "5", "5", "1/2", "1")))),
    ("P-06", step("employment", people(contract="1/2"))),
]


def marked(rule: EditRule) -> EditRule:
    """Return the rule with its id in the place of every sentence of its own."""

    @wraps(rule.check)
    def check(subject: object) -> object:
        said = rule.check(subject)
        return dict.fromkeys(said, mark(rule)) if isinstance(said, Mapping) else said and mark(rule)

    return replace(rule, check=check, apart="")


def mark(rule: EditRule) -> str:
    """Return what a marked rule says."""
    return f"[{rule.id}]"


def is_heard(
    rule: EditRule, examples: Mapping[str, Act], filer: Filer, action: str = "confirm"
) -> bool:
    """Tell whether the rule's example meets what the table says of the rule."""
    act = examples.get(rule.id)
    return act is not None and mark(rule) in act(filer, action)


def plant(monkeypatch: pytest.MonkeyPatch, *more: EditRule) -> None:
    """Let the portal run marked rules."""
    rules = [marked(rule) for rule in (*HARD_RULES, *more)]
    monkeypatch.setattr(table, "JUDGING", table.judging(rules))


@pytest.mark.parametrize("rule", HARD_RULES, ids=lambda rule: rule.id)
def test_what_breaks_a_hard_rule_is_refused_in_the_words_of_the_table(
    rule: EditRule, filer: Filer, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    assert is_heard(rule, EXAMPLES, filer)


@pytest.mark.parametrize("rule", [r for r in HARD_RULES if r.step], ids=lambda rule: rule.id)
def test_a_draft_is_refused_by_the_rules_that_say_so(
    rule: EditRule, filer: Filer, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    assert is_heard(rule, EXAMPLES, filer, "save") is rule.refuses_draft


@pytest.mark.parametrize(("rule", "act"), ELSEWHERE)
def test_a_rule_holds_at_its_other_steps_too(
    rule: str, act: Act, filer: Filer, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    assert is_heard(table.BY_ID[rule], {rule: act}, filer)


@dataclass(frozen=True)
class NobodyHasThis:
    """Something that no form, command or confirmation has in hand."""


def never_run(subject: NobodyHasThis) -> str | None:
    return "هرگز"


def too_round(made: Produced) -> str | None:
    return "عدد گرد است." if made.quantity == 20 else None


def too_cheap(sent: Exported) -> str | None:
    return "دلار از ریال بیشتر است." if (sent.value_usd or 0) > (sent.value_irr or 0) else None


DEAD = replace(table.BY_ID["P-02"], id="P-98", check=never_run)
# A new rule at an input, and one of a whole row.
NEW = [
    (
        replace(table.BY_ID["P-02"], id="P-99", check=too_round),
        "production",
        production((BAG, "20")),
    ),
    (
        replace(table.BY_ID["X-04"], id="X-99", check=too_cheap, input=""),
        "exports",
        exports((BAG, "5", "5", "9", "1")),
    ),
]


def test_a_rule_that_nothing_runs_and_one_without_an_example_are_seen(
    filer: Filer, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch, DEAD)
    assert not is_heard(DEAD, {DEAD.id: EXAMPLES["P-02"]}, filer)
    assert not is_heard(DEAD, EXAMPLES, filer)


@pytest.mark.parametrize(("rule", "page", "data"), NEW)
def test_a_rule_that_is_written_into_the_table_refuses_at_once(
    rule: EditRule, page: str, data: dict[str, Any], filer: Filer, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch, rule)
    assert is_heard(rule, {rule.id: step(page, data)}, filer)


def test_a_subject_that_no_rule_judges_is_an_error_not_a_pass() -> None:
    with pytest.raises(KeyError):
        table.failing(Step.PRODUCTION, NobodyHasThis())


def sent(submission: Submission, at: datetime) -> str:
    """Return why a month is not sent; "" when it is."""
    try:
        workflow.file(submission.unit.members.get().user, *numbers(submission), at)
    except StateConflictError as refused:
        return " ".join(refused.faults)
    return ""


def numbers(submission: Submission) -> tuple[str, int]:
    """Return tracking number and version as they are stored."""
    return Submission.objects.values_list("tracking_number", "version").get(pk=submission.pk)


def retire_bags(submission: Submission) -> None:
    """Let the first product leave the catalogue a month before the case's."""
    last = submission.period - 1
    Product.objects.filter(code=BAG).update(to_year=last.year, to_month=last.month)


def weigh_pipes(submission: Submission) -> None:
    """Let the exported product weigh something else than its kilograms."""
    pipe = Product.objects.get(code=PIPE)
    kilogram = Measure.objects.get(code="kg")
    submission.export_lines.update(product=pipe, measure=kilogram, quantity=2500, tonnes=2)


# What may come to pass after four greens.
SINCE: dict[str, Callable[[Submission], object]] = {
    "M-02": lambda _: Licence.objects.update(issued_on=from_parts(1398, 8, 1)),
    "P-01": lambda s: s.production.all().delete(),
    "P-02": lambda s: s.production.update(quantity=None),
    "P-08": retire_bags,
    "X-01": lambda s: ExportDeclaration.objects.update(has_exports=None),
    "X-02": lambda s: s.export_lines.all().delete(),
    "X-03": lambda s: s.export_lines.update(value_usd=None),
    "X-04": lambda s: s.export_lines.update(tonnes=4),
    "X-05": weigh_pipes,
    "X-06": lambda s: s.export_lines.update(quantity=0, tonnes=0),
    "E-01": lambda _: Employment.objects.update(official=None),
    "F-01": lambda s: s.steps.filter(step=Step.EXPORTS).update(status=StepStatus.DRAFT),
}


@pytest.mark.parametrize("rule", SINCE)
def test_the_last_confirmation_runs_the_rules_again(
    rule: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    ready = world.ready()
    SINCE[rule](ready)
    assert mark(table.BY_ID[rule]) in sent(ready, FILED_AT)


def test_the_last_confirmation_asks_whether_the_month_has_ended(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    assert mark(table.BY_ID["M-01"]) in sent(world.ready(), tehran(1398, 7, 30))


def test_where_a_rule_is_told_is_an_input_of_a_step() -> None:
    forms = (PeriodForm, ExportRowForm, HasExportsForm, EmploymentForm)
    known = {"", *(name for form in forms for name in form.base_fields)}
    assert {rule.input for rule in HARD_RULES} <= known
    assert {rule.kind for rule in HARD_RULES} == {Kind.HARD}


def taken_by_name(root: Path) -> Iterator[str]:
    """Yield what code outside the rules takes from their module besides what they judge."""
    free = {name for name, thing in vars(hard_rules).items() if isclass(thing)} | {"tonnes_of"}
    for name, path in app_modules(root).items():
        if name.startswith("statistics.rules."):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            taken: list[str] = []
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "hard_rules":
                taken = [node.attr]
            elif isinstance(node, ast.ImportFrom) and node.module == hard_rules.__name__:
                taken = [alias.name for alias in node.names]
            yield from (f"{name}: {it}" for it in taken if it not in free)


def test_nobody_runs_a_hard_rule_or_says_its_sentence_past_the_table() -> None:
    assert list(taken_by_name(ROOT)) == []


@pytest.mark.parametrize(
    "text",
    [
        "from statistics.rules.hard_rules import quantity_given\n",
        "from statistics.rules import hard_rules\nwords = hard_rules.NO_PRODUCT\n",
    ],
)
def test_a_rule_run_past_the_table_is_seen(text: str, tmp_path: Path) -> None:
    (tmp_path / "units").mkdir()
    (tmp_path / "units" / "views.py").write_text(text)
    assert len(list(taken_by_name(tmp_path))) == 1
