"""UNT003: a single word of the source language stands in the target."""

from __future__ import annotations

from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.detect.rules import _around as around
from audit.detect.rules._foreign import Foreign, source_evidence
from audit.detect.rules._foreign_word import ForeignWords, Place
from audit.detect.trees import trees
from audit.model import Evidence
from audit.mqm import Severity
from audit.text.languages import display_name
from audit.text.lexicon import zipf
from audit.text.tokens import bare

# Probabilities from which a word is reported; reports/train_untranslated.py prints what they cost.
_WITH_SOURCE, _ALONE = 0.9, 0.97
_UNHEARD = 0.6  # of a word that neither dictionary nor lexicon has, where they have others
# Of one that the dictionary of the source language has: what an engine does not know it leaves as it is, each
# time that it comes. Of 170 such words in a real translation (English to Spanish) 137 are then found, and in
# 260,000 words of human translations of news two others.
_STRAY = 0.4
# Of a noun that no German text has: of 210 such words in 100,000 of machine translation about 195 were
# untranslated.
_NOUN = 0.4
_SMALL = 6.0  # Zipf of the small words of a language ("it", "us", "who"); "ok" and "tv" are rarer


def find(context: Context) -> Iterator[Hit]:
    """Words that the model takes for untranslated; those of a passage are left to UNT001 and UNT002."""
    foreign = context.shared(Foreign)
    words = ForeignWords(foreign)
    for place in words.places():
        if foreign.in_run(place.index) or words.excused(place):
            continue
        sourced = bool(words.source_words(place.segment))
        if sourced and not words.copied(place):
            continue
        probability = trees("untranslated", "source" if sourced else "alone").probability(
            words.measures(place) if sourced else words.measures_alone(place)
        )
        least = _ALONE
        if sourced and words.stray(place.token):
            least = _STRAY
        elif sourced:
            least = _UNHEARD if words.unknown(place.token) else _WITH_SOURCE
        if probability >= least:
            yield _hit(foreign, place, 0.6 + 0.35 * (probability - least) / (1 - least))
    for place in words.nouns():
        if foreign.in_run(place.index) or words.excused(place):
            continue
        if trees("untranslated", "source").probability(words.measures(place)) >= _NOUN:
            yield _hit(foreign, place, 0.85)
    for place in words.kept_nouns():
        if foreign.in_run(place.index) or words.excused(place):
            continue
        if trees("untranslated", "source").probability(words.measures(place)) >= _WITH_SOURCE:
            yield _hit(foreign, place, 0.85)
    for place in words.of_their_script():
        if not (foreign.in_run(place.index) or words.excused(place)):
            yield _hit(foreign, place, 0.95)
    yield from _taken_for_acronyms(context)


def _taken_for_acronyms(context: Context) -> Iterator[Hit]:
    """Small words of the source that the target has in capitals: "IT" for "It"."""
    tokens = context.target_tokens
    for i, token in enumerate(tokens):
        if not around.acronym(token.text) or around.shouted(context.target, tokens, i, i + 1):
            continue
        segment = around.segment_at(context, token.start)
        theirs = around.source_tokens(context, segment) if segment is not None else []
        if any(around.acronym(t.text) for t in theirs) or zipf(token.lower, context.source_lang) < _SMALL:
            continue
        word = next((w for t in theirs if (w := bare(t.text)).casefold() == token.lower), None)
        if word is None or context.target[max(0, token.start - 2) : token.start].strip()[-1:].isdigit():
            continue  # "10 AM" for "10 am"
        yield Hit(
            (token.span("target"),),
            f"“{token.text}” stands for “{word}”, a word of {display_name(context.source_lang)}",
            confidence=0.95,
            severity=Severity.MAJOR,
            evidence=tuple(source_evidence(context, token.span("target"))),
        )


