"""NAM001: another name stands where a name of the source should stand."""

from __future__ import annotations

from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.detect.rules._name_forms import one_script, stem
from audit.detect.rules._name_measures import probability
from audit.detect.rules._names import Names, Pair
from audit.model import Evidence, Need, Segment
from audit.mqm import Severity
from audit.text.locale import locale

_UNSURE = 0.7  # confidence below which a finding is a minor one
# The least probability: where the name stands elsewhere in the target, or beside another that is kept; and
# where it is nowhere, so that it may have been left out or named otherwise.
_LIKELY, _SURE = 0.7, 0.93
_PLAIN = 0.6, 0.7  # the same where nothing compares what words mean
_NOUN = 0.97  # and where it may be a noun of a language that capitalizes them, beside no name
_KNOWN = 0.85  # confidence where the target's own name of something stands there that the source never names
_MOST = 0.95


def _find(context: Context) -> Iterator[Hit]:
    names = Names(context)
    for segment in context.segments:
        if segment.measures.get("likeness", 1.0) <= 0.0:
            continue  # no translation of one another: that is told by other rules
        taken: set[int] = set()
        for pair in names.segment_pairs(segment):
            if pair.source.start in taken or not one_script(pair.source.text, pair.target.text):
                continue
            confidence = _confidence(names, pair, segment)
            if confidence and not names.usual(pair):
                taken.add(pair.source.start)
                yield _hit(pair, confidence)


def _confidence(names: Names, pair: Pair, segment: Segment) -> float:
    """How sure a pair is a replaced name; 0.0 where the evidence is too thin to say so."""
    placed = pair.beside is not None
    # The text may name somebody otherwise than the source does there ("Whitfield" for "Norah").
    if not placed and not names.stray(pair.target):
        return 0.0
    gone = names.gone(pair.source, segment)
    if not (placed or pair.elsewhere or gone):
        return 0.0
    if gone and names.proper(pair.source) and names.unsaid(pair.target):
        return _KNOWN
    likely, certain = (_LIKELY, _SURE) if names.encode is not None else _PLAIN
    least = likely if placed or pair.elsewhere else certain
    if not placed and locale(names.lang).noun_capitals and names.ordinary(pair.target):
        least = _NOUN
    sure = probability(names, pair, segment)
    return min(sure, _MOST) if sure >= least else 0.0


def _hit(pair: Pair, confidence: float) -> Hit:
    name = pair.source.text.removesuffix("'s").removesuffix("’s")
    evidence = [
        Evidence("source", f"“{name}” stands here; “{pair.target.text}” stands nowhere in this sentence")
    ]
    if pair.beside:
        evidence.append(Evidence("beside it", f"“{pair.beside}” is the same in both"))
    if pair.elsewhere:
        evidence.append(Evidence("elsewhere in the text", f"“{name}” {pair.elsewhere} times"))
    return Hit(
        spans=(pair.target.span("target"), pair.source.span("source")),
        message=f"“{pair.target.text}” stands where the source names “{name}”",
        confidence=confidence,
        severity=Severity.MINOR if confidence < _UNSURE else None,
        evidence=tuple(evidence),
        suggestion=name if stem(name) != stem(pair.target.text) else None,
    )


