"""Neural translation with transformers: MarianMT and every other sequence-to-sequence model, from a folder.

The one door to transformers and torch for this room; both are imported when the first text is translated.
"""

from __future__ import annotations

import hashlib
import re
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from audit.backtranslate.engine import Translation
from audit.backtranslate.hub import declared, is_complete
from audit.backtranslate.pieces import cut
from audit.backtranslate.tables import languages, primary
from audit.errors import EngineError
from audit.text.sentences import split_sentences

NEEDS = ("torch", "transformers", "sentencepiece")
INSTALL = 'pip install "mtaudit[neural]"'
_BATCH_TOKENS = {"cpu": 2_048, "cuda": 16_384}  # padded source tokens a batch
_LONGEST = 400  # source tokens; OPUS-MT was trained on sentences, and its positions end at 512
_EDGE = 1 << 20  # bytes of the weights' start and end that go into the signature


def missing() -> tuple[str, ...]:
    """The packages that a neural engine needs and that are not installed."""
    return tuple(name for name in NEEDS if find_spec(name) is None)


@dataclass(frozen=True)
class _Model:
    tokenizer: Any
    model: Any
    device: str


@dataclass(frozen=True, slots=True)
class _Direction:
    """How this model is told the languages: each None or "" where it needs none."""

    prefix: str = ""
    source_code: str | None = None
    first_token: int | None = None


