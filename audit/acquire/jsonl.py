"""JSON Lines: one document a line, its text whole or as segments.

    {"id": "a", "source_lang": "en", "target_lang": "fr", "source": "…", "target": "…"}
    {"id": "b", "source_lang": "en", "target_lang": "fr", "segments": [{"source": "…", "target": "…"}]}

Only ``id`` and a target are needed; other keys are left alone. A document given as segments is already
aligned; its text is its segments joined by one newline. Exceptions stand in the key ``ignore``:

    {"id": "a", "target": "…", "ignore": ["TYP001", {"rule": "TRM", "text": "Face ID"}]}
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from numbers import Integral
from typing import Any

from audit.acquire.documents import Aligned, build, named
from audit.acquire.encoding import decode
from audit.acquire.options import InputOptions
from audit.errors import InputError
from audit.model import Document, Failure, Ignored, Side, Span


def documents(
    raw: bytes | Iterable[bytes], path: str, options: InputOptions, first: int = 1, base: int = 0
) -> Iterator[tuple[str, Document] | Failure]:
    """(place, document) of a file's bytes, or of its lines; each bad line is a failure that names file, line
    and key. ``first`` is the number of the first line, ``base`` its offset in the file.
    """
    for number, line, offset in _lines(raw, first, base):
        where = f"{path}:{number}"
        try:
            item = _object(decode(line, where, offset))
            if "id" not in item:
                raise InputError('the key "id" is missing', remedy='add "id": a text, no two alike')
            yield where, document(item, str(number), options.source_lang, options.target_lang, path, number)
        except InputError as error:
            yield Failure(where, error.problem, error.remedy)


def is_input(raw: bytes | Iterable[bytes]) -> bool:
    """Whether any line is a document, or broken: a folder may hold other JSON Lines, such as findings."""
    for _, line, _ in _lines(raw):
        try:
            item = json.loads(line)
        except (ValueError, RecursionError):
            return True
        if isinstance(item, dict) and (
            isinstance(item.get("target"), str) or isinstance(item.get("segments"), list)
        ):
            return True
    return False


def document(
    item: Mapping[str, Any],
    number: str,
    source_lang: str | None = None,
    target_lang: str | None = None,
    path: str | None = None,
    line: int | None = None,
) -> Document:
    """The document of one mapping; ``number`` is its id where it has none. The language options win.

    Raises InputError, which names the key.
    """
    try:
        return _document(item, number, source_lang, target_lang, path, line)
    except InputError as error:
        raise InputError(error.problem, where=f"document {number}", remedy=error.remedy) from None


def _document(
    item: Mapping[str, Any],
    number: str,
    source_lang: str | None,
    target_lang: str | None,
    path: str | None,
    line: int | None,
) -> Document:
    name = item.get("id")
    if isinstance(name, Integral) and not isinstance(name, bool):
        name = str(name)
    name = number if name is None else _text(name, "id")
    if not name.strip():
        raise InputError('the key "id" is empty', remedy="give a text, no two alike")
    aligned: Aligned | None = None
    if item.get("segments") is not None:
        source, target, aligned = joined(_segments(item["segments"]))
    else:
        if item.get("target") is None:
            raise InputError('the key "target" is missing', remedy='give "target", or "segments"')
        target = _text(item["target"], "target")
        source = _optional(item, "source")
    return build(
        name,
        target,
        source,
        target_lang=named(target_lang, _optional(item, "target_lang"), "input", "target_lang"),
        source_lang=named(source_lang, _optional(item, "source_lang"), "input", "source_lang"),
        path=path,
        aligned=aligned,
        ignored=_ignored(item.get("ignore")),
        source_path=path,
        line=line,
    )


def joined(pairs: Iterable[tuple[str | None, str]]) -> tuple[str | None, str, Aligned]:
    """(source, target) segments → both texts, joined by one newline, and the spans of each pair.

    Without any source the source is None and the spans of its side mean nothing.
    """
    rows = list(pairs)
    left = [source or "" for source, _ in rows]
    right = [target for _, target in rows]
    aligned = tuple(zip(_spans("source", left), _spans("target", right), strict=True))
    has_source = any(source is not None for source, _ in rows)
    return "\n".join(left) if has_source else None, "\n".join(right), aligned


def _spans(side: Side, texts: Iterable[str]) -> Iterator[Span]:
    start = 0
    for text in texts:
        yield Span(side, start, start + len(text))
        start += len(text) + 1


def _segments(value: Any) -> Iterator[tuple[str | None, str]]:
    if not isinstance(value, list):
        raise InputError(f'the key "segments" must be a list, not {_kind(value)}')
    for i, segment in enumerate(value):
        if not isinstance(segment, Mapping):
            raise InputError(f'the key "segments[{i}]" must be an object, not {_kind(segment)}')
        if segment.get("target") is None:
            raise InputError(
                f'the key "segments[{i}].target" is missing', remedy='give its text, or "" where it has none'
            )
        source = segment.get("source")
        yield (
            None if source is None else _text(source, f"segments[{i}].source"),
            _text(segment["target"], f"segments[{i}].target"),
        )


def _ignored(value: Any) -> Iterator[Ignored]:
    if value is not None and not isinstance(value, list):
        raise InputError(
            f'the key "ignore" must be a list, not {_kind(value)}', remedy='"ignore": ["TYP001"]'
        )
    for i, entry in enumerate(value or ()):
        if isinstance(entry, str):
            yield Ignored(entry)
        elif isinstance(entry, Mapping) and entry.keys() <= {"rule", "text"} and "rule" in entry:
            yield Ignored(_text(entry["rule"], f"ignore[{i}].rule"), _optional(entry, "text"))
        else:
            raise InputError(
                f'the key "ignore[{i}]" must be a rule, or an object of "rule" and "text"',
                remedy='{"rule": "TRM001", "text": "the marked text"}',
            )


def _lines(raw: bytes | Iterable[bytes], first: int = 1, offset: int = 0) -> Iterator[tuple[int, bytes, int]]:
    """(line number, bytes, offset) of each line that is not blank. U+2028 may stand inside."""
    lines = io.BytesIO(raw) if isinstance(raw, bytes) else raw
    for number, line in enumerate(lines, first):
        if line.strip():
            yield number, line.removesuffix(b"\n"), offset
        offset += len(line)


def _object(line: str) -> dict[str, Any]:
    try:
        item = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(
            f"is no JSON: {error.msg} at column {error.colno}", remedy="write one JSON object a line"
        ) from None
    except (ValueError, RecursionError) as error:
        kind = "too deep" if isinstance(error, RecursionError) else "a number too long"
        raise InputError(
            f"is no JSON that can be read: {kind}", remedy="write one JSON object a line"
        ) from None
    if not isinstance(item, dict):
        raise InputError(
            f"must be a JSON object, not {_kind(item)}", remedy='{"id": …, "source": …, "target": …}'
        )
    return item


def _optional(item: Mapping[str, Any], key: str) -> str | None:
    value = item.get(key)
    return None if value is None else _text(value, key)


def _text(value: Any, key: str) -> str:
    if not isinstance(value, str):
        raise InputError(f'the key "{key}" must be text, not {_kind(value)}')
    return value


def _kind(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "null" if value is None else "true or false"
    if isinstance(value, str):
        return "text"
    if isinstance(value, Mapping):
        return "an object"
    return "a list" if isinstance(value, list) else "a number"
