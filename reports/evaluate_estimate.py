"""Measure the quality estimate: agreement with people, minimal pairs, systems.

    python reports/evaluate_estimate.py ../shared/bench [--markdown reports/estimate.md] [--articles 5]

Pearson correlation with human direct assessments on ``mlqe-dev``; minimal pairs made from the clean benchmark
articles; both again with back-translations by Apertium, where it has a route; the ranking of 14 systems and
Kendall's tau on ``mqm-ted-en-de``. Needs scipy.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import train_revision
from judged import given, judged
from minimal_pairs import KINDS, pairs_of, perturbed
from romanian import romanian
from scipy.stats import kendalltau

from audit import pipeline
from audit.compare.encoder import UseEncoder
from audit.compare.estimate import Estimator, choose_estimator
from audit.compare.memo import Memo
from audit.config import Settings
from audit.model import Document, Estimate, Language, Segment

FLOOR = {
    "en-de": 0.30, "en-zh": 0.30, "ro-en": 0.75, "et-en": 0.55, "ne-en": 0.50, "si-en": 0.50, "ru-en": 0.60,
}  # fmt: skip
NEWS = ("en-fr", "en-de", "en-es")
SEED = 5


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


HEADS = ("vectors", "pieces", "words", "both")


def estimators() -> dict[str, Estimator]:
    """The heads and their means, by name."""
    use = UseEncoder()
    memo = Memo(use)
    made = {name: choose_estimator(name, use, memo.encode) for name in HEADS}
    return {name: e for name, e in made.items() if e is not None}


def knows(name: str, pair: str) -> bool:
    """Whether a head can read both languages."""
    return name == "words" or all(UseEncoder().supports(lang) for lang in pair.split("-"))


def _default(pair: str) -> str:
    """The head that a run takes for a pair of languages."""
    use = UseEncoder()
    chosen = choose_estimator("auto", use, use.encode, pair) if knows("pieces", pair) else None
    return str(getattr(chosen, "head", "words"))


def _inside(estimate: Estimate, judgement: float) -> bool:
    """Whether a judgement (0–1) lies in the interval, whose ends near 0 and 1 mean "and beyond"."""
    low = 0.0 if estimate.low < 0.05 else estimate.low
    high = 1.0 if estimate.high > 0.95 else estimate.high
    return low <= judgement <= high


def judgements(bench: Path) -> list[list[str]]:
    """Rows of the table of ``mlqe-dev``: Pearson and the share of judgements inside the interval."""
    training: dict[str, list[float]] = defaultdict(list)
    for row in judged(bench / "mlqe-train"):
        training[row.pair].append(row.da)
    texts: dict[str, list[tuple[str, str]]] = defaultdict(list)
    human: dict[str, list[float]] = defaultdict(list)
    for row in judged(bench / "mlqe-dev"):
        texts[row.pair].append((row.source, row.target))
        human[row.pair].append(row.da)
    rows, found, default = [], defaultdict(list), []
    heads = estimators()
    for pair, floor in FLOOR.items():
        cells = [pair, f"{floor:.2f}"]
        floor_top = np.quantile(training[pair], (0.05, 0.95))
        scaled = np.clip((np.array(human[pair]) - floor_top[0]) / (floor_top[1] - floor_top[0]), 0, 1)
        for name, estimator in heads.items():
            if not knows(name, pair):
                cells += ["–", "–", "–"]
                continue
            estimator.estimate(texts[pair][:2], *pair.split("-"))  # loads the models
            begun = time.process_time()
            out = estimator.estimate(texts[pair], *pair.split("-"))
            spent = (time.process_time() - begun) / len(out) * 1000
            r = float(np.corrcoef([e.value for e in out], human[pair])[0, 1])
            inside = np.mean([_inside(e, h) for e, h in zip(out, scaled, strict=True)])
            found[name].append(r)
            cells += [f"{r:.3f}", f"{inside:.2f}", f"{spent:.0f}"]
        default.append(found[_default(pair)][-1])
        rows.append([*cells, f"{default[-1]:.3f}"])
    means = [c for name in HEADS for c in (f"{np.mean(found[name]):.3f}", "", "")]
    return [*rows, ["mean", "0.50", *means, f"{np.mean(default):.3f}"]]


def _article(raw: dict[str, Any]) -> Document:
    langs = Language(raw["source_lang"]), Language(raw["target_lang"])
    if "segments" in raw:
        texts = [(s["source"], s["target"]) for s in raw["segments"]]
        return given(raw["id"], texts, *langs)
    return Document(raw["id"], raw["target"], langs[1], raw["source"], langs[0])


def _sentences(document: Document) -> list[tuple[str, str]]:
    """Sentences of an article and their translations, of eight words or more."""
    report = pipeline.run([document], Settings(back_translation="none", estimate="none", select=("NUM",)))
    out = []
    for s in report.documents[0].segments:
        if s.source and s.target and len(s.source_sentences) == len(s.target_sentences) == 1:
            texts = " ".join(document.at(s.source).split()), " ".join(document.at(s.target).split())
            if min(len(t.split()) for t in texts) >= 8:
                out.append(texts)
    return out


def minimal_pairs(
    bench: Path, articles: int, settings: Settings, pairs: Sequence[str] = NEWS
) -> dict[str, dict[str, list[tuple[bool, bool]]]]:
    """Language pair → kind → for each pair whether estimate and score of the good translation are higher.

    Every kind makes one document of an article, each sentence with one thing wrong.
    """
    out: dict[str, dict[str, list[tuple[bool, bool]]]] = {}
    for pair in pairs:
        dice = random.Random(f"{SEED} {pair}")
        raws = lines(bench / pair / "clean.jsonl")
        kinds: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
        for raw in dice.sample(raws, min(articles, len(raws))):
            document = _article(raw)
            assert document.source_lang is not None
            texts = _sentences(document)
            langs = document.source_lang, document.target_lang
            made = pairs_of([(s, t, langs[1].base) for s, t in texts], dice)
            good = _measured(given("good", texts, *langs), settings)
            for kind in KINDS:
                bad = [perturbed(p, kind, dice) for p in made]
                chosen = [i for i, b in enumerate(bad) if b is not None]
                if not chosen:
                    continue
                versions = [(s, b if b is not None else t) for (s, t), b in zip(texts, bad, strict=True)]
                worse = _measured(given("bad", versions, *langs), settings)
                kinds[kind] += [
                    (
                        good[i].measures["estimate"] > worse[i].measures["estimate"],
                        good[i].measures["score"] > worse[i].measures["score"],
                    )
                    for i in chosen
                ]
        out[pair] = dict(kinds)
    return out


def _measured(document: Document, settings: Settings) -> tuple[Segment, ...]:
    return pipeline.run([document], settings).documents[0].segments


ROUTES = ("en-fr", "en-es")


def with_back(bench: Path, articles: int) -> list[str]:
    """What the back-translation adds: Pearson on ro-en of ``mlqe-dev``, from which its weights were not
    learned, and the same minimal pairs without and with it.
    """
    dev = [r for r in judged(bench / "mlqe-dev") if r.pair == train_revision.PAIR]
    human = [r.da for r in dev]
    said = []
    for name in ("none", "apertium"):
        with romanian():
            found = [s.measures["estimate"] for s, _ in train_revision.measured(dev, name)]
        said.append(f"{np.corrcoef(found, human)[0, 1]:.3f}")
    rows = []
    made = [
        minimal_pairs(bench, articles, Settings(back_translation=name), ROUTES)
        for name in ("none", "apertium")
    ]
    for kind in KINDS:
        cells = [kind]
        for pair, which in ((p, w) for p in ROUTES for w in (0, 1)):
            shares = [np.mean([hit[which] for hit in found[pair][kind]]) for found in made]
            cells.append(" → ".join(f"{s:.3f}" for s in shares))
        rows.append(cells)
    means = []
    for pair, which in ((p, w) for p in ROUTES for w in (0, 1)):
        by_kind = [[np.mean([hit[which] for hit in hits]) for hits in f[pair].values()] for f in made]
        means.append(" → ".join(f"{np.mean(shares):.3f}" for shares in by_kind))
    head = ["kind", *(f"{p}, {what}" for p in ROUTES for what in ("estimate alone", "score"))]
    return [
        f"Pearson, ro-en, `mlqe-dev` ({len(dev):,} pairs): {said[0]} without, **{said[1]}** with the",
        "back-translation.",
        "",
        "Minimal pairs, without → with:",
        "",
        *_table(head, [*rows, ["mean of kinds", *means]]),
    ]


def systems(bench: Path, estimate: str) -> dict[str, tuple[float, float]]:
    """Measure → (pairwise agreement on 14 systems, Kendall's tau of segments) on ``mqm-ted-en-de``."""
    folder = bench / "mqm-ted-en-de"
    want = {(r["doc"], r["segment"]): -r["mqm"] for r in lines(folder / "segments.jsonl")}
    documents = [_article(raw) for raw in lines(folder / "docs.jsonl")]
    report = pipeline.run(documents, Settings(back_translation="none", estimate=estimate))
    out = {}
    for measure in ("estimate", "score", "likeness"):
        got = {
            (d.document.id, s.index): s.measures[measure]
            for d in report.documents
            for s in d.segments
            if measure in s.measures
        }
        keys = [k for k in want if k in got]
        by_system: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for k in keys:
            by_system[k[0].split("/")[0]].append((want[k], got[k]))
        means = [np.mean(v, axis=0) for _, v in sorted(by_system.items())]
        pairs = [(a, b) for i, a in enumerate(means) for b in means[i + 1 :]]
        agree = float(np.mean([(a[0] - b[0]) * (a[1] - b[1]) > 0 for a, b in pairs]))
        out[measure] = agree, float(kendalltau([want[k] for k in keys], [got[k] for k in keys])[0])
    return out


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return ["| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows)]


def _accuracies(found: dict[str, dict[str, list[tuple[bool, bool]]]]) -> list[list[str]]:
    rows = []
    shares: dict[int, list[float]] = {0: [], 1: []}
    for kind in KINDS:
        every = [hit for kinds in found.values() for hit in kinds.get(kind, ())]
        if not every:
            continue
        row = [kind, str(len(every))]
        for which in (0, 1):
            share = float(np.mean([h[which] for h in every]))
            shares[which].append(share)
            row.append(f"{share:.3f}")
        own = [kinds.get(kind, []) for kinds in found.values()]
        by_pair = [f"{np.mean([h[1] for h in hits]):.2f}" if hits else "–" for hits in own]
        rows.append([*row, *by_pair])
    every = [h for kinds in found.values() for hits in kinds.values() for h in hits]
    overall = [f"{np.mean([h[i] for h in every]):.3f}" for i in (0, 1)]
    rows.append(["all pairs", str(len(every)), *overall, *[""] * len(found)])
    rows.append(["mean of kinds", "", *(f"{np.mean(shares[i]):.3f}" for i in (0, 1)), *[""] * len(found)])
    return rows


def main() -> None:
    """Measure and print; with ``--markdown`` write as well."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--markdown", type=Path)
    parser.add_argument("--articles", type=int, default=5, help="articles of each pair for minimal pairs")
    parser.add_argument("--estimate", default="auto", help="what the pipeline estimates with")
    parser.add_argument("--part", choices=("judgements", "minimal", "back", "systems"))
    args = parser.parse_args()
    out: list[str] = ["# The quality estimate, measured", ""]
    out += ["`python reports/evaluate_estimate.py ../shared/bench --markdown reports/estimate.md`", ""]
    if args.part in (None, "judgements"):
        out += ["## Pearson with human direct assessment, mlqe-dev", ""]
        columns = [c for name in HEADS for c in (name, "in interval", "ms")]
        head = ["pair", "floor", *columns, "default"]
        out += [*_table(head, judgements(args.bench)), ""]
        print("\n".join(out), flush=True)
    if args.part in (None, "minimal"):
        settings = Settings(back_translation="none", estimate=args.estimate)
        part = ["## Minimal pairs: the good translation scores higher", ""]
        head = ["kind", "pairs", "estimate alone", "score, findings included", *NEWS]
        part += [*_table(head, _accuracies(minimal_pairs(args.bench, args.articles, settings))), ""]
        print("\n".join(part), flush=True)
        out += part
    if args.part in (None, "back"):
        part = ["## What the back-translation adds", "", *with_back(args.bench, args.articles), ""]
        print("\n".join(part), flush=True)
        out += part
    if args.part in (None, "systems"):
        part = ["## mqm-ted-en-de: 14 systems", ""]
        found = systems(args.bench, args.estimate)
        rows = [[name, f"{a:.3f}", f"{t:.3f}"] for name, (a, t) in found.items()]
        part += [*_table(["measure", "pairwise agreement of systems", "segment Kendall"], rows), ""]
        print("\n".join(part), flush=True)
        out += part
    if args.markdown:
        args.markdown.write_text("\n".join(out).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