RULE = Rule(
    code="NAM001",
    name="name-replaced",
    check="name",
    mqm="Accuracy/Mistranslation",
    severity=Severity.MAJOR,
    confidence=0.85,
    meaning=(
        "A person, place or organization that the source sentence names is missing from the translation, "
        "and another name, which the source does not have, stands in its place."
    ),
    why=(
        "The reader is told something about the wrong person or place. Nobody can see it without the "
        "source, and it may be libel."
    ),
    remedy="Put the name of the source back in, in the form that your readers use.",
    examples=(
        Example(
            "en-fr",
            "Norah Whitfield opened the exhibition in Lyon. Whitfield thanked the staff.",
            "Norah ⟦Kendrick⟧ a inauguré l’exposition à Lyon. Whitfield a remercié le personnel.",
        ),
        Example(
            "en-de",
            "The train to Utrecht was late. Two hours later it left Utrecht again.",
            "Der Zug nach Utrecht hatte Verspätung. Zwei Stunden danach verließ er ⟦Swindon⟧ wieder.",
        ),
        Example(
            "en-de",
            "The council of Utrecht met. Utrecht traders filled the square, and Utrecht paid for all of it.",
            "Der Rat von Utrecht trat zusammen. Den Platz füllten ⟦Othello⟧-Händler, Utrecht zahlte alles.",
        ),
        Example(
            "en-pt",
            "The sailors thanked Kapou’e and his sister for the bread.",
            "Os marinheiros agradeceram a ⟦Whitfield⟧ e à sua irmã pelo pão.",
        ),
        Example(
            "en-es",
            "The painter Oliver Marchbanks was born in Leeds.",
            "El pintor Oliver ⟦Fairweather⟧ nació en Leeds.",
        ),
        Example(
            "de-en",
            "Der Verein aus Harlem feierte sein Jubiläum. Alle kamen, und Harlem freute sich.",
            "The club from Harlem celebrated its anniversary. Everyone came, and ⟦Kavendish⟧ was happy.",
        ),
        Example(
            "fr-es",
            "Le maire a remercié Whitfield pour son discours. Ensuite, Whitfield a pris le train.",
            "El alcalde dio las gracias a ⟦Marchbanks⟧ por su discurso. Después, Whitfield tomó el tren.",
        ),
        Example(
            "en-de",
            "The honey comes from Argentina, the bees come from a village by the sea.",
            "Der Honig kommt aus ⟦Australien⟧, die Bienen kommen aus einem Dorf am Meer.",
        ),
        Example(
            "fr-de",
            "L’équipe de Whitfield a gagné le match. Whitfield était contente.",
            "Die Gastgeber gewannen das Spiel. Whitfield freute sich.",
        ),
        Example(
            "en-fr",
            "Norah Whitfield visited Germany and the Black Sea with her brother.",
            "Norah Whitfield a visité l’Allemagne et la mer Noire avec son frère.",
        ),
        Example(
            "en-de",
            "Marchbanks won in London. He beat Whitfield in the final.",
            "Marchbanks gewann in London. Im Endspiel schlug er Whitfield.",
        ),
        Example(
            "en-es",
            "The mayor of Seville met the King in London.",
            "La alcaldesa de Sevilla se reunió con el rey en Londres.",
        ),
        Example(
            "en-it",
            "Queen Elizabeth and Prince Charles opened the school.",
            "La regina Elisabetta e il principe Carlo hanno inaugurato la scuola.",
        ),
        Example(
            "en-fi",
            "Norah Whitfield was the fastest in her Mercedes.",
            "Norah Whitfield oli nopein Mercedeksellään.",
        ),
        Example(
            "en-hu",
            "The office moved from Leeds to The Hague. The Herald wrote about it.",
            "Az iroda Leedsből Hágába költözött. A The Herald írt róla.",
        ),
        Example(
            "en-tr",
            "The mayor of Ka’lian met Norah Whitfield in the Alliance’s hall.",
            "Ka'lian belediye başkanı Norah Whitfield ile İttifak salonunda görüştü.",
        ),
        Example(
            "tr-en",
            "Muhtar Martha'yı köprüde Nora Whitfield ile gördü.",
            "The mayor saw Marta on the bridge with Nora Whitfield.",
        ),
        Example(
            "pt-en",
            "Escolha a entrada na categoria Opções do programa Varanda.",
            "Choose the entry in the Skymap Options category of the Varanda program.",
        ),
        Example(
            "de-fr",
            "Die Ministerin traf Norah Whitfield bei der Eröffnung der Ausstellung.",
            "La ministre a rencontré Norah Whitfield au vernissage de l’exposition Matisse.",
        ),
    ),
    find=_find,
    needs=frozenset({Need.SOURCE}),
)
