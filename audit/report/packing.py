"""Data of a page as gzip in base64; what was packed for an earlier page is taken from the cache.

To pack is a sixth of what a batch costs in which nothing changed.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import zlib
from pathlib import Path
from types import TracebackType

from audit.blobs import Blobs

FILE_NAME = "pages.sqlite"
MAX_BYTES = 1 << 28
_LEVEL = 6


class Packing:
    """Packs for the block of a ``with``. Without a folder nothing is kept."""

    def __init__(self, folder: Path | None = None) -> None:
        self._blobs = Blobs(folder / FILE_NAME, "pages", MAX_BYTES) if folder is not None else None

    def __enter__(self) -> Packing:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._blobs is not None:
            self._blobs.close()

    def text(self, data: bytes) -> str:
        """The data, packed."""
        return base64.b64encode(self._zipped(data)).decode("ascii")

    def _zipped(self, data: bytes) -> bytes:
        if self._blobs is None:
            return _gzip(data)
        # Another version of zlib may pack the same otherwise.
        key = hashlib.sha256(f"{zlib.ZLIB_RUNTIME_VERSION}\n".encode("ascii") + data).digest()
        zipped = self._blobs.get([key]).get(key)
        if zipped is None:
            zipped = _gzip(data)
            self._blobs.put([(key, zipped)])
        return zipped


def _gzip(data: bytes) -> bytes:
    # mtime 0: the same run makes the same file, byte for byte.
    return gzip.compress(data, _LEVEL, mtime=0)
