"""Bytes kept between runs: one SQLite file, bounded, safe under concurrent runs and kills, never in the way.

Every value carries a checksum: what is damaged is as good as not there.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

_WAIT = 30.0  # seconds for another run's write
_ASK = 500  # keys in one query, below SQLite's limit on variables
_SUM = 4  # bytes of the checksum before a value
_DAMAGE = frozenset(
    {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_FORMAT}
)


class Blobs:
    """Key → value. ``note`` says in one line what went wrong; the store is then empty and the work goes on.

    Beyond ``max_bytes`` the oldest quarter goes. ``what`` names the content in notes.
    """

    def __init__(self, path: Path, what: str, max_bytes: int) -> None:
        self._path = path
        self._what = what
        self._max_bytes = max_bytes
        self._inode = 0
        self._connection: sqlite3.Connection | None = None
        self.note: str | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._open()
        except (OSError, sqlite3.Error) as error:
            self._failed(error)

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """What is known of ``keys``, undamaged."""
        found: dict[bytes, bytes] = {}
        for start in range(0, len(keys), _ASK):
            if self._connection is None:
                break
            some = keys[start : start + _ASK]
            marks = ",".join("?" * len(some))
            try:
                rows = self._connection.execute(
                    f"SELECT key, value FROM blobs WHERE key IN ({marks})", some
                ).fetchall()
            except sqlite3.Error as error:
                self._failed(error)
                break
            for name, stored in rows:
                value = _checked(stored)
                if value is not None:
                    found[bytes(name)] = value
        return found

    def put(self, items: Iterable[tuple[bytes, bytes]]) -> None:
        """Keeps values, all or none."""
        if self._connection is None:
            return
        rows = [(name, zlib.crc32(value).to_bytes(_SUM, "big") + value) for name, value in items]
        if not rows:
            return
        try:
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                self._connection.executemany("INSERT OR REPLACE INTO blobs (key, value) VALUES (?, ?)", rows)
            self._prune()
        except sqlite3.Error as error:
            self._failed(error)

    def close(self) -> None:
        """Ends the connection; the store holds nothing from then on."""
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
            "CREATE TABLE IF NOT EXISTS blobs "
            "(id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, value BLOB NOT NULL)"
        )
        connection.execute("SELECT id, key, value FROM blobs LIMIT 1").fetchall()

    def _failed(self, error: Exception) -> None:
        """Sets a damaged file aside and starts a new one, once; anything else ends the use of the store."""
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
        self.note = f"{self._what} are not cached in {self._path.parent}: {error}"

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
                    "DELETE FROM blobs WHERE id IN (SELECT id FROM blobs ORDER BY id "
                    "LIMIT (SELECT (COUNT(*) + 3) / 4 FROM blobs))"
                )


def _checked(stored: object) -> bytes | None:
    """The value of what is stored; None where it is not what was put there."""
    if not isinstance(stored, bytes) or len(stored) < _SUM:
        return None
    value = stored[_SUM:]
    return value if zlib.crc32(value).to_bytes(_SUM, "big") == stored[:_SUM] else None
