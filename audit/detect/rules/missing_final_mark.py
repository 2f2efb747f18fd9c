"""PUN003: a sentence that ends without its mark, though the source sentence has one."""

from __future__ import annotations

from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.model import Evidence, Kind, Need, Span
from audit.mqm import Severity

_MARKS = ".!?…。！？؟।"
_WORDS = 5  # a shorter line may be a heading or an item of a list
_USUAL = 0.8  # share of the prose of the text that ends with a mark


def _find(context: Context) -> Iterator[Hit]:
    prose = [b for b in context.blocks() if _words(context, b.span) >= _WORDS]
    ending = sum(_ends(context.document.at(b.span)) for b in prose)
    if not prose or ending < _USUAL * (len(prose) - 1):
        return
    last = {b.sentences[-1]: b for b in prose if b.sentences and b.kind in (Kind.PROSE, Kind.TITLE)}
    for segment in context.segments:
        if (
            segment.source is None
            or not segment.target_sentences
            or segment.index == context.segments[0].index
        ):
            continue
        sentence = segment.target_sentences[-1]
        if sentence not in last or _words(context, segment.source) < _WORDS:
            continue
        text, source = context.document.at(sentence), context.document.at(segment.source)
        marked = source[-1] in _MARKS and source[-2:-1].isalnum()
        if marked and text[-1].islower() and not _goes_on(context, sentence):
            yield Hit(
                spans=(Span("target", sentence.end - 1, sentence.end),),
                message=f"the sentence ends without a mark; the source has “{source[-1]}”",
                evidence=(Evidence("source", source[-40:]),),
                suggestion=text[-1] + source[-1],
            )


def _goes_on(context: Context, sentence: Span) -> bool:
    """Whether the next paragraph starts in lower case: then a line break is wrong, not the mark."""
    return context.target[sentence.end : sentence.end + 20].lstrip()[:1].islower()


def _ends(text: str) -> bool:
    return text.rstrip("»”\"’'“)] \u00a0\u202f")[-1:] in tuple(_MARKS)


def _words(context: Context, span: Span) -> int:
    return len(context.document.at(span).split())


RULE = Rule(
    code="PUN003",
    name="missing-final-mark",
    check="punctuation",
    mqm="Linguistic conventions/Punctuation",
    severity=Severity.MINOR,
    confidence=0.8,
    meaning=(
        "A paragraph ends without a full stop, question or exclamation mark, though its source sentence has"
        " one and the other paragraphs of the text end with theirs."
    ),
    why="The reader wonders whether the sentence goes on; often the end of it has been cut off.",
    remedy="Compare with the end of the source sentence, and add what is missing.",
    examples=(
        Example(
            "en-fr",
            "Snow fell all night.\n\nThe road is closed since then.\n\nThe children went out at noon.",
            "Il a neigé toute la nuit.\n\nLa route est fermée depuis.\n\nLes enfants sont partis à mid⟦i⟧",
        ),
        Example(
            "en-de",
            "Snow fell on the town all night.\n\nThe children went out at eight in the morning.",
            "Der Schnee fiel die ganze Nacht.\n\nDie Kinder gingen um acht Uhr am Morgen hinau⟦s⟧",
        ),
        Example(
            "en-fr",
            "Snow fell on the town all night.\n\nThe children went out at eight in the morning.",
            "La neige est tombée toute la nuit.\n\nLes enfants sont sortis à huit heures du matin.",
        ),
        Example(
            "en-es",
            "Snow fell on the town all night.\n\nWhat the children did in the snow",
            "La nieve cayó toda la noche.\n\nLo que hicieron los niños en la nieve",
        ),
    ),
    find=_find,
    needs=frozenset({Need.SOURCE}),
)
