"""The texts of the HTML report: each document side by side, each segment with its findings."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from audit.model import DocumentReport, Finding, Kind, Language, NotJudged, Segment, Side
from audit.mqm import Severity
from audit.report import wording
from audit.report.html_marks import Cell, Mark, cells, marked
from audit.report.html_text import esc, shown

#: A shape for each severity, so that none is told by its colour alone.
SHAPES: Final = {Severity.CRITICAL: "◆", Severity.MAJOR: "▲", Severity.MINOR: "●", Severity.NEUTRAL: "○"}

_ONE_DIGIT: Final = ("chrf", "bleu")  # 0–100; the other measures are about 1
_LABELS: Final = {"chrf": "chrF", "bleu": "BLEU", "back_cosine": "back cosine"}
_HEADS: Final = {"source": "Source", "target": "Translation", "back": "Back-translation"}
_MISSING: Final = {
    "source": "nothing in the source answers to this",
    "target": "nothing in the translation answers to this",
}


@dataclass(frozen=True)
class _View:
    """One document as it is laid out."""

    report: DocumentReport
    name: str  # its id in the page
    first: int  # the number of its first finding in the report
    rules: Container[str]  # codes that the page explains
    columns: tuple[str, ...]
    cells: dict[Side, list[Cell | None]]  # one a segment
    findings: dict[int, list[int]]  # segment → findings that are reported in it
    loose: list[int]  # findings that no segment can show


def document(report: DocumentReport, number: int, first: int, rules: Container[str]) -> Iterator[str]:
    """The section of one document, in pieces.

    Parameters
    ----------
    number: of the document in the report, from 1.
    first: number of its first finding in the report.
    rules: codes of the rules that the page explains.
    """
    view = _view(report, number, first, rules)
    name = view.name
    yield f'<section class="doc cols{len(view.columns)}" id="{name}" aria-labelledby="{name}h">'
    yield _head(view)
    yield f'<div class="grid" role="table" aria-labelledby="{name}h">{_column_heads(view)}'
    for row, segment in enumerate(report.segments):
        yield _row(view, row, segment)
    if not report.segments:
        yield '<p class="empty">There is no text here.</p>'
    yield "</div></section>\n"


def severity_badge(severity: Severity) -> str:
    """The shape and the name of a severity."""
    return f'<span class="sev {severity}">{_shape(severity)}{severity}</span>'


def severity_counts(findings: Sequence[Finding]) -> str:
    """Badges with the counts of the severities that occur."""
    counts = Counter(f.severity for f in findings)
    badges = [
        f'<span class="sev {s}" title="{s}">{_shape(s)}{counts[s]:,}<span class="sr"> {s}</span></span>'
        for s in wording.SEVERITIES
        if counts[s]
    ]
    return "".join(badges) or '<span class="quiet">none</span>'


def not_judged(note: NotJudged) -> str:
    """One list item: what, why, how to get it, and which rules could not speak."""
    codes = f' <span class="codes">{esc(", ".join(note.codes))}</span>' if note.codes else ""
    remedy = ""
    if note.remedy:
        remedy = f' <span class="remedy">To get it: <code>{shown(note.remedy)}</code></span>'
    return f"<li><strong>{esc(str(note.need))}</strong>: {shown(note.reason)}.{remedy}{codes}</li>"


def _shape(severity: Severity) -> str:
    return f'<span class="shape" aria-hidden="true">{SHAPES[severity]}</span>'


def _view(report: DocumentReport, number: int, first: int, rules: Container[str]) -> _View:
    columns = ["source"] if report.document.source is not None else []
    columns.append("target")
    if any(s.back is not None for s in report.segments):
        columns.append("back")
    marks: dict[Side, list[Mark]] = {"source": [], "target": []}
    for i, finding in enumerate(report.findings, first):
        for place, span in enumerate(finding.spans):
            marks[span.side].append(Mark(i, finding.severity, span, finding.message, place == 0))
    laid: dict[Side, list[Cell | None]] = {
        "source": cells(report.document.text("source"), [s.source for s in report.segments], marks["source"]),
        "target": cells(report.document.text("target"), [s.target for s in report.segments], marks["target"]),
    }
    home: dict[int, int] = {}
    for column in laid.values():
        for row, cell in enumerate(column):
            for mark in cell.marks if cell else ():
                if mark.first:
                    home.setdefault(mark.finding, row)
    findings: dict[int, list[int]] = defaultdict(list)
    loose: list[int] = []
    for index in range(len(report.findings)):
        row_or_none = home.get(first + index)
        (loose if row_or_none is None else findings[row_or_none]).append(index)
    return _View(report, f"d{number}", first, rules, tuple(columns), laid, findings, loose)


def _head(view: _View) -> str:
    report, name = view.report, view.name
    item = report.document
    known = [("source", item.source_lang)] if item.source_lang else []
    facts = [_language(label, language) for label, language in [*known, ("translation", item.target_lang)]]
    facts += [wording.count(report.score.words, "word"), f"judged on {wording.level_name(report.article)}"]
    if report.estimate is not None:
        facts.append(wording.estimate(report.estimate))
    path = f'<span class="path">{shown(item.path)}</span>' if item.path and item.path != item.id else ""
    notes = [*(f"<li>{shown(note)}</li>" for note in item.notes), *map(not_judged, report.not_judged)]
    extra = ""
    if notes:
        told = f"{wording.count(len(notes), 'note')} on what could be judged"
        extra = f'<details class="docnotes"><summary>{told}</summary><ul>{"".join(notes)}</ul></details>'
    if view.loose:
        extra += f'<div class="cards loose">{"".join(_card(view, i) for i in view.loose)}</div>'
    score = wording.number(report.score.calibrated, 1)
    return (
        f'<header class="dochead"><div class="doctitle">'
        f'<h3 id="{name}h"><a href="#{name}">{shown(item.id)}</a></h3>{path}</div>'
        f'<p class="facts">{" · ".join(facts)}</p>'
        f'<div class="docsum">{severity_counts(report.findings)}'
        f'<span class="docscore" title="calibrated quality score">{score}</span></div>{extra}</header>'
    )


def _language(label: str, language: Language) -> str:
    return f"{label} <b>{esc(language.code)}</b> ({esc(wording.origin(language))})"


def _column_heads(view: _View) -> str:
    heads = "".join(f'<div role="columnheader">{_HEADS[c]}</div>' for c in view.columns)
    number = '<div role="columnheader"><span class="sr">Segment</span></div>'
    return f'<div class="heads" role="row">{number}{heads}</div>'


def _row(view: _View, row: int, segment: Segment) -> str:
    here = f"{view.name}s{segment.index}"
    kind = "" if segment.kind is Kind.PROSE else f" k-{segment.kind.name.lower()}"
    texts = "".join(
        _back(view, segment)
        if column == "back"
        else _text(view, "source" if column == "source" else "target", row)
        for column in view.columns
    )
    return (
        f'<div class="row{kind}" role="rowgroup" id="{here}"><div class="line" role="row">'
        f'<div class="no" role="rowheader"><a href="#{here}">{segment.index + 1}</a></div>{texts}</div>'
        f"{_under(view, segment, view.findings.get(row, ()))}</div>\n"
    )


def _text(view: _View, side: Side, row: int) -> str:
    item = view.report.document
    label = f'role="cell" data-label="{_HEADS[side]}"'
    cell = view.cells[side][row]
    if cell is None:
        return f'<div class="tx none" {label}>{_MISSING[side]}</div>'
    code = item.target_lang.code if side == "target" else _source_code(view)
    html = marked(item.text(side), cell)
    return f'<div class="tx" {label}><div class="t" lang="{esc(code)}" dir="auto">{html}</div></div>'


def _back(view: _View, segment: Segment) -> str:
    label = f'role="cell" data-label="{_HEADS["back"]}"'
    if segment.back is None:
        return f'<div class="tx back none" {label}>not translated back</div>'
    unknown = ""
    if segment.back.unknown:
        code, words = esc(view.report.document.target_lang.code), shown(", ".join(segment.back.unknown))
        unknown = f'<p class="unknown">Unknown to the engine: <span lang="{code}">{words}</span></p>'
    text = f'<div class="t" lang="{esc(_source_code(view))}" dir="auto">{shown(segment.back.text)}</div>'
    return f'<div class="tx back" {label}>{text}{unknown}</div>'


def _source_code(view: _View) -> str:
    language = view.report.document.source_lang
    return language.code if language else "und"


def _under(view: _View, segment: Segment, findings: Sequence[int]) -> str:
    """The findings that are reported in a segment, and its measures."""
    figures = [
        _measure(name, value, segment.measures)
        for name, value in segment.measures.items()
        if not name.endswith(("_low", "_high")) and name != "calibrated"
    ]
    measures = f'<p class="measures">{" ".join(figures)}</p>' if figures else ""
    cards = "".join(_card(view, i) for i in findings)
    if not cards and not measures:
        return ""
    return (
        f'<div class="under" role="row"><div role="cell" aria-colspan="{len(view.columns) + 1}">'
        f'<div class="cards">{cards}</div>{measures}</div></div>'
    )


def _measure(name: str, value: float, measures: Mapping[str, float]) -> str:
    """A measure with its interval, if it has one."""
    figure = wording.number(value if math.isfinite(value) else None, 1 if name in _ONE_DIGIT else 2)
    if f"{name}_low" in measures:
        figure += f" ({wording.interval(measures[f'{name}_low'], measures[f'{name}_high'])})"
    return f"<span>{esc(_LABELS.get(name, name))} <b>{figure}</b></span>"


def _card(view: _View, index: int) -> str:
    """One finding: a line that opens to all that is known of it."""
    finding = view.report.findings[index]
    number = view.first + index
    name = f"f{number}"
    return (
        f'<details class="card {finding.severity}" id="{name}" data-f="{number}" '
        f'data-sev="{finding.severity}" '
        f'data-check="{esc(finding.check)}" data-code="{esc(finding.code)}">'
        f'<summary id="{name}s">{severity_badge(finding.severity)} <code>{esc(finding.code)}</code> '
        f'<span class="msg">{shown(finding.message)}</span></summary>'
        f'<div class="body"><p class="kind">{_facts(view, finding)}'
        f'<span><a href="#{name}">link</a></span></p>'
        f"{_grounds(finding)}</div></details>"
    )


def _facts(view: _View, finding: Finding) -> str:
    facts = [
        f"<b>{shown(finding.name)}</b>",
        esc(finding.mqm),
        f"confidence {wording.percent(finding.confidence)}",
    ]
    if len(finding.spans) > 1:
        facts.append(f"marked at {len(finding.spans):,} places")
    out = "".join(f"<span>{fact}</span>" for fact in facts)
    if finding.code in view.rules:
        code = esc(finding.code)
        out += f'<span class="about"><a href="#rule-{code}">about {code}</a></span>'
    return out


def _grounds(finding: Finding) -> str:
    """Evidence and suggestion."""
    rows = [
        f'<div><dt>{shown(e.label)}</dt><dd dir="auto">{shown(e.text)}</dd></div>' for e in finding.evidence
    ]
    if finding.suggestion is not None:
        old = f'<del dir="auto">{shown(finding.text)}</del> ' if finding.text else ""
        new = f'<ins dir="auto">{shown(finding.suggestion)}</ins>' if finding.suggestion else "delete it"
        rows.append(f'<div class="fix"><dt>suggestion</dt><dd>{old}{new}</dd></div>')
    return f"<dl>{''.join(rows)}</dl>" if rows else ""
