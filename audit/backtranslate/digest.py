"""What tells one model from another: a digest of its folder, fast on weights of many gigabytes."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import BinaryIO

from audit.errors import EngineError

_KINDS = frozenset({".json", ".spm", ".model", ".safetensors", ".bin", ".txt"})
_EDGE = 1 << 20  # bytes of a large file's start and end
_PROBES = 64  # places between them
_PROBE = 1 << 12  # bytes at each


def digest(folder: Path) -> str:
    """Sixteen hexadecimal digits over names, sizes and contents of the files.

    Of a large file its ends and 64 places between them are read: other training moves every weight. Raises
    EngineError.
    """
    made = hashlib.sha256()
    try:
        for file in sorted(folder.iterdir()):
            if file.is_file() and file.suffix in _KINDS:
                size = file.stat().st_size
                made.update(f"{file.name}\0{size}\0".encode())
                with file.open("rb") as stream:
                    _read(stream, size, made)
    except OSError as error:
        raise EngineError(f"the model cannot be read: {error.strerror}", where=str(folder)) from error
    return made.hexdigest()[:16]


def _read(stream: BinaryIO, size: int, made: hashlib._Hash) -> None:
    made.update(stream.read(_EDGE))
    if size > 2 * _EDGE:
        step = max(_PROBE, (size - 2 * _EDGE) // _PROBES)
        for place in range(_EDGE, size - _EDGE, step):
            stream.seek(place)
            made.update(stream.read(_PROBE))
    stream.seek(max(_EDGE, size - _EDGE))
    made.update(stream.read(_EDGE))
