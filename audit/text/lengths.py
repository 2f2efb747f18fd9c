"""How much longer a text is in one language than in another."""

from __future__ import annotations

import math
import statistics
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from audit.model import Segment, base_of

_TRUST = 3  # pairs of sentences that weigh as much as what is known of the languages


@lru_cache(maxsize=1)
def _table() -> dict[str, float]:
    return tomllib.loads(files("audit.text").joinpath("data/lengths.toml").read_text("utf-8"))["per_english"]  # type: ignore[no-any-return]


def expected_ratio(source_lang: str, target_lang: str) -> float:
    """Log of target code points for one of the source; 0.0 where a language is not known."""
    bases = [base_of(source_lang), base_of(target_lang)]
    table = _table()
    return math.log(table[bases[1]] / table[bases[0]]) if all(b in table for b in bases) else 0.0


def log_ratios(segments: Sequence[Segment]) -> list[float]:
    """Log of target code points for one of the source, of each pair among the segments."""
    return [math.log(len(s.target) / len(s.source)) for s in segments if s.source and s.target]


def usual_ratio(ratios: Sequence[float], source_lang: str, target_lang: str) -> float:
    """The log ratio to expect in a document: the median of its pairs, drawn to what the languages have where
    pairs are few.
    """
    known = expected_ratio(source_lang, target_lang)
    if not ratios:
        return known
    weight = len(ratios) - 1  # a pair must not be the measure of itself
    return (statistics.median(ratios) * weight + known * _TRUST) / (weight + _TRUST)
