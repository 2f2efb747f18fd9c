"""How large and how quick the HTML report is: writes reports of made-up texts and opens them in Chromium.

    python reports/page_speed.py 10000 100000

Prints, for each number of segments: the size of the file, the seconds to write it, the milliseconds until it
can be used, until a filter and a search have answered, how many rows the document holds, and the memory of
the script.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from selenium import webdriver

from audit.detect.catalogue import catalogue
from audit.grade import NO_GATE, profile, score
from audit.model import (
    Article,
    BackTranslation,
    Document,
    DocumentReport,
    Evidence,
    Finding,
    Language,
    Need,
    Report,
    Segment,
    Span,
)
from audit.mqm import Severity
from audit.report import html

_PER_DOCUMENT = 40
_SEVERITIES = (Severity.MINOR, Severity.MINOR, Severity.MAJOR, Severity.NEUTRAL, Severity.CRITICAL)


def _sentence(dice: random.Random, words: list[str]) -> str:
    return " ".join(dice.choices(words, k=dice.randint(8, 30))).capitalize() + "."


def _document(number: int, segments: int, dice: random.Random, words: list[str]) -> DocumentReport:
    sides: dict[str, list[str]] = {"source": [], "target": []}
    made: list[Segment] = []
    findings: list[Finding] = []
    rules = list(catalogue().values())
    places = {"source": 0, "target": 0}
    for i in range(segments):
        spans = {}
        for side in ("source", "target"):
            text = _sentence(dice, words)
            sides[side].append(text)
            spans[side] = Span(side, places[side], places[side] + len(text))  # type: ignore[arg-type]
            places[side] += len(text) + 2
        back = BackTranslation(_sentence(dice, words), "apertium fra-eng")
        measures = {"chrf": dice.random() * 100, "cosine": dice.random(), "score": dice.random()}
        made.append(Segment(i, spans["source"], spans["target"], back=back, measures=measures))
        if dice.random() < 0.3:
            rule = dice.choice(rules)
            start = spans["target"].start + dice.randint(0, 10)
            text = sides["target"][-1][:12]
            findings.append(
                Finding(
                    f"article-{number:04}",
                    rule.code,
                    rule.name,
                    rule.check,
                    rule.mqm,
                    dice.choice(_SEVERITIES),
                    round(dice.random(), 3),
                    f"“{text}” is not what the source says",
                    (Span("target", start, start + 12),),
                    text,
                    (Evidence("source", sides["source"][-1]),),
                    "another",
                    i,
                    f"{number:08x}{i:012x}",
                )
            )
    document = Document(
        f"article-{number:04}",
        "\n\n".join(sides["target"]),
        Language("fr"),
        "\n\n".join(sides["source"]),
        Language("en"),
    )
    evidence = frozenset({Need.SOURCE, Need.ENCODER, Need.BACK_TRANSLATION})
    article = Article(document, (), (), tuple(made), evidence)
    return DocumentReport(article, tuple(findings), score(findings, len(document.target.split())))


def report(segments: int) -> Report:
    """A report of made-up texts; a finding in every third segment."""
    dice = random.Random(segments)
    words = ["".join(dice.choices("etaoinshrdlucmfwy", k=dice.randint(2, 11))) for _ in range(20_000)]
    documents = tuple(_document(n, _PER_DOCUMENT, dice, words) for n in range(segments // _PER_DOCUMENT))
    findings = [f for d in documents for f in d.findings]
    total = score(findings, sum(d.score.words for d in documents))
    return Report(documents, (), total, NO_GATE, "made up", engine="none", encoder="none")


def _browser() -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for argument in ("--headless", "--no-sandbox", "--disable-gpu", "--window-size=1440,1000"):
        options.add_argument(argument)
    driver = webdriver.Chrome(
        options=options, service=webdriver.ChromeService(str(shutil.which("chromedriver")))
    )
    driver.set_script_timeout(120)
    return driver


_UNTIL = """
    const done = arguments[arguments.length - 1], start = performance.now();
    const look = () => (READY) ? done(performance.now() - start) : setTimeout(look, 5);
    DO; look();"""


def measure(segments: int, folder: Path) -> str:
    """One line of figures."""
    path = folder / f"{segments}.html"
    made = report(segments)
    start = time.monotonic()
    html.write(made, path, html.rule_texts(catalogue()), profile("mqm"))
    written = time.monotonic() - start
    driver = _browser()
    try:
        driver.get(path.as_uri() + "#texts")
        ready = driver.execute_async_script(
            "const done = arguments[0]; const look = () => document.body.dataset.ready "
            "? done(performance.now()) : setTimeout(look, 5); look();"
        )
        rows = driver.execute_script("return document.querySelectorAll('.row').length")
        shown = "document.getElementById('count').textContent.includes(' of ')"
        chosen = driver.execute_async_script(
            _UNTIL.replace("READY", shown).replace("DO", "document.querySelector('.chip.minor').click()")
        )
        driver.execute_script("document.getElementById('reset').click()")
        time.sleep(1)
        search = (
            "const q = document.getElementById('q'); q.value = 'zzzz'; q.dispatchEvent(new Event('input'))"
        )
        found = driver.execute_async_script(_UNTIL.replace("READY", shown).replace("DO", search))
        memory = driver.execute_script("return performance.memory.usedJSHeapSize") / 1e6
    finally:
        driver.quit()
    size = path.stat().st_size / 1e6
    return (
        f"{segments:>8,} segments  {len(made.findings):>7,} findings  {size:6.1f} MB  "
        f"written in {written:5.1f} s  usable {ready:6,.0f} ms  filter {chosen:5,.0f} ms  "
        f"search {found:6,.0f} ms  {rows:3} rows  {memory:6.1f} MB heap"
    )


def main() -> None:
    sizes = [int(a) for a in sys.argv[1:]] or [10_000, 100_000]
    with tempfile.TemporaryDirectory() as folder:
        for segments in sizes:
            print(measure(segments, Path(folder)), flush=True)


if __name__ == "__main__":
    main()
