"""How right each rule was where it was measured: ``data/measured.toml``, whose header tells the format."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True)
class Measured:
    """One rule on one set of texts. ``precision`` and ``recall`` are 0–1, None where they cannot be told."""

    source: str
    version: str
    findings: int
    precision: float | None = None
    expected: int | None = None
    recall: float | None = None

    def __post_init__(self) -> None:
        shares = [x for x in (self.precision, self.recall) if x is not None]
        counts = [self.findings, *([self.expected] if self.expected is not None else [])]
        if not (self.source.strip() and self.version.strip()):
            raise ValueError("a measurement without its source or version")
        if min(counts) < 0 or any(not 0 <= x <= 1 for x in shares):
            raise ValueError(f"a share beyond 0–1, or a count below 0: {self}")
        if (self.precision is not None) != (self.findings > 0):
            raise ValueError(f"precision is told where there are findings, and only there: {self}")
        if (self.recall is not None) != bool(self.expected):
            raise ValueError(f"recall is told where defects were expected, and only there: {self}")


@lru_cache(maxsize=1)
def measured() -> Mapping[str, tuple[Measured, ...]]:
    """Code → what was measured; a rule that was not is not in it."""
    return parse(files("audit.detect").joinpath("data/measured.toml").read_text("utf-8"))


def parse(text: str) -> dict[str, tuple[Measured, ...]]:
    """The measurements of a file's text. Raises ValueError (or its TOML kind) for what is no such file."""
    known = {f.name for f in fields(Measured)}
    out: dict[str, tuple[Measured, ...]] = {}
    for code, tables in tomllib.loads(text).items():
        if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
            raise ValueError(f"{code} is no list of tables: write [[{code}]]")
        for table in tables:
            if unknown := table.keys() - known:
                raise ValueError(f"{code} holds {sorted(unknown)[0]!r}; known are {sorted(known)}")
        try:
            out[code] = tuple(Measured(**table) for table in tables)
        except TypeError as error:
            raise ValueError(f"{code}: {error}") from None
    return out
