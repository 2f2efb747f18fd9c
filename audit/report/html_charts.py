"""The charts of the summary: drawn here so that they are read without the script, which makes each value a
filter and lets the figures follow it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from audit.model import Finding, Report
from audit.mqm import dimension
from audit.report import wording
from audit.report.html_parts import listed, shape
from audit.report.html_text import esc

#: Bars of the distribution of segment scores.
BINS: Final = 10
#: Runs that the trend shows.
_RUNS: Final = 12


def severities(report: Report) -> str:
    """A tile for each severity."""
    counts = Counter(f.severity for f in report.standing)
    tiles = "".join(
        f'<button type="button" class="tile {s}" data-filter="sev" data-value="{s}">'
        f"{shape(s)}<b>{wording.number(counts[s])}</b> <span>{s}</span></button>"
        for s in wording.SEVERITIES
    )
    return (
        f'<section class="panel sevs"><h2>Findings by severity</h2><div class="tiles">{tiles}</div></section>'
    )


def types(report: Report) -> str:
    """A table of MQM error types by severity."""
    if not report.standing:
        return _panel("By error type", '<p class="quiet">Nothing was found.</p>', "types")
    by_type: dict[str, list[Finding]] = {}
    for finding in report.standing:
        by_type.setdefault(finding.mqm, []).append(finding)
    most = max(map(len, by_type.values()))
    rows = "".join(
        _type_row(mqm, found, most) for mqm, found in sorted(by_type.items(), key=lambda kv: -len(kv[1]))
    )
    heads = "".join(
        f'<th scope="col"><span class="sev {s}">{shape(s)}<span>{s}</span></span></th>'
        for s in wording.SEVERITIES
    )
    table = (
        '<div class="scroll flat" tabindex="0" role="region" aria-label="Error types by severity">'
        '<table class="matrix"><thead><tr><th scope="col">MQM error type</th>'
        f'{heads}<th scope="col">all</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )
    return _panel("By error type", table, "types")


def _type_row(mqm: str, found: Sequence[Finding], most: int) -> str:
    counts = Counter(f.severity for f in found)
    name = mqm.split("/", 1)[-1]
    cells = "".join(
        f'<td><button type="button" class="{s}" data-filter="type sev" data-value="{esc(mqm)}" data-sev="{s}"'
        f"{'' if counts[s] else ' disabled'}>{wording.number(counts[s]) if counts[s] else '·'}"
        f'<span class="sr"> {s}, {esc(name)}</span></button></td>'
        for s in wording.SEVERITIES
    )
    return (
        f'<tr><th scope="row"><button type="button" data-filter="type" data-value="{esc(mqm)}">'
        f"<span>{esc(name)}</span> <small>{esc(dimension(mqm))}</small></button></th>{cells}"
        f'<td class="all"><b>{wording.number(len(found))}</b>{_bar(len(found), most)}</td></tr>'
    )


def checks(report: Report) -> str:
    """A bar for each group of rules."""
    counts = Counter(f.check for f in report.standing).most_common()
    items = "".join(
        f'<li><button type="button" data-filter="check" data-value="{esc(check)}"><span>{esc(check)}</span>'
        f"{_bar(many, counts[0][1])}<b>{wording.number(many)}</b></button></li>"
        for check, many in counts
    )
    body = listed("bars", items) or '<p class="quiet">Nothing was found.</p>'
    return _panel("By check", body, "checks")


def segment_scores(report: Report) -> str:
    """How many segments have which score."""
    scores = [s.measures["score"] for d in report.documents for s in d.segments if "score" in s.measures]
    counts = Counter(min(BINS - 1, int(x * BINS)) for x in scores if x == x)
    most = max(counts.values(), default=0)
    if not most:
        return _panel("Segment scores", '<p class="quiet">No segment has a score.</p>', "scores")
    bars = "".join(_score_bar(n, counts[n], most) for n in range(BINS))
    note = (
        f"{wording.count(sum(counts.values()), 'segment')} by score, from 0 (worst) to 1. "
        "The score of a segment is the judgement that people would probably give, from 0, among the worst "
        "twentieth of judged machine translations, to 1, among the best; lowered by what was found in it."
    )
    return _panel(
        "Segment scores", f'<div class="histogram">{bars}</div><p class="quiet">{note}</p>', "scores"
    )


def _score_bar(number: int, many: int, most: int) -> str:
    low, high = number / BINS, (number + 1) / BINS
    height = 100 * many / most
    return (
        f'<button type="button" data-filter="score" data-value="{number}" title="{low:.1f} to {high:.1f}"'
        f"{'' if many else ' disabled'}><b>{wording.number(many) if many else ''}</b>"
        '<svg viewBox="0 0 10 100" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="10" height="{height:.1f}" y="{100 - height:.1f}"/></svg>'
        f'<span><span class="sr">segments with a score from </span>{low:.1f}</span></button>'
    )


@dataclass(frozen=True)
class Run:
    """A run as the trend shows it. ``at`` is ISO 8601; runs of one ``signature`` compare."""

    at: str
    score: float
    findings: int
    signature: str


def trend(runs: Sequence[Run], threshold: float) -> str:
    """Quality scores of the last runs of a batch, this one last; nothing for one run alone."""
    runs = runs[-_RUNS:]
    if len(runs) < 2:
        return ""
    low = min(0.0, *(run.score for run in runs))
    step = 300 / (len(runs) - 1)

    def height(score: float) -> float:
        return 8 + 64 * (100 - score) / (100 - low)

    points = [(10 + i * step, height(run.score)) for i, run in enumerate(runs)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>' for x, y in points)
    goal = f"{height(threshold):.1f}"
    rows = "".join(
        f'<tr><th scope="row">{esc(run.at[:16].replace("T", " "))}</th>'
        f"<td>{wording.number(run.score, 1)}</td>"
        f"<td>{wording.count(run.findings, 'finding')}</td></tr>"
        for run in reversed(runs)
    )
    change = runs[-1].score - runs[-2].score
    said = "as the run before" if abs(change) < 0.05 else f"{change:+.1f} since the run before"
    warned = ""
    if any(run.signature != runs[-1].signature for run in runs):
        warned = (
            '<p class="quiet">Some earlier runs had other rules, engines or profile: '
            "their scores do not compare.</p>"
        )
    body = (
        f'<p class="change">{wording.number(runs[-1].score, 1)}, {said}</p>'
        '<svg class="trend" viewBox="0 0 320 80" aria-hidden="true">'
        f'<line class="goal" x1="0" x2="320" y1="{goal}" y2="{goal}"/>'
        f'<polyline points="{line}"/>{dots}</svg>'
        f"<details><summary>{wording.count(len(runs), 'run')}</summary>"
        f'<table class="runs"><tbody>{rows}</tbody></table></details>{warned}'
    )
    return _panel("Trend", body, "trends")


def _bar(value: int, most: int) -> str:
    return (
        '<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{100 * value / most:.1f}" height="4"/></svg>'
    )


def _panel(title: str, body: str, name: str) -> str:
    return f'<section class="panel {name}"><h2>{title}</h2>{body}</section>'
