"""What every format ends in: one document, its languages settled."""

from __future__ import annotations

from collections.abc import Iterable

from audit.acquire.codes import canonical
from audit.acquire.encoding import check_characters
from audit.errors import InputError
from audit.model import Document, Ignored, Language, Span

Aligned = tuple[tuple[Span, Span], ...]


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
