"""Models brought to this machine: from the hub or a mirror of it, or from a folder; every file is checked."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from audit.backtranslate.hub import HUB_NAME, is_complete, models_folder
from audit.backtranslate.seq2seq import INSTALL, first_line
from audit.errors import EngineError, UsageError

#: Called with a file's name, its bytes done, and its bytes in all.
Progress = Callable[[str, int, int], None]

_COMMON = ["*.json", "*.spm", "*.model", "*.txt"]
# Many repositories hold the weights twice; the older format is fetched only where it is the only one.
_WEIGHTS = ("model*.safetensors", "pytorch_model*.bin")
_SUMS = "SHA256SUMS"
_BLOCK = 1 << 20


def fetch(name: str, *, mirror: str | None = None, show: bool = False) -> Path:
    """Downloads a model into the Hugging Face cache and returns its folder.

    ``mirror`` is the address of a server that answers as the hub does (else $HF_ENDPOINT, else the hub);
    ``show`` shows bars. Each large file is compared with the SHA-256 that the hub names. Raises EngineError.
    """
    try:
        from huggingface_hub import HfApi, snapshot_download
    except ImportError as error:
        raise EngineError("huggingface_hub is not installed", remedy=INSTALL) from error
    folder: Path | None = None
    try:
        with _bars(show):
            sums = _sums(HfApi(endpoint=mirror).model_info(name, files_metadata=True))
            for weights in _WEIGHTS:
                folder = Path(snapshot_download(name, allow_patterns=[*_COMMON, weights], endpoint=mirror))
                if is_complete(folder):
                    break
    except Exception as error:  # whatever the network and the hub's client come up with
        raise EngineError(
            f"the model {name} cannot be downloaded: {_cause(error)}",
            remedy="check the name and the network, or copy it: mtaudit models pull NAME --from FOLDER",
        ) from error
    if folder is None or not is_complete(folder):
        raise EngineError(f"the model {name} has no PyTorch weights or no tokenizer", where=str(folder))
    check(folder, sums)
    return folder


def bring(name: str, origin: Path, progress: Progress) -> Path:
    """Copies a model's folder among the user's models, under ``name``, and returns where it lies.

    Each copy is read again and compared; where the folder holds SHA256SUMS, with those. Raises UsageError
    where the folder is no model, EngineError where it cannot be copied or its files are not what they should
    be.
    """
    if HUB_NAME.fullmatch(name) is None or ".." in name:
        raise UsageError(f"“{name}” is no name of a model", remedy="name it as the hub does: OWNER/MODEL")
    if not is_complete(origin):
        raise UsageError(
            "no complete model: config.json, weights (model.safetensors) and a tokenizer are needed",
            where=str(origin),
        )
    place = models_folder() / name
    if place.exists():
        raise UsageError("the model is there already", where=str(place), remedy=f"mtaudit models rm {name}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".bringing-", dir=place.parent) as rough:
            made = Path(rough) / "model"
            made.mkdir()
            sums = _listed(origin / _SUMS)
            for file in sorted(file for file in origin.iterdir() if file.is_file()):
                sums.setdefault(file.name, _copy(file, made / file.name, progress))
            check(made, sums)
            made.rename(place)
    except OSError as error:
        raise EngineError(
            f"the model cannot be copied: {error.strerror or error}", where=str(error.filename or place)
        ) from error
    return place


def check(folder: Path, sums: Mapping[str, str]) -> None:
    """Raises EngineError where a file has not the SHA-256 that it should have, and removes it."""
    for name, wanted in sums.items():
        file = folder / name
        if file.is_file() and _sha256(file) != wanted:
            real = file.resolve()  # in the hub's cache it is a link
            file.unlink()
            real.unlink(missing_ok=True)
            raise EngineError(
                "the file is damaged: its checksum is wrong", where=str(file), remedy="pull again"
            )


def _sums(info: Any) -> dict[str, str]:
    """File → SHA-256, of the files that the hub names one for."""
    found = {}
    for file in info.siblings or ():
        if file.lfs is not None:
            found[str(file.rfilename)] = str(file.lfs.sha256)
    return found


def _listed(path: Path) -> dict[str, str]:
    """What a file written by ``sha256sum`` says; empty where there is none."""
    if not path.is_file():
        return {}
    rows = (
        line.split(maxsplit=1) for line in path.read_text(encoding="utf-8", errors="replace").splitlines()
    )
    return {row[1].lstrip("*"): row[0].lower() for row in rows if len(row) == 2}


def _copy(file: Path, to: Path, progress: Progress) -> str:
    """Copies a file; the SHA-256 of what was read."""
    made, size, done = hashlib.sha256(), file.stat().st_size, 0
    with file.open("rb") as stream, to.open("wb") as out:
        while block := stream.read(_BLOCK):
            out.write(block)
            made.update(block)
            done += len(block)
            progress(file.name, done, size)
        out.flush()
        os.fsync(out.fileno())
    shutil.copystat(file, to)
    return made.hexdigest()


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _cause(error: BaseException) -> str:
    """What lies at the bottom of an exception: the hub's client wraps "connection refused" three times."""
    while error.__cause__ is not None:
        error = error.__cause__
    return first_line(error)


@contextmanager
def _bars(show: bool) -> Any:
    """The hub's own progress bars, shown or not; the setting is put back."""
    from huggingface_hub.utils import are_progress_bars_disabled, disable_progress_bars, enable_progress_bars

    before = are_progress_bars_disabled()
    (enable_progress_bars if show else disable_progress_bars)()
    try:
        yield
    finally:
        (disable_progress_bars if before else enable_progress_bars)()
