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
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from string import Template
from typing import Any, Final

from audit.model import Report
from audit.report.files import replacing_text
from audit.report.html_charts import Run
from audit.report.html_data import Chunk, Packed, Scoring, packed, packed_index
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

__all__ = ["RuleText", "Run", "page", "rule_texts", "write"]

_PAGE: Final = Path(__file__).with_name("data") / "page"
#: The parts of the script and of the style, in the order in which they are joined.
_SCRIPTS: Final = (
    "base", "data", "filters", "decisions", "score", "marks", "cards", "rows", "list",
    "popover", "overview", "documents", "add", "server", "keys", "main",
)  # fmt: skip
_STYLES: Final = ("base", "overview", "texts", "review", "media")
#: Where the template is cut, to write the data piece by piece.
_DATA: Final = "<!-- data -->"
#: Bytes of data over which a report is split, and of the texts of a part: browsers open more, but slowly.
_LARGEST: Final = 50_000_000
_PART: Final = 30_000_000


def rule_texts(rules: Mapping[str, Explained]) -> dict[str, RuleText]:
    """Code → explanation, of anything that has the fields of a rule."""
    return {c: RuleText(r.code, r.name, r.check, r.mqm, r.meaning, r.why, r.remedy) for c, r in rules.items()}


def write(
    report: Report,
    path: Path,
    rules: Mapping[str, RuleText],
    scoring: Scoring,
    runs: Sequence[Run] = (),
) -> list[Path]:
    """Write the report to one self-contained HTML file, or, over 50 MB, to a file of the summary that leads
    to files of parts of the batch in a folder beside it; returns the parts.

    Parameters
    ----------
    rules: explanations of the rules by code; a code without one is shown without.
    scoring: the scoring profile of the report, so that the score can follow a filter or a decision.
    runs: earlier runs and this one, the oldest first, for the trend.

    Raises
    ------
    AuditError: where the file cannot be written.
    """
    told = _told(report, rules)
    data = packed(report, told, scoring)
    folder = path.with_name(f"{path.stem}-parts")
    groups = _groups(data.chunks) if data.size > _LARGEST else []
    if len(groups) < 2:
        with replacing_text(path) as file:
            file.writelines(_page(report, told, data, runs))
        _drop_parts(folder, 0)
        return []
    parts: list[Path] = []
    listed: list[dict[str, Any]] = []
    for number, chunks in enumerate(groups, 1):
        first = chunks[0].start
        stop = groups[number][0].start if number < len(groups) else len(report.documents)
        part = replace(report, documents=report.documents[first:stop])
        moved = tuple(Chunk(chunk.start - first, chunk.data) for chunk in chunks)
        more = {"part": {"number": number, "of": len(groups), "whole": f"../{path.name}"}}
        index = packed_index(part, told, scoring, [chunk.start for chunk in moved], more)
        parts.append(folder / f"{number}.html")
        listed.append({"file": f"{folder.name}/{number}.html", "first": first})
        with replacing_text(parts[-1]) as file:
            file.writelines(_page(part, told, Packed(data.run, index, moved), ()))
    index = packed_index(report, told, scoring, [], {"parts": listed})
    with replacing_text(path) as file:
        file.writelines(_page(report, told, Packed(data.run, index, ()), runs))
    _drop_parts(folder, len(parts))
    return parts


def _drop_parts(folder: Path, many: int) -> None:
    """Remove the parts of an earlier report that had more of them."""
    for path in folder.glob("*.html"):
        if path.stem.isdecimal() and int(path.stem) > many:
            path.unlink(missing_ok=True)
    if many == 0:
        with suppress(OSError):  # not there, or holds files of others
            folder.rmdir()


def page(
    report: Report, rules: Mapping[str, RuleText], scoring: Scoring, runs: Sequence[Run] = ()
) -> Iterator[str]:
    """The page of a whole report, in pieces, however large it is."""
    told = _told(report, rules)
    return _page(report, told, packed(report, told, scoring), runs)


def _told(report: Report, rules: Mapping[str, RuleText]) -> dict[str, RuleText]:
    """The rules that found something."""
    found = {f.code for f in report.findings}
    return {code: rule for code, rule in rules.items() if code in found}


def _groups(chunks: Sequence[Chunk]) -> list[list[Chunk]]:
    """Chunks by the part that holds them."""
    groups: list[list[Chunk]] = []
    size = 0
    for chunk in chunks:
        if not groups or size + len(chunk.data) > _PART:
            groups.append([])
            size = 0
        groups[-1].append(chunk)
        size += len(chunk.data)
    return groups


def _page(report: Report, rules: Mapping[str, RuleText], data: Packed, runs: Sequence[Run]) -> Iterator[str]:
    script = _script()
    style = _joined(_STYLES, "css")
    text = Template(_read("page.html")).substitute(
        title=esc(title(report)),
        script_hash=_hash(script),
        style_hash=_hash(style),
        style=style,
        script=script,
        run=data.run,
        overview=overview(report, runs),
        documents=documents_table(report),
        worst=worst_findings(report),
        severity_filters="".join(_severity_filter(str(s), SHAPES[s]) for s in SEVERITIES),
        rules=rules_list(report, rules),
        signature=esc(report.signature),
        version=esc(VERSION),
    )
    before, after = text.split(_DATA)
    yield before
    yield f'<template id="index">{data.index}</template>\n'
    for number, chunk in enumerate(data.chunks):
        yield f'<template id="chunk{number}">{chunk.data}</template>\n'
    yield after


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
