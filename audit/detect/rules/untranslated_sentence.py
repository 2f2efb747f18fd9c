"""UNT001: a whole sentence of the target is in the source language."""

from __future__ import annotations

from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.detect.rules._foreign import Foreign, source_evidence
from audit.model import Span
from audit.mqm import Severity
from audit.text.languages import display_name


def find(context: Context) -> Iterator[Hit]:
    """Sentences one after the other that are in the source language, together."""
    foreign = context.shared(Foreign)
    for run in foreign.passages:
        span = foreign.span(run)
        sentences = foreign.sentences(span)
        if not sentences:
            continue
        whole = Span("target", min(span.start, sentences[0].start), max(span.end, sentences[-1].end))
        count = "A sentence is" if len(sentences) == 1 else f"{len(sentences)} sentences are"
        yield Hit(
            (whole,),
            f"{count} left in {display_name(foreign.source_lang)}",
            confidence=foreign.confidence(run),
            evidence=source_evidence(context, whole),
        )


RULE = Rule(
    code="UNT001",
    name="untranslated-sentence",
    check="untranslated",
    mqm="Accuracy/Untranslated",
    severity=Severity.MAJOR,
    confidence=0.97,
    meaning="A sentence of the target stands in the source language: nearly all of its words are words of "
    "that language and not of the target language.",
    why="Readers who do not know the source language lose the sentence, and all see that nobody read the "
    "translation.",
    remedy="Translate the sentence. If it is quoted on purpose, put it in quotation marks with a translation "
    "beside it, and accept the finding.",
    hides=(
        "UNT002", "UNT003", "TRM001", "TRM002", "TRM003", "CAP001", "NAM001", "GRA001", "GRA002", "GRA003",
        "TYP001", "TYP002", "TYP003", "TYP004", "TYP005", "TYP006", "PUN001", "PUN002", "PUN003",
    ),
    find=find,
    examples=(
        Example(
            "en-fr",
            "The bridge will stay closed until spring. The mayor thanked the workers for their patience.",
            "Le pont restera fermé jusqu’au printemps. ⟦The mayor thanked the workers for their patience.⟧",
        ),
        Example(
            "de",
            None,
            "Die Brücke bleibt bis zum Frühjahr gesperrt. ⟦Nobody knows how much the repairs will cost.⟧",
        ),
        Example(
            "fr-es",
            "Le maire a remercié les ouvriers. Personne ne sait combien coûteront les travaux.",
            "El alcalde dio las gracias a los obreros. ⟦Personne ne sait combien coûteront les travaux.⟧",
        ),
        Example(
            "zh-en",
            "这座桥要关闭到春天。市长感谢工人们的耐心。",
            "The bridge will stay closed until spring. ⟦市长感谢工人们的耐心。⟧",
        ),
        Example("es-en", "¡Ja ja ja! El puente sigue cerrado.", "Ha ha ha! The bridge is still closed."),
        Example(
            "en-fr",
            "He bought the record Songs for the Long Road in London.",
            "Il a acheté à Londres le disque « Songs for the Long Road ».",
        ),
        Example(
            "de",
            None,
            "Der Manager des Teams gab im Stadion ein Interview.",
        ),
    ),
)  # fmt: skip
