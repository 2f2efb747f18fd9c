"""NEG001: the source negates, the target affirms."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.model import Evidence, Need, Segment, Span
from audit.mqm import Severity
from audit.text.lemmas import lemma
from audit.text.lexicon import zipf
from audit.text.negation import Polarity, negated, negates, polarity
from audit.text.tokens import Token

_END = re.compile(r"[.!?…。！？؟]")
_ASKS = frozenset("?？؟")
_LIKE = 0.25  # below this it is another sentence, not one turned round
_AROUND = 0.28  # of the sentence: how far from its place in the source a negation may stand in other words
_LEAST = 45  # code points: in a short sentence everything is near
_BESIDE = 4  # words on either side of a negation that may undo it
_MOST = 6  # negations of one sentence
_GRAMMAR = 5.5  # Zipf of words that mean little by themselves: they are not what is negated
_MEANT = 6.5  # and of those that mean nothing at all
_KEPT = 0.48  # how like a word of the target what is negated must be, to be said there (cosine of words)
_TOGETHER = 1.05  # that and the likeness of the pair, added: where neither is high, the pair tells little
_SURE = 0.7  # and from which it surely is
_SAME = 0.75  # cosine of two words that render each other
_SAID = 0.84  # and from which they are no opposites either ("often", "rarely")
_UNSURE = 0.6  # confidence where something speaks against it
_CLEARLY = 0.1  # of the sentence: how much nearer a negation must be to its own counterpart than to another's


def find(context: Context) -> Iterator[Hit]:
    """Pairs whose source has a plain negation where the target has none, nor anything like one about its
    place.
    """
    for segment in context.segments:
        likeness = segment.measures.get("likeness", 0.5)
        if segment.source is None or segment.target is None or likeness < _LIKE:
            continue
        if not context.comparable(segment):
            continue
        left, right = context.tokens(segment.source), context.tokens(segment.target)
        source = polarity(left, context.source_lang) if negated(left, context.source_lang) else None
        if source is None or not source.strict:
            continue
        target = polarity(right, context.target_lang)
        if target is None:
            continue
        for negation, kept in _alone(source, target, segment, left, right):
            rest = [w for w in right if w not in kept]
            if _asked(context, negation, segment):
                continue
            if not _carried(context, negation, source.partners, segment, left, rest):
                said, first = _rendered(context, negation, left, rest)
                if said >= _SURE or (said >= _KEPT and said + likeness >= _TOGETHER):
                    yield _hit(context, segment, negation, _confidence(source, target, first))
                    break


def _hit(context: Context, segment: Segment, negation: Token, confidence: float) -> Hit:
    assert segment.source is not None and segment.target is not None
    return Hit(
        (segment.target, negation.span("source")),
        f"The source negates (“{negation.text}”), the target does not",
        confidence=confidence,
        severity=Severity.MINOR if confidence <= _UNSURE else None,
        evidence=(Evidence("source", context.document.at(segment.source)),),
    )


def _alone(
    source: Polarity, target: Polarity, segment: Segment, left: Sequence[Token], right: Sequence[Token]
) -> Iterator[tuple[Token, set[Token]]]:
    """Negations of the source for which the target has none left, with the words of the target that negate
    for others.
    """
    assert segment.source is not None and segment.target is not None
    mine, theirs = _groups(source.plain, left), _groups(target.plain, right)
    if len(theirs) >= len(mine) or len(mine) > _MOST:
        return
    here = [_place(group[0], segment.source) for group in mine]
    there = [_place(group[0], segment.target) for group in theirs]
    choices = itertools.combinations(range(len(mine)), len(theirs))
    best = min(choices, key=lambda c: sum(abs(here[i] - p) for i, p in zip(c, there, strict=True)))
    kept = {t for group in theirs for t in group}
    kept |= {t for t in target.partners if theirs}
    for i, group in enumerate(mine):
        clear = all(abs(here[i] - p) > abs(here[k] - p) + _CLEARLY for k, p in zip(best, there, strict=True))
        if i not in best and len(group) == 1 and group[0] in source.strict and clear:
            yield group[0], kept


def _groups(negations: Sequence[Token], words: Sequence[Token]) -> list[list[Token]]:
    """Negations, those that stand near each other together: they may be one ("no vino nadie")."""
    order = {t.start: i for i, t in enumerate(words)}
    out: list[list[Token]] = []
    for negation in negations:
        if out and order[negation.start] - order[out[-1][-1].start] <= _BESIDE:
            out[-1].append(negation)
        else:
            out.append([negation])
    return out


def _place(token: Token, span: Span) -> float:
    return (token.start - span.start) / max(1, len(span))


def _asked(context: Context, negation: Token, segment: Segment) -> bool:
    """Whether a question is negated, and the target asks one: it asks the same without ("Can't we …?")."""
    assert segment.source is not None and segment.target is not None
    end = _END.search(context.source, negation.end, segment.source.end)
    return end is not None and end[0] in _ASKS and bool(_ASKS & set(context.document.at(segment.target)))


def _carried(
    context: Context,
    negation: Token,
    partners: Sequence[Token],
    segment: Segment,
    left: Sequence[Token],
    right: Sequence[Token],
) -> bool:
    """Whether something about the place of a negation may carry it in other words, or undoes it; its
    partners ("ne … pas") are the negation itself.
    """
    if negation.lower in {w.lower for w in right}:
        return True  # left in the source language, in a quotation or by mistake: nothing is denied or lost
    near = _near(negation, segment, right)
    beside = polarity(_beside(negation, left), context.source_lang)
    there = polarity(near, context.target_lang)
    if not near or beside is None or there is None or there.plain or beside.idiom or there.idiom:
        return True
    own = {negation.start, *(t.start for t in partners)}
    others = [w for w in left if w.start not in own]
    theirs = _unsaid(context, (*there.carriers, *there.implied), others, context.source_lang)
    carriers = tuple(t for t in beside.carriers if t.start not in own)
    mine = (*carriers, *beside.implied)
    undone = _unsaid(context, carriers, near, context.target_lang)
    return _unpaired(context, undone, theirs) or _unpaired(context, theirs, mine)


def _unsaid(
    context: Context, carriers: Sequence[Token], words: Sequence[Token], lang: str
) -> tuple[Token, ...]:
    """Those words that no word of the other side renders, of its language: one that is rendered ("still",
    "encore"; "worry", "preocuparnos") stands for itself, and neither carries a negation nor undoes one.
    """
    others = [w.lower for w in words if zipf(w.lower, lang) < _MEANT]
    if not carriers or not others or context.encode is None:
        return tuple(carriers)
    vectors = context.encode([*(t.lower for t in carriers), *others])
    said = (vectors[: len(carriers)] @ vectors[len(carriers) :].T).max(axis=1) >= _SAID
    return tuple(t for t, same in zip(carriers, said, strict=True) if not same)


def _unpaired(context: Context, words: Sequence[Token], others: Sequence[Token]) -> bool:
    """Whether a word that may carry a negation renders none such on the other side: where each does
    ("reject", "rejette"), they say nothing of the negation beside them.
    """
    if not words or not others or context.encode is None:
        return bool(words)
    vectors = context.encode([*(t.lower for t in words), *(t.lower for t in others)])
    return bool(((vectors[: len(words)] @ vectors[len(words) :].T).max(axis=1) < _SAME).any())


def _rendered(
    context: Context, negation: Token, left: Sequence[Token], right: Sequence[Token]
) -> tuple[float, float]:
    """How like what is negated is to the likest word of the target (0–1), of the verb that means something
    and of the first word: where it is said in other words, so may be the denial. 1 where that cannot be told.
    """
    if context.encode is None:
        return 1.0, 1.0
    at = next(i for i, w in enumerate(left) if w.start == negation.start)
    after, before = left[at + 1 : at + 2 + _BESIDE], left[max(0, at - _BESIDE) : at][::-1]
    words = [w for w in (*after, *before) if zipf(w.lower, context.source_lang) < _GRAMMAR]
    there = [w.lower for w in right if zipf(w.lower, context.target_lang) < _GRAMMAR]
    if not words or not there or words[0].lower in there:
        return 1.0, 1.0
    head = next((w for w in words if _means(w.lower, context.source_lang)), words[0])
    vectors = context.encode([words[0].lower, head.lower, *there])
    first, second = (vectors[2:] @ vectors[:2].T).max(axis=0)
    return float(max(first, second)), float(first)


def _means(word: str, lang: str) -> bool:
    """Whether a word means something by itself: a form of a small verb ("somos", "avete") does not."""
    return max(zipf(word, lang), zipf(lemma(word, lang) or word, lang)) < _GRAMMAR


def _confidence(source: Polarity, target: Polarity, likeness: float) -> float:
    """Less where the sentence negates elsewhere, or may do so in other words."""
    if target.plain or likeness < _SURE:
        return _UNSURE
    return 0.75 if target.perhaps or source.perhaps else 0.85


def _near(negation: Token, segment: Segment, words: Sequence[Token]) -> list[Token]:
    """The target words about where the negation stands in the source."""
    assert segment.source is not None and segment.target is not None
    place = (negation.start - segment.source.start) / max(1, len(segment.source))
    middle = segment.target.start + place * len(segment.target)
    reach = max(_LEAST, _AROUND * len(segment.target))
    return [w for w in words if abs((w.start + w.end) / 2 - middle) <= reach]


def _beside(negation: Token, words: Sequence[Token]) -> list[Token]:
    at = next(i for i, w in enumerate(words) if w.start == negation.start)
    return list(words[max(0, at - _BESIDE) : at + _BESIDE + 1])


RULE = Rule(
    code="NEG001",
    name="lost-negation",
    check="negation",
    mqm="Accuracy/Mistranslation",
    severity=Severity.MAJOR,
    confidence=0.75,
    meaning="The source sentence is negated and the target sentence is not, nor does it deny in other words "
    "(refuse, lack, without, an opposite such as unhappy).",
    why="The target says the opposite of the source.",
    remedy="Negate the target sentence; dismiss the finding where it says the same by other means.",
    needs=frozenset({Need.SOURCE, Need.LANGUAGE}),
    knows=negates,
    find=find,
    examples=(
        Example("en-fr", "The museum is ⟦not⟧ open on Mondays.", "⟦Le musée est ouvert le lundi.⟧"),
        Example("en-de", "The workers did ⟦not⟧ accept the offer.", "⟦Die Arbeiter nahmen das Angebot an.⟧"),
        Example("en-es", "The road ⟦isn't⟧ safe in winter.", "⟦La carretera es segura en invierno.⟧"),
        Example("en-it", "The village does ⟦not⟧ have any doctors.", "⟦Il villaggio ha dei medici.⟧"),
        Example(
            "en-nl",
            "The ferry does ⟦not⟧ sail from Monday to Friday.",
            "⟦De veerboot vaart van maandag tot vrijdag.⟧",
        ),
        Example("fr-en", "La route ⟦n'⟧est pas sûre en hiver.", "⟦The road is safe in winter.⟧"),
        Example("es-en", "⟦No⟧ somos los dueños de la barca.", "⟦We are the owners of the boat.⟧"),
        Example("es-en", "¿No podemos abrir el puente?", "Can we open the bridge?"),
        Example("fr-en", "Ce n'est pas la même route.", "It is a different road."),
        Example("es-en", "No obstante, la carretera es segura.", "However, the road is safe."),
        Example(
            "en-fr", "The museum is not open on Mondays.", "Le musée est fermé le lundi, sauf exception."
        ),
        Example(
            "en-fr", "The committee did ⟦not⟧ reject the proposal.", "⟦Le comité a rejeté la proposition.⟧"
        ),
        Example(
            "en-it",
            "The ferry has ⟦not⟧ arrived in the harbour yet.",
            "⟦Il traghetto è arrivato ancora in porto.⟧",
        ),
        Example(
            "en-es",
            "The doctors do ⟦not⟧ worry about the village.",
            "⟦Los médicos se preocupan por el pueblo.⟧",
        ),
        Example(
            "en-nl",
            "If you do ⟦not⟧ know the harbour, ask the captain.",
            "⟦Als u de haven kent, vraag het aan de kapitein.⟧",
        ),
        Example(
            "en-es", "Many, if not all, of the boats were new.", "Muchas de las barcas, o todas, eran nuevas."
        ),
        Example(
            "en-de",
            "Wouldn't you know it, the shop was full again.",
            "Wie Sie sich denken können, war der Laden wieder voll.",
        ),
        Example("en-de", "The neighbours are not happy about it.", "Die Nachbarn sind darüber unglücklich."),
        Example("en-es", "She did not want to come.", "Rechazó la invitación de venir."),
        Example("en-cs", "The museum is not open on Mondays.", "Muzeum je v pondělí zavřeno."),
    ),
)
