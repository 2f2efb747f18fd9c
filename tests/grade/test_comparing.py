"""Two runs compared: pairing, confidence, what each finds alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.errors import UsageError
from audit.grade.bootstrap import paired_bootstrap
from audit.grade.comparing import compare
from audit.grade.runs import RunRecord
from audit.model import Reported
from audit.mqm import Severity


def _finding(doc: str, check: str = "omission", segment: int = 0, mark: str = "") -> Reported:
    return Reported(
        doc, "OMI001", check, "Accuracy/Omission", Severity.MAJOR, "left out", "text",
        mark or f"{doc}{check}{segment}", segment,
    )  # fmt: skip


def _run(
    name: str, findings: list[Reported], documents: int = 20, prefix: str = "", score: float = 0.8
) -> RunRecord:
    ids = [f"{prefix}talk.{i}" for i in range(documents)]
    places: dict[tuple[str, int], tuple[int, int] | None] = {
        (doc, n): (50 * n, 50 * n + 40) for doc in ids for n in range(3)
    }
    # Scores differ from segment to segment, alike in both runs.
    scores = {key: score + 0.01 * (i % 7) for i, key in enumerate(places)}
    return RunRecord(name, "mqm", "signature", dict.fromkeys(ids, 100), tuple(findings), places, scores)


def test_a_clear_difference_is_sure() -> None:
    worse = [_finding(f"talk.{i}") for i in range(0, 20, 2)]
    found = compare(_run("A", worse, score=0.6), _run("B", [], score=0.7))
    quality, segments = found.margins
    # 10 major errors of 5 points in 2,000 words: 25 points per 1,000 words.
    assert (quality.a, quality.b) == (75.0, 100.0)
    assert quality.difference == 25.0
    assert quality.low is not None and quality.high is not None and quality.p is not None
    assert 0 < quality.low < 25 < quality.high
    assert quality.p < 0.01
    assert segments.difference == pytest.approx(0.1)
    assert segments.items == 60
    assert len(found.only_a) == 10
    assert found.only_b == ()
    assert found.checks == {"omission": (10, 0, 10, 0)}


def test_chance_is_not_sure() -> None:
    mine = [_finding(f"talk.{i}") for i in range(10)]
    others = [_finding(f"talk.{i}") for i in range(5, 16)]
    quality = compare(_run("A", mine), _run("B", others)).margins[0]
    assert quality.low is not None and quality.high is not None
    assert quality.low <= 0 <= quality.high


def test_the_same_run_twice() -> None:
    run = _run("A", [_finding(f"talk.{i}") for i in range(9)])
    found = compare(run, replace(run, name="B"))
    assert found.both == 9
    assert (found.only_a, found.only_b) == ((), ())
    assert [(m.difference, m.low, m.high, m.p) for m in found.margins] == [(0.0, 0.0, 0.0, 1.0)] * 2


def test_the_same_figures_every_time() -> None:
    runs = _run("A", [_finding("talk.1")]), _run("B", [_finding("talk.3")] * 4)
    assert compare(*runs) == compare(*runs)


def test_systems_before_the_document() -> None:
    one = _run("A", [_finding("online/talk.1", mark="x")], prefix="online/")
    other = _run("B", [_finding("human/talk.1", mark="y")], prefix="human/")
    found = compare(one, other)
    # Other words of the same part of the source, so another fingerprint: the same omission all the same.
    assert found.both == 1
    assert (found.only_a, found.only_b) == ((), ())
    elsewhere = replace(other, findings=(_finding("human/talk.1", segment=2, mark="y"),))
    assert len(compare(one, elsewhere).only_b) == 1


def test_findings_are_matched_one_to_one() -> None:
    twice = [_finding("talk.1", mark="x"), _finding("talk.1", mark="y")]
    found = compare(_run("A", twice), _run("B", [_finding("talk.1", mark="z")]))
    assert (found.both, len(found.only_a), len(found.only_b)) == (1, 1, 0)


def test_too_few_documents_are_not_judged() -> None:
    found = compare(_run("A", [_finding("talk.1")], documents=2), _run("B", [], documents=2))
    assert {margin.p for margin in found.margins} == {None}
    assert any("cannot be called sure" in note for note in found.notes)


def test_documents_of_one_run_are_left_out() -> None:
    found = compare(_run("A", [_finding("talk.19")], documents=20), _run("B", [], documents=12))
    assert found.margins[0].items == 12
    assert found.only_a == ()
    assert found.notes == ("8 documents are in one run only and are left out",)


def test_nothing_in_common() -> None:
    with pytest.raises(UsageError, match="no document is in both"):
        compare(_run("A", [], prefix="a"), _run("B", [], prefix="b"))


def test_the_interval_holds_the_mean_about_as_often_as_it_says() -> None:
    """Of many experiments with a true difference of 0, about 1 in 20 may be called sure."""
    import numpy as np

    random = np.random.default_rng(3)
    sure = 0
    for _ in range(100):
        gains = random.normal(0, 1, 40)
        low, high, _ = paired_bootstrap(40, lambda drawn, gains=gains: float(gains[drawn].mean()))  # type: ignore[misc]
        sure += not low <= 0 <= high
    assert 0 < sure <= 14
