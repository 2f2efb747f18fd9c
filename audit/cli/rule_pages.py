"""The page of a rule, made from the rule itself: for the terminal, and in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from audit.detect.measured import Measured, measured
from audit.detect.rule import Example, Rule
from audit.version import VERSION

_PARTS = ("What it is", "Why it matters", "What to do")
_KINDS = (("Reported (⟦marked⟧)", True), ("Left alone", False))
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~])")


def text(rule: Rule) -> str:
    """The page of one rule for the terminal."""
    lines = [f"{rule.code} {rule.name}", "", f"  {_facts(rule)} · confidence {rule.confidence:g}", ""]
    for title, body in zip(_PARTS, (rule.meaning, rule.why, rule.remedy), strict=True):
        lines += [title, f"  {body}", ""]
    lines += ["Measured", *(f"  {line}" for line in _measured(rule)), ""]
    for title, marked in _KINDS:
        lines.append(title)
        for example in _examples(rule, marked):
            lines += [f"  {line}" for line in _example(example)] + [""]
    return "\n".join(lines).rstrip()


def markdown(rule: Rule, level: int = 1) -> str:
    """The page of one rule in Markdown, its title a heading of ``level``."""
    lines = [f"{'#' * level} {rule.code} {rule.name}", "", _escaped(_facts(rule)), ""]
    for title, body in zip(_PARTS, (rule.meaning, rule.why, rule.remedy), strict=True):
        lines += [f"**{title}.** {_escaped(body)}", ""]
    lines += _measured_table(rule)
    for title, marked in _KINDS:
        blocks = ["\n".join(_example(example)) for example in _examples(rule, marked)]
        body = "\n\n".join(blocks)
        fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", body)), 3)
        lines += [f"**{title}**", "", f"{fence}text", body, fence, ""]
    return "\n".join(lines).rstrip()


def markdown_of_all(rules: Sequence[Rule]) -> str:
    """One page with a table of all rules, and each of them."""
    rows = [
        f"| [{r.code}](#{r.code.lower()}-{r.name}) | {r.name} | {r.severity} | {r.mqm} | {_needs(r)} |"
        for r in rules
    ]
    head = [
        f"# Rules of mtaudit {VERSION}",
        "",
        "Made from the rules themselves by `mtaudit rules --format md`. A rule that lacks what it needs "
        "reports *not judged*.",
        "",
        "| code | name | severity | MQM type | needs |",
        "|---|---|---|---|---|",
        *rows,
    ]
    return "\n\n".join(["\n".join(head), *(markdown(rule, 2) for rule in rules)])


def _facts(rule: Rule) -> str:
    facts = [rule.mqm, str(rule.severity), f"check {rule.check}"]
    facts += [f"needs {_needs(rule)}"] if rule.needs else []
    facts += [f"hides {', '.join(rule.hides)} in the same place"] if rule.hides else []
    facts += [] if rule.default else ["runs only when selected"]
    return " · ".join(facts)


def _needs(rule: Rule) -> str:
    return ", ".join(sorted(rule.needs))


def _measured(rule: Rule) -> list[str]:
    found = measured().get(rule.code, ())
    return [
        f"precision {_share(m.precision)} of {m.findings:,} findings, recall {_recall(m)} "
        f"({m.source}; mtaudit {m.version})"
        for m in found
    ] or ["not measured"]


def _measured_table(rule: Rule) -> list[str]:
    found = measured().get(rule.code, ())
    if not found:
        return ["**Measured.** Not measured.", ""]
    rows = [
        f"| {_escaped(m.source)} | {m.findings:,} | {_share(m.precision)} | {_recall(m)} | {m.version} |"
        for m in found
    ]
    return ["| measured on | findings | precision | recall | mtaudit |", "|---|---|---|---|---|", *rows, ""]


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}".replace("%", " %")


def _recall(found: Measured) -> str:
    return _share(found.recall) + (f" of {found.expected:,}" if found.expected else "")


def _examples(rule: Rule, marked: bool) -> Iterable[Example]:
    return (e for e in rule.examples if ("⟦" in e.target + (e.source or "")) is marked)


def _example(example: Example) -> list[str]:
    """An example line by line: each text after its language, and whatever else the rule is given."""
    *before, target = example.languages.split("-")
    pairs = [(before[0], example.source)] if before and example.source is not None else []
    pairs.append((target, example.target))
    pairs += [("translated back", example.back)] if example.back else []
    pairs += [
        ("glossary", f"{term.source} = {' | '.join(term.targets)}" + _forbidden(term.forbidden))
        for term in example.glossary
    ]
    pairs += [("other document", f"{source} / {other}") for source, other in example.others]
    width = max(len(label) for label, _ in pairs)
    return [f"{label:<{width}}  {_one_line(body or '')}" for label, body in pairs]


def _forbidden(terms: Sequence[str]) -> str:
    return f", never {' | '.join(terms)}" if terms else ""


def _one_line(body: str) -> str:
    """Line breaks shown, so that each text stays beside its label."""
    return body.replace("\r\n", "\n").replace("\n", "↵")


def _escaped(body: str) -> str:
    return _SPECIAL.sub(r"\\\1", body)
