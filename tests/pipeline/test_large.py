"""A batch too large to be held: the record has all, the report the worst."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from audit import pipeline
from audit.align.observed import Observed
from audit.align.terms import Sample
from audit.config import Settings
from audit.grade import GateSettings
from audit.pipeline import batch, spool, summing
from audit.report import record
from tests.pipeline.test_same_result import batch as documents


@pytest.fixture
def little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "LARGE", 100)
    monkeypatch.setattr(spool, "_IN_MEMORY", 1_000)
    monkeypatch.setattr(summing, "_HELD", 3)


def test_the_record_has_all_and_the_report_the_worst(tmp_path: Path, little: None) -> None:
    gate = GateSettings(threshold=99, max_by_rule={"NUM": 0})
    settings = Settings(back_translation="none", encoder="none", cache_dir=None, workers=1, gate=gate)
    items = documents(12)
    with record.Writer(tmp_path / "large") as writer:
        report = pipeline.run(items, settings, sink=writer.add)
        writer.finish(report)
    assert (len(report.documents), report.elsewhere, report.audited) == (3, 9, 12)
    assert any("stand in the record alone" in note for note in report.notes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "LARGE", 10**9)
        whole = pipeline.run(items, settings)
    record.write(whole, tmp_path / "whole")
    for name in ("findings.jsonl", "segments.jsonl", "documents.jsonl"):
        assert (tmp_path / "large" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    large, small = (
        json.loads((tmp_path / folder / "summary.json").read_text("utf-8")) for folder in ("large", "whole")
    )
    assert large["notes"] != small["notes"]
    assert {**large, "notes": []} == {**small, "notes": []}
    assert (report.score, report.verdict, report.groups) == (whole.score, whole.verdict, whole.groups)
    scores = [d.score.calibrated or 0.0 for d in whole.documents]
    assert sorted(d.score.calibrated or 0.0 for d in report.documents) == sorted(scores)[:3]


def observed(rank: int, segments: int = 10) -> Observed:
    return Observed(rank, segments, (), {f"w{rank}": (1, 0)}, {})


def test_a_sample_is_the_same_in_any_order_and_in_parts() -> None:
    every = [observed(rank) for rank in range(50)]
    one, back, left, right = (Sample(100) for _ in range(4))
    for item in every:
        one.add(item)
    for item in every[::-1]:
        back.add(item)
    for i, item in enumerate(every):
        (left if i % 3 else right).add(item)
    left.merge(right.documents, right.held())
    assert one.evidence() == back.evidence() == left.evidence()
    assert one.documents == 50 and sorted(one.evidence().casing) == sorted(f"w{rank}" for rank in range(10))
