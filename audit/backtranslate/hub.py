"""Translation models at hand: in the user's folder, in the Hugging Face cache. Loads nothing."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from audit.backtranslate.tables import ModelRow, languages, models, primary

#: OWNER/MODEL, or MODEL alone.
HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")
_WEIGHTS = (
    "model.safetensors",
    "model.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
)
_TOKENIZERS = (
    "tokenizer.json",
    "source.spm",
    "sentencepiece.bpe.model",
    "spiece.model",
    "spm.model",
    "vocab.json",
)


def candidates(source: str, target: str, *, suggested: bool = False) -> Iterator[str]:
    """Hub names of models for the pair, best first; with ``suggested`` only those known to be published."""
    return (name for name, row in serving(source, target) if row.suggest or not suggested)


def serving(source: str, target: str) -> Iterator[tuple[str, ModelRow]]:
    """Hub names of models for the pair, best first, each once, with what is known of them."""
    known = languages()
    one, other = primary(source), primary(target)
    named: dict[str, ModelRow] = {}
    for row in models():
        fits = all(
            "*" in codes
            or code in codes
            or ("nllb" in codes and code in known and known[code].nllb is not None)
            for code, codes in ((one, row.sources), (other, row.targets))
        )
        name = row.name.format(s=one, t=other)
        if fits and (name not in named or row.suggest):
            named[name] = row
    yield from named.items()


def find_model(name: str) -> Path | None:
    """The folder of a model with all it needs, by hub name; None where there is none."""
    if HUB_NAME.fullmatch(name) is None or ".." in name:
        return None
    return next((folder for folder in _folders(name) if is_complete(folder)), None)


def is_complete(folder: Path) -> bool:
    """Whether configuration, weights and a tokenizer are there."""
    return (
        (folder / "config.json").is_file()
        and any((folder / name).is_file() for name in _WEIGHTS)
        and any((folder / name).is_file() for name in _TOKENIZERS)
    )


def models_folder() -> Path:
    """Where models lie that were brought here by hand: $MTAUDIT_MODELS, else a folder of the user's."""
    own = os.environ.get("MTAUDIT_MODELS")
    if own:
        return Path(own).expanduser()
    return Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share").expanduser() / "mtaudit" / "models"


def _folders(name: str) -> Iterator[Path]:
    root = models_folder()
    yield root / name
    yield root / name.split("/")[-1]
    yield from _snapshots(root / f"models--{name.replace('/', '--')}")
    yield from _snapshots(hub_cache() / f"models--{name.replace('/', '--')}")


def hub_cache() -> Path:
    """Where huggingface_hub keeps models: https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables"""
    for variable in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if value := os.environ.get(variable):
            return Path(value).expanduser()
    home = os.environ.get("HF_HOME")
    if home:
        return Path(home).expanduser() / "hub"
    return Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "huggingface" / "hub"


def _snapshots(repository: Path) -> Iterator[Path]:
    """The snapshot that the main branch points at, then the others."""
    snapshots = repository / "snapshots"
    with suppress(OSError, ValueError):
        yield snapshots / (repository / "refs" / "main").read_text(encoding="ascii").strip()
    if snapshots.is_dir():
        yield from sorted(snapshots.iterdir())


def declared(folder: Path) -> tuple[str | None, str | None]:
    """The languages a model says it is for (Marian does), each None where it is silent or names a group."""
    try:
        given = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
        codes = [primary(str(given.get(name, ""))) for name in ("source_lang", "target_lang")]
    except (OSError, ValueError, AttributeError):
        return None, None
    source, target = (code if code in languages() else None for code in codes)
    return source, target
