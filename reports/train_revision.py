"""Remake ``audit/compare/data/revision.json``: how a back-translation revises the quality estimate.

    python reports/train_revision.py ../shared/bench

Learns from the judgements of ro-en that no head learned from (a tenth of ``mlqe-train``), translated back by
Apertium over Spanish: the one judged pair that anything in Debian or PyPI translates back. ``mlqe-dev`` is
not learned from; it says what it gains, and its residuals make half of the interval.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path

import numpy as np
from judged import Row, given, held_back, judged
from numpy.typing import NDArray
from romanian import romanian

from audit import pipeline
from audit.compare.revised import Revision
from audit.config import Settings
from audit.model import Language, Segment
from audit.text.tokens import words

DATA = Path(__file__).resolve().parent.parent / "audit" / "compare" / "data" / "revision.json"
PAIR = "ro-en"
_SIZE = 50  # segments of a document


def measured(rows: Sequence[Row], back: str = "apertium") -> list[tuple[Segment, str]]:
    """Each pair as the auditor measures it, with its target."""
    source, target = PAIR.split("-")
    documents = [
        given(
            str(low),
            [(r.source, r.target) for r in rows[low : low + _SIZE]],
            Language(source),
            Language(target),
        )
        for low in range(0, len(rows), _SIZE)
    ]
    report = pipeline.run(documents, Settings(back_translation=back))
    found = [(s, d.document.at(s.target)) for d in report.documents for s in d.segments if s.target]
    assert [t for _, t in found] == [r.target for r in rows]
    return found


def _seen(rows: Sequence[Row]) -> NDArray[np.float64]:
    """(n, 4): the estimate of the heads, likeness of source and back-translation,
    share of words unknown to the engine, 1.
    """
    out = []
    for segment, target in measured(rows):
        assert segment.back is not None
        unknown = len(segment.back.unknown) / max(1, len(words(target, PAIR.split("-")[1])))
        likeness = segment.measures.get("back_likeness", 0.0)
        out.append([segment.measures["estimate"], likeness, min(1.0, unknown), 1.0])
    return np.array(out)


def main() -> None:
    """Learn, print, save."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("bench", type=Path)
    bench = parser.parse_args().bench
    known = judged(bench / "mlqe-train")
    held = [known[i] for i in held_back(len(known)) if known[i].pair == PAIR]
    dev = [r for r in judged(bench / "mlqe-dev") if r.pair == PAIR]
    floor, top = np.quantile([r.da for r in known if r.pair == PAIR], (0.05, 0.95))
    DATA.write_text("{}\n", encoding="utf-8")  # what is learned from are estimates that nothing revised
    with romanian():
        (learned, tested) = (_seen(rows) for rows in (held, dev))
    wanted, want = (
        np.clip((np.array([r.da for r in rows]) - floor) / (top - floor), 0, 1) for rows in (held, dev)
    )
    weights = np.linalg.lstsq(learned, wanted, rcond=None)[0]
    residuals = np.concatenate([wanted - learned @ weights, want - tested @ weights])
    revision = Revision(*(round(float(v), 4) for v in (*weights, *np.quantile(residuals, (0.1, 0.9)))))
    print(revision)
    human = [r.da for r in dev]
    for name, value in (("without", tested[:, 0]), ("with", tested @ weights)):
        print(f"mlqe-dev, {name} back-translation: {np.corrcoef(value, human)[0, 1]:.3f}")
    made = {pair: list(astuple(revision)) for pair in ("", PAIR)}
    DATA.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
