"""Translations kept between runs: one SQLite file, safe under concurrent runs and kills, never in the way."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from audit.backtranslate.engine import Translation

FILE_NAME = "backtranslations.sqlite"
MAX_BYTES = 256 << 20  # beyond it the oldest quarter goes
_WAIT = 30.0  # seconds for another run's write
_ASK = 500  # keys in one query, below SQLite's limit on variables
_DAMAGE = frozenset(
    {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_FORMAT}
)


def key(signature: str, source: str, target: str, text: str) -> bytes:
    """SHA-256 over engine signature, languages and text."""
    return hashlib.sha256(json.dumps([signature, source, target, text]).encode("ascii")).digest()


class Cache:
    """``note`` says in one line what went wrong; the cache then holds nothing and the work goes on."""

    def __init__(self, folder: Path, max_bytes: int = MAX_BYTES) -> None:
        self._path = folder / FILE_NAME
        self._max_bytes = max_bytes
        self._inode = 0
        self._connection: sqlite3.Connection | None = None
        self.note: str | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._open()
        except (OSError, sqlite3.Error) as error:
            self._failed(error)

    def get(self, keys: Sequence[bytes]) -> dict[bytes, Translation]:
        """What is known of ``keys``."""
        found: dict[bytes, Translation] = {}
        for start in range(0, len(keys), _ASK):
            if self._connection is None:
                break
            some = keys[start : start + _ASK]
            marks = ",".join("?" * len(some))
            try:
                rows = self._connection.execute(
                    f"SELECT key, value FROM translations WHERE key IN ({marks})", some
                ).fetchall()
            except sqlite3.Error as error:
                self._failed(error)
                break
            for name, value in rows:
                translation = _read(value)
                if translation is not None:
                    found[bytes(name)] = translation
        return found

    def put(self, items: Iterable[tuple[bytes, Translation]]) -> None:
        """Keeps translations, all or none."""
        if self._connection is None:
            return
        rows = [(name, json.dumps([item.text, *item.unknown])) for name, item in items]
        try:
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                self._connection.executemany(
                    "INSERT OR REPLACE INTO translations (key, value) VALUES (?, ?)", rows
                )
            self._prune()
        except sqlite3.Error as error:
            self._failed(error)

    def close(self) -> None:
        """Ends the connection; the cache holds nothing from then on."""
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def _open(self) -> None:
        connection = sqlite3.connect(self._path, timeout=_WAIT, isolation_level=None)
        self._connection = connection
        self._inode = self._path.stat().st_ino
        with suppress(
            sqlite3.OperationalError
        ):  # busy: another run is just setting it, and it holds for the file
            connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS translations "
            "(id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, value TEXT NOT NULL)"
        )
        connection.execute("SELECT id, key, value FROM translations LIMIT 1").fetchall()

    def _failed(self, error: Exception) -> None:
        """Sets a damaged file aside and starts a new one, once; anything else ends the use of the cache."""
        self.close()
        damaged = getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE and self._inode
        if damaged and self.note is None:
            self.note = f"the cache {self._path} was damaged; it was set aside and a new one begun"
            try:
                self._set_aside()
                self._open()
                return
            except (OSError, sqlite3.Error) as second:
                error = second
                self.close()
        self.note = f"back-translations are not cached in {self._path.parent}: {error}"

    def _set_aside(self) -> None:
        # Another run may have done so already: then the file under this name is a new one.
        if self._path.stat().st_ino == self._inode:
            self._path.replace(self._path.with_suffix(".damaged"))
            for suffix in ("-wal", "-shm"):
                Path(f"{self._path}{suffix}").unlink(missing_ok=True)

    def _prune(self) -> None:
        connection = self._connection
        assert connection is not None
        pages, free, size = (
            int(connection.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("page_count", "freelist_count", "page_size")
        )
        if (pages - free) * size > self._max_bytes:
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(
                    "DELETE FROM translations WHERE id IN (SELECT id FROM translations ORDER BY id "
                    "LIMIT (SELECT (COUNT(*) + 3) / 4 FROM translations))"
                )


def _read(value: object) -> Translation | None:
    """A stored translation; None for anything else."""
    try:
        text, *unknown = json.loads(str(value))
    except (ValueError, TypeError):
        return None
    return (
        Translation(text, tuple(unknown)) if all(isinstance(item, str) for item in (text, *unknown)) else None
    )
