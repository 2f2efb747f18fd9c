"""What a process audits with: rules, encoders, estimators, engines; each made when first asked for, once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from audit import backtranslate
from audit.backtranslate import Engine
from audit.compare.answers import Answers, answers
from audit.compare.encoder import UseEncoder, choose_encoder
from audit.compare.estimate import Estimator, choose_estimator
from audit.compare.memo import Memo
from audit.config import Settings
from audit.detect import grammar
from audit.detect.catalogue import selected
from audit.detect.rule import Rule
from audit.errors import EngineError
from audit.model import BatchEvidence, Document, Glossary, Need, NotJudged
from audit.pipeline.examined import Missing

#: Called with the name of a stage, how much of it is done, and how much there is.
Progress = Callable[[str, int, int], None]
Pair = tuple[str, str]
#: What is said of a document that lacks evidence depends on: the evidence that it has, what could not be had,
#: its languages, and whether it has no source.
Lacking = tuple[frozenset[Need], tuple[Missing, ...], tuple[str | None, str], bool]

#: Where the source language is unknown, a translation into English still lets most readers see what the
#: text says.
READERS_LANGUAGE = "en"


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Engines:
    """The engines for a language pair; ``lacking`` says (reason, remedy) of those there are not."""

    chosen: tuple[Engine, ...]
    lacking: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


@dataclass
class Tools:
    """The settings of a run and what they lead to. ``glossary`` is the one in force, if any; ``evidence``
    that of
    the batch, once it is known: (source, target) base languages → evidence.

    What failed once as a whole (a model that cannot be loaded, a server that does not answer) is not asked
    again: ``broken`` holds why. ``not_judged`` is what was said of documents that lack the same.
    """

    settings: Settings
    glossary: Glossary | None = None
    rules: tuple[Rule, ...] = ()
    evidence: Mapping[Pair, BatchEvidence] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    not_judged: dict[Lacking, tuple[NotJudged, ...]] = field(default_factory=dict)
    _memos: dict[str, Memo] = field(default_factory=dict)
    _engines: dict[Pair, Engines] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rules = self.rules or selected(self.settings.select, self.settings.ignore)

    def memo(self, document: Document) -> Memo | None:
        """The encoder for a document's languages; None where there is none or there is nothing to compare."""
        if document.source_lang is None or document.source is None:
            return None
        encoder = choose_encoder(
            self.settings.encoder, (document.source_lang.code, document.target_lang.code)
        )
        if isinstance(encoder, UseEncoder) and (cache := self.settings.cache_dir) is not None:
            encoder.folder = cache / "use"
        return self._memos.setdefault(encoder.signature(), Memo(encoder)) if encoder else None

    @property
    def answers(self) -> Answers | None:
        """What finds the words of a text on the other side; None where it is not installed, or no rule asks
        for meaning.
        """
        return answers() if any(Need.ENCODER in rule.needs for rule in self.rules) else None

    def encoders(self, memo: Memo) -> tuple[str, ...]:
        """Signatures of the models that compared meaning."""
        words = self.answers
        return (memo.encoder.signature(), *([words.signature()] if words else []))

    def estimator(self, document: Document, memo: Memo | None) -> Estimator | None:
        """What estimates the quality of a document whose meaning this encoder compares."""
        if document.source is None or document.source_lang is None:
            return None
        pair = f"{document.source_lang.base}-{document.target_lang.base}"
        encoder, encode = (memo.encoder, memo.encode) if memo else (None, None)
        return choose_estimator(self.settings.estimate, encoder, encode, pair)

    def holding(self, document: Document) -> AbstractContextManager[None]:
        """While a document is read for both its alignment and its estimate, the encoder reads it once."""
        memo = self.memo(document) if self.settings.estimate in ("auto", "both", "pieces") else None
        return memo.encoder.holding() if memo and isinstance(memo.encoder, UseEncoder) else nullcontext()

    def engines(self, pair: Pair) -> Engines:
        """The engines that the settings name for (target, source) languages, each once."""
        if pair not in self._engines:
            self._engines[pair] = self._choose(pair)
        return self._engines[pair]

    def _choose(self, pair: Pair) -> Engines:
        found: dict[str, Engine] = {}
        lacking: list[tuple[str, str]] = []
        notes: list[str] = []
        for spec in backtranslate.several(self.settings.back_translation):
            choice = backtranslate.choose(spec, *pair, cache_dir=self.settings.cache_dir)
            if choice.engine is None:
                reason = choice.note or "no back-translation was asked for"
                lacking.append((reason, choice.remedy or "--back-translation auto"))
                continue
            if choice.note and choice.note not in notes:
                notes.append(choice.note)
            try:
                found.setdefault(choice.engine.signature(*pair), choice.engine)
            except EngineError as error:
                lacking.append((str(error), "see the message of the engine"))
        return Engines(tuple(found.values()), tuple(lacking), tuple(notes))

    def grammar_lacks(self, lang: str) -> tuple[str, str] | None:
        """Why a language's grammar cannot be judged, and the remedy; None where it can, or no rule asks."""
        if not any(Need.GRAMMAR in rule.needs for rule in self.rules):
            return None
        reason, remedy = grammar.missing(lang)
        return (reason, remedy) if reason else None

    @property
    def wants_grammar(self) -> bool:
        """Whether any rule asks for the grammar checker."""
        return any(Need.GRAMMAR in rule.needs for rule in self.rules)


def back_pair(document: Document) -> Pair:
    """(from, into) of a document's back-translation."""
    source = document.source_lang
    return document.target_lang.code, source.code if source else READERS_LANGUAGE


def pair_of(document: Document) -> Pair:
    """(source, target) base languages: documents of the same are evidence for each other."""
    return (document.source_lang.base if document.source_lang else "", document.target_lang.base)
