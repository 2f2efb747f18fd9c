"""The gate: a report and thresholds → passed, failed, or could not judge. An outage is never a pass."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum

from audit.grade.scorecard import reaches
from audit.model import DocumentReport, Need, Report, Verdict
from audit.mqm import Severity

#: The verdict of a run that nobody asked to be judged.
NO_GATE = Verdict(None, ("no gate was asked for (`mtaudit gate` judges)",))


class Exit(IntEnum):
    """Exit codes of the command."""

    PASSED = 0
    FAILED = 1
    USAGE = 2
    NOT_JUDGED = 3


@dataclass(frozen=True)
class GateSettings:
    """What a run must reach; None is not asked for.

    ``threshold`` is the lowest calibrated quality score (0–100), the profile's own where None;
    ``max_critical``, ``max_major`` and ``max_minor`` are findings in the whole run;
    ``max_findings_per_1000`` counts them per 1,000 target words; ``max_failing_documents`` is the share
    (0–1) of documents that may lie below the threshold or hold something critical. ``require`` is the
    evidence without which a document is not judged, and ``max_not_judged`` the share (0–1) of documents that
    may be unreadable, without words, or without that evidence.
    """

    threshold: float | None = None
    max_critical: int | None = 0
    max_major: int | None = None
    max_minor: int | None = None
    max_findings_per_1000: float | None = None
    max_failing_documents: float | None = None
    max_not_judged: float = 0.0
    require: tuple[Need, ...] = ()


def judge(report: Report, gate: GateSettings) -> Verdict:
    """The verdict on a run. What is known to fail fails even where something else could not be judged.

    ``passed`` is None where nothing fails but too much could not be judged.
    """
    fails = _fails(report, gate)
    open_ = _not_judged(report, gate)
    score = report.score
    warning = (
        (f"only {score.words:,} words: below 500 the score says little",)
        if report.documents and score.small_sample
        else ()
    )
    if fails:
        return Verdict(False, (*fails, *open_, *warning))
    if open_:
        return Verdict(None, (*open_, *warning))
    return Verdict(
        True, (f"quality score {_figure(score.calibrated)}, {_threshold(report, gate):g} needed", *warning)
    )


def exit_code(report: Report, *, gated: bool) -> Exit:
    """The exit code of a run: its verdict where a gate was asked for, else whether anything was audited."""
    if not gated:
        return Exit.PASSED if report.documents else Exit.NOT_JUDGED
    return {True: Exit.PASSED, False: Exit.FAILED, None: Exit.NOT_JUDGED}[report.verdict.passed]


def _threshold(report: Report, gate: GateSettings) -> float:
    return report.score.threshold if gate.threshold is None else gate.threshold


def _fails(report: Report, gate: GateSettings) -> list[str]:
    score, threshold = report.score, _threshold(report, gate)
    out: list[str] = []
    if score.calibrated is not None and not reaches(score.calibrated, threshold):
        out.append(f"quality score {_figure(score.calibrated)} is below {threshold:g}")
    for severity, most in (
        (Severity.CRITICAL, gate.max_critical),
        (Severity.MAJOR, gate.max_major),
        (Severity.MINOR, gate.max_minor),
    ):
        found = score.counts.get(severity, 0)
        if most is not None and found > most:
            out.append(f"{found:,} {severity} {_plural(found, 'finding')}, at most {most:,} allowed")
    most_findings = gate.max_findings_per_1000
    if most_findings is not None and score.words:
        rate = len(report.standing) * 1000 / score.words
        if rate > most_findings:
            out.append(f"{rate:.2f} findings per 1,000 words, at most {most_findings:g} allowed")
    if gate.max_failing_documents is not None and report.documents:
        failing = sum(_failing(d, threshold, gate) for d in report.documents)
        if failing > gate.max_failing_documents * len(report.documents):
            share = f"{failing:,} of {len(report.documents):,} documents fail"
            out.append(f"{share}, at most {gate.max_failing_documents:.0%} allowed")
    return out


def _failing(document: DocumentReport, threshold: float, gate: GateSettings) -> bool:
    score = document.score
    low = score.calibrated is not None and not reaches(score.calibrated, threshold)
    return low or (
        gate.max_critical is not None and score.counts.get(Severity.CRITICAL, 0) > gate.max_critical
    )


def _not_judged(report: Report, gate: GateSettings) -> list[str]:
    if not report.documents:
        return ["no document could be audited"]
    every = len(report.documents) + len(report.failures)
    silent = sum(d.score.words == 0 for d in report.documents)
    lacking = {n: sum(n not in d.article.evidence for d in report.documents) for n in gate.require}
    whole = sum(d.score.words > 0 and set(gate.require) <= d.article.evidence for d in report.documents)
    if every - whole <= gate.max_not_judged * every:
        return []
    out: list[str] = []
    if report.failures:
        n = len(report.failures)
        out.append(f"{n:,} {_plural(n, 'document')} could not be read, the first: {report.failures[0].where}")
    if silent:
        out.append(f"{silent:,} {_plural(silent, 'document')} without words")
    for need, n in lacking.items():
        if n:
            why = next((f": {j.reason}" for j in report.not_judged if j.need is need), "")
            out.append(f"{n:,} {_plural(n, 'document')} without {need}, which the gate requires{why}")
    return [" ".join(line.split()) for line in out]


def _plural(n: int, word: str) -> str:
    return word if n == 1 else f"{word}s"


def _figure(value: float | None) -> str:
    """One digit after the point, rounded down: 89.97 must not read as the 90 that it misses."""
    return "none" if value is None else f"{math.floor(value * 10 + 1e-6) / 10:.1f}"
