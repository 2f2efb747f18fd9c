"""Findings held against human judgements of real machine translation: ``reports/judged.md``.

    python reports/benchmark_judged.py ../shared/bench

Audits the 7,000 judged pairs of ``mlqe-dev`` (seven pairs of languages, one neural system each) and tells for
each rule how people judged the segments in which it found something. Nobody marked errors in them, so a rule
is not right or wrong here; but where its findings matter, the judgements are below those of the pair of
languages. Rules that look at a batch see all segments of a pair as one.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from statistics import mean

from judged import Row, given, judged

from audit import pipeline
from audit.config import Settings
from audit.model import Document, Language, Report

OUT = Path(__file__).resolve().parent / "judged.md"


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("bench", type=Path)
    args = parser.parse_args()
    rows = judged(args.bench / "mlqe-dev")
    settings = Settings(back_translation="none", estimate="none")
    report = pipeline.run(map(document, range(len(rows)), rows), settings)
    OUT.write_text(page(rows, report), "utf-8")


def document(number: int, row: Row) -> Document:
    """A judged pair as a document of one segment; its id is its number."""
    source, target = map(Language, row.pair.split("-"))
    return given(str(number), [(row.source, row.target)], source, target)


def page(rows: list[Row], report: Report) -> str:
    """The table, with the command that makes it."""
    by_pair: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        by_pair[row.pair].append(row.da)
    usual = {pair: mean(found) for pair, found in by_pair.items()}
    found: dict[str, list[int]] = defaultdict(list)
    for finding in report.findings:
        found[finding.code].append(int(finding.doc))
    lines = [
        "# Findings and human judgements of real machine translation",
        "",
        f"Made by `python reports/benchmark_judged.py ../shared/bench`. Signature: `{report.signature}`.",
        "",
        *(__doc__ or "").split("\n\n")[2].strip().split("\n"),
        "",
        f"{len(rows):,} segments; {_share({n for some in found.values() for n in some}, rows)}",
        "",
        "| rule | findings | segments | judgement, less that of the pair | below it | in |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for code, places in sorted(found.items()):
        segments = sorted(set(places))
        below = _below(segments, rows, usual)
        pairs = ", ".join(
            f"{p} {sum(rows[n].pair == p for n in segments)}"
            for p in usual
            if any(rows[n].pair == p for n in segments)
        )
        cells = (
            code,
            str(len(places)),
            str(len(segments)),
            f"{mean(below):+.2f}",
            f"{mean(b < 0 for b in below):.2f}",
            pairs,
        )
        lines.append(f"| {' | '.join(cells)} |")
    every = _below(sorted({n for some in found.values() for n in some}), rows, usual)
    total = sum(map(len, found.values()))
    lines.append(
        f"| **all** | {total} | {len(every)} | {mean(every):+.2f} | {mean(b < 0 for b in every):.2f} | |"
    )
    return "\n".join(lines) + "\n"


def _share(segments: Iterable[int], rows: list[Row]) -> str:
    words = sum(len(row.target.split()) for row in rows)
    return (
        f"{len(set(segments)) / len(rows):.1%} of them have a finding; {words:,} words, as spaces part them."
    )


def _below(segments: Iterable[int], rows: list[Row], usual: dict[str, float]) -> list[float]:
    return [rows[n].da - usual[rows[n].pair] for n in segments]


if __name__ == "__main__":
    main()
