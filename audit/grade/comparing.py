"""Two runs on the same sources: which scores better, how surely, and what each finds alone."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from audit.errors import UsageError
from audit.grade.bootstrap import FEWEST, paired_bootstrap
from audit.grade.runs import RunRecord
from audit.grade.scorecard import Profile, profile
from audit.model import Comparison, Margin, Reported


def compare(a: RunRecord, b: RunRecord) -> Comparison:
    """Documents are paired by id, or where systems stand before it ("online/talk.1") by what follows.

    Raises UsageError where no document is in both.
    """
    pairs = _pairs(a.words, b.words)
    if not pairs:
        raise UsageError(
            "no document is in both runs",
            where=f"{a.name} and {b.name}",
            remedy="compare runs on the same sources",
        )
    notes = []
    if left := len(a.words) + len(b.words) - 2 * len(pairs):
        notes.append(f"{left} documents are in one run only and are left out")
    if a.profile != b.profile:
        notes.append(
            f"{b.name} was scored with the profile {b.profile}; both are scored with {a.profile} here"
        )
    renamed = {theirs: mine for mine, theirs in pairs}
    mine = [f for f in a.findings if f.doc in {one for one, _ in pairs}]
    others = [f for f in b.findings if f.doc in renamed]
    only_a, only_b = _apart(a, mine, b, others, renamed)
    margins = [_quality(a, mine, b, others, pairs, profile(a.profile)), *_segments(a, b, renamed)]
    if any(margin.p is None for margin in margins):
        notes.append(f"with fewer than {FEWEST} documents or segments a difference cannot be called sure")
    return Comparison(
        a.name, b.name, tuple(margins), tuple(only_a), tuple(only_b), len(mine) - len(only_a),
        _checks(mine, others, only_a, only_b), tuple(notes),
    )  # fmt: skip


def _pairs(mine: Iterable[str], others: Iterable[str]) -> list[tuple[str, str]]:
    """(id in A, id in B)."""
    left, right = list(mine), set(others)
    if same := [(name, name) for name in left if name in right]:
        return same
    ends: dict[str, list[str]] = defaultdict(list)
    for name in right:
        ends[name.split("/", 1)[-1]].append(name)
    starts = Counter(name.split("/", 1)[-1] for name in left)
    tails = [(name, name.split("/", 1)[-1]) for name in left]
    return [
        (name, ends[tail][0]) for name, tail in tails if starts[tail] == 1 and len(ends.get(tail, ())) == 1
    ]


def _quality(
    a: RunRecord, mine: Sequence[Reported], b: RunRecord, others: Sequence[Reported],
    pairs: Sequence[tuple[str, str]], chosen: Profile,
) -> Margin:  # fmt: skip
    """The calibrated quality score, over documents."""
    left = _sums(a.words, mine, [one for one, _ in pairs], chosen)
    right = _sums(b.words, others, [other for _, other in pairs], chosen)

    def score(table: NDArray[np.float64]) -> float:
        penalty, words = table.sum(axis=0)
        return float(100 - penalty * 1000 / max(words, 1) * (100 - chosen.threshold) / chosen.acceptable)

    what, items = "calibrated quality score", len(pairs)
    if items < FEWEST:
        return Margin(what, score(left), score(right), items, "documents")
    low, high, p = paired_bootstrap(items, lambda drawn: score(right[drawn]) - score(left[drawn]))
    return Margin(what, score(left), score(right), items, "documents", low, high, p)


def _sums(
    words: Mapping[str, int], findings: Iterable[Reported], order: Sequence[str], chosen: Profile
) -> NDArray[np.float64]:
    """(penalty, words) of each document."""
    penalty: dict[str, list[float]] = defaultdict(list)
    for finding in findings:
        penalty[finding.doc].append(chosen.points(finding.mqm, finding.severity))
    return np.array([(math.fsum(penalty[name]), words[name]) for name in order], dtype=np.float64)


def _segments(a: RunRecord, b: RunRecord, renamed: Mapping[str, str]) -> list[Margin]:
    """The mean score of segments that render the same part of the source; none where there are no sources."""
    theirs = {
        (renamed[doc], b.places[doc, n]): value for (doc, n), value in b.scores.items() if doc in renamed
    }
    paired = [
        (value, theirs[doc, place])
        for (doc, n), value in a.scores.items()
        if (place := a.places[doc, n]) is not None and (doc, place) in theirs
    ]
    if not paired:
        return []
    table = np.array(paired, dtype=np.float64)
    gain = table[:, 1] - table[:, 0]
    what, (mean_a, mean_b) = "mean segment score", table.mean(axis=0)
    if len(paired) < FEWEST:
        return [Margin(what, float(mean_a), float(mean_b), len(paired), "segments")]
    low, high, p = paired_bootstrap(len(paired), lambda drawn: float(gain[drawn].mean()))
    return [Margin(what, float(mean_a), float(mean_b), len(paired), "segments", low, high, p)]


def _apart(
    a: RunRecord,
    mine: Sequence[Reported],
    b: RunRecord,
    others: Sequence[Reported],
    renamed: Mapping[str, str],
) -> tuple[list[Reported], list[Reported]]:
    """The findings of one run alone.

    The same defect of the same text has the same fingerprint; what two systems do wrong in rendering the same
    part of the source is the same where the check is.
    """
    same = _unmatched(mine, others, lambda f: f.fingerprint or id(f), lambda f: f.fingerprint or id(f))
    return _unmatched(
        same[0],
        same[1],
        lambda f: _place(a, f, f.doc),
        lambda f: _place(b, f, renamed[f.doc]),
    )


def _place(run: RunRecord, finding: Reported, doc: str) -> Hashable:
    """Document, check and place in the source; a key of its own where there is no source."""
    place = run.places.get((finding.doc, finding.segment)) if finding.segment is not None else None
    return (doc, finding.check, place) if place is not None else id(finding)


def _unmatched(
    mine: Sequence[Reported],
    others: Sequence[Reported],
    key_a: Callable[[Reported], Hashable],
    key_b: Callable[[Reported], Hashable],
) -> tuple[list[Reported], list[Reported]]:
    """What is left on either side when findings of equal keys are taken away in pairs."""
    there = Counter(key_b(f) for f in others)
    left = []
    taken: Counter[Hashable] = Counter()
    for finding in mine:
        key = key_a(finding)
        if taken[key] < there[key]:
            taken[key] += 1
        else:
            left.append(finding)
    rest = []
    for finding in others:
        key = key_b(finding)
        if taken[key]:
            taken[key] -= 1
        else:
            rest.append(finding)
    return left, rest


def _checks(
    mine: Iterable[Reported],
    others: Iterable[Reported],
    only_a: Iterable[Reported],
    only_b: Iterable[Reported],
) -> dict[str, tuple[int, int, int, int]]:
    counts = [Counter(f.check for f in group) for group in (mine, others, only_a, only_b)]
    names = sorted({name for count in counts for name in count})
    return {name: (counts[0][name], counts[1][name], counts[2][name], counts[3][name]) for name in names}
