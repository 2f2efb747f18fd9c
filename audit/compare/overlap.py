"""How much of the source its back-translation shares, word by word: chrF and BLEU by sacrebleu."""

from __future__ import annotations

from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def _metrics() -> tuple[Any, Any]:
    from sacrebleu.metrics import BLEU, CHRF

    return CHRF(), BLEU(effective_order=True)


def overlap(hypothesis: str, reference: str) -> dict[str, float]:
    """``{"chrf": 0–100, "bleu": 0–100}`` of one sentence (chrF: Popović 2015; BLEU: sentence level,
    effective order).
    """
    chrf, bleu = _metrics()
    return {
        "chrf": round(chrf.sentence_score(hypothesis, [reference]).score, 2),
        "bleu": round(bleu.sentence_score(hypothesis, [reference]).score, 2),
    }
