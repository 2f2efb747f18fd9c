"""MQM Core 2.0 error types and severities, names unchanged (https://themqm.org/error-types-2/typology/)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    """MQM severity levels, mildest first."""

    NEUTRAL = "neutral"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for neutral to 3 for critical, to compare and sort by."""
        return _ORDER.index(self)


_ORDER: Final = (Severity.NEUTRAL, Severity.MINOR, Severity.MAJOR, Severity.CRITICAL)

#: Severity multipliers of the MQM scoring model (https://themqm.org/error-types-2/the-mqm-scoring-models/).
MULTIPLIER: Final[dict[Severity, float]] = {
    Severity.NEUTRAL: 0.0,
    Severity.MINOR: 1.0,
    Severity.MAJOR: 5.0,
    Severity.CRITICAL: 25.0,
}

#: Dimension → types. A rule names one of these as "Dimension/Type".
CORE: Final[dict[str, tuple[str, ...]]] = {
    "Terminology": (
        "Inconsistent with terminology resource",
        "Inconsistent use of terminology",
        "Wrong term",
    ),
    "Accuracy": (
        "Mistranslation",
        "Overtranslation",
        "Undertranslation",
        "Addition",
        "Omission",
        "Do not translate",
        "Untranslated",
    ),
    "Linguistic conventions": (
        "Grammar",
        "Punctuation",
        "Spelling",
        "Unintelligible",
        "Character encoding",
        "Textual conventions",
    ),
    "Style": (
        "Organization style",
        "Third-party style",
        "Inconsistent with external reference",
        "Language register",
        "Awkward style",
        "Unidiomatic style",
        "Inconsistent style",
    ),
    "Locale conventions": (
        "Number format",
        "Currency format",
        "Measurement format",
        "Time format",
        "Date format",
        "Address format",
        "Telephone format",
        "Shortcut key",
    ),
    "Audience appropriateness": ("Culture-specific reference", "Offensive"),
    "Design and markup": (
        "Layout",
        "Markup tag",
        "Truncation/text expansion",
        "Missing text",
        "Link/cross-reference",
    ),
}

TYPES: Final[frozenset[str]] = frozenset(f"{dim}/{name}" for dim, names in CORE.items() for name in names)


def dimension(mqm_type: str) -> str:
    """The dimension of a type: ``dimension("Accuracy/Omission") == "Accuracy"``."""
    return mqm_type.split("/", 1)[0]
