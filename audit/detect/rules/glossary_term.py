"""TRM004: a term of the glossary not used, or one that it forbids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.model import Evidence, GlossaryTerm, Need, Segment, Side, Span
from audit.mqm import Severity
from audit.text.anchors import fold
from audit.text.lemmas import lemma
from audit.text.stems import same_word
from audit.text.tokens import Token, tokenize

# letters that a word must have to be looked for inside a compound ("Klimaschutz" in "Klimaschutzgesetz")
_PART = 5


@dataclass
class _Found:
    """Where one entry is broken: what is marked, and the source sentences that show it."""

    spans: list[Span] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Text:
    """Words to look in."""

    side: Side
    tokens: Sequence[Token]
    lang: str


def find(context: Context) -> Iterator[Hit]:
    """One finding for each entry that is broken, with all its places."""
    entries = [t for t in (context.glossary.terms if context.glossary else ()) if _fits(t, context)]
    if not entries:
        return
    forbidden: dict[GlossaryTerm, _Found] = defaultdict(_Found)
    missing: dict[GlossaryTerm, _Found] = defaultdict(_Found)
    index = _Index(entries, context.source_lang)
    for segment in context.segments:
        if segment.target is None:
            continue
        target = _Text("target", context.tokens(segment.target), context.target_lang)
        if segment.source is None:
            for entry in entries if not context.source else ():
                forbidden[entry].spans += _all(entry.forbidden, target, entry.targets)
            continue
        source = _Text("source", context.tokens(segment.source), context.source_lang)
        for entry in index.candidates(source):
            there = _places(entry.source, source)
            if there:
                _compare(context, segment, entry, there, target, forbidden[entry], missing[entry])
    for entry in entries:
        if forbidden[entry].spans:
            yield _forbidden(context, entry, forbidden[entry])
        if missing[entry].spans:
            yield _missing(entry, missing[entry])


def _compare(
    context: Context,
    segment: Segment,
    entry: GlossaryTerm,
    there: list[Span],
    target: _Text,
    forbidden: _Found,
    missing: _Found,
) -> None:
    assert segment.source is not None
    quote = " ".join(context.document.at(segment.source).split())
    wrong = _all(entry.forbidden, target, entry.targets)
    if wrong:
        forbidden.spans += wrong
        forbidden.quotes.append(quote)
    elif entry.targets and not any(_places(form, target, compounds=True) for form in entry.targets):
        missing.spans.append(_stand_in(context, entry, target) or there[0])
        missing.quotes.append(quote)


def _fits(entry: GlossaryTerm, context: Context) -> bool:
    def same(wanted: str, code: str) -> bool:
        short, full = wanted.replace("_", "-").lower(), code.replace("_", "-").lower()
        return not short or full == short or full.split("-")[0] == short or full == short.split("-")[0]

    return same(entry.target_lang, context.target_lang) and (
        context.source_lang == "und" or same(entry.source_lang, context.source_lang)
    )


class _Index:
    """Entries by the beginning of their first source word: a segment looks at those that may be there, not at
    all.
    """

    def __init__(self, entries: Sequence[GlossaryTerm], lang: str) -> None:
        self._by_start: dict[str, list[tuple[int, GlossaryTerm]]] = defaultdict(list)
        for number, entry in enumerate(entries):
            words = tokenize(entry.source, lang)
            if words:
                self._by_start[fold(words[0].text)[:3]].append((number, entry))

    def candidates(self, source: _Text) -> list[GlossaryTerm]:
        starts = {
            fold(form)[:3] for t in source.tokens for form in (t.text, lemma(t.lower, source.lang) or t.text)
        }
        return [
            e for _, e in sorted((p for s in starts for p in self._by_start.get(s, ())), key=lambda p: p[0])
        ]


def _all(forms: Sequence[str], text: _Text, allowed: Sequence[str]) -> list[Span]:
    """Places of forbidden forms, those inside an allowed one excepted."""
    fine = [s for form in allowed for s in _places(form, text)]
    return [
        s
        for form in forms
        for s in _places(form, text)
        if not any(s.overlaps(f) and len(f) >= len(s) for f in fine)
    ]


def _places(term: str, text: _Text, compounds: bool = False) -> list[Span]:
    """Where a term stands, inflected or not; with ``compounds`` also as part of a longer word."""
    words = [t.text for t in tokenize(term, text.lang)]
    last = len(words) - 1
    return [
        Span(text.side, text.tokens[i].start, text.tokens[i + last].end)
        for i in range(len(text.tokens) - last if words else 0)
        if all(_is(text.tokens[i + k].text, w, text.lang, compounds) for k, w in enumerate(words))
    ]


def _is(form: str, word: str, lang: str, compounds: bool) -> bool:
    if form == word:
        return True
    if len(word) > 1 and word.isupper():  # an acronym: its case is its own
        return same_word(form, word) or (compounds and word in form.replace("‑", "-").split("-"))
    left, right = form.casefold(), word.casefold()
    if left == right:
        return True
    if word[0].isupper() and word != word.capitalize() and not form[0].isupper():
        return False
    if same_word(left, right) and abs(len(left) - len(right)) <= 2:
        return True
    if (lemma(form, lang) or lemma(left, lang) or left).casefold() == (lemma(word, lang) or right).casefold():
        return True
    plain = fold(right)
    return compounds and len(plain) >= _PART and plain[:-1] in fold(left)


def _stand_in(context: Context, entry: GlossaryTerm, target: _Text) -> Span | None:
    """The word that the batch shows to stand for the term here."""
    seen = context.batch.renderings.get(entry.source.casefold(), {})
    for form in sorted(seen, key=lambda f: (-seen[f], f)):
        if places := [s for s in _places(form, target) if context.document.at(s).casefold() == form]:
            return places[0]
    return None


def _quotes(found: _Found) -> tuple[Evidence, ...]:
    return tuple(Evidence("source", q if len(q) <= 160 else q[:159] + "…") for q in found.quotes[:3])


def _times(spans: Sequence[Span]) -> str:
    return f", {len(spans)} times" if len(spans) > 1 else ""


def _forbidden(context: Context, entry: GlossaryTerm, found: _Found) -> Hit:
    wrong = context.document.at(found.spans[0])
    instead = f"; it has “{' | '.join(entry.targets)}” for “{entry.source}”" if entry.targets else ""
    return Hit(
        spans=tuple(sorted(set(found.spans))),
        message=f"The glossary forbids “{wrong}”{_times(found.spans)}{instead}",
        confidence=0.93,
        evidence=(*_quotes(found), *((Evidence("note in the glossary", entry.note),) if entry.note else ())),
        suggestion=entry.targets[0] if entry.targets else None,
    )


def _missing(entry: GlossaryTerm, found: _Found) -> Hit:
    exact = all(s.side == "target" for s in found.spans)
    wanted = " | ".join(entry.targets)
    return Hit(
        spans=tuple(sorted(set(found.spans), key=lambda s: (s.side != found.spans[0].side, s))),
        message=f"“{entry.source}” is not rendered with the glossary’s “{wanted}”{_times(found.spans)}",
        confidence=0.8 if exact else 0.65,
        evidence=(*_quotes(found), *((Evidence("note in the glossary", entry.note),) if entry.note else ())),
        suggestion=entry.targets[0] if exact else None,
    )


_ENERGY = (GlossaryTerm("power plant", ("centrale",), forbidden=("usine électrique",)),)
_CLIMATE = (GlossaryTerm("climate protection", ("Klimaschutz",), forbidden=("Klimaverteidigung",)),)
_HEALTH = (GlossaryTerm("health care", ("asistencia sanitaria",)),)

RULE = Rule(
    code="TRM004",
    name="glossary-term",
    check="terminology",
    mqm="Terminology/Inconsistent with terminology resource",
    severity=Severity.MAJOR,
    confidence=0.8,
    batch=True,
    meaning="The source has a term of the glossary, and the translation has neither the glossary’s term for "
    "it nor an inflected "
    "form of that; or the translation has a term that the glossary forbids. Where no word of the target can "
    "be told to stand for "
    "the term, the term itself is marked in the source.",
    why="A glossary is what publisher and translators agreed on: readers, search and law may depend on the "
    "exact term.",
    remedy="Put the glossary’s term, inflected as the sentence needs. If the sentence rightly does without "
    "it, accept the finding.",
    examples=(
        Example(
            "en-fr",
            "The old power plant closed in May.",
            "La vieille ⟦usine électrique⟧ a fermé en mai.",
            glossary=_ENERGY,
        ),
        Example(
            "en-de",
            "Climate protection needs money.",
            "Die ⟦Klimaverteidigung⟧ braucht Geld.",
            glossary=_CLIMATE,
        ),
        Example(
            "en-es",
            "They want better ⟦health care⟧ for everybody.",
            "Quieren mejores cuidados médicos para todos.",
            glossary=_HEALTH,
        ),
        Example("en-fr", "Two power plants closed.", "Deux centrales ont fermé.", glossary=_ENERGY),
        Example(
            "en-de", "The climate protection act is new.", "Das Klimaschutzgesetz ist neu.", glossary=_CLIMATE
        ),
        Example(
            "en-es", "Health care is a right.", "La asistencia sanitaria es un derecho.", glossary=_HEALTH
        ),
    ),
    find=find,
    needs=frozenset({Need.GLOSSARY}),
)
