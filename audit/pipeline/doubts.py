"""What is odd about the languages of a document: said in its notes, and judged no further.

What a text reads like is found out with all else about it, so that an unchanged document is not asked again;
how that is said depends on who named the language, and is put into words for every run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from audit.model import Document, Language, Side
from audit.text.languages import identify

#: Sides of a document that read like another language, and like which.
Unlike = tuple[tuple[Side, str], ...]

# A text this long that reads like another language, certainly, and not at all like its own is worth a note.
_LONG = 200  # characters
_BEGINNING = 250
_SURE = 0.8
_OUT_OF_THE_QUESTION = 0.05  # share of the named language where only the two compete

# Languages that the identifier takes for one another or calls by another code: no note between these.
_KIN = (
    frozenset({"nb", "nn", "no", "da"}),
    frozenset({"hr", "bs", "sr", "sh", "me", "cnr"}),
    frozenset({"id", "ms", "zsm"}),
    frozenset({"zh", "cmn", "yue", "wuu", "lzh"}),
    frozenset({"tl", "fil"}),
    frozenset({"fa", "prs", "tg"}),
    frozenset({"hi", "mr", "ne"}),
)


def unlike(document: Document) -> Unlike:
    """The sides of a document that do not read like the language that was named for them."""
    found = ((side, _other(language, document.text(side))) for side, language in _languages(document))
    return tuple((side, other) for side, other in found if other is not None)


def with_doubts(document: Document, sides: Unlike) -> Document:
    """The document with notes of the sides that read like another language, and of two in the same."""
    languages = dict(_languages(document))
    notes = [*_notes(languages, sides)]
    source = languages.get("source")
    if source is not None and source.code == document.target_lang.code != "und":
        notes.append(f"source and target are both in {source.code}")
    return replace(document, notes=(*document.notes, *notes)) if notes else document


def _languages(document: Document) -> Iterator[tuple[Side, Language]]:
    """The sides that there are, of which the language is known."""
    yield "target", document.target_lang
    if document.source is not None and document.source_lang is not None:
        yield "source", document.source_lang


def _notes(languages: dict[Side, Language], sides: Iterable[tuple[Side, str]]) -> Iterator[str]:
    for side, other in sides:
        named = languages[side]
        yield f"the {side} is named {named.code} (by {named.origin}), but reads like {other}"


def _other(language: Language, text: str) -> str | None:
    """What a text of some length reads like where a named language disagrees strongly with it."""
    if language.origin in ("detected", "unknown") or len(text) < _LONG:
        return None
    # Nearly always its beginning says that all is well.
    if len(text) > _BEGINNING and identify(text[:_BEGINNING])[0] == language.base:
        return None
    found, certainty = identify(text)
    if found == language.base or certainty < _SURE or any({found, language.base} <= kin for kin in _KIN):
        return None
    best, share = identify(text, (language.base, found))
    if best != found or 1 - share > _OUT_OF_THE_QUESTION:
        return None
    return found
