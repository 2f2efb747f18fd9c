"""The page ``reports/benchmarks.md``, of what ``reports/benchmark.py`` measured."""

from __future__ import annotations

import platform
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean
from typing import Any

#: What each defect is to reach on the average of the three pairs.
AIMS = {
    "untranslated-sentence": 1.0,
    "untranslated-clause": 0.97,
    "untranslated-word": 0.80,
    "term-source": 0.95,
    "term-variant": 0.60,
    "capitalization": 0.75,
    "number": 0.97,
    "name": 0.90,
    "omitted-sentence": 0.97,
    "omitted-clause": 0.85,
    "addition": 0.97,
    "mistranslated-sentence": 0.97,
    "repetition": 0.98,
    "negation": 0.60,
    "encoding": 0.99,
}
_BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)

Json = dict[str, Any]


@dataclass(frozen=True)
class Planted:
    """The result on one language pair; ``right`` says of each finding on the planted articles whether it
    lies on
    a defect, ``severe`` how many on the clean ones are major or critical, ``broken`` which gold lines show
    none."""

    name: str
    score: Json
    gold: list[Json]
    found: list[Json]
    right: list[bool]
    clean: list[Json]
    severe: int
    seconds: float
    broken: Counter[str]


def page(
    sets: Sequence[Planted],
    mqm: Json,
    on_error: tuple[int, int],
    seed: Json,
    signature: str,
    command: str,
    seconds: float,
) -> str:
    """The whole page, as Markdown."""
    parts = [
        "# Benchmarks",
        f"Made by `{command}` on Python {platform.python_version()}, {platform.machine()}.",
        f"Signature: `{signature}`.",
        "The articles are 60 human translations of news a pair (NTREX-128), clean and with planted defects; "
        "nothing in mtaudit was trained on them. Thresholds of some rules were chosen while looking at their "
        "figures, so other texts are the fairer measure: see `corpora/` and its test.",
        "## Planted defects: recall",
        _recall(sets),
        "## Clean translations: false alarms",
        _alarms(sets),
        "## Is the confidence right?",
        "Findings on the planted articles and on the clean ones by their confidence, and the share of "
        "them that lie on a planted defect. A real slip of a translator counts as wrong here.",
        _reliability(sets),
        "## Each rule",
        _rules(sets),
        "## Real systems, real raters (TED talks, English–German, 14 systems)",
        _ted(mqm, on_error, seconds),
        "## The seed article (French, machine-translated, target alone)",
        f"Found {seed['found']}, false alarms {seed['false_alarms']}, findings {seed['findings']}.",
    ]
    return "\n\n".join(parts) + "\n"


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(c) for c in row) + " |" for row in lines)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _recall(sets: Sequence[Planted]) -> str:
    rows = []
    for defect, aim in AIMS.items():
        got = [s.score["defects"].get(defect) for s in sets]
        known = [g["recall"] for g in got if g]
        average = mean(known) if known else None
        count = sum(g["n"] for g in got if g)
        mark = "" if average is None or average >= aim - 0.0005 else " (below)"
        recalls = [_figure(g["recall"] if g else None) for g in got]
        rows.append([defect, count, *recalls, _figure(average) + mark, f"{aim:.2f}"])
    overall = [s.score["recall"] for s in sets]
    rows.append(
        ["**all**", sum(len(s.gold) for s in sets), *map(_figure, overall), _figure(mean(overall)), "0.90"]
    )
    precise = [s.score["precision_on_planted"] for s in sets]
    rows.append(["precision", "", *map(_figure, precise), _figure(mean(precise)), "0.90"])
    table = _table(["defect", "planted", *(s.name for s in sets), "average", "aim"], rows)
    broken = [f"{n} of {d} in {s.name}" for s in sets for d, n in s.broken.items()]
    note = (
        "\n\nGold lines whose text is the same in the clean article, so that there is nothing to find: "
        f"{', '.join(broken)}."
        if broken
        else ""
    )
    return table + note


