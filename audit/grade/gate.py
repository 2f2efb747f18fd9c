"""The gate: a report and thresholds → passed, failed, or could not judge. An outage is never a pass.

Only findings that count are judged: none that somebody suppressed and, where a baseline was given, only new
ones.
A language pair or a folder may have thresholds of its own; its documents are then judged by themselves.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from fnmatch import fnmatchcase
from typing import Any

from audit.grade.scorecard import reaches, score
from audit.model import Document, DocumentReport, Failure, Finding, Need, Report, Score, Verdict
from audit.mqm import Severity

#: The verdict of a run that nobody asked to be judged.
NO_GATE = Verdict(None, ("no gate was asked for: mtaudit gate judges",))


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
    ``max_critical``, ``max_major`` and ``max_minor`` are findings in the whole run, ``max_by_rule`` those of
    a code, code prefix, name or check of rules; ``max_findings_per_1000`` counts them per 1,000 target words;
    ``max_failing_documents`` is the share (0–1) of documents that may lie below the threshold or hold
    something critical. ``require`` is the evidence without which a document is not judged, and
    ``max_not_judged`` the share (0–1) of documents that may be unreadable, without words, or without that
    evidence.

    ``folders`` and ``pairs`` map a folder ("news", "news/*") or a language pair ("en-fr", "*-fr") to fields
    that differ there. The documents of one are judged as a batch of their own: by the first folder that fits,
    else by the first pair, else by the rest.
    """

    threshold: float | None = None
    max_critical: int | None = 0
    max_major: int | None = None
    max_minor: int | None = None
    max_by_rule: Mapping[str, int] = field(default_factory=dict)
    max_findings_per_1000: float | None = None
    max_failing_documents: float | None = None
    max_not_judged: float = 0.0
    require: tuple[Need, ...] = ()
    folders: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    pairs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Batch:
    """Documents that are judged together. ``label`` is "" for those without thresholds of their own."""

    label: str
    gate: GateSettings
    report: Report
    documents: Sequence[DocumentReport]
    failures: Sequence[Failure]
    score: Score
    threshold: float

    @property
    def findings(self) -> list[Finding]:
        return [f for d in self.documents for f in d.findings if f.counts]


def _batch(
    label: str,
    gate: GateSettings,
    report: Report,
    documents: Sequence[DocumentReport],
    failures: Sequence[Failure] = (),
) -> _Batch:
    findings = (f for d in documents for f in d.findings if f.counts)
    total = score(findings, sum(d.score.words for d in documents), report.profile)
    threshold = total.threshold if gate.threshold is None else gate.threshold
    return _Batch(label, gate, report, documents, failures, total, threshold)


def judge(report: Report, gate: GateSettings) -> Verdict:
    """The verdict on a run. What is known to fail fails even where something else could not be judged.

    ``passed`` is None where nothing fails but too much could not be judged.
    """
    batches = _batches(report, gate)
    fails = [_labelled(b, reason) for b in batches for reason in _fails(b)]
    open_ = [_labelled(b, reason) for b in batches for reason in _not_judged(b)]
    warning = (
        (f"only {report.score.words:,} words: below 500 the score says little",)
        if report.documents and report.score.small_sample
        else ()
    )
    if fails:
        return Verdict(False, (*fails, *open_, *warning))
    if open_:
        return Verdict(None, (*open_, *warning))
    said = [_labelled(b, f"{_quality(b)}, {b.threshold:g} needed") for b in batches]
    return Verdict(True, (*said, *warning))


def exit_code(report: Report, *, gated: bool) -> Exit:
    """The exit code of a run: its verdict where a gate was asked for, else whether anything was audited."""
    if not gated:
        return Exit.PASSED if report.documents else Exit.NOT_JUDGED
    return {True: Exit.PASSED, False: Exit.FAILED, None: Exit.NOT_JUDGED}[report.verdict.passed]


def _batches(report: Report, gate: GateSettings) -> list[_Batch]:
    groups: dict[str, list[DocumentReport]] = {}
    for document in report.documents:
        groups.setdefault(_label(document.document, gate), []).append(document)
    rest = groups.pop("", [])
    scopes = {**gate.pairs, **gate.folders}
    plain = replace(gate, folders={}, pairs={})
    out = [
        _batch(label, replace(plain, **scopes[label]), report, groups[label])
        for label in scopes
        if label in groups
    ]
    if rest or report.failures or not out:
        # What could not be read is of no known pair: it is among the rest.
        out.insert(0, _batch("", plain, report, rest, report.failures))
    return out


def _label(document: Document, gate: GateSettings) -> str:
    folder = next((f for f in gate.folders if _below(document, f)), "")
    return folder or next((p for p in gate.pairs if _speaks(document, p)), "")


