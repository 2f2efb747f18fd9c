"""TRM003: a document has another form of a name or acronym than the rest of the batch."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.detect.rules._around import acronym
from audit.detect.rules._places import occurrences, source_quote
from audit.detect.rules._rivals import batch_forms, forms_used
from audit.detect.rules._terms import usual
from audit.model import Evidence, Segment, Span, base_of
from audit.mqm import Severity
from audit.text.marks import overlaps
from audit.text.stems import stem
from audit.text.termbase import rivals
from audit.text.tokens import Token

_OTHERS = 4  # in how many segments of other documents the usual form must stand
_CLEAR = 0.8  # and in what share of them
_HERE = 2  # in how many segments a document must have a form of its own


def find(context: Context) -> Iterator[Hit]:
    """Accepted forms that the batch does not use, then names and acronyms rendered as nowhere else."""
    if context.batch.documents < 2 or not context.source:
        return
    marked: list[tuple[int, int]] = []
    for hit in (*_known(context), *_learnt(context)):
        if not any(overlaps(s.start, s.end, marked) for s in hit.spans):
            marked = sorted([*marked, *((s.start, s.end) for s in hit.spans)])
            yield hit


def _known(context: Context) -> Iterator[Hit]:
    for name in rivals(base_of(context.source_lang), base_of(context.target_lang)):
        used = forms_used(context, name)
        if len(used) != 1:
            continue  # none, or drift within the document: TRM002
        (form, spans) = next(iter(used.items()))
        others = batch_forms(context, name)
        others[form] -= len(spans)
        best = max(name.forms, key=lambda f: others[f])
        total = sum(n for n in others.values() if n > 0)
        if best != form and others[best] >= max(_OTHERS, _CLEAR * total):
            yield _hit(context, form, spans, best, others[best], total)


def _learnt(context: Context) -> Iterator[Hit]:
    """Names and acronyms whose segments share a capitalized form that no other segment has."""
    where: dict[str, list[Segment]] = defaultdict(list)
    for segment in context.segments:
        if segment.source is not None and segment.target is not None:
            for term in set(_names(context.tokens(segment.source), context.source)):
                where[term].append(segment)
    for term, segments in sorted(where.items()):
        forms = context.batch.renderings.get(term)
        if len(segments) < _HERE or not forms or sum(forms.values()) < _OTHERS:
            continue
        own, count, of = usual(forms, term)
        elsewhere = max(count, of - len(segments))
        if own is None or count < max(_OTHERS, _CLEAR * elsewhere) or occurrences(context, own):
            continue
        other = _shared(context, segments, term)
        if other is not None:
            spans = occurrences(context, (other,))
            yield _hit(context, other, spans, own[0], count, elsewhere)


def _names(tokens: Sequence[Token], text: str) -> Iterator[str]:
    """Acronyms, and groups of two or three capitalized words, case folded."""
    for i, token in enumerate(tokens):
        if acronym(token.text):
            yield token.lower
        words = [token]
        for after in tokens[i + 1 : i + 3]:
            if not (
                words[-1].text[0].isupper()
                and after.text[0].isupper()
                and text[words[-1].end : after.start] == " "
            ):
                break
            words.append(after)
            yield " ".join(w.lower for w in words)


def _shared(context: Context, segments: Sequence[Segment], term: str) -> str | None:
    """The one form of a name's own kind that all these segments have and no other has; None where there is
    none or many.
    """
    inside: Counter[str] = Counter()
    outside: set[str] = set()
    form: dict[str, str] = {}
    chosen = {s.index for s in segments}
    for segment in context.segments:
        if segment.target is None:
            continue
        here: set[str] = set()
        for token in context.tokens(segment.target):
            if token.text[0].isupper() and len(token.text) > 1 and token.text.isupper() == (" " not in term):
                here.add(stem(token.lower))
                form.setdefault(stem(token.lower), token.text)
        if segment.index in chosen:
            inside.update(here)
        else:
            outside |= here
    words = {t.lower for s in segments if s.source is not None for t in context.tokens(s.source)}
    stems = {stem(w) for w in words}
    found = [s for s, n in inside.items() if n == len(segments) and s not in outside and s not in stems]
    others = words - {term, *term.split()}
    found = [s for s in found if not _explained(context, form[s].casefold(), others)]
    return form[found[0]] if len(found) == 1 else None


def _explained(context: Context, form: str, others: Iterable[str]) -> bool:
    """Whether the batch shows the form to stand for another word of the source."""
    return any(context.batch.renderings.get(word, {}).get(form, 0) > 1 for word in others)


def _hit(context: Context, form: str, spans: Sequence[Span], best: str, count: int, of: int) -> Hit:
    evidence = [Evidence("elsewhere in the batch", f"{best}: {count} of {of}")]
    if (quote := source_quote(context, spans[0])) is not None:
        evidence.append(Evidence("source", quote))
    return Hit(
        spans=tuple(spans),
        message=f"This document has “{form}” where the rest of the batch has “{best}”",
        confidence=0.6 + 0.2 * min(1.0, count / 10),
        evidence=tuple(evidence),
        suggestion=best,
    )


_ALLIES_FR = (
    ("NATO meets today.", "L’OTAN se réunit aujourd’hui."),
    ("He thanked NATO.", "Il a remercié l’OTAN."),
    ("They left NATO in May.", "Ils ont quitté l’OTAN en mai."),
    ("NATO sends ships.", "L’OTAN envoie des navires."),
    ("She trusts NATO.", "Elle fait confiance à l’OTAN."),
)
_KYIV_DE = (
    ("Trains to Kyiv run again.", "Die Züge nach Kiew fahren wieder."),
    ("He lives in Kyiv.", "Er lebt in Kiew."),
    ("Kyiv is quiet today.", "Kiew ist heute ruhig."),
    ("They met in Kyiv.", "Sie trafen sich in Kiew."),
    ("Rain fell on Kyiv.", "Regen fiel auf Kiew."),
)

RULE = Rule(
    code="TRM003",
    name="term-unlike-batch",
    check="terminology",
    mqm="Terminology/Inconsistent use of terminology",
    severity=Severity.MINOR,
    confidence=0.7,
    batch=True,
    meaning="This document renders a name or an acronym in one way throughout, and the other documents of "
    "the batch, with a clear "
    "majority, in another. It needs several documents of one language pair.",
    why="Readers of a site move from article to article, and search finds only the form that they know.",
    remedy="Choose one form for the whole publication and put it into the glossary; if this document is "
    "right, mend the others.",
    examples=(
        Example(
            "en-fr",
            "NATO met on Monday. Poland joined NATO long ago.",
            "L’⟦ALN⟧ s’est réunie lundi. La Pologne a rejoint l’⟦ALN⟧ il y a longtemps.",
            others=_ALLIES_FR,
        ),
        Example(
            "en-de",
            "The mayor of Kyiv spoke.",
            "Der Bürgermeister von ⟦Kyjiw⟧ sprach.",
            others=_KYIV_DE,
        ),
        Example(
            "en-de",
            "The mayor of Kyiv spoke.",
            "Der Bürgermeister von Kiew sprach.",
            others=_KYIV_DE,
        ),
        Example(
            "en-fr",
            "NATO met on Monday. Poland joined NATO long ago.",
            "L’OTAN s’est réunie lundi. La Pologne a rejoint l’OTAN il y a longtemps.",
            others=_ALLIES_FR,
        ),
        Example("es", None, "La reunión de Kyiv terminó ayer sin acuerdo."),
    ),
    find=find,
)
