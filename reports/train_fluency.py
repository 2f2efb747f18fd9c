"""Remake the fluency head of the quality estimate (``fluency/…`` in ``audit/compare/data/estimate.npz``).

    python reports/train_fluency.py ../shared/bench --cache /tmp/estimate

It reads the target alone and learns from texts of ``mlqe-train`` against the same with a word moved, dropped
or doubled, a capital or a mark out of place (``minimal_pairs.py``). PyTorch must be installed. Run
``train_estimate.py --calibrate`` afterwards: the calibration counts it in.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from judged import Row, judged
from minimal_pairs import Pair, perturbed
from numpy.typing import NDArray
from torch import Tensor, nn
from train_estimate import VECTOR_PAIRS, piece_reader, put, read_pieces

from audit.compare.pieces import WIDTH

SEED, EPOCHS, BATCH, RATE, MARGIN, HELD = 20, 3, 64, 2e-3, 0.3, 0.05
#: How often each kind is made.
KINDS = {
    "words swapped": 0.42,
    "punctuation damaged": 0.2,
    "case damaged": 0.2,
    "word dropped": 0.15,
    "word doubled": 0.03,
}
#: (pair, side) of the texts to learn from, whether a machine wrote them, and how often each is damaged.
TEXTS = {
    ("en-de", "source"): (False, 2),
    ("en-zh", "source"): (False, 2),
    ("ru-en", "source"): (False, 2),
    ("en-de", "target"): (True, 3),
    ("ru-en", "target"): (True, 2),
}

States = Sequence[NDArray[np.float16]]


@dataclass(frozen=True)
class Item:
    """A text by its row and side, and the same with one thing wrong."""

    row: int
    side: str
    lang: str
    kind: str
    bad: str


def items(rows: Sequence[Row]) -> list[Item]:
    """What to learn from; machine translations only where people thought them better than most."""
    dice, out = random.Random(SEED), []
    for i, r in enumerate(rows):
        for side in ("source", "target"):
            machine, often = TEXTS.get((r.pair, side), (True, 0))
            text = getattr(r, side)
            if (machine and r.da <= 0) or not 40 < len(text) < 300:
                continue
            lang = r.pair.split("-")[side == "target"]
            for _ in range(often):
                (kind,) = dice.choices(list(KINDS), list(KINDS.values()))
                bad = perturbed(Pair("", text, lang, "", ()), kind, dice)
                if bad is not None:
                    out.append(Item(i, side, lang, kind, bad))
    dice.shuffle(out)
    return out


class Fluency(nn.Module):
    """``heads.fluency`` in PyTorch."""

    def __init__(self, hidden: int = 128) -> None:
        super().__init__()
        self.rise = nn.Linear(WIDTH, hidden)
        self.fall = nn.Linear(hidden, 2)

    def forward(self, states: Tensor, text: Tensor, texts: int) -> Tensor:
        x = F.gelu(self.rise(states), approximate="tanh")
        x = self.fall(F.dropout(x, 0.1, self.training))
        pieces = torch.zeros(texts).index_add(0, text, torch.ones(len(text)))
        mean = torch.zeros(texts).index_add(0, text, x[:, 0]) / pieces
        worst = torch.full((texts,), 1e4).scatter_reduce(0, text, x[:, 1], "amin")
        return mean + worst


def score(net: Fluency, states: States) -> Tensor:
    """How fluent each text is."""
    lengths = [len(s) for s in states]
    text = torch.from_numpy(np.repeat(np.arange(len(states)), lengths))
    return net(torch.from_numpy(np.concatenate(states)).float(), text, len(states))  # type: ignore[no-any-return]


def train(good: States, bad: States) -> Fluency:
    """A trained head."""
    torch.manual_seed(SEED)
    rng, net = np.random.default_rng(SEED), Fluency()
    steps = EPOCHS * (len(good) // BATCH)
    optimizer = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps + 1, pct_start=0.1)
    for epoch in range(EPOCHS):
        total, order = 0.0, rng.permutation(len(good))
        for low in range(0, len(good) // BATCH * BATCH, BATCH):
            chosen = order[low : low + BATCH]
            gap = score(net, [good[i] for i in chosen]) - score(net, [bad[i] for i in chosen])
            loss = F.softplus((MARGIN - gap) * 4).mean() / 4
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
            total += loss.item() * BATCH / len(good)
        print(f"epoch {epoch + 1}: {total:.3f}", flush=True)
    return net.eval()


def main() -> None:
    """Train, measure on the held-back texts, and save."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--cache", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    rows = judged(args.bench / "mlqe-train")
    known = {
        side: read_pieces(
            [getattr(r, side) if r.pair in VECTOR_PAIRS else "" for r in rows], args.cache, f"train-{side}"
        )
        for side in ("source", "target")
    }
    made, reader = items(rows), piece_reader()
    ids = [reader.ids(item.bad) for item in made]
    bad = [states.astype(np.float16) for states in reader.states(ids)]
    good: list[Any] = [known[item.side].text(item.row)[0] for item in made]
    print(f"{len(made)} pairs", flush=True)
    # A text is damaged more than once: what is held back is held back by its row.
    held = np.array([item.row % round(1 / HELD) == 0 for item in made])
    net = train(*([s for s, h in zip(side, held, strict=True) if not h] for side in (good, bad)))
    hits: dict[tuple[str, str], list[bool]] = defaultdict(list)
    with torch.no_grad():
        for i in np.flatnonzero(held):
            value = score(net, [good[i], bad[i]])
            hits[made[i].kind, made[i].lang].append(bool(value[0] > value[1]))
    for (kind, lang), hit in sorted(hits.items()):
        print(f"  {kind}, {lang}: {np.mean(hit):.3f} of {len(hit)}")
    put("fluency", net)


if __name__ == "__main__":
    main()
