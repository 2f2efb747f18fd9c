"""The HTML report: one file that opens anywhere, offline; its summary is readable with scripts forbidden.

The summary (verdict, score, charts, documents, rules) is static HTML. Texts and findings are data: the
record, gzip in base64, unpacked by the browser and drawn row by row as the rows come into view. A content
security policy allows the page's own style and its one script, by hash, and no request. What comes from
outside is escaped in ``html_text``; the script inserts it as text nodes only.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any, Final

from audit.model import Report
from audit.report.files import replacing_text
from audit.report.html_data import Packed, Scoring, packed
from audit.report.html_overview import (
    Explained,
    RuleText,
    documents_table,
    overview,
    rules_list,
    title,
    worst_findings,
)
from audit.report.html_parts import SHAPES
from audit.report.html_text import esc
from audit.report.wording import SEVERITIES
from audit.version import VERSION

__all__ = ["RuleText", "rule_texts", "write"]

_PAGE: Final = Path(__file__).with_name("data") / "page"
#: The parts of the script and of the style, in the order in which they are joined.
_SCRIPTS: Final = (
    "base", "data", "filters", "decisions", "score", "marks", "cards", "rows", "list",
    "popover", "overview", "documents", "add", "server", "keys", "main",
)  # fmt: skip
_STYLES: Final = ("base", "overview", "texts", "review", "media")
#: Where the template is cut, to write the data piece by piece.
_DATA: Final = "<!-- data -->"


def rule_texts(rules: Mapping[str, Explained]) -> dict[str, RuleText]:
    """Code → explanation, of anything that has the fields of a rule."""
    return {c: RuleText(r.code, r.name, r.check, r.mqm, r.meaning, r.why, r.remedy) for c, r in rules.items()}


def write(
    report: Report,
    path: Path,
    rules: Mapping[str, RuleText],
    scoring: Scoring,
    history: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Write the report to one self-contained HTML file.

    Parameters
    ----------
    rules: explanations of the rules by code; a code without one is shown without.
    scoring: the scoring profile of the report, so that the score can follow a filter or a decision.
    history: lines of history.jsonl, the oldest first, for the trend.

    Raises
    ------
    AuditError: where the file cannot be written.
    """
    with replacing_text(path) as file:
        file.writelines(page(report, rules, scoring, history))


def page(
    report: Report, rules: Mapping[str, RuleText], scoring: Scoring, history: Sequence[Mapping[str, Any]] = ()
) -> Iterator[str]:
    """The page in pieces."""
    found = {f.code for f in (*report.findings, *report.suppressed)}
    data = packed(report, {c: r for c, r in rules.items() if c in found}, scoring)
    script = _script()
    style = _joined(_STYLES, "css")
    text = Template(_read("page.html")).substitute(
        title=esc(title(report)),
        script_hash=_hash(script),
        style_hash=_hash(style),
        style=style,
        script=script,
        run=data.run,
        overview=overview(report, history),
        documents=documents_table(report),
        worst=worst_findings(report),
        severity_filters="".join(_severity_filter(str(s), SHAPES[s]) for s in SEVERITIES),
        rules=rules_list(report, rules),
        signature=esc(report.signature),
        version=esc(VERSION),
    )
    before, after = text.split(_DATA)
    yield before
    yield from _templates(data)
    yield after


def _templates(data: Packed) -> Iterator[str]:
    yield f'<template id="index">{data.index}</template>\n'
    for number, chunk in enumerate(data.chunks):
        yield f'<template id="chunk{number}">{chunk}</template>\n'


def _script() -> str:
    return f'\n"use strict";\n(() => {{\n{_joined(_SCRIPTS, "js")}}})();\n'


def _severity_filter(name: str, shape: str) -> str:
    return (
        f'<button type="button" class="chip {name}" data-sev="{name}" aria-pressed="true">'
        f'<span class="shape" aria-hidden="true">{shape}</span>{name}</button>'
    )


def _joined(names: Sequence[str], kind: str) -> str:
    return "\n".join(_read(f"{name}.{kind}") for name in names)


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _read(name: str) -> str:
    return (_PAGE / name).read_text(encoding="utf-8")
