"""What the stages hand on, as bytes and back: for the cache, other processes and other machines.

JSON, compressed. Reading makes nothing but the dataclasses and enumerations named here, whatever the bytes
say; text, numbers and offsets come back exactly.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import fields
from enum import Enum
from typing import Any

from audit.align.terms import Observed, TermPair
from audit.detect.rule import Hit
from audit.grade import Tallies, Tally
from audit.model import (
    BackTranslation,
    BatchEvidence,
    Block,
    Difference,
    Document,
    Evidence,
    Failure,
    GrammarNote,
    Ignored,
    Kind,
    Language,
    Need,
    Segment,
    Span,
)
from audit.mqm import Severity
from audit.pipeline.examined import Examined, Missing
from audit.pipeline.sums import Sums
from audit.text.stems import stem

_CLASSES: tuple[type, ...] = (
    Span,
    Block,
    Segment,
    BackTranslation,
    Difference,
    Hit,
    Evidence,
    GrammarNote,
    Document,
    Language,
    Ignored,
    Examined,
    Missing,
    Observed,
    TermPair,
    BatchEvidence,
    Sums,
    Tallies,
    Tally,
    Failure,
)
_ENUMS: tuple[type[Enum], ...] = (Kind, Need, Severity)
_INDEX = {made: i for i, made in enumerate(_CLASSES)}
_ENUM_INDEX = {made: i for i, made in enumerate(_ENUMS)}
_FIELDS = [tuple(f.name for f in fields(made)) for made in _CLASSES]
_TUPLE, _MAP, _SET, _ENUM, _PAIR = -1, -2, -3, -4, -5
_SCALARS = frozenset({str, int, float, bool, type(None)})
_SEPARATOR = "\n"  # no word holds a line break


class DamagedError(ValueError):
    """Bytes that are not what ``dumps`` made."""


def dumps(value: Any) -> bytes:
    """The bytes of a value: dataclasses of this list, tuples, mappings, frozen sets, enumerations, plain
    values.

    Raises TypeError for anything else.
    """
    return zlib.compress(json.dumps(_plain(value), ensure_ascii=True, separators=(",", ":")).encode(), 1)


def loads(raw: bytes) -> Any:
    """The value of the bytes. Raises DamagedError for what ``dumps`` did not make."""
    try:
        return _made(json.loads(zlib.decompress(raw)))
    except (zlib.error, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise DamagedError(str(error)) from error


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind in _SCALARS:
        return value
    if kind is Span:  # by far the commonest
        return [0, value.side, value.start, value.end]
    if kind is tuple:
        return [_TUPLE, *(v if type(v) in _SCALARS else _plain(v) for v in value)]
    if kind is TermPair:  # and next to it
        forms, _, capitals = zip(*value.target, strict=True) if value.target else ((), (), ())
        marks = "".join("1" if c else "0" for c in capitals)
        return [_PAIR, _SEPARATOR.join(value.source), _SEPARATOR.join(forms), marks]
    if (number := _INDEX.get(kind)) is not None:
        return [number, *(_plain(getattr(value, name)) for name in _FIELDS[number])]
    if isinstance(value, Enum):
        return [_ENUM, _ENUM_INDEX[kind], value.value]
    if isinstance(value, Mapping):
        return [_MAP, *(part for key, item in value.items() for part in (_plain(key), _plain(item)))]
    if isinstance(value, frozenset):
        return [_SET, *sorted(map(_plain, value), key=str)]
    if isinstance(value, (bool, int, float)):
        return value
    if hasattr(value, "item"):  # a number of NumPy's
        return value.item()
    raise TypeError(f"cannot keep a {kind.__name__}")


def _made(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    tag = value[0]
    if tag == 0:
        return Span(value[1], value[2], value[3])
    if tag == _TUPLE:
        return tuple([_made(v) if type(v) is list else v for v in value[1:]])
    if tag == _PAIR:
        source, target = (tuple(text.split(_SEPARATOR)) if text else () for text in value[1:3])
        return TermPair(source, tuple((f, stem(f), c == "1") for f, c in zip(target, value[3], strict=True)))
    if tag == _MAP:
        return {_made(value[i]): _made(value[i + 1]) for i in range(1, len(value), 2)}
    if tag == _SET:
        return frozenset(_made(v) for v in value[1:])
    if tag == _ENUM:
        return _ENUMS[value[1]](value[2])
    if tag < 0:
        raise DamagedError(f"no tag {tag}")
    return _CLASSES[tag](*[_made(v) if type(v) is list else v for v in value[1:]])
