"""What the data can say of itself."""

from __future__ import annotations

from dataclasses import fields, replace

from audit.model import BackTranslation, Difference, Kind, Segment, Span


def test_a_measured_segment_is_the_same_but_for_its_measures() -> None:
    source, target = Span("source", 0, 4), Span("target", 0, 5)
    back = BackTranslation("text", "engine")
    lost = Difference("lost", source, None)
    segment = Segment(
        3, source, target, (source,), (target,), Kind.LIST, back, {"bleu": 1.0}, (back,), (lost,)
    )
    assert all(getattr(segment, f.name) != f.default for f in fields(segment))
    assert segment.measured({"chrf": 2.0}) == replace(segment, measures={"chrf": 2.0})
