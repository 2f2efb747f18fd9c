"""Translations kept between runs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from audit.backtranslate.engine import Translation
from audit.blobs import Blobs

FILE_NAME = "backtranslations.sqlite"
MAX_BYTES = 256 << 20


def key(signature: str, source: str, target: str, text: str) -> bytes:
    """SHA-256 over engine signature, languages and text."""
    return hashlib.sha256(json.dumps([signature, source, target, text]).encode("ascii")).digest()


class Cache:
    """``note`` says in one line what went wrong; the cache then holds nothing and the work goes on."""

    def __init__(self, folder: Path, max_bytes: int = MAX_BYTES) -> None:
        self._blobs = Blobs(folder / FILE_NAME, "back-translations", max_bytes)

    @property
    def note(self) -> str | None:
        return self._blobs.note

    def get(self, keys: Sequence[bytes]) -> dict[bytes, Translation]:
        """What is known of ``keys``."""
        read = ((name, _read(value)) for name, value in self._blobs.get(keys).items())
        return {name: translation for name, translation in read if translation is not None}

    def put(self, items: Iterable[tuple[bytes, Translation]]) -> None:
        """Keeps translations, all or none."""
        self._blobs.put((name, json.dumps([item.text, *item.unknown]).encode()) for name, item in items)

    def close(self) -> None:
        """Ends the connection; the cache holds nothing from then on."""
        self._blobs.close()


def _read(value: bytes) -> Translation | None:
    """A stored translation; None for anything else."""
    try:
        text, *unknown = json.loads(value)
    except (ValueError, TypeError):
        return None
    return (
        Translation(text, tuple(unknown)) if all(isinstance(item, str) for item in (text, *unknown)) else None
    )
