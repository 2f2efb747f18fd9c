"""``mtaudit rules``: the catalogue, and one rule at length, as text, JSON or Markdown."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from audit.detect.rule import Rule


@click.command()
@click.argument("code", required=False)
@click.option(
    "--format", "style", type=click.Choice(["text", "json", "md"]), default="text", help="[default: text]"
)
def rules(code: str | None, style: str) -> None:
    """List all rules, or explain one: `rules CAP001`."""
    from audit.cli import rule_pages
    from audit.detect.catalogue import catalogue
    from audit.errors import UsageError

    everything = catalogue()
    if code is not None and code.upper() not in everything:
        raise UsageError(f"no rule is called {code!r}", remedy="`mtaudit rules` lists them")
    chosen = [everything[code.upper()]] if code else list(everything.values())
    if style == "json":
        click.echo(json.dumps([_record(rule) for rule in chosen], ensure_ascii=False, indent=1))
    elif style == "md":
        click.echo(rule_pages.markdown(chosen[0]) if code else rule_pages.markdown_of_all(chosen))
    elif code:
        click.echo(rule_pages.text(chosen[0]))
    else:
        width = max(len(rule.name) for rule in chosen)
        for rule in chosen:
            needs = f"  needs {', '.join(sorted(rule.needs))}" if rule.needs else ""
            click.echo(f"{rule.code}  {rule.name:<{width}}  {rule.severity:<8}  {rule.mqm}{needs}")


def _record(rule: Rule) -> dict[str, object]:
    from audit.detect.measured import measured

    return {
        "code": rule.code,
        "name": rule.name,
        "check": rule.check,
        "mqm": rule.mqm,
        "severity": str(rule.severity),
        "confidence": rule.confidence,
        "needs": sorted(rule.needs),
        "hides": list(rule.hides),
        "default": rule.default,
        "meaning": rule.meaning,
        "why": rule.why,
        "remedy": rule.remedy,
        "examples": [asdict(example) for example in rule.examples],
        "measured": [asdict(m) for m in measured().get(rule.code, ())],
    }
