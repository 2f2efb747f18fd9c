"""OMI001: a sentence of the source that the target leaves out."""

from __future__ import annotations

from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.detect.rules._lone import count, lone_runs
from audit.model import Evidence, Need
from audit.mqm import Severity


def find(context: Context) -> Iterator[Hit]:
    """Source sentences without counterpart, those one after the other together."""
    for lone in lone_runs(context, "source"):
        yield Hit(
            lone.spans,
            f"{count(lone.spans)} of the source {'has' if len(lone.spans) == 1 else 'have'} no counterpart "
            f"in the target",
            confidence=lone.confidence,
            evidence=tuple(Evidence("source", context.document.at(s)) for s in lone.spans[:3]),
        )


RULE = Rule(
    code="OMI001",
    name="omitted-sentence",
    check="omission",
    mqm="Accuracy/Omission",
    severity=Severity.MAJOR,
    confidence=0.9,
    meaning="A sentence of the source has no counterpart in the target: no sentence there says the same, "
    "and none beside it holds it too.",
    why="The reader misses a statement and cannot know it: the text around it reads well without it.",
    remedy="Translate the sentence marked in the source and put it where its neighbours stand in the target.",
    needs=frozenset({Need.SOURCE, Need.ENCODER}),
    hides=("OMI002",),
    find=find,
    examples=(
        Example(
            "en-fr",
            "⟦Bakers celebrate a record year⟧\n\n"
            "The bakers of the region sold more bread than ever last year.",
            "Les boulangers de la région ont vendu plus de pain que jamais l’an dernier.",
        ),
        Example(
            "en-fr",
            "The council met on Monday evening. ⟦The new bridge over the river will be closed for repairs "
            "until spring.⟧ "
            "The mayor thanked the volunteers for their work.",
            "Le conseil s’est réuni lundi soir. Le maire a remercié les bénévoles pour leur travail.",
        ),
        Example(
            "en-de",
            "The museum opens its doors at nine. ⟦Children under twelve do not have to pay for a ticket.⟧ "
            "Dogs must stay outside the building.",
            "Das Museum öffnet seine Türen um neun Uhr. Hunde müssen draußen vor dem Gebäude bleiben.",
        ),
        Example(
            "en-es",
            "The farmers are waiting for rain. ⟦Last year the harvest of olives was the smallest in a "
            "decade.⟧ "
            "The price of oil has risen in every shop.",
            "Los agricultores esperan la lluvia. El precio del aceite ha subido en todas las tiendas.",
        ),
        Example(
            "de-fr",
            "Im Gefängnis sitzen fünfhundert Häftlinge. ⟦Im Juni wurde der Leiter des Gefängnisses von einem "
            "Häftling angegriffen.⟧ Im Herbst rief man Beamte ins Gefängnis, weil Häftlinge das Personal mit "
            "Stühlen angegriffen hatten. Niemand wurde dabei verletzt.",
            "La prison compte cinq cents détenus. À l’automne, des agents ont été appelés à la prison, car "
            "des détenus avaient attaqué le personnel avec des chaises. Personne n’a été blessé.",
        ),
        Example(
            "en-fr",
            "The train was late. It was raining, and the passengers waited in the cold hall.",
            "Le train était en retard\u00a0: il pleuvait. Les voyageurs ont attendu dans le hall glacial.",
        ),
        Example(
            "en-de",
            "The singer cancelled her concert. She has lost her voice. Tickets will be refunded.",
            "Die Sängerin sagte ihr Konzert ab, weil sie ihre Stimme verloren hat. Eintrittskarten werden "
            "erstattet.",
        ),
        Example(
            "en-es",
            "Well, yes. The school will open again in September.",
            "El colegio volverá a abrir en septiembre.",
        ),
    ),
)
