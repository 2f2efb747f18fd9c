"""Neural translation with transformers: MarianMT and every other sequence-to-sequence model, from a folder.

torch is imported when the first text is translated.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from audit.backtranslate import seq2seq
from audit.backtranslate.batching import Worker, is_out_of_memory
from audit.backtranslate.reader import Direction, Reader
from audit.backtranslate.seq2seq import Seq2Seq
from audit.errors import EngineError
from audit.packages import installed

NEEDS = ("torch", "transformers", "sentencepiece")
_BATCH_TOKENS = {"cpu": 2_048, "cuda": 16_384}


def missing() -> tuple[str, ...]:
    """The packages that this engine needs and that are not installed."""
    return seq2seq.missing(NEEDS)


class Transformers(Seq2Seq):
    """The model on the processor, or a copy of it on every graphics card."""

    name = "transformers"
    needs = NEEDS
    chunk_chars = 6_000
    _models: Sequence[Any] = ()

    def signature(self, source: str, target: str) -> str:
        """ "transformers 5.0.0 Helsinki-NLP/opus-mt-de-en@1a2b3c4d" (a digest of the model's files)."""
        return f"transformers {installed('transformers')} {self.label}@{self.digest}"

    def _load_model(self) -> None:
        import torch
        from transformers import AutoModelForSeq2SeqLM

        where = str(self.folder)
        devices = [f"cuda:{i}" for i in range(torch.cuda.device_count())] or ["cpu"]
        models = []
        for device in devices:
            model, report = AutoModelForSeq2SeqLM.from_pretrained(
                where, local_files_only=True, trust_remote_code=False, output_loading_info=True
            )
            # Missing weights would be made up at random, with a warning only.
            if absent := sorted(report["missing_keys"]):
                raise EngineError(
                    f"the model's weights lack {absent[0]}", where=where, remedy="download it again"
                )
            models.append(model.to(device).eval())
        self._models = models

    def _budget(self) -> int:
        return _BATCH_TOKENS[self._models[0].device.type]

    def _workers(self, reader: Reader, ids: Sequence[Sequence[int]], towards: Direction) -> list[Worker]:
        def worker(model: Any) -> Worker:
            return lambda batch: _generate(model, reader, [ids[index] for index in batch], towards)

        return [worker(model) for model in self._models]


def _generate(model: Any, reader: Reader, ids: Sequence[Sequence[int]], towards: Direction) -> list[str]:
    import torch

    inputs = reader.tokenizer.pad({"input_ids": [list(i) for i in ids]}, return_tensors="pt").to(model.device)
    options: dict[str, Any] = (
        {} if towards.first_token is None else {"forced_bos_token_id": towards.first_token}
    )
    room = reader.room(max(map(len, ids)))
    try:
        with torch.inference_mode():
            tokens = model.generate(
                input_ids=inputs["input_ids"],
                attention_mask=inputs["attention_mask"],
                max_new_tokens=room,
                do_sample=False,
                **options,
            )
    except Exception as error:
        if is_out_of_memory(error) and model.device.type == "cuda":
            torch.cuda.empty_cache()  # else the halves find the memory no emptier
        raise
    return reader.decode(tokens.tolist(), towards)
