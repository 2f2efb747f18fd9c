"""Remake ``reports/benchmarks.md`` and ``audit/detect/data/measured.toml``: run the benchmarks and score
them.

    python reports/benchmark.py ../shared/bench [--back-translation apertium]

The folder holds the benchmark data, with its scorer ``score.py`` and a README that says what each set is; the
seed article stands beside it. Every run is the command ``mtaudit run`` as a user types it. Only figures leave
this script, no text. scipy must be installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from itertools import takewhile
from pathlib import Path
from typing import Any

from benchmark_speed import splice
from benchmark_tables import Planted, page

ROOT = Path(__file__).resolve().parent.parent
PLANTED = ("en-fr", "en-de", "en-es")
#: The checks of the scorer may hold several rules; a rule's own recall is that of the defects it is made for.
MADE_FOR = {
    "UNT001": ("untranslated-sentence",),
    "UNT002": ("untranslated-clause",),
    "UNT003": ("untranslated-word",),
    "TRM001": ("term-source",),
    "TRM002": ("term-source", "term-variant"),
    "CAP001": ("capitalization",),
    "NUM001": ("number",),
    "NAM001": ("name",),
    "OMI001": ("omitted-sentence",),
    "OMI002": ("omitted-clause",),
    "ADD001": ("addition",),
    "ADD002": ("addition",),
    "REP001": ("repetition",),
    "REP002": ("repetition",),
    "REP003": ("repetition",),
    "NEG001": ("negation",),
    "ENC001": ("encoding",),
    "MIS001": ("mistranslated-sentence",),
}

Json = dict[str, Any]


def scorer(bench: Path) -> Any:
    """The benchmark's own scorer, as a module."""
    spec = importlib.util.spec_from_file_location("score", bench / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def audit(source: Path, output: Path, *options: str) -> float:
    """Run the command on one input; the seconds that it took."""
    start = time.monotonic()
    command = [
        sys.executable,
        "-m",
        "audit",
        "run",
        str(source),
        "--output",
        str(output),
        "--quiet",
        *options,
    ]
    subprocess.run(command, check=True, cwd=ROOT)
    return time.monotonic() - start


def planted(name: str, bench: Path, folder: Path, engine: str, score: Any) -> Planted:
    """One set of articles, with defects planted in them and clean."""
    seconds = {
        kind: audit(bench / name / f"{kind}.jsonl", folder / f"{name}-{kind}", "--back-translation", engine)
        for kind in ("planted", "clean")
    }
    paths = [bench / name / "gold.jsonl", *(folder / f"{name}-{k}" / "findings.jsonl" for k in seconds)]
    result = score.planted(*paths, bench / name / "clean.jsonl")
    gold, found, clean = (score.load(p) for p in paths)
    right = [any(score.hit(g, f) for g in gold) for f in found]
    severe = sum(f["severity"] in ("major", "critical") for f in clean)
    return Planted(
        name, result, gold, found, right, clean, severe, seconds["clean"], _broken(name, bench, score)
    )


def _broken(name: str, bench: Path, score: Any) -> Counter[str]:
    """Gold lines whose text is the same in the clean article: what was planted there is no defect."""
    texts = {
        kind: {d["id"]: d for d in score.load(bench / name / f"{kind}.jsonl")}
        for kind in ("planted", "clean")
    }
    out: Counter[str] = Counter()
    for g in score.load(bench / name / "gold.jsonl"):
        if g["side"] == "target" and g["defect"] not in ("repetition", "mistranslated-sentence"):
            text = texts["planted"][g["doc"]]["target"]
            low, high = max(0, g["start"] - 25), g["end"] + 25
            out[g["defect"]] += text[low:high] in texts["clean"][g["doc"]]["target"]
    return +out


def measured(sets: list[Planted], rated: list[tuple[str, bool]], version: str, score: Any) -> str:
    """The text of ``measured.toml``: precision of each rule on planted articles, recall of what it is for.

    ``rated``: of each finding in real machine translation its rule, and whether a rater marked the place.
    """
    found: dict[str, list[bool]] = defaultdict(list)
    expected: Counter[str] = Counter()
    met: Counter[str] = Counter()
    for s in sets:
        by_doc: dict[str, list[Json]] = defaultdict(list)
        for f, ok in zip(s.found, s.right, strict=True):
            found[f["code"]].append(ok)
            by_doc[f["doc"]].append(f)
        for g in s.gold:
            for code, kinds in MADE_FOR.items():
                if g["defect"] in kinds:
                    expected[code] += 1
                    met[code] += any(f["code"] == code and score.hit(g, f) for f in by_doc[g["doc"]])
    lines = [*_header()]
    for code in sorted({*found, *expected}):
        lines += [f"[[{code}]]", 'source = "planted articles en-fr, en-de, en-es"', f'version = "{version}"']
        lines.append(f"findings = {len(found[code])}")
        if found[code]:
            lines.append(f"precision = {sum(found[code]) / len(found[code]):.3f}")
        if expected[code]:
            lines += [f"expected = {expected[code]}", f"recall = {met[code] / expected[code]:.3f}"]
        lines.append("")
    marked: dict[str, list[bool]] = defaultdict(list)
    for code, ok in rated:
        marked[code].append(ok)
    for code, oks in sorted(marked.items()):
        lines += [
            f"[[{code}]]",
            'source = "14 systems, TED talks en-de: on a place that raters marked"',
            f'version = "{version}"',
            f"findings = {len(oks)}",
            f"precision = {sum(oks) / len(oks):.3f}",
            "",
        ]
    return "\n".join(lines)


def _header() -> list[str]:
    """The comment at the top of the file that is there, which tells the format."""
    path = ROOT / "audit" / "detect" / "data" / "measured.toml"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    head = list(takewhile(lambda line: not line.startswith("["), lines))
    return head or [""]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--back-translation", default="none")
    chosen = parser.parse_args()
    bench, engine = chosen.bench.resolve(), chosen.back_translation
    score = scorer(bench)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        sets = [planted(name, bench, folder, engine, score) for name in PLANTED]
        ted = bench / "mqm-ted-en-de"
        seconds = audit(ted / "docs.jsonl", folder / "ted", "--back-translation", engine)
        files = [ted / "gold.jsonl", folder / "ted" / "findings.jsonl", ted / "docs.jsonl"]
        mqm = score.mqm(*files, ted / "segments.jsonl", folder / "ted" / "segments.jsonl")
        spans = defaultdict(list)
        for g in score.load(files[0]):
            spans[g["doc"]].append(g)
        ours = score.load(files[1])
        rated = [(f, any(score.overlap(g, f) > 0 for g in spans[f["doc"]])) for f in ours]
        major = [ok for f, ok in rated if f["severity"] in ("major", "critical")]
        article = bench.parent / "seed" / "article.fr.txt"
        audit(article, folder / "seed", "--target-lang", "fr", "--back-translation", engine)
        seed = score.seed(article.with_name("gold.jsonl"), folder / "seed" / "findings.jsonl")
        signature = json.loads((folder / "en-fr-clean" / "summary.json").read_text("utf-8"))["signature"]
    command = f"python reports/benchmark.py ../shared/bench --back-translation {engine}"
    text = page(sets, mqm, (sum(major), len(major)), seed, signature, command, seconds)
    path = ROOT / "reports" / "benchmarks.md"
    path.write_text(text, encoding="utf-8", newline="\n")
    # Measured by scripts of their own.
    for title, name in (("Speed", "speed.md"), ("Speed of the engines", "engines.md")):
        splice(path, title, ROOT / "reports" / name)
    version = signature.split("|")[0].split(":")[-1]
    path = ROOT / "audit" / "detect" / "data" / "measured.toml"
    path.write_text(
        measured(sets, [(f["code"], ok) for f, ok in rated], version, score), encoding="utf-8", newline="\n"
    )
    print(text)


if __name__ == "__main__":
    main()
