"""What was judged in the light of a batch stands while its questions have the same answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.detect.rule import Hit
from audit.model import BatchEvidence, Span
from audit.pipeline.asked import Watch

EVIDENCE = BatchEvidence(
    documents=3,
    renderings={"port": {"port": 2, "harbour": 1}, "ship": {"bateau": 4}},
    casing={"mer": (3, 1)},
)
HITS = (("CAP001", Hit((Span("target", 0, 3),), "a message")),)


def test_what_was_asked_is_what_counts() -> None:
    watch = Watch(EVIDENCE)
    assert watch.evidence.renderings.get("port") == {"port": 2, "harbour": 1}
    assert watch.evidence.casing.get("terre", (0, 0)) == (0, 0)
    assert watch.evidence.documents > 1
    judged = watch.judged(HITS)
    assert judged.hits == HITS
    assert judged.asked == {"renderings": ("port",), "casing": ("terre",)}
    assert judged.stands(EVIDENCE)
    assert judged.stands(replace(EVIDENCE, documents=9, renderings={"port": {"harbour": 1, "port": 2}}))
    assert judged.stands(replace(EVIDENCE, casing={}, support={"port": 3}))


@pytest.mark.parametrize(
    "other",
    [
        replace(EVIDENCE, renderings={"port": {"port": 3, "harbour": 1}}),
        replace(EVIDENCE, renderings={}),
        replace(EVIDENCE, casing={"terre": (0, 1)}),
        replace(EVIDENCE, documents=1),
    ],
)
def test_another_answer_is_another_judgement(other: BatchEvidence) -> None:
    watch = Watch(EVIDENCE)
    assert watch.evidence.renderings["port"] and "terre" not in watch.evidence.casing
    assert not watch.judged(()).stands(other)


def test_evidence_cannot_be_gone_through() -> None:
    """What is not looked up by name could not be told from what is."""
    watch = Watch(EVIDENCE)
    with pytest.raises(TypeError, match="looks words up"):
        list(watch.evidence.casing)
    with pytest.raises(TypeError, match="looks words up"):
        len(watch.evidence.renderings)
