"""What the stages hand on, as bytes and back: for the cache, other processes and other machines.

MessagePack, compressed. Reading makes nothing but what its reader asks for, whatever the bytes say: types are
checked on the way; text, numbers and offsets come back exactly.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Hashable
from functools import cache
from typing import Any, TypeVar, cast

import msgspec

T = TypeVar("T")

_PACKED, _ESCAPED = b"\0", b"\1"
_pack = msgspec.msgpack.Encoder(enc_hook=lambda value: _plain(value))


class DamagedError(ValueError):
    """Bytes that are not what ``dumps`` made of such a value."""


def dumps(value: Any, level: int = 1) -> bytes:
    """The bytes of a value: dataclasses, tuples, mappings, frozen sets, enumerations, plain values.

    ``level`` is zlib's, 0 for what is soon read again and kept nowhere. Raises TypeError for anything else.
    """
    try:
        raw = _PACKED + _pack.encode(value)
    except UnicodeEncodeError:
        # UTF-8 has no lone surrogates; JSON escapes them.
        plain = msgspec.to_builtins(value, str_keys=True, enc_hook=_plain)
        raw = _ESCAPED + json.dumps(plain).encode("ascii")
    return zlib.compress(raw, level)


def loads(raw: bytes, kind: type[T]) -> T:
    """The value of a type that the bytes hold. Raises DamagedError where they do not."""
    try:
        plain = zlib.decompress(raw)
        if plain[:1] == _ESCAPED:
            return msgspec.convert(json.loads(plain[1:]), kind, str_keys=True)
        read: T = _reader(cast(Hashable, kind)).decode(plain[1:])
        return read
    except (zlib.error, ValueError, TypeError, RecursionError) as error:
        raise DamagedError(str(error)) from error


@cache
def _reader(kind: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(kind)


def _plain(value: Any) -> Any:
    """What to keep of a value that MessagePack does not know: a number of NumPy's."""
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"cannot keep a {type(value).__name__}")
