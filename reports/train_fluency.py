"""Remake the fluency head of the quality estimate (``fluency/…`` in ``audit/compare/data/estimate.npz``).

    python reports/train_fluency.py ../shared/bench --prose docs/usr/share/help --cache /tmp/estimate

It reads the target alone and learns from texts of ``mlqe-train`` and from prose that people wrote or
translated (``prose.py``), against the same with one thing wrong: a word moved, dropped or doubled, in another
form, a capital or a mark out of place (``minimal_pairs.py``, ``damage.py``). PyTorch must be installed. Run
``train_estimate.py --calibrate`` afterwards: the calibration counts it in.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from damage import DAMAGES, damaged, vocabulary
from judged import Row, judged
from minimal_pairs import Pair, perturbed
from numpy.typing import NDArray
from prose import translated
from torch import Tensor, nn
from train_estimate import Spans, put, read_pieces

from audit.compare import heads
from audit.compare.pieces import WIDTH

SEED, EPOCHS, BATCH, RATE, MARGIN, HELD = 20, 4, 64, 2e-3, 1.0, 0.05
#: How often each kind is made.
OFTEN = {
    "words swapped": 0.27,
    "word moved": 0.12,
    "punctuation damaged": 0.16,
    "case damaged": 0.12,
    "word dropped": 0.1,
    "small word dropped": 0.06,
    "form changed": 0.08,
    "small word changed": 0.06,
    "word doubled": 0.03,
}
#: (pair, side) of the texts to learn from, whether a machine wrote them, and how often each is damaged.
TEXTS = {
    ("en-de", "source"): (False, 1),
    ("en-zh", "source"): (False, 1),
    ("ru-en", "source"): (False, 2),
    ("en-de", "target"): (True, 3),
    ("ru-en", "target"): (True, 1),
}
#: Languages of the prose (folders), of those that the encoder knows, and how often each text is damaged.
PROSE = dict.fromkeys(("de", "fr", "es", "it", "pt", "pt_BR", "nl", "pl", "ru"), 5)

States = Sequence[NDArray[np.float16]]


@dataclass(frozen=True)
class Item:
    """A text, by its number, and the same with one thing wrong."""

    text: int
    lang: str
    kind: str
    bad: str


def texts(rows: Sequence[Row], prose: Path) -> Iterator[tuple[str, str, int]]:
    """(text, language, how often to damage it); machine translations only where people thought them better
    than most.
    """
    for r in rows:
        for side in ("source", "target"):
            machine, often = TEXTS.get((r.pair, side), (True, 0))
            text = getattr(r, side)
            if often and (not machine or r.da > 0) and 40 < len(text) < 300:
                yield text, r.pair.split("-")[side == "target"], often
    for lang, often in PROSE.items():
        for pair in translated(prose, lang):
            if 25 < len(pair.target) < 300:
                yield pair.target, lang.split("_")[0], often


def items(given: Sequence[tuple[str, str, int]]) -> list[Item]:
    """What to learn from."""
    dice, out = random.Random(SEED), []
    by_lang: dict[str, list[str]] = defaultdict(list)
    for text, lang, _ in given:
        by_lang[lang].append(text)
    words = {lang: vocabulary(own) for lang, own in by_lang.items()}
    for i, (text, lang, often) in enumerate(given):
        for _ in range(often):
            (kind,) = dice.choices(list(OFTEN), list(OFTEN.values()))
            bad = (
                damaged(text, kind, words[lang], dice)
                if kind in DAMAGES
                else perturbed(Pair("", text, lang, "", ()), kind, dice)
            )
            if bad is not None:
                out.append(Item(i, lang, kind, bad))
    return out


class Fluency(nn.Module):
    """``heads.fluency`` in PyTorch."""

    def __init__(self, hidden: int = 192, inner: int = 128) -> None:
        super().__init__()
        self.rise = nn.Linear(WIDTH, hidden)
        self.near = nn.Linear(hidden * (2 * heads.REACH + 1), inner)
        self.fall = nn.Linear(hidden + inner, 2)

    def forward(self, states: Tensor, lengths: Sequence[int]) -> Tensor:
        """How fluent each of some texts is, whose states follow each other."""
        n, starts = len(states), np.concatenate([[0], np.cumsum(lengths)])
        text = torch.from_numpy(np.repeat(np.arange(len(lengths)), lengths))
        x = F.dropout(F.gelu(self.rise(states), approximate="tanh"), 0.1, self.training)
        place = np.arange(n)[:, None] + np.arange(-heads.REACH, heads.REACH + 1)
        low, high = starts[:-1][text.numpy()][:, None], starts[1:][text.numpy()][:, None]
        place[(place < low) | (place >= high)] = n
        wide = torch.cat([x, torch.zeros(1, x.shape[1])])[torch.from_numpy(place)].reshape(n, -1)
        near = F.dropout(F.gelu(self.near(wide), approximate="tanh"), 0.1, self.training)
        x = self.fall(torch.cat([x, near], 1))
        mean = torch.zeros(len(lengths)).index_add(0, text, x[:, 0]) / torch.tensor(lengths)
        worst = torch.full((len(lengths),), 1e4).scatter_reduce(0, text, x[:, 1], "amin")
        return mean + worst


def score(net: Fluency, states: States) -> Tensor:
    """How fluent each text is."""
    whole = torch.from_numpy(np.concatenate(states).astype(np.float32))
    return net(whole, [len(s) for s in states])  # type: ignore[no-any-return]


def train(good: Spans, bad: Spans, made: Sequence[Item], rows: NDArray[np.int64]) -> Fluency:
    """A trained head: a text lies above its damaged self, and, as far as that can be told, above 0."""
    torch.manual_seed(SEED)
    rng, net = np.random.default_rng(SEED), Fluency()
    steps = EPOCHS * (len(rows) // BATCH)
    optimizer = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps + 1, pct_start=0.1)
    for epoch in range(EPOCHS):
        total, order = 0.0, rng.permutation(rows)
        for low in range(0, len(rows) // BATCH * BATCH, BATCH):
            chosen = order[low : low + BATCH]
            both = [good.text(made[i].text)[0] for i in chosen] + [bad.text(i)[0] for i in chosen]
            found = score(net, both)
            gap = found[:BATCH] - found[BATCH:]
            whole = F.softplus(-found[:BATCH]).mean() + F.softplus(found[BATCH:]).mean()
            loss = F.softplus(MARGIN - gap).mean() + whole / 4
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
            total += loss.item() * BATCH / len(rows)
            if low // BATCH % 100 == 99:
                print(f"  {low + BATCH}/{len(rows)}: {total * len(rows) / (low + BATCH):.3f}", flush=True)
        print(f"epoch {epoch + 1}: {total:.3f}", flush=True)
    return net.eval()


def main() -> None:
    """Train, measure on the held-back texts, and save."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--prose", type=Path, required=True, help="folder of the pages, a language each")
    parser.add_argument("--cache", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    given = list(texts(judged(args.bench / "mlqe-train"), args.prose))
    made = items(given)
    print(f"{len(given)} texts, {len(made)} pairs", flush=True)
    good = read_pieces([text for text, _, _ in given], args.cache, "fluent")
    bad = read_pieces([item.bad for item in made], args.cache, "damaged")
    # A text is damaged more than once: what is held back is held back by its number.
    held = np.array([item.text % round(1 / HELD) == 0 for item in made])
    net = train(good, bad, made, np.flatnonzero(~held))
    hits: dict[tuple[str, str], list[bool]] = defaultdict(list)
    with torch.no_grad():
        for i in np.flatnonzero(held):
            value = score(net, [good.text(made[i].text)[0], bad.text(i)[0]])
            hits[made[i].kind, made[i].lang].append(bool(value[0] > value[1]))
    for (kind, lang), hit in sorted(hits.items()):
        print(f"  {kind}, {lang}: {np.mean(hit):.3f} of {len(hit)}")
    put("fluency", net)


if __name__ == "__main__":
    main()
