"""What every engine is: the protocol, what it returns, and what choosing one returns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

Progress = Callable[[int, int], None]  # texts done, texts in all


@dataclass(frozen=True, slots=True)
class Translation:
    """One text translated. ``unknown``: words that the engine did not know, as they stand in the text."""

    text: str
    unknown: tuple[str, ...] = ()


class Engine(Protocol):
    """Translates from ``source`` into ``target``, BCP 47 codes; ``source`` is the language translated *from*.

    An engine may carry ``chunk_chars``: how many characters it should be given in one call so that progress
    shows and what a killed run has done is kept; and ``hops(source, target)``: how many translations it goes
    through, where that can be more than one.
    """

    @property
    def name(self) -> str:
        """ "apertium" or "transformers"."""
        ...

    def signature(self, source: str, target: str) -> str:
        """Engine, data and versions: equal signatures give equal translations. Raises EngineError."""
        ...

    def supports(self, source: str, target: str) -> bool:
        """Whether the engine can translate this pair, as far as can be told without loading it."""
        ...

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Translation]:
        """One translation a text, in order. Raises EngineError."""
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    """The engine to use; or None with the reason (``note``) and how to get one (``remedy``), a line each."""

    engine: Engine | None
    note: str | None = None
    remedy: str | None = None
