"""Marian, M2M100 and NLLB models with CTranslate2: int8 on the processor, float16 on graphics cards.

The one door to ctranslate2, which is imported when a model is converted or the first text translated.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from audit.backtranslate import seq2seq
from audit.backtranslate.batching import Worker
from audit.backtranslate.conversion import converted, discard
from audit.backtranslate.reader import Direction, Reader
from audit.backtranslate.seq2seq import Seq2Seq
from audit.packages import installed

NEEDS = ("ctranslate2", "transformers", "sentencepiece")
_BATCH_TOKENS = {"cpu": 1_024, "cuda": 16_384}
_MOST_WORKERS = 8


def missing() -> tuple[str, ...]:
    """The packages that this engine needs and that are not installed."""
    return seq2seq.missing(NEEDS)


class CTranslate2(Seq2Seq):
    """The model converted; ``store`` keeps the conversion, None makes it for this process alone."""

    name = "ctranslate2"
    needs = NEEDS

    def __init__(self, folder: Path, label: str, store: Path | None) -> None:
        super().__init__(folder, label)
        self._own = tempfile.TemporaryDirectory(prefix="mtaudit-") if store is None else None
        self._store = Path(self._own.name) if self._own is not None else store
        self._translator: Any = None

    def signature(self, source: str, target: str) -> str:
        """ "ctranslate2 4.6.0 int8 Helsinki-NLP/opus-mt-de-en@1a2b3c4d" (a digest of the model's files)."""
        return f"ctranslate2 {installed('ctranslate2')} {self._form} {self.label}@{self.digest}"

    def prepare(self) -> Path:
        """Converts the model where that is to be done. Raises EngineError; Unfit where transformers must."""
        assert self._store is not None
        return converted(self.folder, self._store, self._form)

    @cached_property
    def _cards(self) -> int:
        import ctranslate2

        return int(ctranslate2.get_cuda_device_count())

    @property
    def _form(self) -> str:
        return "float16" if self._cards else "int8"

    def _load_model(self) -> None:
        place = self.prepare()
        try:
            self._translator = self._open(place)
        except Exception:  # a damaged conversion: the model itself may be sound
            discard(place)
            self._translator = self._open(self.prepare())

    def _open(self, place: Path) -> Any:
        import ctranslate2

        options: dict[str, Any] = {
            "inter_threads": self._count,
            "intra_threads": max(1, _cores() // self._count),
        }
        if self._cards:
            options = {"device_index": list(range(self._cards))}
        return ctranslate2.Translator(str(place), device="cuda" if self._cards else "cpu", **options)

    @property
    def _count(self) -> int:
        """A worker a card; on the processor many workers of one thread are faster than one of many."""
        return self._cards or min(_cores(), _MOST_WORKERS)

    def _budget(self) -> int:
        return _BATCH_TOKENS["cuda" if self._cards else "cpu"]

    def _workers(self, reader: Reader, ids: Sequence[Sequence[int]], towards: Direction) -> list[Worker]:
        tokenizer, search = reader.tokenizer, self._search
        first = towards.first_token
        prefix = None if first is None else [tokenizer.convert_ids_to_tokens(first)]

        def work(batch: Sequence[int]) -> list[str]:
            results = self._translator.translate_batch(
                [tokenizer.convert_ids_to_tokens(list(ids[index])) for index in batch],
                target_prefix=None if prefix is None else [prefix] * len(batch),
                max_input_length=0,
                max_decoding_length=reader.room(max(len(ids[index]) for index in batch)),
                **search,
            )
            tokens = [tokenizer.convert_tokens_to_ids(result.hypotheses[0]) for result in results]
            return reader.decode(tokens, towards)

        return [work] * self._count

    @cached_property
    def _search(self) -> Mapping[str, Any]:
        """The model's own settings for the search, as transformers reads them."""
        told: dict[str, Any] = {}
        for name in ("config.json", "generation_config.json"):
            path = self.folder / name
            if path.is_file():
                told |= json.loads(path.read_text(encoding="utf-8"))
        return {
            "beam_size": int(told.get("num_beams") or 1),
            "length_penalty": float(told.get("length_penalty") or 1.0),
            "no_repeat_ngram_size": int(told.get("no_repeat_ngram_size") or 0),
            "repetition_penalty": float(told.get("repetition_penalty") or 1.0),
        }


def _cores() -> int:
    """The processors that this process may use."""
    known = getattr(os, "sched_getaffinity", None)
    return len(known(0)) if known is not None else os.cpu_count() or 1
