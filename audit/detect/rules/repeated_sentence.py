"""REP001: a sentence said twice."""

from __future__ import annotations

from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.detect.rules._repeats import repeats, repeats_inside
from audit.model import Evidence, Kind
from audit.mqm import Severity

_RUNNING = frozenset({Kind.PROSE, Kind.LIST})


def find(context: Context) -> Iterator[Hit]:
    """The second of two sentences that are the same, word for word or nearly."""
    for repeat in (*repeats(context, _RUNNING), *repeats_inside(context)):
        near = repeat.distance <= 2
        known = Evidence("said before", context.document.at(repeat.earlier))
        yield Hit(
            (repeat.later,),
            "This sentence says the one before it again"
            if repeat.distance == 1
            else "This sentence was said before",
            confidence=0.97 if near else 0.9 if context.document.source is not None else 0.75,
            evidence=(known,),
            suggestion="",
        )


RULE = Rule(
    code="REP001",
    name="repeated-sentence",
    check="repetition",
    mqm="Accuracy/Addition",
    severity=Severity.MAJOR,
    confidence=0.95,
    meaning="A sentence stands in the target twice, word for word or nearly, and the source does not say "
    "it twice.",
    why="Readers stumble over it at once. Engines that loop and careless copying leave such doubles behind.",
    remedy="Delete the second sentence; look whether another sentence was lost in its place.",
    find=find,
    hides=("ADD001", "ADD002", "REP003"),
    examples=(
        Example(
            "en-fr",
            "The bakery closes at six. The owner wants to retire.",
            "La boulangerie ferme à dix-huit heures. ⟦La boulangerie ferme à dix-huit heures.⟧ Le patron "
            "veut prendre sa retraite.",
        ),
        Example(
            "de",
            None,
            "Der Hafen wird im Winter ausgebaut. ⟦Der Hafen wird im Winter ausgebaut.⟧ Die Fischer sind "
            "besorgt.",
        ),
        Example(
            "es",
            None,
            "El río creció durante la noche. Los vecinos pidieron ayuda. ⟦El río creció durante la noche.⟧",
        ),
        Example(
            "en-zh",
            "He likes the new house. We should rest here for a while. The dogs are asleep.",
            "他喜欢这所新房子。我们应该在这里休息一会儿。⟦我们应该在这里休息一会儿。⟧狗都睡着了。",
        ),
        Example(
            "en-fr",
            "We want peace for our children. And once more: we want peace for our children.",
            "Nous voulons la paix pour nos enfants. Et encore une fois\u00a0: nous voulons la paix pour "
            "nos enfants.",
        ),
        Example(
            "en-de",
            "I have a plan for this city. Nobody listened. I have a plan for this city.",
            "Ich habe einen Plan für diese Stadt. Niemand hörte zu. Ich habe einen Plan für diese Stadt.",
        ),
        Example(
            "es",
            None,
            "El lunes llegaron 12 turistas a la isla. El martes llegaron 40 turistas a la isla.",
        ),
    ),
)
