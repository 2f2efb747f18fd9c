"""Parts of a sentence without counterpart: found word by word, and without the model for that."""

from __future__ import annotations

import pytest

from audit.detect.catalogue import catalogue
from audit.detect.rules._partial import _PLAIN, _WEIGHTS, NAMES
from audit.pipeline import tools
from tests.support import audit_example


@pytest.mark.parametrize("code", ["OMI002", "ADD002"])
def test_without_the_model_that_reads_words_the_examples_are_found_too(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tools, "answers", lambda: None)
    rule = catalogue()[code]
    found = [{f.code for f in audit_example(example)} for example in rule.examples]
    assert [code in codes for codes in found] == ["⟦" in (e.source or "") + e.target for e in rule.examples]


def test_every_measure_has_its_weight_and_there_is_a_bias() -> None:
    assert len(_WEIGHTS) == len(_PLAIN) == len(NAMES) + 1
