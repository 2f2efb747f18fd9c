"""A model's tokenizer: sentences that fit, languages in its notation, words it has no pieces for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.backtranslate.hub import declared
from audit.backtranslate.pieces import cut
from audit.backtranslate.tables import languages, primary
from audit.errors import EngineError
from audit.text.sentences import split_sentences

_LONGEST = 400  # source tokens; OPUS-MT was trained on sentences, and its positions end at 512
_MOST = 1_024  # positions, where a model names none or more


@dataclass(frozen=True, slots=True)
class Direction:
    """How a model is told the languages: each None or "" where it needs none."""

    prefix: str = ""
    source_code: str | None = None
    first_token: int | None = None


class Reader:
    """The tokenizer in ``folder``, from files of this machine alone."""

    def __init__(self, folder: Path) -> None:
        from transformers import AutoTokenizer

        self.tokenizer: Any = AutoTokenizer.from_pretrained(
            str(folder), local_files_only=True, trust_remote_code=False
        )
        self.positions = _positions(folder, self.tokenizer.model_max_length)

    def fit(self, text: str, language: str, prefix: str) -> list[str]:
        """The sentences of a text, each in parts that the model can read whole.

        Such models have learnt from single sentences and tend to drop the second of two; what is longer than
        they can read they drop without a word.
        """
        line = _line(text)
        limit = min(_LONGEST, self.positions - 8)
        ready: list[str] = []
        sentences = [line[span.start : span.end] for span in split_sentences(line, language)]
        waiting = [part for sentence in sentences for part in cut(sentence, 4 * limit)][::-1]
        while waiting:
            part = waiting.pop().strip()
            if len(part) > 1 and len(self.ids(prefix + part)) > limit:
                waiting.extend(cut(part, (len(part) + 1) // 2)[::-1])
            elif part:
                # Marian would take ">>fra<<" at the start of a text for an order.
                ready.append(f" {part}" if part.startswith(">>") else part)
        return ready

    def ids(self, text: str) -> list[int]:
        """The tokens of a text, as numbers."""
        return list(self.tokenizer(text)["input_ids"])

    def decode(self, made: Sequence[Sequence[int]], towards: Direction) -> list[str]:
        """The texts of what a model made, without the token that names the language."""
        plain = [[token for token in tokens if token != towards.first_token] for tokens in made]
        return [str(text) for text in self.tokenizer.batch_decode(plain, skip_special_tokens=True)]

    def room(self, longest: int) -> int:
        """How many tokens a translation of a text of ``longest`` tokens may have.

        It is seldom twice as long as its source; one that runs on would take minutes.
        """
        return min(2 * longest + 16, self.positions - 1)

    def unknown(self, text: str) -> tuple[str, ...]:
        """The words of a text that the model has no pieces for, as they stand in it, each once."""
        mark = self.tokenizer.unk_token_id
        if mark is None or mark not in self.ids(_line(text)):
            return ()
        words = dict.fromkeys(re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text))
        return tuple(word for word in words if mark in self.ids(_line(word)))


def direction(tokenizer: Any, folder: Path, label: str, source: str, target: str) -> Direction:
    """The codes in this model's notation. Raises EngineError for a language that it does not know."""
    other = primary(target)
    # M2M100 keeps its language tokens apart from its vocabulary.
    vocabulary = {**tokenizer.get_vocab(), **getattr(tokenizer, "lang_token_to_id", {})}
    tags = [token for token in vocabulary if re.fullmatch(r">>\S+<<", token)]
    if tags:  # Marian with several target languages: ">>fra<<" opens the text
        prefix = next((f">>{code}<<" for code in _notations(target) if f">>{code}<<" in vocabulary), None)
        if prefix is not None:
            return Direction(prefix=f"{prefix} ")
        if len(tags) > 1 and declared(folder)[1] != other:
            raise _unknown_language(label, target)
        return Direction()
    if f"<2{other}>" in vocabulary:  # MADLAD-400
        return Direction(prefix=f"<2{other}> ")
    if hasattr(tokenizer, "src_lang"):  # NLLB "fra_Latn", M2M100 "__fr__", mBART "fr_XX"
        codes = []
        for given in (source, target):
            code = _code_in(vocabulary, primary(given), given)
            if code is None:
                raise _unknown_language(label, given)
            codes.append(code)
        return Direction(source_code=codes[0].strip("_"), first_token=int(vocabulary[codes[1]]))
    return Direction()


def _unknown_language(label: str, language: str) -> EngineError:
    return EngineError(
        f"the model {label} does not know the language {language}", remedy="choose another model"
    )


def _line(text: str) -> str:
    return " ".join(text.encode("utf-8", "replace").decode().split())


def _positions(folder: Path, longest: object) -> int:
    """How many tokens the model can read."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        told = config.get("max_position_embeddings") if isinstance(config, dict) else None
    except (OSError, ValueError):
        told = None
    return min(int(value) for value in (told, longest, _MOST) if isinstance(value, int) and value > 16)


def _notations(code: str) -> tuple[str, ...]:
    """A language in the notations of Marian's tags: "fr", "fra", "fra_Latn"."""
    language = primary(code)
    known = languages().get(language)
    if known is None:
        return (code, language)
    plain = tuple(name.split("_")[0] for name in known.apertium)
    nllb: Sequence[str] = (known.nllb, known.nllb.split("_")[0]) if known.nllb else ()
    return (code, code.replace("-", "_"), language, *plain, *nllb)


def _code_in(vocabulary: Mapping[str, int], language: str, given: str) -> str | None:
    """The token of a language in the vocabulary of a multilingual model."""
    known = languages().get(language)
    region = re.compile(rf"{re.escape(language)}_[A-Z]{{2}}")
    tokens = [f"__{language}__", *([known.nllb] if known and known.nllb else []), given.replace("-", "_")]
    return next((token for token in tokens if token in vocabulary), None) or next(
        (token for token in sorted(vocabulary) if region.fullmatch(token)), None
    )