def _hit(foreign: Foreign, place: Place, confidence: float) -> Hit:
    word, context = place.token.text, foreign.context
    span = place.token.span("target")
    evidence = list(source_evidence(context, span))
    forms = {f: n for f, n in context.batch.renderings.get(word, {}).items() if f != word}
    best = max(forms, key=lambda f: (forms[f], f), default=None)
    if best is not None and forms[best] > 1:
        evidence.append(Evidence("elsewhere in the batch", f"“{word}” is “{best}” {forms[best]} times"))
    return Hit(
        (span,),
        f"“{word}” is a word of {display_name(foreign.source_lang)}",
        confidence=confidence,
        evidence=tuple(evidence),
    )


RULE = Rule(
    code="UNT003",
    name="untranslated-word",
    check="untranslated",
    mqm="Accuracy/Untranslated",
    severity=Severity.MINOR,
    confidence=0.8,
    batch=True,
    meaning="A word of the source language stands inside a sentence of the target, copied from the source "
    "(in lower case, in a script of its own, or as a noun where either language gives nouns capitals), or a "
    "small word of it was taken for an acronym (“IT” for “It”). Loanwords that the target language or the "
    "batch uses are not meant.",
    why="The reader stumbles over a foreign word that nothing explains.",
    remedy="Put the word of the target language. If it is a technical term that is used as it is, accept the "
    "finding.",
    find=find,
    examples=(
        Example(
            "en-fr",
            "Residents were advised to stay away from the river.",
            "Il a été ⟦advised⟧ aux habitants de rester loin de la rivière.",
        ),
        Example(
            "en-de",
            "The relationships between the neighbours have become worse.",
            "Die ⟦relationships⟧ zwischen den Nachbarn sind schlechter geworden.",
        ),
        Example(
            "en-es",
            "The students wrote a letter to the ministry.",
            "Los ⟦students⟧ escribieron una carta al ministerio.",
        ),
        Example(
            "nl-es",
            "Maria van der Berg opende de nieuwe school in het dorp.",
            "Maria van der Berg inauguró la nueva escuela del pueblo.",
        ),
        Example(
            "en-de",
            "In summer the blowflies come to the harbour.",
            "Im Sommer kommen die ⟦Blowflies⟧ in den Hafen.",
        ),
        Example("en-de", "The Blowflies play tonight.", "Heute Abend spielen die Blowflies."),
        Example(
            "de-en",
            "Am Abend traf eine Gruppe von Wanderern in der Hütte ein.",
            "In the evening a ⟦Gruppe⟧ of hikers arrived at the hut.",
        ),
        Example("de-en", "Der Landtag stimmte am Freitag ab.", "On Friday the Landtag took its vote."),
        Example(
            "en-de",
            "It begins with a small house by the river.",
            "⟦IT⟧ beginnt mit einem kleinen Haus am Fluss.",
        ),
        Example("en-de", "It’s a small house by the river.", "⟦IT⟧ ist ein kleines Haus am Fluss."),
        Example("en-de", "It is the work of the IT department.", "Das ist die Arbeit der IT."),
        Example("en-fr", "The shop opens at 10 am.", "La boutique ouvre à 10 AM."),
        Example(
            "en-ru",
            "The students left a box of oranges at the gate.",
            "Студенты оставили у ворот ящик ⟦oranges⟧.",
        ),
        Example(
            "ko-en",
            "학생들이 문 앞에 오렌지 상자를 두고 갔다.",
            "The students left a box of ⟦오렌지⟧ at the gate.",
        ),
        Example(
            "ko-en",
            "이 요리는 한국에서 비빔밥이라고 부른다.",
            "In Korea this dish is called bibimbap (비빔밥).",
        ),
        Example(
            "en-ru",
            "Every key has a fingerprint, which nobody can forge.",
            "У каждого ключа есть отпечаток (fingerprint), который никто не может подделать.",
        ),
        Example("en-de", "The manager praised the team.", "Der Manager lobte das Team."),
        Example("en-fr", "The fans followed the match online.", "Les fans ont suivi le match en ligne."),
        Example("es", None, "El software se vende en internet desde el lunes."),
    ),
)
