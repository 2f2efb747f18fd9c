"""Bytes → text: UTF-8, nothing else, and nothing changed on the way.

A byte order mark is no part of the text: offsets count from the first character after it, and a file with
one and a file without give the same text. Line ends stay as they are, "\\r\\n" being two characters. What is
said of bytes in messages counts from the start of the file, mark included.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from audit.errors import InputError

# UTF-32 before UTF-16: the mark of the one begins with that of the other.
_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_SAMPLE = 4096  # bytes
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises InputError where it cannot be read or is no UTF-8 at first sight."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", where=str(path)) from None
    sniff(raw, str(path))
    return raw


def lines(stream: BinaryIO, where: str) -> Iterator[bytes]:
    """The lines of a stream with their ends, one after the other. Raises InputError as ``read_bytes``
    does.
    """
    try:
        head = stream.read(_SAMPLE)
        sniff(head, where)
        if not head.endswith(b"\n"):
            head += stream.readline()
        yield from _ended(head)
        yield from stream
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", where=where) from None


def _ended(raw: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(raw):
        end = raw.find(b"\n", start) + 1 or len(raw)
        yield raw[start:end]
        start = end


def read_text(path: Path) -> str:
    """The text of a file, exactly. Raises InputError, which names the byte where it is no UTF-8."""
    return decode(read_bytes(path), str(path))


def sniff(raw: bytes, where: str) -> None:
    """Raise InputError for UTF-16, UTF-32 and binary files."""
    for mark, name in _MARKS:
        if raw.startswith(mark):
            raise InputError(f"is in {name}, not UTF-8", where=where, remedy=_convert(name))
    sample = raw[:_SAMPLE]
    nul = sample.count(0)
    if nul * 100 <= len(sample):
        return
    # Every other byte of Western text in UTF-16 is NUL, always on the same side.
    for first in (0, 1):
        if sample[first::2].count(0) == nul and nul * 10 > len(sample) * 3:
            name = f"UTF-16{'BE' if first == 0 else 'LE'}"
            raise InputError(
                f"looks like {name} without a byte order mark", where=where, remedy=_convert(name)
            )
    raise _binary(sample.index(0), where)


def decode(raw: bytes, where: str, base: int = 0) -> str:
    """The text of bytes that start at offset ``base`` of a file, without a byte order mark at its very start.

    Raises InputError.
    """
    if b"\0" in raw:
        raise _binary(base + raw.index(b"\0"), where)
    start = len(codecs.BOM_UTF8) if base == 0 and raw.startswith(codecs.BOM_UTF8) else 0
    try:
        return raw[start:].decode("utf-8")
    except UnicodeDecodeError as error:
        offset = start + error.start
        raise InputError(
            f"byte 0x{raw[offset]:02X} at offset {base + offset} is no UTF-8",
            where=where,
            remedy=_convert("WINDOWS-1252", "save as UTF-8, or convert, e.g."),
        ) from None


def check_characters(text: str, what: str) -> None:
    """Raise InputError for characters that JSON can spell and no text holds: lone surrogates and U+0000."""
    if found := _SURROGATE.search(text):
        half = f"lone surrogate U+{ord(found[0]):04X}"
        problem = f"{what} holds half a character ({half}) at character {found.start()}"
        raise InputError(problem, remedy="write both halves of the pair, or the character itself in UTF-8")
    if "\0" in text:
        raise InputError(f"{what} holds U+0000 at character {text.index(chr(0))}", remedy="take it out")


def _binary(offset: int, where: str) -> InputError:
    return InputError(
        f"is no text: byte 0x00 at offset {offset}", where=where, remedy="save as plain text in UTF-8"
    )


def _convert(encoding: str, before: str = "save as UTF-8, or convert:") -> str:
    return f"{before} iconv -f {encoding} -t UTF-8"
