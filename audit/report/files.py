"""Writing a file so that a reader sees the old one or the new one, never half of one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TextIO

from audit.errors import AuditError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A name beside ``path`` to write to, which becomes ``path`` when the block ends well and goes when not.

    Folders that are missing are made. Raises AuditError where the file cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield part
        part.replace(path)
    except OSError as error:
        problem = f"cannot be written: {error.strerror or error}"
        raise AuditError(problem, where=str(path), remedy="choose another folder with --output") from error
    finally:
        with suppress(OSError):
            part.unlink()


@contextmanager
def replacing_text(path: Path) -> Iterator[TextIO]:
    """As ``replacing``, opened as UTF-8 text with plain newlines."""
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        yield file


@contextmanager
def replacing_bytes(path: Path) -> Iterator[BinaryIO]:
    """As ``replacing``, opened for bytes."""
    with replacing(path) as part, part.open("wb") as file:
        yield file
