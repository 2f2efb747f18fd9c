"""The models on this machine: which there are, how large, and how to be rid of one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from audit.backtranslate.conversion import conversions
from audit.backtranslate.hub import find_model, hub_cache, is_complete, models_folder, serving
from audit.backtranslate.tables import models
from audit.errors import EngineError


@dataclass(frozen=True, slots=True)
class Listed:
    """One model: its name on the hub, what is known of it, and its folder if it is here."""

    name: str
    megabytes: int | None
    licence: str
    published: bool | None  # None: not known
    folder: Path | None


def for_pair(source: str, target: str) -> list[Listed]:
    """The models that translate from ``source`` to ``target``, best first."""
    return [
        Listed(name, row.megabytes, row.licence, row.published or None, find_model(name))
        for name, row in serving(source, target)
    ]


def here() -> list[Listed]:
    """The complete models on this machine, by name."""
    names = {**dict.fromkeys(_own()), **dict.fromkeys(_cached())}
    found = [(name, folder) for name in sorted(names) if (folder := find_model(name)) is not None]
    return [Listed(name, _megabytes(folder), _licence(name), True, folder) for name, folder in found]


def remove(name: str, cache_dir: Path | None) -> list[Path]:
    """Removes a model and what was converted from it; the folders that are gone. Raises EngineError."""
    gone: list[Path] = []
    while (folder := find_model(name)) is not None:
        repository = folder.parent.parent if folder.parent.name == "snapshots" else folder
        places = [repository, *(conversions(folder, cache_dir) if cache_dir is not None else ())]
        for place in places:
            try:
                shutil.rmtree(place)
            except OSError as error:
                raise EngineError(
                    f"the model cannot be removed: {error.strerror or error}", where=str(place)
                ) from error
        gone += places
    return gone


def _own() -> Iterator[str]:
    """Names of the models in the user's folder: MODEL, or OWNER/MODEL."""
    root = models_folder()
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        if is_complete(folder):
            yield folder.name
        elif folder.is_dir() and not folder.name.startswith("models--"):
            yield from (f"{folder.name}/{inner.name}" for inner in folder.iterdir() if is_complete(inner))


def _cached() -> Iterator[str]:
    """Names of the translation models in the hub's cache; other models lie there too."""
    known = {row.name.split("/")[0] for row in models()}
    for root in (hub_cache(), models_folder()):
        for folder in sorted(root.glob("models--*--*")):
            owner, _, name = folder.name.removeprefix("models--").partition("--")
            if owner in known:
                yield f"{owner}/{name}"


def _licence(name: str) -> str:
    """Of the family that a name belongs to."""
    for row in models():
        start = row.name.split("{")[0]
        if name == row.name or ("{" in row.name and name.startswith(start)):
            return row.licence
    return "unknown"


def _megabytes(folder: Path) -> int:
    return round(sum(file.stat().st_size for file in folder.iterdir() if file.is_file()) / 1e6)
