"""REG001: the reader is addressed formally here and informally there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.detect.rules._places import nearest, quoted, source_quote
from audit.model import Evidence, Need, Side, Span
from audit.mqm import Severity
from audit.text.address import Manner, address, tells_manner
from audit.text.marks import outside, quotations

_LEAST = 3  # words that address somebody in the manner that the text prefers
_MANY, _FEW = 5, 0.25  # so many of these, and such a share of the other manner, that this is a slip
_OPENERS = ".!?…:;([–—-"  # what comes after these may begin a sentence


def find(context: Context) -> Iterator[Hit]:
    """The words of the manner that the text uses less; all of them are one finding."""
    found = _words(context, "target", context.target_lang)
    if found is None or len({manner for manner, _ in found}) < 2:
        return
    theirs = _words(context, "source", context.source_lang) or []
    if len({manner for manner, _ in theirs}) > 1:
        return  # so does the source
    often = Counter(manner for manner, _ in found)
    (usual, most), (other, fewer) = often.most_common(2)
    if most < _LEAST or most == fewer:
        return
    spans = [span for manner, span in found if manner == other]
    own = [span for manner, span in found if manner == usual]
    rival = nearest(own, spans[0])
    word, text = context.document.at(spans[0]), context.document.at(rival)
    evidence = [Evidence("elsewhere in the text", f"{usual}, {most} times: {quoted(context, rival)}")]
    if (quote := source_quote(context, spans[0])) is not None:
        evidence.append(Evidence("source", quote))
    slip = most >= _MANY and fewer <= _FEW * (most + fewer)
    yield Hit(
        spans=tuple(spans),
        message=f"“{word}” is {other}; elsewhere the text addresses the reader as “{text}”",
        confidence=0.9 if slip else 0.75,
        severity=Severity.MAJOR if slip else Severity.MINOR,
        evidence=tuple(evidence),
    )


def _words(context: Context, side: Side, lang: str) -> list[tuple[Manner, Span]] | None:
    """The words outside quotations that address somebody; None for a language that is not known.

    Who is quoted speaks to somebody else.
    """
    forms = address(lang)
    if forms is None:
        return None
    tokens = context.target_tokens if side == "target" else context.source_tokens
    text, firsts = context.document.text(side), context.firsts[side]
    found: list[tuple[Manner, Span]] = []
    for i, token in enumerate(tokens):
        first = token.start in firsts
        manner = forms.manner(token.text, first)
        if manner is None or (not first and token.text in forms.inside and _begins(text, token.start)):
            continue
        before = text[max(0, token.start - 2) : token.start].strip()
        if before[-1:].isdigit():  # "14 u" is an hour
            continue
        inner = 0 < i < len(tokens) - 1 and tokens[i - 1].start not in firsts
        if (
            inner
            and token.text.islower()
            and tokens[i - 1].text[0].isupper()
            and tokens[i + 1].text[0].isupper()
        ):
            continue  # part of a name: "Cirque du Soleil"
        found.append((manner, token.span(side)))
    if len({manner for manner, _ in found}) < 2:
        return found  # nothing to tell apart: what is quoted does not matter
    quotes = quotations(text)
    return [(manner, span) for manner, span in found if outside(span.start, quotes)]


def _begins(text: str, place: int) -> bool:
    """Whether a sentence may begin at a place, after a colon or a dash, say."""
    before = text[max(0, place - 3) : place]
    return "\n" in before or before.rstrip(" \u00a0\u202f\"'“”„«»‚‘")[-1:] in _OPENERS


RULE = Rule(
    code="REG001",
    name="mixed-address",
    check="register",
    mqm="Style/Language register",
    severity=Severity.MINOR,
    confidence=0.85,
    meaning="The text addresses its reader formally in some places and informally in others (Sie and du, "
    "vous and tu, usted and tú), outside quotations. The places of the rarer manner are marked, all as one "
    "finding; where they are few it is a slip, and major.",
    why="Machines translate “you” sentence by sentence. To the reader it is as if another person went on "
    "speaking, and formal address lost may offend.",
    remedy="Keep to one manner throughout, verbs included. Where several people speak without quotation "
    "marks, as in a play or in subtitles, accept the finding or ignore the rule for that file.",
    needs=frozenset({Need.LANGUAGE}),
    knows=tells_manner,
    find=find,
    examples=(
        Example(
            "en-de",
            "Here you will find the form. You can send it by post. We will write to you. Do you need help?",
            "Hier finden Sie das Formular. Gern können Sie es mit der Post schicken. Wir schreiben Ihnen. "
            "Brauchst ⟦du⟧ Hilfe?",
        ),
        Example(
            "en-fr",
            "You can pay at the counter. Your ticket is valid all day. If you lose it, tell us.",
            "Vous pouvez payer au guichet. Votre billet est valable toute la journée. Si ⟦tu⟧ le perds, "
            "vous devez nous le dire.",
        ),
        Example(
            "es",
            None,
            "Si usted viaja en tren, usted debe reservar. Lleve ⟦tu⟧ billete; usted lo necesita al bajar.",
        ),
        Example(
            "nl",
            None,
            "U kunt hier betalen. Als u wilt, brengen wij uw fiets. Vergeet ⟦je⟧ sleutel niet.",
        ),
        Example(
            "it",
            None,
            "Domani Lei parte presto. Se Lei vuole, Lei può lasciare la chiave. Buon viaggio a ⟦te⟧.",
        ),
        Example(
            "de",
            None,
            "Wenn Sie kommen, bringen Sie Geld mit, damit Sie zahlen können. „Hast du alles?“, fragte er.",
        ),
        Example("de", None, "Hier finden Sie den Cirque du Soleil. Wir zeigen Ihnen, wo Sie sitzen."),
        Example("nl", None, "Bent u om 14 u thuis? Dan brengen wij uw fiets naar u toe."),
        Example("fr", None, "Vous pouvez payer au guichet. Votre billet est valable toute la journée."),
    ),
)
