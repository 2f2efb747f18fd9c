"""Paths → the files to read, in a fixed order: as given, and sorted by name inside folders.

Folders are read with all below them but what is hidden and the reports of earlier runs. A link to a folder is
followed when it leads outside, so that nothing is read twice; one that leads back to a folder it lies in is a
failure.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from audit.model import Failure

TEXT = (".txt", ".md")
JSON_LINES = (".jsonl", ".ndjson")
TABLES = (".csv", ".tsv", ".tab")
PARQUET = (".parquet",)
SUFFIXES = (*TEXT, *JSON_LINES, *TABLES, *PARQUET)

_USABLE = "mtaudit reads .txt, .md, .jsonl, .csv, .tsv and .parquet"
# What an earlier run wrote: its tables hold the same texts, and are none of the input.
_REPORT, _CORPUS = frozenset({"summary.json", "findings.jsonl"}), frozenset({"summary.json", "_SUCCESS"})
# What tells about a folder is none of its articles.
_ABOUT = frozenset(
    {"readme", "license", "licence", "copying", "notice", "changelog", "contributing", "authors"}
)


@dataclass(frozen=True)
class Found:
    """A file, and the folder in which it was found; None for one that was itself given."""

    path: Path
    folder: Path | None = None

    @property
    def suffix(self) -> str:
        return self.path.suffix.lower()

    @property
    def name(self) -> str:
        """The id of a text: its path below the folder, posix, no suffix. What is no UTF-8 becomes "�"."""
        path = Path(self.path.name) if self.folder is None else self.path.relative_to(self.folder)
        return path.with_suffix("").as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def find(paths: Iterable[Path]) -> Iterator[Found | Failure]:
    """The files that paths lead to, each once."""
    seen: set[str] = set()
    for path in paths:
        for item in _expand(path):
            if isinstance(item, Found):
                place = os.path.abspath(item.path)  # noqa: PTH100 (resolve() would take a link for what it leads to)
                if place in seen:
                    continue
                seen.add(place)
            yield item


def nothing_in(folder: Path) -> Failure:
    """The failure of a folder without anything to audit."""
    return Failure(str(folder), "nothing in this folder can be audited", _USABLE)


def _expand(path: Path) -> Iterator[Found | Failure]:
    mode = _mode(path)
    if isinstance(mode, Failure):
        yield mode
    elif stat.S_ISDIR(mode):
        yield from _walk(path)
    elif not stat.S_ISREG(mode):
        yield Failure(
            str(path),
            "is neither a file nor a folder",
            "give a file, a folder, or - for JSON Lines on standard input",
        )
    elif path.suffix.lower() not in SUFFIXES:
        what = (
            f"the suffix {path.suffix!r} is of no format known here"
            if path.suffix
            else "has no suffix to tell its format"
        )
        yield Failure(str(path), what, _USABLE)
    else:
        yield Found(path)


def _walk(folder: Path) -> Iterator[Found | Failure]:
    home = folder.resolve()
    entered = {home}
    usable = False
    stack = _children(folder)
    while stack:
        item = stack.pop()
        if isinstance(item, Failure):
            usable = True
            yield item
            continue
        mode = _mode(item)
        if isinstance(mode, Failure):
            if item.suffix.lower() in ("", *SUFFIXES):
                usable = True
                yield mode
        elif stat.S_ISDIR(mode):
            real = item.resolve()
            if item.is_symlink() and item.parent.resolve().is_relative_to(real):
                usable = True
                yield Failure(
                    str(item),
                    f"is a link that leads in a circle, back to {real.name or real}",
                    "take the link out",
                )
            elif real not in entered and not (item.is_symlink() and real.is_relative_to(home)):
                entered.add(real)
                stack += _children(item)
        elif (
            stat.S_ISREG(mode)
            and item.suffix.lower() in SUFFIXES
            and item.name.split(".")[0].lower() not in _ABOUT
        ):
            usable = True
            yield Found(item, folder)
    if not usable:
        yield nothing_in(folder)


def _children(folder: Path) -> list[Path | Failure]:
    """What is in a folder, hidden files aside, the first name last; nothing in that of a report."""
    try:
        names = sorted(os.listdir(folder), reverse=True)  # noqa: PTH208 (a list of names, which sort alike everywhere)
    except OSError as error:
        return [
            Failure(
                str(folder),
                f"the folder cannot be read: {error.strerror}",
                "allow reading it, or leave it out",
            )
        ]
    if set(names) >= _REPORT or set(names) >= _CORPUS:
        return []
    return [folder / name for name in names if not name.startswith(".")]


def _mode(path: Path) -> int | Failure:
    """The kind of a path, links followed."""
    try:
        return path.stat().st_mode
    except ValueError:
        return Failure(repr(str(path)), "is no path", "give the name of a file or folder")
    except OSError as error:
        if error.errno == errno.ELOOP:
            return Failure(str(path), "is a link that leads in a circle", "take the link out")
        if error.errno == errno.ENOENT and path.is_symlink():
            return Failure(
                str(path), f"is a broken link: there is no {path.readlink()}", "mend the link, or take it out"
            )
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            return Failure(str(path), "there is no such file or folder", "check the name")
        return Failure(str(path), f"cannot be read: {error.strerror}", "allow reading it, or leave it out")
