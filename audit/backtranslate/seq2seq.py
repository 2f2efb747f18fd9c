"""What the engines that run a model's folder share: from texts to batches and back, errors in one line."""

from __future__ import annotations

import threading
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

from audit.backtranslate.batching import Worker, is_out_of_memory, translate_all
from audit.backtranslate.digest import digest
from audit.backtranslate.engine import Translation
from audit.backtranslate.hub import declared, is_complete
from audit.backtranslate.reader import Direction, Reader, direction
from audit.backtranslate.tables import primary
from audit.errors import EngineError

T = TypeVar("T")

INSTALL = 'pip install "mtaudit[neural]"'


class Seq2Seq(ABC):
    """A sequence-to-sequence model in ``folder``, called ``label`` in signatures. Never uses the network."""

    chunk_chars = 12_000
    needs: tuple[str, ...] = ()

    def __init__(self, folder: Path, label: str) -> None:
        self.folder = folder
        self.label = label
        self._lock = threading.Lock()
        self._reader: Reader | None = None

    def supports(self, source: str, target: str) -> bool:
        """False only where the model itself names another pair of languages, or both are the same."""
        wanted = (primary(source), primary(target))
        fits = all(own in (None, code) for own, code in zip(declared(self.folder), wanted, strict=True))
        return fits and wanted[0] != wanted[1]

    @cached_property
    def digest(self) -> str:
        """What tells this model from another, in eight digits for the eye."""
        return digest(self.folder)[:8]

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Translation]:
        """Greedy or beam search as the model's own generation settings say, never sampling."""
        with self._lock, quiet():
            reader = self._loaded()
            towards = direction(reader.tokenizer, self.folder, self.label, source, target)
            if towards.source_code is not None:
                reader.tokenizer.src_lang = towards.source_code
            return self._guarded(
                lambda: self._translate(reader, texts, source, towards), "the model cannot translate"
            )

    def _translate(
        self, reader: Reader, texts: Sequence[str], source: str, towards: Direction
    ) -> list[Translation]:
        groups = [reader.fit(text, source, towards.prefix) if text.strip() else [] for text in texts]
        parts = [towards.prefix + part for group in groups for part in group]
        ids = [reader.ids(part) for part in parts]
        outputs: Iterator[str] = iter(())
        if parts:
            made = translate_all([len(i) for i in ids], self._budget(), self._workers(reader, ids, towards))
            outputs = iter(made)
        joined = [" ".join(next(outputs) for _ in group).strip() for group in groups]
        return [Translation(made, reader.unknown(text)) for made, text in zip(joined, texts, strict=True)]

    def _loaded(self) -> Reader:
        if self._reader is None:
            if lacking := missing(self.needs):
                raise EngineError(f"the model needs {', '.join(lacking)}", where=self.label, remedy=INSTALL)
            if not is_complete(self.folder):
                raise EngineError(
                    "no complete model: config.json, weights (model.safetensors) and a tokenizer are needed",
                    where=str(self.folder),
                    remedy="download it again",
                )
            self._reader = self._guarded(self._load, "the model cannot be loaded")
        return self._reader

    def _load(self) -> Reader:
        reader = Reader(self.folder)
        self._load_model()
        return reader

    @abstractmethod
    def _load_model(self) -> None: ...

    @abstractmethod
    def _budget(self) -> int:
        """Padded source tokens a batch."""

    @abstractmethod
    def _workers(
        self, reader: Reader, ids: Sequence[Sequence[int]], towards: Direction
    ) -> Sequence[Worker]: ...

    def _guarded(self, work: Callable[[], T], problem: str) -> T:
        """Every kind of damage has its own exception in three libraries: they all become one line."""
        try:
            return work()
        except EngineError:
            raise
        except Exception as error:
            memory = is_out_of_memory(error)
            raise EngineError(
                f"{problem}: {first_line(error)}",
                where=str(self.folder),
                remedy="free some memory or take a smaller model" if memory else "download it again",
            ) from error


def missing(needs: Sequence[str]) -> tuple[str, ...]:
    """The packages among ``needs`` that are not installed."""
    return tuple(name for name in needs if find_spec(name) is None)


def first_line(error: BaseException) -> str:
    """What an exception says, short enough for one line."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:160]


@contextmanager
def quiet() -> Iterator[None]:
    """Keeps transformers from printing; its settings are put back."""
    if find_spec("transformers") is None:
        yield
        return
    from transformers.utils import logging

    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()