def _below(document: Document, folder: str) -> bool:
    """Whether the path or the id of a document lies below a folder."""
    pattern = f"*/{folder.strip('/')}"
    names = (f"/{name}".replace("\\", "/") for name in (document.path, document.id) if name)
    return any(fnmatchcase(name, pattern) or fnmatchcase(name, f"{pattern}/*") for name in names)


def _speaks(document: Document, pair: str) -> bool:
    source, target = document.source_lang, document.target_lang
    full = f"{source.code if source else 'und'}-{target.code}"
    base = f"{source.base if source else 'und'}-{target.base}"
    return any(fnmatchcase(name.lower(), pair.lower()) for name in (full, base))


def _labelled(batch: _Batch, reason: str) -> str:
    return f"{batch.label}: {reason}" if batch.label else reason


def _fails(batch: _Batch) -> Iterator[str]:
    total, threshold, gate = batch.score, batch.threshold, batch.gate
    new = " new" if batch.report.baseline is not None else ""
    if total.calibrated is not None and not reaches(total.calibrated, threshold):
        yield f"{_quality(batch)} is below {threshold:g}"
    for severity, most in (
        (Severity.CRITICAL, gate.max_critical),
        (Severity.MAJOR, gate.max_major),
        (Severity.MINOR, gate.max_minor),
    ):
        found = total.counts.get(severity, 0)
        if most is not None and found > most:
            yield f"{found:,}{new} {severity} {_plural(found, 'finding')}, at most {most:,} allowed"
    for entry, most in gate.max_by_rule.items():
        found = sum(_is_of(f, entry) for f in batch.findings)
        if found > most:
            yield f"{found:,}{new} {_plural(found, 'finding')} of {entry}, at most {most:,} allowed"
    most_findings = gate.max_findings_per_1000
    if most_findings is not None and total.words:
        rate = len(batch.findings) * 1000 / total.words
        if rate > most_findings:
            yield f"{rate:.2f}{new} findings per 1,000 words, at most {most_findings:g} allowed"
    if gate.max_failing_documents is not None and batch.documents:
        failing = sum(_failing(d, batch) for d in batch.documents)
        if failing > gate.max_failing_documents * len(batch.documents):
            share = f"{failing:,} of {len(batch.documents):,} documents fail"
            yield f"{share}, at most {gate.max_failing_documents:.0%} allowed"


def _is_of(finding: Finding, entry: str) -> bool:
    """Whether a finding is of a rule named by code, code prefix, name or check."""
    return finding.code.startswith(entry.upper()) or entry.lower() in (finding.name, finding.check)


def _failing(document: DocumentReport, batch: _Batch) -> bool:
    counting = (f for f in document.findings if f.counts)
    made = score(counting, document.score.words, batch.report.profile)
    low = made.calibrated is not None and not reaches(made.calibrated, batch.threshold)
    most = batch.gate.max_critical
    return low or (most is not None and made.counts.get(Severity.CRITICAL, 0) > most)


def _not_judged(batch: _Batch) -> list[str]:
    documents, gate = batch.documents, batch.gate
    if not documents and not batch.failures:
        return ["no document could be audited"]
    if not documents and not batch.report.documents:
        return [f"no document could be audited, the first: {_first(batch.failures)}"]
    every = len(documents) + len(batch.failures)
    silent = sum(d.score.words == 0 for d in documents)
    lacking = {n: sum(n not in d.article.evidence for d in documents) for n in gate.require}
    whole = sum(d.score.words > 0 and set(gate.require) <= d.article.evidence for d in documents)
    if every - whole <= gate.max_not_judged * every:
        return []
    out: list[str] = []
    if batch.failures:
        n = len(batch.failures)
        out.append(f"{n:,} {_plural(n, 'document')} could not be read, the first: {_first(batch.failures)}")
    if silent:
        out.append(f"{silent:,} {_plural(silent, 'document')} without words")
    for need, n in lacking.items():
        if n:
            why = next((f": {j.reason}" for j in batch.report.not_judged if j.need is need), "")
            out.append(f"{n:,} {_plural(n, 'document')} without {need}, which the gate requires{why}")
    return [" ".join(line.split()) for line in out]


def _first(failures: Sequence[Failure]) -> str:
    return " ".join(failures[0].where.split())


def _plural(n: int, word: str) -> str:
    return word if n == 1 else f"{word}s"


def _quality(batch: _Batch) -> str:
    what = "quality score" if batch.report.baseline is None else "quality score over new findings"
    return f"{what} {_figure(batch.score.calibrated)}"


def _figure(value: float | None) -> str:
    """One digit after the point, rounded down: 89.97 must not read as the 90 that it misses."""
    return "none" if value is None else f"{math.floor(value * 10 + 1e-6) / 10:.1f}"
