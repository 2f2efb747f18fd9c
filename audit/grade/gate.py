"""The gate: a report and thresholds → passed, failed, or could not judge. An outage is never a pass.

Only findings that count are judged: none that somebody suppressed and, where a baseline was given, only new
ones.
A language pair or a folder may have thresholds of its own; its documents are then judged by themselves.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from fnmatch import fnmatchcase
from typing import Any

from audit.grade.scorecard import profile, reaches, score
from audit.grade.tally import Tally
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


class _Batch:
    """Documents that are judged together, counted. ``label`` is "" for those without thresholds of their
    own.
    """

    def __init__(self, label: str, gate: GateSettings, profile_name: str) -> None:
        self.label = label
        self.gate = gate
        self.threshold = profile(profile_name).threshold if gate.threshold is None else gate.threshold
        self.tally = Tally()
        self.rules: Counter[tuple[str, str, str]] = Counter()  # (code, name, check) → findings
        self.failing = 0
        self.silent = 0
        self.whole = 0
        self.lacking: Counter[Need] = Counter()
        self.failures: Sequence[Failure] = ()
        self._profile = profile_name

    def add(self, document: DocumentReport) -> None:
        counting = [f for f in document.findings if f.counts]
        words, required = document.score.words, set(self.gate.require)
        self.tally.add(words, counting)
        self.rules.update((f.code, f.name, f.check) for f in counting)
        self.failing += self._is_failing(counting, words)
        self.silent += words == 0
        self.whole += words > 0 and required <= document.article.evidence
        self.lacking.update(required - document.article.evidence)

    def _is_failing(self, findings: Sequence[Finding], words: int) -> bool:
        made = score(findings, words, self._profile)
        low = made.calibrated is not None and not reaches(made.calibrated, self.threshold)
        most = self.gate.max_critical
        return low or (most is not None and made.counts.get(Severity.CRITICAL, 0) > most)


class Judge:
    """A gate that documents pass one by one; ``verdict`` is over all of them."""

    def __init__(self, gate: GateSettings, profile_name: str) -> None:
        scopes = {**gate.pairs, **gate.folders}
        plain = replace(gate, folders={}, pairs={})
        self._gate = gate
        self._rest = _Batch("", plain, profile_name)
        self._scopes = {
            label: _Batch(label, replace(plain, **fields), profile_name) for label, fields in scopes.items()
        }
        self._profile = profile_name
        self._documents = 0

    def add(self, document: DocumentReport) -> None:
        """Take in a document."""
        self._documents += 1
        label = _label(document.document, self._gate)
        (self._scopes[label] if label else self._rest).add(document)

    def verdict(self, report: Report) -> Verdict:
        """The verdict on a run of these documents. What is known to fail fails even where something else
        could not be judged.

        ``passed`` is None where nothing fails but too much could not be judged.
        """
        pairs = [(b, b.tally.score(self._profile)) for b in self._batches(report)]
        fails = [_labelled(b, reason) for b, total in pairs for reason in _fails(b, total, report)]
        open_ = [_labelled(b, reason) for b, _ in pairs for reason in _not_judged(b, report, self._documents)]
        warning = (
            (f"only {report.score.words:,} words: below 500 the score says little",)
            if self._documents and report.score.small_sample
            else ()
        )
        if fails:
            return Verdict(False, (*fails, *open_, *warning))
        if open_:
            return Verdict(None, (*open_, *warning))
        said = [_labelled(b, f"{_quality(total, report)}, {b.threshold:g} needed") for b, total in pairs]
        return Verdict(True, (*said, *warning))

    def _batches(self, report: Report) -> list[_Batch]:
        self._rest.failures = report.failures
        out = [b for b in self._scopes.values() if b.tally.documents]
        if self._rest.tally.documents or report.failures or not out:
            # What could not be read is of no known pair: it is among the rest.
            out.insert(0, self._rest)
        return out


def judge(report: Report, gate: GateSettings) -> Verdict:
    """The verdict on a run whose documents are all in its report."""
    made = Judge(gate, report.profile)
    for document in report.documents:
        made.add(document)
    return made.verdict(report)


def exit_code(report: Report, *, gated: bool) -> Exit:
    """The exit code of a run: its verdict where a gate was asked for, else whether anything was audited."""
    if not gated:
        return Exit.PASSED if report.audited else Exit.NOT_JUDGED
    return {True: Exit.PASSED, False: Exit.FAILED, None: Exit.NOT_JUDGED}[report.verdict.passed]


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


def _fails(batch: _Batch, total: Score, report: Report) -> Iterator[str]:
    threshold, gate = batch.threshold, batch.gate
    new = " new" if report.baseline is not None else ""
    if total.calibrated is not None and not reaches(total.calibrated, threshold):
        yield f"{_quality(total, report)} is below {threshold:g}"
    for severity, most in (
        (Severity.CRITICAL, gate.max_critical),
        (Severity.MAJOR, gate.max_major),
        (Severity.MINOR, gate.max_minor),
    ):
        found = total.counts.get(severity, 0)
        if most is not None and found > most:
            yield f"{found:,}{new} {severity} {_plural(found, 'finding')}, at most {most:,} allowed"
    for entry, most in gate.max_by_rule.items():
        found = sum(n for rule, n in batch.rules.items() if _is_of(rule, entry))
        if found > most:
            yield f"{found:,}{new} {_plural(found, 'finding')} of {entry}, at most {most:,} allowed"
    most_findings = gate.max_findings_per_1000
    if most_findings is not None and total.words:
        rate = batch.rules.total() * 1000 / total.words
        if rate > most_findings:
            yield f"{rate:.2f}{new} findings per 1,000 words, at most {most_findings:g} allowed"
    documents = batch.tally.documents
    if (
        gate.max_failing_documents is not None
        and documents
        and batch.failing > gate.max_failing_documents * documents
    ):
        share = f"{batch.failing:,} of {documents:,} documents fail"
        yield f"{share}, at most {gate.max_failing_documents:.0%} allowed"


def _is_of(rule: tuple[str, str, str], entry: str) -> bool:
    """Whether (code, name, check) is named by an entry: code, code prefix, name or check."""
    code, name, check = rule
    return code.startswith(entry.upper()) or entry.lower() in (name, check)


def _not_judged(batch: _Batch, report: Report, all_documents: int) -> list[str]:
    documents, gate, failures = batch.tally.documents, batch.gate, batch.failures
    if not documents and not failures:
        return ["no document could be audited"]
    if not documents and not all_documents:
        return [f"no document could be audited, the first: {_first(failures)}"]
    every = documents + len(failures)
    if every - batch.whole <= gate.max_not_judged * every:
        return []
    out: list[str] = []
    if failures:
        n = len(failures)
        out.append(f"{n:,} {_plural(n, 'document')} could not be read, the first: {_first(failures)}")
    if batch.silent:
        out.append(f"{batch.silent:,} {_plural(batch.silent, 'document')} without words")
    for need in gate.require:
        if n := batch.lacking[need]:
            why = next((f": {j.reason}" for j in report.not_judged if j.need is need), "")
            out.append(f"{n:,} {_plural(n, 'document')} without {need}, which the gate requires{why}")
    return [" ".join(line.split()) for line in out]


def _first(failures: Sequence[Failure]) -> str:
    return " ".join(failures[0].where.split())


def _plural(n: int, word: str) -> str:
    return word if n == 1 else f"{word}s"


def _quality(total: Score, report: Report) -> str:
    what = "quality score" if report.baseline is None else "quality score over new findings"
    return f"{what} {_figure(total.calibrated)}"


def _figure(value: float | None) -> str:
    """One digit after the point, rounded down: 89.97 must not read as the 90 that it misses."""
    return "none" if value is None else f"{math.floor(value * 10 + 1e-6) / 10:.1f}"
