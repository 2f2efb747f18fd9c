"""ADD002: a part of a target sentence that its source sentence does not have."""

from __future__ import annotations

from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.detect.rules._partial import missing_parts
from audit.model import Evidence, Need
from audit.mqm import Severity

_GATE = (
    -0.4
)  # how much shorter than usual the source must be; translators explain, so more is asked than of an omission
_ENOUGH = 0.8
_GAIN = 0.1  # how much more like the pair must be without the part
_SHORTEST = 36  # code points: an explanation is shorter


def find(context: Context) -> Iterator[Hit]:
    """The likeliest addition in each sentence whose target is too long, at its beginning or end."""
    for part in missing_parts(context, "target", _GATE, usual=1.0):
        if (
            part.probability >= _ENOUGH
            and part.gain >= _GAIN
            and len(part.span) >= _SHORTEST
            and part.segment.source is not None
        ):
            yield Hit(
                (part.span,),
                "This part of the target sentence says what the source sentence does not",
                confidence=min(0.95, part.probability),
                evidence=(Evidence("source", context.document.at(part.segment.source)),),
            )


RULE = Rule(
    code="ADD002",
    name="added-clause",
    check="addition",
    mqm="Accuracy/Addition",
    severity=Severity.MAJOR,
    confidence=0.75,
    meaning="The target sentence is longer than it should be, and is closer in meaning to the source "
    "without the part marked.",
    why="The reader takes it for the author's words. Engines go on where the source has ended.",
    remedy="Delete the part, or find where in the source it comes from.",
    needs=frozenset({Need.SOURCE, Need.ENCODER}),
    find=find,
    examples=(
        Example(
            "en-fr",
            "The minister opened the new bridge on Monday.",
            "Le ministre a inauguré le nouveau pont lundi, ⟦tandis que les agriculteurs manifestaient contre "
            "le prix du lait.⟧",
        ),
        Example(
            "en-es",
            "The painting was sold for nine million dollars.",
            "El cuadro se vendió por nueve millones de dólares, ⟦aunque el entrenador elogió a los jugadores "
            "jóvenes tras la derrota.⟧",
        ),
        Example(
            "en-de",
            "The company will close two factories in the north.",
            "Das Unternehmen wird zwei Fabriken im Norden schließen, ⟦weil der Torwart den entscheidenden "
            "Elfmeter gehalten hat.⟧",
        ),
        Example(
            "en-fr",
            "MPs vote today.",
            "Les députés de la Chambre des communes votent aujourd’hui.",
        ),
        Example(
            "en-de",
            "The NHS is short of nurses.",
            "Dem staatlichen Gesundheitsdienst NHS fehlen Krankenschwestern.",
        ),
        Example(
            "en-es",
            "She won gold again.",
            "La atleta volvió a ganar la medalla de oro.",
        ),
    ),
)
