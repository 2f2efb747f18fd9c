"""The MQM scorecard (https://themqm.org/error-types-2/the-mqm-scoring-models/).

    APT  = Σ type weight × count × severity multiplier    absolute penalty total, in points
    PWPT = APT / evaluation words                         per-word penalty total
    NPT  = PWPT × 1000                                    points per 1,000 words
    RQS  = 100 × (1 − PWPT)                               raw quality score
    CQS  = 100 − NPT × (100 − PT) / APP                   calibrated quality score
    pass = CQS ≥ PT and nothing critical

RQS and CQS are not clipped: a text with more penalty than words scores below zero, and stays comparable with
a worse one.
"""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from audit.errors import UsageError
from audit.model import Finding, Score
from audit.mqm import Severity, dimension

#: Below this many evaluation words one finding more or less decides; MQM asks for larger samples.
SMALL_SAMPLE = 500

_TOLERANCE = 1e-9  # a score that reaches the threshold but for the last binary digit reaches it


@dataclass(frozen=True)
class Profile:
    """``multipliers``: severity → points. ``weights``: type or dimension → severity → weight, 1 if not there.

    ``threshold`` is PT, 0–100; ``acceptable`` is APP, points per 1,000 words, above 0.
    """

    name: str
    threshold: float
    acceptable: float
    multipliers: Mapping[Severity, float]
    weights: Mapping[str, Mapping[Severity, float]]

    def points(self, mqm: str, severity: Severity) -> float:
        """The penalty of one error of a type ("Accuracy/Omission")."""
        weights = self.weights.get(mqm) or self.weights.get(dimension(mqm)) or {}
        return weights.get(severity, 1.0) * self.multipliers[severity]


@lru_cache(maxsize=1)
def profiles() -> Mapping[str, Profile]:
    """Name → profile, as ``data/profiles.toml`` states them."""
    table = tomllib.loads(files("audit.grade").joinpath("data/profiles.toml").read_text("utf-8"))
    return {
        name: Profile(
            name=name,
            threshold=float(entry["threshold"]),
            acceptable=float(entry["acceptable"]),
            multipliers={s: float(entry["multipliers"][s]) for s in Severity},
            weights={key: _weights(value) for key, value in entry.get("weights", {}).items()},
        )
        for name, entry in table.items()
    }


def _weights(value: float | Mapping[str, float]) -> dict[Severity, float]:
    if isinstance(value, Mapping):
        return {Severity(s): float(w) for s, w in value.items()}
    return dict.fromkeys(Severity, float(value))


def profile(name: str) -> Profile:
    """The profile of a name. Raises UsageError where there is none."""
    known = profiles()
    if name not in known:
        raise UsageError(f"no scoring profile is called {name!r}", remedy=f"there are: {', '.join(known)}")
    return known[name]


def score(findings: Iterable[Finding], words: int, profile_name: str = "mqm") -> Score:
    """The score of a document or of a batch; ``words`` are the words of its target.

    Each finding counts once, however many places it marks. Without words there is no score and, unless
    something is critical, no verdict. Raises UsageError for an unknown profile.
    """
    return score_of(Counter((f.mqm, f.severity) for f in findings), words, profile_name)


def score_of(found: Mapping[tuple[str, Severity], int], words: int, profile_name: str = "mqm") -> Score:
    """As ``score``, of counted findings: (MQM type, severity) → how many."""
    chosen = profile(profile_name)
    counts = Counter[str]()
    for (_, severity), n in found.items():
        counts[str(severity)] += n
    penalty = math.fsum(n * chosen.points(mqm, severity) for (mqm, severity), n in found.items())
    critical = counts[Severity.CRITICAL] > 0
    if words <= 0:
        passed = False if critical else None
        return Score(0, _all(counts), penalty, None, None, None, None, chosen.threshold, passed, True)
    per_thousand = penalty * 1000 / words
    calibrated = 100 - per_thousand * (100 - chosen.threshold) / chosen.acceptable
    return Score(
        words=words,
        counts=_all(counts),
        penalty=penalty,
        per_word=penalty / words,
        per_thousand=per_thousand,
        raw=100 * (1 - penalty / words),
        calibrated=calibrated,
        threshold=chosen.threshold,
        passed=reaches(calibrated, chosen.threshold) and not critical,
        small_sample=words < SMALL_SAMPLE,
    )


def reaches(calibrated: float, threshold: float) -> bool:
    """Whether a score reaches a threshold, the last binary digit aside."""
    return calibrated >= threshold - _TOLERANCE


def _all(counts: Mapping[str, int]) -> dict[str, int]:
    return {str(s): counts.get(str(s), 0) for s in Severity}