def _alarms(sets: Sequence[Planted]) -> str:
    checks = sorted({c for s in sets for c in s.score["false_alarms_by_check"]})
    rows: list[list[object]] = [
        [c, *(_figure(s.score["false_alarms_by_check"].get(c, 0.0)) for s in sets)] for c in checks
    ]
    total = [s.score["false_alarms_per_1000_words"] for s in sets]
    rows.append(["**all**", *map(_figure, total)])
    severe = [1000 * s.severe / s.score["words"] for s in sets]
    rows.append(["major or critical", *map(_figure, severe)])
    rows.append(["words", *(f"{s.score['words']:,}" for s in sets)])
    rows.append(["words a second, all checks", *(f"{s.score['words'] / s.seconds:,.0f}" for s in sets)])
    head = (
        f"Per 1,000 words. On the average {mean(total):.3f} over all checks (aim: at most 1.0), "
        f"{mean(severe):.3f} at major or critical (aim: at most 0.3).\n\n"
    )
    return head + _table(["check", *(s.name for s in sets)], rows)


def _reliability(sets: Sequence[Planted]) -> str:
    rows = []
    for low, high in pairwise(_BINS):
        on_planted = [
            (f["confidence"], ok)
            for s in sets
            for f, ok in zip(s.found, s.right, strict=True)
            if low <= f["confidence"] < high
        ]
        if on_planted:
            said = mean(c for c, _ in on_planted)
            share = mean(ok for _, ok in on_planted)
            on_clean = sum(low <= f["confidence"] < high for s in sets for f in s.clean)
            rows.append(
                [f"{low:.1f}–{min(high, 1):.1f}", len(on_planted), _figure(said), _figure(share), on_clean]
            )
    return _table(["confidence", "findings", "mean confidence", "share right", "on clean articles"], rows)


def _rules(sets: Sequence[Planted]) -> str:
    found: dict[str, list[bool]] = defaultdict(list)
    said: dict[str, list[float]] = defaultdict(list)
    for s in sets:
        for f, ok in zip(s.found, s.right, strict=True):
            found[f["code"]].append(ok)
            said[f["code"]].append(f["confidence"])
    clean = Counter(f["code"] for s in sets for f in s.clean)
    words = sum(s.score["words"] for s in sets)
    rows = [
        [c, len(found[c]), _figure(mean(found[c])) if found[c] else "–",
         _figure(mean(said[c])) if said[c] else "–", clean[c], _figure(1000 * clean[c] / words)]
        for c in sorted({*found, *clean})
    ]  # fmt: skip
    head = [
        "rule",
        "findings on planted",
        "share right",
        "mean confidence",
        "findings on clean",
        "per 1,000 words",
    ]
    return _table(head, rows)


def _ted(mqm: Json, on_error: tuple[int, int], seconds: float) -> str:
    rows = [
        [
            c,
            v["gold"],
            _figure(v["recall"]),
            v["findings"],
            _figure(v["precision"]),
            _figure(v["on_any_error"]),
        ]
        for c, v in mqm.items()
        if isinstance(v, dict) and "gold" in v
    ]
    head = ["check", "spans of raters", "recall", "findings", "on a span of that kind", "on any span"]
    lines = [_table(head, rows)]
    hit, all_ = on_error
    share = f"{hit / all_:.3f} ({hit} of {all_})" if all_ else "no findings"
    lines.append(
        f"Findings of major severity or above that lie on any span a rater marked: {share} (aim: 0.5)."
    )
    if "segments" in mqm:
        s = mqm["segments"]
        lines.append(
            f"Segment scores against the raters' penalties ({s['n']:,} segments): Pearson {s['pearson']}, "
            f"Spearman {s['spearman']}, Kendall {s['kendall']}; pairs of systems ranked as the raters do: "
            f"{s['system_pairwise_accuracy']} ({s['systems']} systems). {seconds:.0f} seconds."
        )
    return "\n\n".join(lines)
