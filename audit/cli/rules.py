"""``mtaudit rules``: the catalogue, and one rule at length."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from audit.detect.rule import Rule


@click.command()
@click.argument("code", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def rules(code: str | None, as_json: bool) -> None:
    """List all rules, or explain one (CODE, e.g. UNT001)."""
    from audit.detect.catalogue import catalogue
    from audit.errors import UsageError

    everything = catalogue()
    if code is not None and code.upper() not in everything:
        raise UsageError(f"no rule is called {code!r}", remedy="`mtaudit rules` lists them")
    chosen = [everything[code.upper()]] if code else list(everything.values())
    if as_json:
        click.echo(json.dumps([_record(rule) for rule in chosen], ensure_ascii=False, indent=1))
        return
    if code is None:
        width = max(len(rule.name) for rule in chosen)
        for rule in chosen:
            needs = f"  needs {', '.join(sorted(rule.needs))}" if rule.needs else ""
            click.echo(f"{rule.code}  {rule.name:<{width}}  {rule.severity:<8}  {rule.mqm}{needs}")
        return
    click.echo(_page(chosen[0]))


def _record(rule: Rule) -> dict[str, object]:
    return {
        "code": rule.code,
        "name": rule.name,
        "check": rule.check,
        "mqm": rule.mqm,
        "severity": str(rule.severity),
        "confidence": rule.confidence,
        "needs": sorted(rule.needs),
        "hides": list(rule.hides),
        "meaning": rule.meaning,
        "why": rule.why,
        "remedy": rule.remedy,
        "examples": [
            {"languages": e.languages, "source": e.source, "target": e.target} for e in rule.examples
        ],
    }


def _page(rule: Rule) -> str:
    lines = [
        f"{rule.code} {rule.name}",
        "",
        f"  {rule.mqm} · {rule.severity} · check {rule.check} · confidence {rule.confidence}",
        "",
    ]
    if rule.needs:
        lines += [f"Needs: {', '.join(sorted(rule.needs))}", ""]
    for title, text in (
        ("What it is", rule.meaning),
        ("Why it matters", rule.why),
        ("What to do", rule.remedy),
    ):
        lines += [title, f"  {text}", ""]
    for title, wanted in (("Reported (⟦marked⟧)", True), ("Left alone", False)):
        lines.append(title)
        for example in rule.examples:
            if ("⟦" in example.target + (example.source or "")) is wanted:
                label = f"  [{example.languages}] "
                shown = [example.source, example.target] if example.source else [example.target]
                lines.append(label + f"\n{' ' * len(label)}".join(shown))
        lines.append("")
    return "\n".join(lines).rstrip()
