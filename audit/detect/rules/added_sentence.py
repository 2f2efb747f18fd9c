"""ADD001: a sentence of the target that the source does not have."""

from __future__ import annotations

from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.detect.rules._lone import count, lone_runs
from audit.model import Need
from audit.mqm import Severity


def find(context: Context) -> Iterator[Hit]:
    """Target sentences without counterpart, those one after the other together."""
    for lone in lone_runs(context, "target"):
        yield Hit(
            lone.spans,
            f"{count(lone.spans)} of the target {'says' if len(lone.spans) == 1 else 'say'} what the source "
            f"does not",
            confidence=lone.confidence,
        )


RULE = Rule(
    code="ADD001",
    name="added-sentence",
    check="addition",
    mqm="Accuracy/Addition",
    severity=Severity.MAJOR,
    confidence=0.9,
    meaning="A sentence of the target has no counterpart in the source: nothing there says the same, and "
    "no pair beside it is made whole by it.",
    why="The reader takes it for the author's statement. Engines make such sentences up, and editing "
    "leaves strays behind.",
    remedy="Delete the sentence, or find where in the source it comes from.",
    needs=frozenset({Need.SOURCE, Need.ENCODER}),
    hides=("ADD002",),
    find=find,
    examples=(
        Example(
            "en-fr",
            "The ferry leaves at noon.",
            "Le ferry part à midi ⟦Les pompiers ont éteint l’incendie du supermarché dans la nuit de mardi⟧",
        ),
        Example(
            "en-es",
            "The painting was sold for nine million dollars.",
            "El cuadro se vendió por nueve millones de dólares ⟦El entrenador elogió a los jugadores "
            "jóvenes tras la derrota⟧",
        ),
        Example(
            "en-de",
            "New bakery opens on the market square\n\nThe first loaves were sold on Friday.",
            "Neue Bäckerei am Marktplatz eröffnet ⟦Der Torwart hielt den entscheidenden Elfmeter⟧\n\n"
            "Die ersten Brote wurden am Freitag verkauft.",
        ),
        Example(
            "en-fr",
            "The council met on Monday evening. The mayor thanked the volunteers for their work.",
            "Le conseil s’est réuni lundi soir. ⟦Les pommes de terre se conservent mieux dans une cave "
            "fraîche.⟧ "
            "Le maire a remercié les bénévoles pour leur travail.",
        ),
        Example(
            "en-de",
            "The museum opens its doors at nine. Dogs must stay outside the building.",
            "Das Museum öffnet seine Türen um neun Uhr. ⟦Der Wetterbericht sagt für das Wochenende starken "
            "Schneefall voraus.⟧ "
            "Hunde müssen draußen vor dem Gebäude bleiben.",
        ),
        Example(
            "en-es",
            "The farmers are waiting for rain. The price of oil has risen in every shop.",
            "Los agricultores esperan la lluvia. ⟦El equipo perdió el partido en los últimos minutos.⟧ "
            "El precio del aceite ha subido en todas las tiendas.",
        ),
        Example(
            "en-fr",
            "The bakery, which has belonged to the same family for a century, will close in June.",
            "La boulangerie appartient à la même famille depuis un siècle. Elle fermera en juin.",
        ),
        Example(
            "en-de",
            "The new law protects tenants, and landlords who break it must pay a fine.",
            "Das neue Gesetz schützt Mieter. Vermieter, die dagegen verstoßen, müssen eine Geldstrafe "
            "zahlen.",
        ),
        Example(
            "en-es",
            "She opened the window and listened to the sea.",
            "Abrió la ventana. Escuchó el mar.",
        ),
    ),
)
