"""CAP001: a capital inside a sentence that nothing asks for."""

from __future__ import annotations

from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.detect.rules._capital import Capitals, Place, capitalized
from audit.detect.trees import trees
from audit.model import Evidence
from audit.mqm import Severity
from audit.text.locale import locale

# Probabilities from which a capital is reported (reports/train_capitals.py prints what they cost): where the
# source shows which of its words is meant, where it only stands beside, and where there is none.
_MEANT, _BESIDE, _ALONE = 0.35, 0.95, 0.8
_MEANT_NOUNS = 0.75  # the first where nouns take a capital: the source says nothing of nouns
_UNASKED = 0.06  # how much liker a lower-case word of the source must be than any with a capital
_DOUBTFUL, _CLEARLY = 0.9, 0.37  # the same where the place itself may ask for the capital
_OPENS = 0.8  # and where it may open a sentence whose forerunner lost its full stop, which is odd too
# A line of two or three words on a page is no sentence to learn from; a dictionary word in it needs less.
_LABEL = 0.7


def _find(context: Context) -> Iterator[Hit]:
    capitals = Capitals(context)
    for place in capitals.places(capitalized):
        if capitals.excused(place):
            continue
        sourced = place.segment is not None and bool(place.segment.source_sentences)
        probability = trees("capital", "source" if sourced else "alone").probability(capitals.measures(place))
        least = _least(capitals, place, probability, sourced)
        if probability >= least:
            yield _hit(capitals, place, 0.6 + 0.35 * (probability - least) / (1 - least), sourced)


def _least(capitals: Capitals, place: Place, probability: float, sourced: bool) -> float:
    """The probability that a place needs; more than 1 where the source asks for the capital."""
    if not sourced:
        if capitals.doubtful(place):
            return 2.0
        return _LABEL if capitals.label(place) else _ALONE
    meant = _MEANT_NOUNS if locale(capitals.lang).noun_capitals else _MEANT
    unasked = capitals.unasked(place) if probability >= meant else None
    if unasked is None:
        return 2.0 if capitals.doubtful(place) else _BESIDE
    if capitals.silent(place):
        return 2.0
    if capitals.doubtful(place):
        return _OPENS if not capitals.joined(place) else _DOUBTFUL if unasked >= _CLEARLY else 2.0
    if unasked < _UNASKED:
        return _BESIDE if capitals.function_word(place) else 2.0
    return meant


def _hit(capitals: Capitals, place: Place, confidence: float, sourced: bool) -> Hit:
    word = place.token.text
    lower, upper = capitals.context.batch.casing.get(place.token.lower, (0, 0))
    evidence = [
        Evidence(
            "elsewhere in the texts", f"“{word.lower()}” {lower} times, “{word}” {max(0, upper - 1)} times"
        )
    ]
    if sourced:
        evidence.append(Evidence("source", "no capitalized word of the source sentence asks for it"))
    return Hit(
        spans=(place.token.span("target"),),
        message=f"“{word}” has a capital inside the sentence, though it is no name here",
        confidence=confidence,
        evidence=tuple(evidence),
        suggestion=word[0].lower() + word[1:],
    )


RULE = Rule(
    code="CAP001",
    name="odd-capital",
    check="capitalization",
    mqm="Linguistic conventions/Spelling",
    severity=Severity.MINOR,
    confidence=0.75,
    batch=True,
    meaning=(
        "An ordinary word is capitalized in the middle of a sentence, where the language wants lower case. "
        "Neither a name, a title, the start of a quotation nor the source sentence accounts for the capital."
    ),
    why=(
        "Machine translation copies capitals from headlines or glues pieces together, and the reader "
        "stumbles over a word that suddenly looks like a name. It is one of the plainest signs of an "
        "unedited text."
    ),
    remedy=(
        "Write the word in lower case, unless it is meant as a name; then keep it and say so once in the "
        "review."
    ),
    examples=(
        Example(
            "en-fr",
            "The help was promised to the victims of the storm on the coast.",
            "L’aide a été ⟦Promise⟧ aux victimes de la tempête sur la côte.",
        ),
        Example(
            "en-es",
            "The council met to discuss the price of bread and decided nothing.",
            "El consejo se reunió para discutir el precio del pan y no ⟦Decidió⟧ nada.",
        ),
        Example(
            "en-de",
            "The bridge over the river was opened to traffic yesterday and is already damaged.",
            "Die Brücke über den Fluss ist gestern für den Verkehr geöffnet worden und schon ⟦Beschädigt⟧.",
        ),
        Example(
            "en-fr",
            "President Martin spoke to the Assembly in Lyon on Monday.",
            "Lundi, à Lyon, le Président Martin s’est adressé à l’Assemblée.",
        ),
        Example(
            "en-de",
            "The new school in the village is finished, and you may visit it.",
            "Die neue Schule im Dorf ist fertig, und Sie dürfen sie besuchen.",
        ),
        Example(
            "en-de",
            "The tower is surrounded by a large, smooth dome of glass.",
            "Der Turm ist von einer großen, glatten Kuppel aus Glas umgeben.",
        ),
        Example(
            "fr-en",
            "La police métropolitaine a remercié le professeur Martin.",
            "The Metropolitan Police thanked Professor Martin.",
        ),
        Example(
            "en-ru",
            "The bridge was built in spring. Nobody uses the new bridge, because the road is closed.",
            "Мост построили весной. Никто не пользуется новым ⟦Мостом⟧, потому что дорога закрыта. "
            "За старым мостом стоит дом.",
        ),
        Example("es", None, "La ministra llegó a Granada con el equipo del Real Betis."),
    ),
    find=_find,
)
