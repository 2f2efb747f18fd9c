"""The room's data tables: tab-separated, "#" starts a comment line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Codes:
    """One language in Apertium's codes (best first, "hbs_HR" with a variant) and in NLLB's, or None."""

    apertium: tuple[str, ...]
    nllb: str | None


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A published model, or a family of them: see the header of ``data/models.tsv``."""

    name: str
    sources: frozenset[str]
    targets: frozenset[str]
    suggest: bool
    published: bool
    megabytes: int | None = None
    licence: str = "unknown"


def _rows(name: str) -> list[list[str]]:
    text = files("audit.backtranslate").joinpath("data", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@cache
def languages() -> Mapping[str, Codes]:
    """Primary subtag → codes."""
    return MappingProxyType(
        {
            code: Codes(tuple(apertium.split(",")), None if nllb == "-" else nllb)
            for code, apertium, nllb in _rows("languages.tsv")
        }
    )


@cache
def debian_packages() -> Mapping[str, tuple[str, ...]]:
    """Debian package → names of the modes it installs."""
    return MappingProxyType({package: tuple(modes.split()) for package, modes in _rows("debian.tsv")})


@cache
def models() -> tuple[ModelRow, ...]:
    """The model table in its order of preference."""
    return tuple(
        ModelRow(
            name,
            frozenset(sources.split()),
            frozenset(targets.split()),
            suggest == "yes",
            suggest in ("yes", "known"),
            None if size == "-" else int(size),
            licence,
        )
        for name, sources, targets, suggest, size, licence in _rows("models.tsv")
    )


def subtags(code: str) -> tuple[str, ...]:
    """("pt", "BR") of "pt_BR": the primary subtag in lower case, the others as given."""
    first, *rest = code.strip().replace("_", "-").split("-")
    return (first.lower(), *rest)


def base(code: str) -> str:
    """The primary subtag."""
    return subtags(code)[0]


@cache
def _short() -> Mapping[str, str]:
    """ISO 639-3 → primary subtag, where Apertium's code stands for one language alone."""
    found: dict[str, str] = {}
    for code, codes in languages().items():
        for name in codes.apertium:
            found.setdefault(name, code)
    return found


def primary(code: str) -> str:
    """The subtag that the tables know: "fr" of "fra-FR"; the primary subtag itself where there is none."""
    first = base(code)
    return first if first in languages() else _short().get(first, first)
