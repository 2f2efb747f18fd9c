"""A first estimate of a segment's quality from its measures; not learned from human judgements."""

from __future__ import annotations

from collections.abc import Mapping


def estimate(measures: Mapping[str, float]) -> float:
    """0 (unrelated) to 1 (the same meaning): the likeness of source and target, and of source and
    back-translation if there is one.

    Direct likeness counts twice: a back-translation also carries its engine's mistakes. Where there is no
    encoder, chrF / 100.
    """
    parts: list[tuple[float, float]] = []
    if "likeness" in measures:
        parts.append((2.0, measures["likeness"]))
    if "back_likeness" in measures:
        parts.append((1.0, measures["back_likeness"]))
    if not parts and "chrf" in measures:
        parts.append((1.0, measures["chrf"] / 100))
    total = sum(weight for weight, _ in parts)
    value = sum(weight * part for weight, part in parts) / total if total else 0.0
    return round(min(1.0, max(0.0, value)), 4)
