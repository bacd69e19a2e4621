"""The table is whole: each rule once, with its test, in the documents and on the public page."""

import re
from dataclasses import replace
from inspect import getmembers, isfunction
from pathlib import Path

import pytest
from django.test import Client

from statistics.enums import Reason
from statistics.rules import (
    employment_rules,
    export_rules,
    hard_rules,
    pattern_hints,
    peer_hints,
    production_rules,
    table,
)
from statistics.rules.enums import Kind
from statistics.rules.rule import EditRule
from statistics.rules.subject import Flag
from statistics.rules.table import BY_ID, RULES
from tests.statistics.filing import text_of
from tests.statistics.rules import bags
from tests.test_rules_table import cases_of

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "rules.md"
ROW = re.compile(r"^\| \*\*([A-Z]-\d\d)\*\* (\w+), .*\| `([\w.]+)` \| `([\w/]+::\w+)` \|$", re.M)
# What rules share with each other, or compute for a page.
HELPERS = {"tonnes_of", "times", "middle", "stands_out", "telling", "same_digits"}
HELPERS |= {"comparisons", "without_history", "direction_of", "departs"}
RULE_MODULES = (
    *(hard_rules, production_rules, export_rules),
    *(employment_rules, pattern_hints, peer_hints),
)


def test_every_rule_stands_once_and_is_whole() -> None:
    assert len(BY_ID) == len(RULES)
    for rule in RULES:
        assert all((rule.field, rule.clause, rule.text, rule.place)), rule.id
        assert bool(rule.reasons) is (rule.kind == Kind.SOFT), rule.id
        assert "{" not in rule.wording, rule.id


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_names_a_test_that_exists(rule: EditRule) -> None:
    file, _, name = rule.test.partition("::")
    assert name in cases_of(file)


def test_no_rule_is_left_out_of_the_table() -> None:
    listed = {rule.check for rule in RULES}
    for module in RULE_MODULES:
        own = {
            function
            for name, function in getmembers(module, isfunction)
            if function.__module__ == module.__name__
            and not name.startswith("_")
            and name not in HELPERS
        }
        assert own <= listed, own - listed


def test_a_hint_written_into_the_table_is_pointed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    always = Flag("H-99", "production", "", "همیشه", "", "همیشه")
    hint = replace(BY_ID["H-01"], id="H-99", check=lambda subject: [always])
    monkeypatch.setattr(table, "RULES", (*RULES, hint))
    assert table.pointed_out(bags("20")) == [always]


def test_every_soft_rule_offers_other_last() -> None:
    for rule in RULES:
        if rule.kind == Kind.SOFT:
            assert rule.reasons[-1] == Reason.OTHER
            assert len(set(rule.reasons)) == len(rule.reasons) > 2


def test_the_document_says_what_the_table_says() -> None:
    told = ROW.findall(DOCUMENT.read_text(encoding="utf-8"))
    assert told == [(rule.id, rule.kind, rule.code, rule.test) for rule in RULES]


@pytest.mark.django_db
def test_everybody_reads_every_rule_with_kind_and_clause(client: Client) -> None:
    answer = client.get("/public/rules/")
    assert answer.status_code == 200
    text = text_of(answer)
    for rule in RULES:
        assert f'id="{rule.id}"' in text
        for words in (rule.wording, rule.clause, rule.kind.label):
            assert words in text


def test_the_page_of_rules_asks_nothing_of_the_database(client: Client) -> None:
    assert client.get("/public/rules/").status_code == 200
