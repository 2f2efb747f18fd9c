"""How fast mtaudit is, how much memory it takes, and how its cost grows with the text.

    python reports/benchmark_speed.py            # writes reports/speed.md, and the same into benchmarks.md

Every figure is of a whole process, start and reports included, on a load of `reports/speed_load.py`. Words
are target words; seconds of processors are those of the process and all that it started. The growth exponent
is the slope of processor seconds over words, both as logarithms, between the second and the third size, after
taking away what the program takes for the smallest possible input: 1 is linear. pofilter (translate-toolkit)
runs over the same text in the same run, where it is installed.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from speed_load import Article, articles, load, write_jsonl, write_po

from audit.version import VERSION

ROOT = Path(__file__).resolve().parent.parent
_GROWTH = (1, 4, 16)


@dataclass(frozen=True)
class Stage:
    """What is measured: a name, the options that make it, the words of its smallest load, its aim if any."""

    name: str
    options: tuple[str, ...]
    words: int
    aim: int | None = None


_NO_BACK, _NO_ENCODER = ("--back-translation", "none"), ("--encoder", "none", "--estimate", "none")
#: Batches that are audited again: words, options, and what the page calls these.
_AGAIN: tuple[tuple[int, tuple[str, ...], str], ...] = (
    (240_000, _NO_BACK, "without back-translation"),
    (240_000, ("--back-translation", "apertium"), "with back-translation by Apertium"),
    (960_000, ("--back-translation", "apertium"), "with back-translation by Apertium"),
)
STAGES = (
    Stage("checks, one worker", (*_NO_BACK, *_NO_ENCODER, "--ignore", "GRA001", "--workers", "1"), 20_000),
    Stage("checks", (*_NO_BACK, *_NO_ENCODER, "--ignore", "GRA001"), 20_000, 30_000),
    Stage("checks and Grammalecte", (*_NO_BACK, *_NO_ENCODER), 20_000),
    Stage("checks, encoder", (*_NO_BACK, "--estimate", "none"), 6_000, 2_000),
    Stage("checks, encoder, estimate", _NO_BACK, 6_000),
    Stage(
        "checks, encoder, Apertium",
        ("--back-translation", "apertium", "--estimate", "none"),
        4_000,
        1_500,
    ),
    Stage("checks, encoder, estimate, Apertium", ("--back-translation", "apertium"), 4_000, 1_500),
)


@dataclass(frozen=True)
class Taken:
    """What a process took: seconds by the clock and of processors, and the most memory of one process, in
    MB.
    """

    wall: float
    cpu: float
    memory: float


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--pair", default="en-fr")
    options.add_argument("--quick", action="store_true", help="smallest sizes alone; writes nothing")
    options.add_argument("--only", default="", help="stages whose name holds this; writes nothing")
    given = options.parse_args()
    source, target = given.pair.split("-")
    real = articles(ROOT / "corpora", source, target)
    with tempfile.TemporaryDirectory() as folder:
        page = _page(real, source, target, Path(folder), (1,) if given.quick else _GROWTH, given.only)
    print(page)
    if not given.quick and not given.only:
        speed = ROOT / "reports" / "speed.md"
        speed.write_text(f"# Speed\n\n{page}", encoding="utf-8", newline="\n")
        splice(ROOT / "reports" / "benchmarks.md", "Speed", speed)


def splice(path: Path, title: str, section: Path) -> None:
    """Put a page, but for its own title, into another page under a title, in place of an older one."""
    begin, end = f"<!-- {title} -->", f"<!-- end of {title} -->"
    body = section.read_text("utf-8").partition("\n\n")[2].rstrip()
    made = f"{begin}\n## {title}\n\n{body}\n{end}\n"
    text = path.read_text("utf-8")
    old = re.compile(f"{re.escape(begin)}.*{re.escape(end)}\n", re.DOTALL)
    text = old.sub(lambda _: made, text) if old.search(text) else f"{text.rstrip()}\n\n{made}"
    path.write_text(text, encoding="utf-8", newline="\n")


def _page(
    real: list[Article], source: str, target: str, folder: Path, sizes: Sequence[int], only: str
) -> str:
    rows = []
    for stage in (s for s in STAGES if only in s.name):
        print(f"… {stage.name}", file=sys.stderr)
        rows.append(_measured(stage, real, source, target, folder, sizes))
    lines = [
        "Made by `python reports/benchmark_speed.py`: mtaudit "
        f"{VERSION}, {source}-{target}, Python {platform.python_version()}, {_processor()}.",
        "",
        " ".join(str(__doc__).split("\n\n")[2].split()),
        "",
        "| stage | words | words a second | a processor second | memory | growth | aim (words a second) |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *rows,
    ]
    if not only:
        lines += ["", *_rerun(real, source, target, folder), "", *_long(real, source, target, folder)]
        lines += ["", *_pofilter(real, target, folder)]
    return "\n".join(lines) + "\n"


def _measured(
    stage: Stage, real: list[Article], source: str, target: str, folder: Path, sizes: Sequence[int]
) -> str:
    points: list[tuple[int, Taken]] = []
    empty = _audit([("It rains.", "Il pleut.")], source, target, folder, stage.options)
    for size in sizes:
        made = list(load(real, stage.words * size))
        points.append((_words(made), _audit(made, source, target, folder, stage.options)))
    words, last = points[-1]
    growth = "–"
    if len(points) > 1:
        (few, before), (many, after) = points[-2:]
        ratio = max(after.cpu - empty.cpu, 1e-3) / max(before.cpu - empty.cpu, 1e-3)
        growth = f"{math.log(ratio) / math.log(many / few):.2f}"
    rate = words / last.wall
    aim = "–" if stage.aim is None else f"{stage.aim:,}" + ("" if rate >= stage.aim else " (below)")
    memory = " / ".join(f"{taken.memory:,.0f}" for _, taken in points)
    cells = (
        stage.name,
        f"{words:,}",
        f"{rate:,.0f}",
        f"{words / last.cpu:,.0f}",
        f"{memory} MB",
        growth,
        aim,
    )
    return f"| {' | '.join(cells)} |"


def _rerun(real: list[Article], source: str, target: str, folder: Path) -> list[str]:
    """The same batch again, and with one document in a hundred changed, with everything from the cache."""
    told = []
    for words, options, name in _AGAIN:
        made = list(load(real, words))
        shutil.rmtree(folder / "cache", ignore_errors=True)
        first = _audit(made, source, target, folder, options, cache=True)
        again = _audit(made, source, target, folder, options, cache=True)
        changed = [(s, f"{t}\nFin.\n") if i % 100 == 0 else (s, t) for i, (s, t) in enumerate(made)]
        some = _audit(changed, source, target, folder, options, cache=True)
        told.append(
            f"The same {len(made):,} documents once more, {name}: unchanged {again.cpu / first.cpu:.1%} of "
            f"the processor time of the first run ({again.cpu:.1f} of {first.cpu:.1f} s), with one in a "
            f"hundred changed {some.cpu / first.cpu:.1%} ({some.cpu:.1f} s)."
        )
    return [" ".join([*told, "All hold the start of the program and the writing of all reports."])]


def _long(real: list[Article], source: str, target: str, folder: Path) -> list[str]:
    """One article as long as a book, and one line that is no sentence."""
    told = []
    for name, options, sizes, one_line in (
        ("One article", (*_NO_BACK, *_NO_ENCODER, "--ignore", "GRA001"), (1_000_000, 4_000_000), False),
        ("One line with the encoder", (*_NO_BACK, "--ignore", "GRA001"), (250_000, 1_000_000), True),
    ):
        points = []
        for size in sizes:
            made = list(load(real, size // 5))
            both = ["\n\n".join(side) for side in zip(*made, strict=True)]
            if one_line:
                both = [" ".join(re.sub(r"[.!?…]", ",", side).split()) for side in both]
            left, right = (side[:size] for side in both)
            points.append((len(right), _audit([(left, right)], source, target, folder, options)))
        (few, before), (many, after) = points
        growth = math.log(after.cpu / before.cpu) / math.log(many / few)
        told.append(
            f"{name} of {few / 1e6:.2f} and of {many / 1e6:.2f} million characters a side: "
            f"{before.cpu:.1f} and {after.cpu:.1f} processor seconds, {before.memory:,.0f} and "
            f"{after.memory:,.0f} MB; exponent {growth:.2f}, start included."
        )
    return [" ".join(told)]


def _pofilter(real: list[Article], target: str, folder: Path) -> list[str]:
    program = shutil.which("pofilter") or shutil.which("pofilter", path=str(Path(sys.executable).parent))
    if program is None:
        return ["pofilter was not installed: `pip install translate-toolkit` to compare."]
    made = list(load(real, 80_000))
    write_po(made, target, folder / "load.po")
    taken = _run([program, "--progress=none", str(folder / "load.po"), str(folder / "out.po")])
    ours = _audit(made, "en", target, folder, STAGES[0].options)
    return [
        f"pofilter over the same {_words(made):,} words, one process: {_words(made) / taken.wall:,.0f} words "
        f"a second; mtaudit's checks with one worker in the same run: {_words(made) / ours.wall:,.0f}.",
    ]


def _audit(
    made: list[Article],
    source: str,
    target: str,
    folder: Path,
    options: Sequence[str],
    *,
    cache: bool = False,
) -> Taken:
    write_jsonl(made, source, target, folder / "load.jsonl")
    kept = ("--cache-dir", str(folder / "cache")) if cache else ("--no-cache",)
    command = [sys.executable, "-m", "audit", "run", str(folder / "load.jsonl"), *options, *kept]
    return _run([*command, "-q", "--no-history", "-o", str(folder / "out")])


def _run(command: list[str]) -> Taken:
    # An installed program has its bytecode: pip compiles it.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)}\nended with {process.returncode}: {said.decode()[-500:]}")
    wall = time.perf_counter() - start
    # On Linux what ru_maxrss counts is kilobytes, on macOS bytes.
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024
    return Taken(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def _words(made: list[Article]) -> int:
    return sum(len(target.split()) for _, target in made)


def _processor() -> str:
    count = os.cpu_count() or 1
    try:
        names = re.findall(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text("utf-8"))
    except OSError:
        names = []
    return f"{count} processors ({names[0].strip() if names else platform.machine()})"


if __name__ == "__main__":
    main()
