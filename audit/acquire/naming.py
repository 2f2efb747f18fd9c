"""What the name of a text file says: its language, and which other files hold the same text.

``name.fr.txt`` names its language in the file name, ``fr/name.txt`` in a folder. Files that agree in
everything but the language hold one text in several.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from audit.acquire.codes import canonical, known
from audit.acquire.files import Found


@dataclass(frozen=True)
class Named:
    """A text file, the key it shares with its translations, and its language where the name tells it."""

    file: Found
    key: tuple[str, ...]
    code: str | None


def name_all(found: Sequence[Found]) -> tuple[Named, ...]:
    """What the names say, in the order of the files."""
    read = [_read(f) for f in found]
    codes: dict[tuple[str, ...], set[str | None]] = defaultdict(set)
    for item, _ in read:
        codes[item.key].add(item.code)
    return _across(tuple(_plain(n.file) if doubtful and len(codes[n.key]) < 2 else n for n, doubtful in read))


def _read(file: Found) -> tuple[Named, bool]:
    """What a name says, and whether it may be a word that looks like a code."""
    path = Path(os.path.abspath(file.path))  # noqa: PTH100 (a link stands where it stands)
    folders = list(path.parent.parts)
    # The name of a folder that is given counts ("fr"), those above it do not; for a file, that of its folder.
    top = path.parent if file.folder is None else Path(os.path.abspath(file.folder))  # noqa: PTH100
    first = len(top.parts) - 1
    stem, _, tail = path.stem.rpartition(".")
    if stem and known(tail):
        code = canonical(tail)
        for i in range(max(first, 1), len(folders)):
            if known(folders[i]) and canonical(folders[i]) == code:
                folders[i] = "*"
        return Named(file, (*folders, stem), code), len(tail) == 3 and tail.lower() in _words()
    for i in range(len(folders) - 1, max(first, 1) - 1, -1):
        if known(folders[i]):
            word = folders[i].lower()
            key = (*folders[:i], "*", *folders[i + 1 :], path.stem)
            return Named(file, key, canonical(word)), word in _words()
    return _plain(file), False


def _plain(file: Found) -> Named:
    return Named(file, (os.path.abspath(file.path),), None)  # noqa: PTH100


def _across(named: tuple[Named, ...]) -> tuple[Named, ...]:
    """Files given one by one from different folders are one text where their names, and no others, say so."""
    groups: dict[tuple[str, ...], list[Named]] = defaultdict(list)
    for item in named:
        groups[item.key].append(item)
    lone = [g[0] for g in groups.values() if len(g) == 1 and g[0].file.folder is None and g[0].code]
    by_name: dict[str, list[Named]] = defaultdict(list)
    for item in lone:
        by_name[item.key[-1]].append(item)
    joined = {
        item.file: (name,)
        for name, items in by_name.items()
        if len(items) > 1 and len({i.code for i in items}) == len(items)
        for item in items
    }
    return tuple(Named(n.file, joined.get(n.file, n.key), n.code) for n in named)


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    """Codes that are more often words (``data/words.txt``)."""
    lines = files("audit.acquire").joinpath("data/words.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