class Transformers:
    """A sequence-to-sequence model in ``folder``, called ``label`` in signatures. Never uses the network."""

    name = "transformers"
    chunk_chars = 6_000

    def __init__(self, folder: Path, label: str) -> None:
        self._folder = folder
        self._label = label
        self._lock = threading.Lock()
        self._loaded: _Model | None = None

    def supports(self, source: str, target: str) -> bool:
        """False only where the model itself names another pair of languages, or both are the same."""
        wanted = (primary(source), primary(target))
        fits = all(own in (None, code) for own, code in zip(declared(self._folder), wanted, strict=True))
        return fits and wanted[0] != wanted[1]

    def signature(self, source: str, target: str) -> str:
        """ "transformers 5.0.0 Helsinki-NLP/opus-mt-de-en@1a2b3c4d" (a digest of the model's files)."""
        try:
            installed = version("transformers")
        except PackageNotFoundError:
            installed = "missing"
        return f"transformers {installed} {self._label}@{self._digest}"

    @cached_property
    def _digest(self) -> str:
        """Over names, sizes and contents of the files; of large ones the first and last mebibyte."""
        digest = hashlib.sha256()
        try:
            for file in sorted(self._folder.iterdir()):
                if not file.is_file() or file.suffix not in {
                    ".json",
                    ".spm",
                    ".model",
                    ".safetensors",
                    ".bin",
                    ".txt",
                }:
                    continue
                size = file.stat().st_size
                digest.update(f"{file.name}\0{size}\0".encode())
                with file.open("rb") as stream:
                    digest.update(stream.read(_EDGE))
                    if size > _EDGE:
                        stream.seek(max(_EDGE, size - _EDGE))
                        digest.update(stream.read(_EDGE))
        except OSError as error:
            raise EngineError(
                f"the model cannot be read: {error.strerror}", where=str(self._folder)
            ) from error
        return digest.hexdigest()[:8]

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Translation]:
        """Greedy or beam search as the model's own generation settings say, never sampling."""
        with self._lock, _quiet():
            loaded = self._load()
            direction = self._direction(loaded.tokenizer, source, target)
            if direction.source_code is not None:
                loaded.tokenizer.src_lang = direction.source_code
            try:
                groups = [
                    self._fit(loaded, text, source, direction.prefix) if text.strip() else []
                    for text in texts
                ]
                flat = [part for group in groups for part in group]
                outputs = iter(
                    self._generate_all(loaded, [direction.prefix + part for part in flat], direction)
                )
            except EngineError:
                raise
            except Exception as error:  # a damaged model fails anywhere in torch
                raise EngineError(
                    f"the model cannot translate: {_first_line(error)}",
                    where=str(self._folder),
                    remedy="download it again",
                ) from error
        return [Translation(" ".join(next(outputs) for _ in group).strip()) for group in groups]

    def _load(self) -> _Model:
        if self._loaded is None:
            if lacking := missing():
                raise EngineError(f"the model needs {', '.join(lacking)}", where=self._label, remedy=INSTALL)
            if not is_complete(self._folder):
                raise EngineError(
                    "no complete model: config.json, weights (model.safetensors) and a tokenizer are needed",
                    where=str(self._folder),
                    remedy="download it again",
                )
            try:
                self._loaded = self._read()
            except EngineError:
                raise
            except Exception as error:  # every kind of damage has its own exception in three libraries
                raise EngineError(
                    f"the model cannot be loaded: {_first_line(error)}",
                    where=str(self._folder),
                    remedy="download it again",
                ) from error
        return self._loaded

    def _read(self) -> _Model:
        import torch
        from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

        where = str(self._folder)
        tokenizer = AutoTokenizer.from_pretrained(where, local_files_only=True, trust_remote_code=False)
        model, report = AutoModelForSeq2SeqLM.from_pretrained(
            where, local_files_only=True, trust_remote_code=False, output_loading_info=True
        )
        # Missing weights would be made up at random, with a warning only.
        if absent := sorted(report["missing_keys"]):
            raise EngineError(
                f"the model's weights lack {absent[0]}", where=where, remedy="download it again"
            )
        device = "cuda" if torch.cuda.is_available() else "cpu"
        return _Model(tokenizer, model.to(device).eval(), device)

    def _direction(self, tokenizer: Any, source: str, target: str) -> _Direction:
        """The codes in this model's notation. Raises EngineError for a language that it does not know."""
        one, other = primary(source), primary(target)
        # M2M100 keeps its language tokens apart from its vocabulary.
        vocabulary = {**tokenizer.get_vocab(), **getattr(tokenizer, "lang_token_to_id", {})}
        tags = [token for token in vocabulary if re.fullmatch(r">>\S+<<", token)]
        if tags:  # Marian with several target languages: ">>fra<<" opens the text
            prefix = next((f">>{code}<<" for code in _notations(target) if f">>{code}<<" in vocabulary), None)
            if prefix is not None:
                return _Direction(prefix=f"{prefix} ")
            if len(tags) > 1 and declared(self._folder)[1] != other:
                raise self._unknown(target)
            return _Direction()
        if f"<2{other}>" in vocabulary:  # MADLAD-400
            return _Direction(prefix=f"<2{other}> ")
        if hasattr(tokenizer, "src_lang"):  # NLLB "fra_Latn", M2M100 "__fr__", mBART "fr_XX"
            codes = []
            for language, given in ((one, source), (other, target)):
                code = _code_in(vocabulary, language, given)
                if code is None:
                    raise self._unknown(given)
                codes.append(code)
            return _Direction(source_code=codes[0].strip("_"), first_token=int(vocabulary[codes[1]]))
        return _Direction()

    def _unknown(self, language: str) -> EngineError:
        return EngineError(
            f"the model {self._label} does not know the language {language}", remedy="choose another model"
        )

    def _fit(self, loaded: _Model, text: str, language: str, prefix: str) -> list[str]:
        """The sentences of a text, each in parts that the model can read whole.

        Such models have learnt from single sentences and tend to drop the second of two; what is longer than
        they can read they drop without a word.
        """
        line = " ".join(text.encode("utf-8", "replace").decode().split())
        sentences = [line[span.start : span.end] for span in split_sentences(line, language)]
        limit = min(_LONGEST, _positions(loaded) - 8)
        ready: list[str] = []
        waiting = [part for sentence in sentences for part in cut(sentence, 4 * limit)][::-1]
        while waiting:
            part = waiting.pop().strip()
            if len(part) > 1 and len(loaded.tokenizer(prefix + part)["input_ids"]) > limit:
                waiting.extend(cut(part, (len(part) + 1) // 2)[::-1])
            elif part:
                # Marian would take ">>fra<<" at the start of a text for an order.
                ready.append(f" {part}" if part.startswith(">>") else part)
        return ready

    def _generate_all(self, loaded: _Model, parts: list[str], direction: _Direction) -> list[str]:
        lengths = [len(loaded.tokenizer(part)["input_ids"]) for part in parts]
        outputs = [""] * len(parts)
        budget = _BATCH_TOKENS[loaded.device]
        waiting = list(_batches(lengths, budget))[::-1]
        while waiting:
            batch = waiting.pop()
            try:
                made = self._generate(loaded, [parts[index] for index in batch], direction)
            except RuntimeError as error:  # torch.OutOfMemoryError is one
                if "out of memory" not in str(error).lower() or len(batch) == 1:
                    raise
                half = len(batch) // 2
                waiting.extend([batch[half:], batch[:half]])
                continue
            for index, text in zip(batch, made, strict=True):
                outputs[index] = text
        return outputs

    def _generate(self, loaded: _Model, parts: list[str], direction: _Direction) -> list[str]:
        import torch

        inputs = loaded.tokenizer(parts, return_tensors="pt", padding=True, truncation=False).to(
            loaded.device
        )
        longest = int(inputs["input_ids"].shape[1])
        options: dict[str, Any] = (
            {} if direction.first_token is None else {"forced_bos_token_id": direction.first_token}
        )
        with torch.inference_mode():
            # A translation is seldom twice as long as its source; one that runs on would take minutes.
            room = min(2 * longest + 16, _positions(loaded) - 1)
            tokens = loaded.model.generate(**inputs, max_new_tokens=room, do_sample=False, **options)
        return [str(text) for text in loaded.tokenizer.batch_decode(tokens, skip_special_tokens=True)]


def _positions(loaded: _Model) -> int:
    """How many tokens the model can read."""
    known = [getattr(loaded.model.config, "max_position_embeddings", None), loaded.tokenizer.model_max_length]
    return min(int(value) for value in (*known, 1_024) if isinstance(value, int) and value > 16)


def _batches(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Indexes grouped by length, longest first, each group within ``budget`` padded tokens (or one text)."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda i: (-lengths[i], i)):
        if batch and (len(batch) + 1) * lengths[batch[0]] > budget:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _notations(code: str) -> tuple[str, ...]:
    """A language in the notations of Marian's tags: "fr", "fra", "fra_Latn"."""
    language = primary(code)
    known = languages().get(language)
    if known is None:
        return (code, language)
    plain = tuple(name.split("_")[0] for name in known.apertium)
    return (
        code,
        code.replace("-", "_"),
        language,
        *plain,
        *((known.nllb, known.nllb.split("_")[0]) if known.nllb else ()),
    )


def _code_in(vocabulary: dict[str, int], language: str, given: str) -> str | None:
    """The token of a language in the vocabulary of a multilingual model."""
    known = languages().get(language)
    region = re.compile(rf"{re.escape(language)}_[A-Z]{{2}}")
    tokens = [f"__{language}__", *([known.nllb] if known and known.nllb else []), given.replace("-", "_")]
    return next((token for token in tokens if token in vocabulary), None) or next(
        (token for token in sorted(vocabulary) if region.fullmatch(token)), None
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Keeps the libraries from printing; their settings are put back."""
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


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:160]
