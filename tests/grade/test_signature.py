"""The signature tells apart what makes scores differ, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace

from audit.grade import signature
from audit.mqm import Severity
from audit.version import VERSION


@dataclass(frozen=True)
class Rule:
    code: str
    mqm: str = "Accuracy/Omission"
    severity: Severity = Severity.MAJOR


RULES = (Rule("AAA001"), Rule("BBB001"))


def test_the_parts_in_their_order() -> None:
    parts = [p.split(":", 1) for p in signature(RULES, "mqm", ["apertium en-fr 3.8"], []).split("|")]
    assert [name for name, _ in parts] == ["mtaudit", "rules", "profile", "engine", "encoder"]
    assert dict(parts)["mtaudit"] == VERSION and dict(parts)["rules"].startswith("2-")
    assert (dict(parts)["engine"], dict(parts)["encoder"]) == ("apertium en-fr 3.8", "none")


def test_order_does_not_matter_and_rules_do() -> None:
    plain = signature(RULES, "mqm", ["a", "b"], ["e"])
    assert plain == signature(RULES[::-1], "mqm", ["b", "a"], ["e"])
    others = [
        signature(RULES[:1], "mqm", ["a", "b"], ["e"]),
        signature((RULES[0], replace(RULES[1], severity=Severity.MINOR)), "mqm", ["a", "b"], ["e"]),
        signature(RULES, "wmt", ["a", "b"], ["e"]),
        signature(RULES, "mqm", ["a"], ["e"]),
        signature(RULES, "mqm", ["a", "b"], []),
        signature(RULES, "mqm", ["a", "b"], ["e"], {"glossary": "1f"}),
    ]
    assert len({plain, *others}) == len(others) + 1
    assert others[-1].endswith("|glossary:1f")


def test_a_name_cannot_forge_a_part() -> None:
    made = signature(RULES, "mqm", ["evil|encoder:none\nx"], [])
    assert made.count("|") == 4 and "\n" not in made
