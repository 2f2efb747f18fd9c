"""MIS001: a target sentence that says something else than the source sentence in its place."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.model import Evidence, Need, Segment
from audit.mqm import Severity
from audit.text.anchors import anchors

_UNLIKE = (
    0.04  # below this a pair is no free translation; measured on human translations of news with two encoders
)
_DOUBTFUL = 0.14  # up to this only where length, names and numbers speak against it too
# An encoder that knows a language little finds its true pairs less alike, and some of them no more than
# sentences picked at random: where the pairs of a document usually are less alike than this, the two limits
# above are that much lower. Of true pairs in Hungarian and Finnish literature (encoder E5) one in 25 is below
# the limits as they stand, one in 100 below the lowered ones.
_USUAL = 0.44
_FEW = 8  # pairs that tell what is usual
_LETTERS = 16
# A pair that is unlike by that measure, and yet more like than either of its sentences and any other around
# them, is a free translation. So many are looked at on each side: of 26 pairs that were called unrelated in
# good translations 6 were such ones, of 38 that were unrelated one.
_AROUND = 8


def find(context: Context) -> Iterator[Hit]:
    """Pairs that are as unlike in meaning as sentences picked at random."""
    document = context.document
    ratio = len(document.target.strip()) / max(1, len(document.source.strip() if document.source else ""))
    lower = _lower(context)
    for segment in context.segments:
        likeness = segment.measures.get("likeness")
        if likeness is None or segment.source is None or segment.target is None:
            continue
        if likeness >= _DOUBTFUL - lower:
            continue
        source, target = document.at(segment.source), document.at(segment.target)
        if min(sum(c.isalpha() for c in t) for t in (source, target)) < _LETTERS:
            continue
        limit = (_DOUBTFUL if _speaks_against(context, segment, ratio) else _UNLIKE) - lower
        if likeness < limit and not _nearest(context, segment):
            yield Hit(
                (*segment.target_sentences, *segment.source_sentences),
                "The target says something else than the source sentence in its place",
                confidence=min(0.98, 1 / (1 + math.exp(-(1.0 + 14 * (limit - likeness))))),
                evidence=(
                    Evidence("source", source),
                    Evidence("likeness of meaning", f"{max(0.0, likeness):.2f} (0 unrelated, 1 the same)"),
                ),
            )


def _nearest(context: Context, segment: Segment) -> bool:
    """Whether either side is more like the other than like any sentence around that."""
    if context.encode is None or segment.source is None or segment.target is None:
        return False
    at = segment.index
    near = (*context.segments[max(0, at - _AROUND) : at], *context.segments[at + 1 : at + 1 + _AROUND])
    sources = [context.document.at(s.source) for s in near if s.source is not None]
    targets = [context.document.at(s.target) for s in near if s.target is not None]
    if min(len(sources), len(targets)) < _FEW:
        return False
    here = [context.document.at(segment.source), context.document.at(segment.target)]
    vectors = context.encode([*here, *sources, *targets])
    source, target = vectors[0], vectors[1]
    rivals = max(
        float((vectors[2 + len(sources) :] @ source).max()),
        float((vectors[2 : 2 + len(sources)] @ target).max()),
    )
    return float(source @ target) > rivals


def _lower(context: Context) -> float:
    """How much less alike the pairs of a document usually are than those that the limits were made for."""
    likes = [s.measures["likeness"] for s in context.segments if "likeness" in s.measures]
    return max(0.0, _USUAL - statistics.median(likes)) if len(likes) >= _FEW else 0.0


def _speaks_against(context: Context, segment: Segment, ratio: float) -> bool:
    """Whether the lengths do not fit, and no name or number stands on both sides."""
    assert segment.source is not None and segment.target is not None
    fit = abs(math.log(max(1, len(segment.target)) / max(1.0, len(segment.source) * ratio)))
    if anchors(context.tokens(segment.source)) & anchors(context.tokens(segment.target)):
        return False
    return fit > 0.45


RULE = Rule(
    code="MIS001",
    name="mistranslated-sentence",
    check="mistranslation",
    mqm="Accuracy/Mistranslation",
    severity=Severity.MAJOR,
    confidence=0.9,
    meaning="The target sentence stands where a source sentence should be rendered, but means something "
    "unrelated to it.",
    why="The source sentence is lost and a false statement stands in its place; nothing in the target "
    "shows it.",
    remedy="Translate the source sentence shown beside it; look whether the target sentence belongs "
    "elsewhere.",
    needs=frozenset({Need.SOURCE, Need.ENCODER}),
    find=find,
    examples=(
        Example(
            "en-fr",
            "The council met on Monday evening. ⟦The new bridge over the river will be closed for repairs.⟧ "
            "The mayor thanked the volunteers for their work.",
            "Le conseil s’est réuni lundi soir. ⟦Ma grand-mère cuisine des tartes aux pommes chaque "
            "automne.⟧ "
            "Le maire a remercié les bénévoles pour leur travail.",
        ),
        Example(
            "en-de",
            "The museum opens its doors at nine. ⟦Children under twelve do not have to pay for a ticket.⟧ "
            "Dogs must stay outside the building.",
            "Das Museum öffnet seine Türen um neun Uhr. ⟦Der Vulkan spuckte in der Nacht Asche und "
            "glühende Lava.⟧ "
            "Hunde müssen draußen vor dem Gebäude bleiben.",
        ),
        Example(
            "en-es",
            "The farmers are waiting for rain. ⟦The harvest of olives was small.⟧ The price of oil has "
            "risen in every shop.",
            "Los agricultores esperan la lluvia. ⟦El portero detuvo dos penaltis seguidos.⟧ "
            "El precio del aceite ha subido en todas las tiendas.",
        ),
        Example(
            "en-fr",
            "He was over the moon when he heard the news. His sister called him at once.",
            "La nouvelle l’a rendu fou de joie. Sa sœur l’a aussitôt appelé.",
        ),
        Example(
            "en-de",
            "It was raining cats and dogs. Nobody wanted to leave the house.",
            "Es goss in Strömen. Niemand wollte das Haus verlassen.",
        ),
        Example(
            "en-es",
            "The exam was a piece of cake. All the students passed it.",
            "El examen fue pan comido. Todos los estudiantes lo aprobaron.",
        ),
    ),
)
