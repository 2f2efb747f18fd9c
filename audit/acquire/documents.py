"""What every format ends in: one document, its languages settled, its doubts in notes."""

from __future__ import annotations

from collections.abc import Iterable

from audit.acquire.codes import canonical
from audit.acquire.encoding import check_characters
from audit.errors import InputError
from audit.model import Document, Ignored, Language, Span

Aligned = tuple[tuple[Span, Span], ...]

# A text this long that reads like another language, certainly, and not at all like its own is worth a note.
_LONG = 200  # characters
_BEGINNING = 500
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


def named(option: str | None, given: str | None, origin: str, what: str) -> Language | None:
    """The language by option, else as the input gives it ("input" or "file name"); None where neither says.

    ``what`` names the place of ``given`` in messages. Raises InputError for what is no language code.
    """
    code, origin = (option, "option") if option else (given, origin)
    if not code:
        return None
    try:
        code = canonical(code)
    except InputError as error:
        label = f"--{what.replace('_', '-')}" if origin == "option" else what
        raise InputError(f"{label}: {error.problem}", remedy=error.remedy) from None
    return None if code.split("-")[0] == "und" else Language(code, origin)


def build(
    name: str,
    target: str,
    source: str | None,
    *,
    target_lang: Language | None,
    source_lang: Language | None,
    path: str | None,
    aligned: Aligned | None = None,
    notes: Iterable[str] = (),
    ignored: Iterable[Ignored] = (),
    source_path: str | None = None,
    line: int | None = None,
) -> Document:
    """A document; languages that nobody named are detected.

    Raises InputError where the target is empty or a text holds what no text can.
    """
    said = list(notes)
    check_characters(name, "the id")
    check_characters(target, "the target")
    check_characters(source or "", "the source")
    if not target.strip():
        raise InputError("the target is empty", remedy="give its text, or leave the document out")
    if source is not None and not source.strip():
        said.append("the source is empty: the target is audited alone")
        source = None
    if source is None and aligned is not None:
        nothing = Span("source", 0, 0)
        aligned = tuple((nothing, place) for _, place in aligned)
    target_lang = target_lang or detected(target)
    if source is not None:
        source_lang = source_lang or detected(source)
    sides = (("target", target_lang, target), ("source", source_lang, source))
    said += [
        note for side, language, text in sides if language and text and (note := doubt(side, language, text))
    ]
    if source_lang is not None and source is not None and source_lang.code == target_lang.code != "und":
        said.append(f"source and target are both in {target_lang.code}")
    return Document(
        name,
        target,
        target_lang,
        source,
        source_lang,
        path,
        aligned,
        tuple(said),
        tuple(ignored),
        source_path=source_path if source is not None else None,
        line=line,
    )


def detected(text: str) -> Language:
    """The language that a text reads like; "und" where there are no letters."""
    from audit.text.languages import identify

    code, confidence = identify(text)
    return Language(code, "detected" if confidence else "unknown", round(min(confidence, 1.0), 3))


def doubt(side: str, language: Language, text: str) -> str | None:
    """What to say where a named language disagrees strongly with a text of some length."""
    if language.origin in ("detected", "unknown") or len(text) < _LONG:
        return None
    from audit.text.languages import identify

    # Nearly always its beginning says that all is well.
    if len(text) > _BEGINNING and identify(text[:_BEGINNING])[0] == language.base:
        return None
    found, certainty = identify(text)
    if found == language.base or certainty < _SURE or any({found, language.base} <= kin for kin in _KIN):
        return None
    best, share = identify(text, (language.base, found))
    if best != found or 1 - share > _OUT_OF_THE_QUESTION:
        return None
    return f"the {side} is named {language.code} (by {language.origin}), but reads like {found}"
