"""Every rule's examples, run through the real pipeline: exact spans where marked, silence where not."""

from __future__ import annotations

import re

import pytest

from audit.detect.catalogue import catalogue
from audit.detect.rule import CHECKS, Example, Rule
from audit.mqm import TYPES
from tests.support import audit_example, unmark

CASES = [(rule, number) for rule in catalogue().values() for number in range(len(rule.examples))]


def _id(case: tuple[Rule, int]) -> str:
    return f"{case[0].code}-{case[1]}"


@pytest.mark.parametrize("case", CASES, ids=_id)
def test_example(case: tuple[Rule, int]) -> None:
    rule, number = case
    example = rule.examples[number]
    wanted = _wanted(example)
    findings = audit_example(example, () if rule.default else (rule.code,))
    if wanted:
        found = {(s.side, s.start, s.end) for f in findings if f.code == rule.code for s in f.spans}
        assert wanted <= found, f"{rule.code} marks {found}, wanted {wanted}"
        strays = {
            (s.side, s.start, s.end)
            for f in findings
            if f.code == rule.code
            for s in f.spans
            if s.side == "target"
        } - wanted
        assert not {s for s in strays if not any(s[1] < w[2] and w[1] < s[2] for w in wanted)}
    else:
        assert not findings, [(f.code, f.text, f.message) for f in findings]


def _wanted(example: Example) -> set[tuple[str, int, int]]:
    wanted = {("target", a, b) for a, b in unmark(example.target)[1]}
    return wanted | {("source", a, b) for a, b in unmark(example.source or "")[1]}


@pytest.mark.parametrize("rule", catalogue().values(), ids=lambda r: r.code)
def test_rule_is_complete(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z]{3}\d{3}", rule.code)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert rule.check in CHECKS
    assert rule.mqm in TYPES
    assert 0 < rule.confidence <= 1
    assert min(len(rule.meaning), len(rule.why), len(rule.remedy)) > 20
    marked = [e for e in rule.examples if _wanted(e)]
    assert len(marked) >= 2 and len(rule.examples) - len(marked) >= 2, "too few examples of either kind"
    assert all(code in catalogue() for code in rule.hides)


def test_there_are_rules_for_the_mission() -> None:
    checks = {rule.check for rule in catalogue().values()}
    assert checks >= {
        "untranslated", "terminology", "capitalization", "number", "name", "omission", "addition",
        "repetition", "encoding", "boilerplate", "typography", "grammar",
    }  # fmt: skip
