"""Translation models at hand: in $MTAUDIT_MODELS, in the Hugging Face cache, in a folder. Loads nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from audit.backtranslate.tables import languages, models, primary
from audit.errors import EngineError

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
    known = languages()
    one, other = primary(source), primary(target)
    seen: set[str] = set()
    for row in models():
        if suggested and not row.suggest:
            continue
        fits = all(
            "*" in codes
            or code in codes
            or ("nllb" in codes and code in known and known[code].nllb is not None)
            for code, codes in ((one, row.sources), (other, row.targets))
        )
        name = row.name.format(s=one, t=other)
        if fits and name not in seen:
            seen.add(name)
            yield name


def find_model(name: str) -> Path | None:
    """The folder of a model with all it needs, by hub name; None where there is none."""
    return next((folder for folder in _folders(name) if is_complete(folder)), None)


def is_complete(folder: Path) -> bool:
    """Whether configuration, weights and a tokenizer are there."""
    return (
        (folder / "config.json").is_file()
        and any((folder / name).is_file() for name in _WEIGHTS)
        and any((folder / name).is_file() for name in _TOKENIZERS)
    )


def _folders(name: str) -> Iterator[Path]:
    own = os.environ.get("MTAUDIT_MODELS")
    if own:
        root = Path(own).expanduser()
        yield root / name
        yield root / name.split("/")[-1]
        yield from _snapshots(root / f"models--{name.replace('/', '--')}")
    yield from _snapshots(_cache() / f"models--{name.replace('/', '--')}")


def _cache() -> Path:
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


def fetch(name: str) -> Path:
    """Downloads a model into the Hugging Face cache and returns its folder. Raises EngineError."""
    try:
        from huggingface_hub import snapshot_download
    except ImportError as error:
        raise EngineError(
            "huggingface_hub is not installed", remedy='pip install "mtaudit[neural]"'
        ) from error
    common = ["*.json", "*.spm", "*.model", "*.txt"]
    folder: Path | None = None
    # Many repositories hold the weights twice; the older format is fetched only where it is the only one.
    for weights in ("model*.safetensors", "pytorch_model*.bin"):
        try:
            folder = Path(snapshot_download(name, allow_patterns=[*common, weights]))
        except Exception as error:  # whatever the network and the hub's client come up with
            raise EngineError(
                f"the model {name} cannot be downloaded: {_first_line(error)}",
                remedy="check the name and the network",
            ) from error
        if is_complete(folder):
            return folder
    raise EngineError(f"the model {name} has no PyTorch weights or no tokenizer", where=str(folder))


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:160]
